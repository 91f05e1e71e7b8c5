"""Writes libs/mat/test/fixtures/kinds_*.mat, and what SciPy reads from them as kinds.json.

SciPy writes the byte order of the machine and no version 7.3, so other_order.py and version73.py
put those files together; they are kept only if SciPy (for 7.3: h5py's own reading) agrees.
"""

import json
from pathlib import Path

import numpy as np
import scipy.io
import scipy.sparse

from other_order import write_level4, write_level5
from plain import read
from version73 import write_hostile, write_version73

FIXTURES = Path(__file__).resolve().parents[3] / "libs/mat/test/fixtures"
CLASSES = {"double": "f8", "single": "f4", "int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2",
           "int32": "i4", "uint32": "u4", "int64": "i8", "uint64": "u8"}


def extremes(dtype):
    kind = np.dtype(dtype)
    limits = np.finfo(kind) if kind.kind == "f" else np.iinfo(kind)
    return np.array([[limits.min, 0, 1], [limits.max, 2, 3]], dtype=kind)


def sparse(dtype):
    values = np.array([1, 2.5, -3, 4]) if dtype != "bool" else np.ones(4)
    matrix = scipy.sparse.coo_matrix((values, ([0, 2, 1, 3], [0, 0, 2, 4])), shape=(4, 5))
    return (matrix * (1 - 0.5j) if dtype == "complex" else matrix).tocsc().astype(dtype)


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
        "complex_single": np.array([[1 + 2j], [-3.5j]], "c8"),
        "odd_numbers": np.array([[np.nan, np.inf, -np.inf, -0.0]]),
        "flags": np.array([[True, False, True]]),
        "rows": np.array(["abc", "def"]),
        "accents": "h\u00e9llo \u20ac",
        "no_text": "",
        "empty": np.zeros((0, 5)),
        "cell": cell,
        "no_cells": np.empty((0, 2), dtype=object),
        "people": people,
        "nested": {"a": {"b": {"c": 7.0}}},
        "sparse_double": sparse("f8"),
        "sparse_complex": sparse("complex"),
        "sparse_logical": sparse("bool"),
        "sparse_empty": scipy.sparse.csc_matrix((3, 2)),
    }


def level4_values():
    return {
        "of_double": np.array([[0.5, -2, 1e20], [3, 4, -5]]),
        "of_single": np.array([[0.5], [-2]], "f4"),
        "of_int32": np.array([[2**31 - 1, -7]], "i4"),
        "of_int16": np.array([[-32768, 7]], "i2"),
        "of_uint16": np.array([[65535, 7]], "u2"),
        "of_uint8": np.array([[255, 7]], "u1"),
        "complex_double": np.array([[1 + 2j, -3.5j]]),
        "rows": np.array(["abc", "def"]),
        "empty": np.zeros((0, 3)),
        "sparse_double": sparse("f8"),
        "sparse_complex": sparse("complex"),
    }


def main():
    names = {}
    for name, compressed in (("kinds_v6", False), ("kinds_v7", True)):
        scipy.io.savemat(FIXTURES / f"{name}.mat", values(), do_compression=compressed)
        names[name] = read(FIXTURES / f"{name}.mat")
    for name, order in (("kinds_little_endian", "<"), ("kinds_big_endian", ">")):
        write_level5(FIXTURES / f"{name}.mat", values(), order)
        names[name] = read(FIXTURES / f"{name}.mat")
        assert names[name] == names["kinds_v7"], name
    for name, order in (("kinds_v4", "<"), ("kinds_v4_big_endian", ">")):
        write_level4(FIXTURES / f"{name}.mat", level4_values(), order)
        names[name] = read(FIXTURES / f"{name}.mat")
    assert names["kinds_v4"] == names["kinds_v4_big_endian"]
    write_version73(FIXTURES / "kinds_v73.mat", values())
    write_hostile(FIXTURES / "hostile_v73.mat")
    names["kinds_v73"] = names["kinds_v7"]
    for path in sorted(FIXTURES.glob("octave_*.mat")):
        # Octave gives sparse logicals the class of full ones, which SciPy then takes them for.
        names[path.stem] = read(path, without=["sparse_logical"])
    lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in names.items()]
    (FIXTURES / "kinds.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
