"""Writes libs/mat/test/fixtures/kinds_*.mat with SciPy, and what SciPy reads from them as kinds.json.

kinds_big_endian.mat is put together by hand, since SciPy writes the byte order of the machine, and
is kept only if SciPy reads the same values from it.
"""

import json
import struct
from pathlib import Path

import numpy as np
import scipy.io
import scipy.sparse

FIXTURES = Path(__file__).resolve().parents[3] / "libs/mat/test/fixtures"
CLASSES = {"double": "f8", "single": "f4", "int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2",
           "int32": "i4", "uint32": "u4", "int64": "i8", "uint64": "u8"}


def extremes(dtype):
    kind = np.dtype(dtype)
    limits = np.finfo(kind) if kind.kind == "f" else np.iinfo(kind)
    return np.array([[limits.min, 0, 1], [limits.max, 2, 3]], dtype=kind)


def values():
    people = np.zeros((1, 2), dtype=[("name", object), ("ages", object)])
    people[0, 0] = ("Ann", np.array([[1.0, 2.0]]))
    people[0, 1] = ("Bo", np.zeros((0, 0)))
    cell = np.empty((2, 2), dtype=object)
    inner = np.empty((1, 1), dtype=object)
    inner[0, 0] = "deep"
    cell[0, 0], cell[1, 0], cell[0, 1], cell[1, 1] = 1.5, "text", inner, np.zeros((0, 3), np.int8)
    return {
        **{f"of_{name}": extremes(dtype) for name, dtype in CLASSES.items()},
        "cube": np.arange(24, dtype="f4").reshape(2, 3, 4),
        "complex_double": np.array([[1 + 2j, -3.5j]]),
        "flags": np.array([[True, False, True]]),
        "rows": np.array(["abc", "def"]),
        "accents": "h\u00e9llo \u20ac",
        "no_text": "",
        "empty": np.zeros((0, 5)),
        "cell": cell,
        "people": people,
        "nested": {"a": {"b": {"c": 7.0}}},
    }


def plain(array):
    """Shape and elements, the first axis varying fastest, as JSON; big integers as text."""
    if isinstance(array, str):
        return array
    if array.dtype.names:
        return {"shape": array.shape,
                "fields": {name: [plain(e[name]) for e in array.ravel("F")] for name in array.dtype.names}}
    if array.dtype == object:
        return {"shape": array.shape, "cells": [plain(e) for e in array.ravel("F")]}
    if array.dtype.kind == "U":
        return {"rows": array.tolist()}
    flat = array.ravel("F")
    if array.dtype.kind == "c":
        return {"shape": array.shape, "data": flat.real.tolist(), "imaginary": flat.imag.tolist()}
    text = array.dtype.itemsize == 8 and array.dtype.kind in "iu"
    return {"shape": array.shape, "data": [str(v) if text else float(v) for v in flat]}


def big_endian():
    def element(kind, content):
        return struct.pack(">II", kind, len(content)) + content + b"\0" * (-len(content) % 8)

    def array(name, code, shape, *content):
        head = element(6, struct.pack(">II", code, 0)) + element(5, struct.pack(f">{len(shape)}i", *shape))
        return element(14, head + element(1, name) + b"".join(content))

    header = b"MATLAB 5.0 MAT-file, big-endian".ljust(124) + struct.pack(">H", 0x0100) + b"MI"
    packed_text = struct.pack(">HH", 4, 16) + b"text"
    return header + b"".join([
        array(b"packed", 6, (1, 3), element(4, struct.pack(">3H", 1, 515, 65535))),
        array(b"plain", 7, (3, 1), element(7, struct.pack(">3f", 0.5, -2, 1e20))),
        array(b"wide", 14, (1, 1), element(12, struct.pack(">q", -(2**60) - 1))),
        array(b"word", 4, (1, 4), packed_text),
    ])


def main():
    for path, compressed in (("kinds_v6.mat", False), ("kinds_v7.mat", True)):
        scipy.io.savemat(FIXTURES / path, values(), do_compression=compressed)
    (FIXTURES / "kinds_big_endian.mat").write_bytes(big_endian())
    scipy.io.savemat(FIXTURES / "sparse.mat", {"before": 1.0, "matrix": scipy.sparse.eye(3).tocsc()})
    scipy.io.savemat(FIXTURES / "level4.mat", {"x": np.eye(2)}, format="4")

    read = {}
    for name in ("kinds_v6", "kinds_v7", "kinds_big_endian"):
        variables = scipy.io.loadmat(FIXTURES / f"{name}.mat")
        read[name] = {k: plain(v) for k, v in variables.items() if not k.startswith("__")}
    assert read["kinds_v6"] == read["kinds_v7"]
    assert read["kinds_big_endian"]["packed"]["data"] == [1, 515, 65535]
    assert read["kinds_big_endian"]["wide"]["data"] == [str(-(2**60) - 1)]
    (FIXTURES / "kinds.json").write_text(json.dumps(read, indent=1) + "\n")


main()
