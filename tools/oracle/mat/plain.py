"""What SciPy reads from a MAT-file as JSON, in the form of libs/mat/test/plain.ts."""

import numpy as np
import scipy.io
import scipy.sparse


def number(value):
    if isinstance(value, (int, np.integer)):
        return float(value)
    return float(value) if np.isfinite(value) else {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(float(value))]


def numbers(flat):
    if flat.dtype.kind == "c":
        return {"data": [number(v) for v in flat.real], "imaginary": [number(v) for v in flat.imag]}
    wide = flat.dtype.itemsize == 8 and flat.dtype.kind in "iu"
    return {"data": [str(v) if wide else number(v) for v in flat]}


def plain(array):
    """Shape and elements, the first axis varying fastest; big integers as text."""
    if isinstance(array, str):
        return array
    if isinstance(array, scipy.io.matlab.MatlabFunction):
        return {"kind": "opaque", "class": "function_handle"}
    if isinstance(array, scipy.io.matlab.MatlabOpaque):
        return {"kind": "opaque", "class": "opaque"}
    if scipy.sparse.issparse(array):
        packed = array.tocsc()
        packed.sort_indices()
        places = {"rowNumbers": packed.indices.tolist(), "columnStarts": packed.indptr.tolist()}
        return {"shape": packed.shape, **places, **numbers(packed.data)}
    if array.dtype.names:
        elements = array.ravel("F")
        return {"shape": array.shape, "fields": {name: [plain(e[name]) for e in elements] for name in array.dtype.names}}
    if array.dtype == object:
        return {"shape": array.shape, "cells": [plain(e) for e in array.ravel("F")]}
    if array.dtype.kind == "U":
        # A text for each row; SciPy takes spaces at the end for padding.
        width = array.dtype.itemsize // 4
        return {"rows": [str(row).ljust(width) for row in array.ravel()] if array.size and width else []}
    return {"shape": array.shape, **numbers(array.ravel("F"))}


def read(path, without=()):
    names = [name for name, _, _ in scipy.io.whosmat(path) if name not in without]
    variables = scipy.io.loadmat(path, chars_as_strings=True, variable_names=names)
    return {name: plain(value) for name, value in variables.items() if not name.startswith("__")}
