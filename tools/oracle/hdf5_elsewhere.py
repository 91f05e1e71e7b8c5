"""Writes an HDF5 file that leads to others in every way there is, and the others, by h5py.

    .venv/tf215/bin/python tools/oracle/hdf5_elsewhere.py libs/hdf5/test/fixtures

`elsewhere.h5` has ones, its neighbour `elsewhere_other.h5` twos at the same place, and `elsewhere.bin` threes.
"""
import os
import sys

import h5py
import numpy as np

os.chdir(sys.argv[1])


def fill(file, value):
    file.create_group('layer')['kernel'] = np.full(8, value, '<f4')


with h5py.File('elsewhere_other.h5', 'w') as file:
    fill(file, 2)
with h5py.File('elsewhere.h5', 'w') as file:
    fill(file, 1)
    file['soft'] = h5py.SoftLink('/layer')
    file['layer/beside'] = h5py.SoftLink('kernel')
    file['dangling'] = h5py.SoftLink('/nothing')
    file['loop'] = h5py.SoftLink('/loop')
    file['group'] = h5py.ExternalLink('elsewhere_other.h5', '/layer')
    file['kernel'] = h5py.ExternalLink('elsewhere_other.h5', '/layer/kernel')
    file['missing'] = h5py.ExternalLink('nothing.h5', '/layer')
    file['layer/through'] = h5py.SoftLink('/group/kernel')
    file.create_dataset('raw', shape=(8,), dtype='<f4', external=[('elsewhere.bin', 0, 32)])[:] = 3
    layout = h5py.VirtualLayout(shape=(8,), dtype='<f4')
    layout[:] = h5py.VirtualSource('elsewhere_other.h5', 'layer/kernel', shape=(8,))
    file.create_virtual_dataset('virtual', layout)
