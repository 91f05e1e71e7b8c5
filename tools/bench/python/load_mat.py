"""Reads a MATLAB file with SciPy."""

from protocol import serve


def prepare(args):
    from scipy.io import loadmat

    return lambda: loadmat(args["file"])


serve(prepare)
