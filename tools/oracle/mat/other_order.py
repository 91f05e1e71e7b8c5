"""Writes MAT-files of level 5 and 4 in either byte order, from "MAT-File Format" (The MathWorks)."""

import struct

import numpy as np
import scipy.sparse

CLASSES = {"f8": 6, "f4": 7, "i1": 8, "u1": 9, "i2": 10, "u2": 11, "i4": 12, "u4": 13, "i8": 14, "u8": 15}
STORAGES = {"f8": 9, "f4": 7, "i1": 1, "u1": 2, "i2": 3, "u2": 4, "i4": 5, "u4": 6, "i8": 12, "u8": 13}
COMPLEX, LOGICAL = 0x0800, 0x0200


def write_level5(path, variables, order):
    def element(kind, content):
        if 0 < len(content) <= 4:
            words = (kind, len(content)) if order == "<" else (len(content), kind)
            return struct.pack(f"{order}HH", *words) + content.ljust(4, b"\0")
        return struct.pack(f"{order}II", kind, len(content)) + content + b"\0" * (-len(content) % 8)

    def vector(values, code):
        return element(STORAGES[code], np.asarray(values).ravel("F").astype(order + code).tobytes())

    def array(name, code, shape, content, capacity=0):
        head = element(6, struct.pack(f"{order}II", code, capacity))
        dimensions = element(5, struct.pack(f"{order}{len(shape)}i", *shape))
        body = head + dimensions + element(1, name.encode()) + content
        return struct.pack(f"{order}II", 14, len(body)) + body

    def parts(values, code):
        if np.iscomplexobj(values):
            return vector(values.real, code) + vector(values.imag, code)
        return vector(values, code)

    def sparse(name, value):
        value = value.tocsc()
        flags = 5 | (LOGICAL if value.dtype == bool else 0) | (COMPLEX if value.dtype.kind == "c" else 0)
        content = vector(value.indices, "i4") + vector(value.indptr, "i4")
        content += parts(value.data, "u1" if value.dtype == bool else "f8")
        return array(name, flags, value.shape, content, max(1, value.nnz))

    def fields(names, rows, shape, name):
        width = max(map(len, names)) + 1
        texts = b"".join(field.encode().ljust(width, b"\0") for field in names)
        content = element(5, struct.pack(f"{order}i", width)) + element(1, texts)
        return array(name, 2, shape, content + b"".join(encode("", row[field]) for row in rows for field in names))

    def encode(name, value):
        if scipy.sparse.issparse(value):
            return sparse(name, value)
        if isinstance(value, dict):
            return fields(list(value), [value], (1, 1), name)
        if isinstance(value, str):
            value = np.array([value] if value else [], dtype="U")
        value = np.atleast_2d(np.asarray(value)) if not isinstance(value, np.ndarray) else value
        if value.dtype.names:
            return fields(value.dtype.names, value.ravel("F"), value.shape, name)
        if value.dtype == object:
            return array(name, 1, value.shape, b"".join(encode("", v) for v in value.ravel("F")))
        if value.dtype.kind == "U":
            width = max([len(text) for text in value] or [0])
            text = "".join(row[column] for column in range(width) for row in value)
            return array(name, 4, (len(value), width), element(17, text.encode("utf-16-le" if order == "<" else "utf-16-be")))
        code = {"bool": "u1", "complex128": "f8", "complex64": "f4"}.get(value.dtype.name, value.dtype.str[1:])
        flags = CLASSES[code] | (LOGICAL if value.dtype == bool else 0) | (COMPLEX if value.dtype.kind == "c" else 0)
        return array(name, flags, value.shape, parts(value, code))

    header = b"MATLAB 5.0 MAT-file, either byte order".ljust(124) + struct.pack(f"{order}H", 0x0100)
    body = b"".join(encode(name, value) for name, value in variables.items())
    path.write_bytes(header + (b"IM" if order == "<" else b"MI") + body)


def write_level4(path, variables, order):
    digits = {"f8": 0, "f4": 1, "i4": 2, "i2": 3, "u2": 4, "u1": 5}

    def matrix(name, kind, code, rows, columns, *parts):
        number = (1000 if order == ">" else 0) + 10 * digits[code] + kind
        head = struct.pack(f"{order}5i", number, rows, columns, len(parts) - 1, len(name) + 1)
        content = b"".join(np.asarray(part).ravel("F").astype(order + code).tobytes() for part in parts)
        return head + name.encode() + b"\0" + content

    def encode(name, value):
        if scipy.sparse.issparse(value):
            value = value.tocoo()
            numbers = [value.data.real, value.data.imag] if value.dtype.kind == "c" else [value.data]
            columns = [value.row + 1, value.col + 1, *numbers]
            size = [*value.shape, *(0 for _ in numbers)]
            table = np.array([[*column, last] for column, last in zip(columns, size)])
            return matrix(name, 2, "f8", len(table[0]), len(table), table.T)
        if value.dtype.kind == "U":
            codes = np.array([[ord(c) for c in row] for row in value])
            return matrix(name, 1, "f8", *codes.shape, codes)
        if value.dtype.kind == "c":
            return matrix(name, 0, "f8", *value.shape, value.real, value.imag)
        return matrix(name, 0, value.dtype.str[1:], *value.shape, value)

    path.write_bytes(b"".join(encode(name, value) for name, value in variables.items()))
