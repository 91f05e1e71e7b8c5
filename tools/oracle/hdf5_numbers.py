"""Writes an HDF5 file of numbers whose bits lie in unusual places, by h5py.

    .venv/tf215/bin/python tools/oracle/hdf5_numbers.py libs/hdf5/test/fixtures/numbers.h5

Every dataset holds -1.5, 0.25, 3 and 96, rounded where its type has to.
"""
import sys

import h5py
import numpy as np
from h5py import h5d, h5s, h5t

VALUES = np.array([-1.5, 0.25, 3, 96], '<f4')


def write(file, name, kind, values, memory=None):
    space = h5s.create_simple(values.shape)
    h5d.create(file.id, name.encode(), kind, space).write(h5s.ALL, h5s.ALL, values, mtype=memory)


def floats(base, fields, bias):
    kind = base.copy()
    kind.set_fields(*fields)
    kind.set_ebias(bias)
    return kind


def integers(base, offset, precision):
    kind = base.copy()
    kind.set_precision(precision)
    kind.set_offset(offset)
    return kind


with h5py.File(sys.argv[1], 'w') as file:
    for order, base in (('little', h5t.IEEE_F16LE), ('big', h5t.IEEE_F16BE)):
        brain = floats(base, (15, 7, 8, 0, 7), 127)
        bits = (VALUES.view('<u4') >> 16).astype('<u2' if order == 'little' else '>u2')
        write(file, f'bfloat16_{order}', brain, bits, brain)
        if order == 'little':
            brain.commit(file.id, b'brain')
            write(file, 'bfloat16_named', h5t.open(file.id, b'brain'), bits, brain)
            pair = h5t.create(h5t.COMPOUND, 4)
            pair.insert(b'real', 0, h5t.open(file.id, b'brain'))
            pair.insert(b'imag', 2, h5t.open(file.id, b'brain'))
            write(file, 'bfloat16_pairs', pair, bits.view('<u4')[:2], pair)
    write(file, 'bias', floats(h5t.IEEE_F32LE, (31, 23, 8, 0, 23), 128), VALUES)
    write(file, 'exponent', floats(h5t.IEEE_F32LE, (31, 22, 9, 0, 22), 255), VALUES)
    write(file, 'offset', integers(h5t.STD_I32LE, 4, 12), VALUES.astype('<i4'))
    write(file, 'precision', integers(h5t.STD_I32LE, 0, 24), VALUES.astype('<i4'))
    file['half'] = VALUES.astype('<f2')
    file['single'] = VALUES
    file['double'] = VALUES.astype('>f8')
    file['integers'] = VALUES.astype('<i2')
    single = h5t.IEEE_F32LE.copy()
    single.commit(file.id, b'named')
    write(file, 'single_named', h5t.open(file.id, b'named'), VALUES)
    file['pairs'] = np.array([(1.5, 3)], [('a name', '<f8'), ('b', '<i4')])
