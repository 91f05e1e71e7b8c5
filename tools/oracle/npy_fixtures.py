"""Writes the .npy files that the tests of libs/tensor read, and what they hold, with NumPy."""

import io
import json
import sys
from pathlib import Path

import numpy as np

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
random = np.random.default_rng(20)

DTYPES = ["f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "?"]
expected = {}


def save(name, array, version=(1, 0)):
    with open(folder / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version=version)
    expect(name, array)


def save_as_python_2(name, array, shape):
    """As NumPy under Python 2 wrote: long integers in the shape, and headers not filled up to 64 bytes."""
    text = f"{{'descr': '{array.dtype.str}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    file = folder / f"{name}.npy"
    file.write_bytes(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + array.tobytes())
    expect(name, np.load(file))


def expect(name, array):
    values = array.ravel(order="C").tolist()
    expected[name] = {
        "dtype": "float32" if array.dtype.name == "float16" else array.dtype.name,
        "shape": list(array.shape),
        "values": [str(int(value)) if array.dtype.kind in "iub" else value for value in values],
    }


for code in DTYPES:
    dtype = np.dtype(code)
    if dtype.kind == "f":
        array = random.standard_normal((3, 4)).astype(dtype)
    elif dtype.kind == "b":
        array = random.integers(0, 2, (3, 4)).astype(dtype)
    else:
        limits = np.iinfo(dtype)
        array = random.integers(limits.min, limits.max, (3, 4), dtype=dtype, endpoint=True)
        array[0, 0], array[2, 3] = limits.min, limits.max
    save(f"c_{dtype.name}", array)

save("fortran", np.asfortranarray(random.standard_normal((2, 3, 4)).astype("f4")))
save("version_2", random.standard_normal((2, 3)).astype("f4"), version=(2, 0))
save("version_3", random.standard_normal((2, 3)).astype("f4"), version=(3, 0))
save("scalar", np.float64(2.5).reshape(()))
save("vector", np.arange(5, dtype="i4"))
save("no_rows", np.zeros((0, 7, 7, 2), "f4"))

halves = np.array([[0.1, -1 / 3, 6e-8, 0], [65504, 2**-14, -1, 1e-7]], "f2")
save("float16", halves)
save("float16_big_endian", halves.astype(">f2"))
save("float16_fortran", np.asfortranarray(halves))
save("big_endian", np.arange(3, dtype=">f4") / 3)
save("big_endian_float64", random.standard_normal((3, 2)).astype(">f8"))
save("big_endian_uint16", np.array([[1, 256, 65535], [2, 3, 4]], ">u2"))
save("big_endian_int32_fortran", np.asfortranarray(np.arange(-3, 21, dtype=">i4").reshape(2, 3, 4)))
save("big_endian_int64", np.array([[-(2**63), 1], [2**40, -2]], ">i8"))
save_as_python_2("python_2", random.standard_normal((3, 4)).astype("f4"), "(3L, 4L)")
save_as_python_2("python_2_vector", np.arange(3, dtype=">i2"), "(3L,)")
np.save(folder / "complex.npy", np.zeros(3, "c8"))
np.save(folder / "text.npy", np.array(["a", "bc"]))

headers = {}
for shape in [(), (5,), (3, 4), (26500, 7, 7, 512), (1, 1, 1, 1, 1, 1, 1, 1), (0,), (123456789012, 3, 224, 224)]:
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": "<f4", "fortran_order": False, "shape": shape})
    headers[json.dumps(list(shape))] = file.getvalue().hex()

(folder / "expected.json").write_text(json.dumps({"arrays": expected, "headers": headers}, indent=1) + "\n")
