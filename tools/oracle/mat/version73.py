"""Writes a MAT-file of version 7.3 as MATLAB lays it out: HDF5 behind 512 bytes, axes reversed."""

import struct

import h5py
import numpy as np
import scipy.sparse

NAMES = {"f8": "double", "f4": "single", "i1": "int8", "u1": "uint8", "i2": "int16", "u2": "uint16",
         "i4": "int32", "u4": "uint32", "i8": "int64", "u8": "uint64"}


def characters(names):
    """Names of fields as MATLAB keeps them: arrays of single characters."""
    texts = np.empty(len(names), object)
    for index, name in enumerate(names):
        texts[index] = np.array([letter.encode() for letter in name], "S1")
    return texts


def write_version73(path, variables):
    with h5py.File(path, "w", userblock_size=512) as file:
        store = Store(file)
        for name, value in variables.items():
            store.put(file, name, value)
        store.unreadable(file)
    header(path)


def header(path):
    with open(path, "r+b") as raw:
        raw.write(b"MATLAB 7.3 MAT-file, laid out by h5py".ljust(124) + struct.pack("<H", 0x0200) + b"IM")


def write_hostile(path):
    """References that lead round in a circle, that lead to one cell twice, and fields that differ in length."""
    with h5py.File(path, "w", userblock_size=512) as file:
        store = Store(file)
        for name in ("circle", "shared"):
            made = file.create_dataset(name, (1, 2), h5py.ref_dtype)
            store.describe(made, "cell")
        file["circle"][:] = file["circle"].ref
        inner = store.references(store.refs, "inner", np.array([[1.0]], object), (1, 1))
        store.describe(inner, "cell")
        file["shared"][:] = inner.ref
        uneven = file.create_group("uneven")
        store.references(uneven, "a", np.array([[1.0, 2.0]], object), (1, 2))
        store.references(uneven, "b", np.array([[1.0]], object), (1, 1))
        store.fields(uneven, ["a", "b"])
        loop = file.create_group("loop")
        store.fields(loop, ["again"])
        loop["again"] = loop
    header(path)


class Store:
    def __init__(self, file):
        self.count = 0
        self.refs = file.create_group("#refs#")
        self.subsystem = file.create_group("#subsystem#")

    def reference(self, value):
        self.count += 1
        name = f"r{self.count}"
        self.put(self.refs, name, value)
        return self.refs[name].ref

    def dataset(self, group, name, data, kind, decode=None, **options):
        made = group.create_dataset(name, data=data, **options)
        self.describe(made, kind, decode)
        return made

    def describe(self, made, kind, decode=None):
        made.attrs["MATLAB_class"] = np.bytes_(kind)
        if decode is not None:
            made.attrs["MATLAB_int_decode"] = np.int32(decode)
        if made.name.startswith("/#refs#"):
            made.attrs["H5PATH"] = np.bytes_("/#refs#")

    def empty(self, group, name, shape, kind, decode=None):
        made = self.dataset(group, name, np.array(shape, "u8"), kind, decode)
        made.attrs["MATLAB_empty"] = np.uint8(1)
        return made

    def references(self, group, name, elements, shape):
        table = np.empty(shape, h5py.ref_dtype)
        for place, value in np.ndenumerate(elements):
            table[place] = self.reference(value)
        return group.create_dataset(name, data=table.T, dtype=h5py.ref_dtype)

    def put(self, group, name, value):
        if scipy.sparse.issparse(value):
            return self.sparse(group, name, value.tocsc())
        if isinstance(value, dict):
            made = group.create_group(name)
            for field, inner in value.items():
                self.put(made, field, inner)
            return self.fields(made, list(value))
        if isinstance(value, str):
            value = np.array([value] if value else [], dtype="U")
        value = np.atleast_2d(np.asarray(value)) if not isinstance(value, np.ndarray) else value
        if value.dtype.names:
            made = group.create_group(name)
            for field in value.dtype.names:
                self.references(made, field, value[field], value.shape)
            return self.fields(made, value.dtype.names)
        if value.dtype == object:
            if value.size == 0:
                return self.empty(group, name, value.shape, "cell")
            return self.describe(self.references(group, name, value, value.shape), "cell")
        if value.dtype.kind == "U":
            if not any(value):
                return self.empty(group, name, (0, 0), "char", 2)
            codes = np.array([[ord(letter) for letter in row] for row in value], "u2")
            return self.dataset(group, name, codes.T, "char", 2)
        self.numbers(group, name, value)

    def numbers(self, group, name, value):
        kind = {"bool": "logical", "complex128": "double", "complex64": "single"}.get(value.dtype.name) or NAMES[value.dtype.str[1:]]
        decode = 1 if kind == "logical" else None
        if value.size == 0:
            return self.empty(group, name, value.shape, kind, decode)
        if value.dtype.kind == "c":
            part = np.dtype(f"f{value.dtype.itemsize // 2}")
            value = compound(value, part)
        if kind == "logical":
            value = value.astype("u1")
        # MATLAB compresses what is not small; here everything with more than two axes is.
        options = {"chunks": (2, 2, 2), "compression": "gzip"} if value.ndim > 2 else {}
        return self.dataset(group, name, value.T, kind, decode, **options)

    def fields(self, made, names):
        made.attrs["MATLAB_class"] = np.bytes_("struct")
        made.attrs.create("MATLAB_fields", characters(names), dtype=h5py.vlen_dtype(np.dtype("S1")))

    def sparse(self, group, name, value):
        made = group.create_group(name)
        self.describe(made, "logical" if value.dtype == bool else "double", 1 if value.dtype == bool else None)
        made.attrs["MATLAB_sparse"] = np.uint64(value.shape[0])
        made["jc"] = value.indptr.astype("u8")
        if value.nnz:
            made["ir"] = value.indices.astype("u8")
            complex_numbers = value.dtype.kind == "c"
            made["data"] = compound(value.data, np.dtype("f8")) if complex_numbers else value.data.astype("u1" if value.dtype == bool else "f8")

    def unreadable(self, file):
        """What only MATLAB can rebuild: an object of a newer class, a function handle."""
        text = self.dataset(file, "a_string", np.array([[0xDD000000, 2, 1, 1, 1, 1]], "u4"), "string")
        text.attrs["MATLAB_object_decode"] = np.int32(3)
        handle = file.create_group("a_handle")
        self.describe(handle, "function_handle")
        handle.attrs["MATLAB_object_decode"] = np.int32(1)


def compound(values, part):
    parts = np.empty(values.shape, np.dtype([("real", part), ("imag", part)]))
    parts["real"], parts["imag"] = values.real, values.imag
    return parts
