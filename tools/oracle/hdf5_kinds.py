"""Writes one HDF5 file with an array of every kind that @gender/hdf5 reads, by h5py.

    .venv/tf215/bin/python tools/oracle/hdf5_kinds.py libs/hdf5/test/fixtures/kinds.h5
"""
import sys

import h5py
import numpy as np

KINDS = ['float16', 'float32', 'float64', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64']

with h5py.File(sys.argv[1], 'w', userblock_size=1024) as file:
    for kind in KINDS:
        values = np.arange(6).reshape(2, 3) * 1.5 - (0 if kind[0] == 'u' else 3)
        file[f'little/{kind}'] = values.astype(np.dtype(kind).newbyteorder('<'))
        file[f'big/{kind}'] = values.astype(np.dtype(kind).newbyteorder('>'))
    file['bool'] = np.array([True, False, True])
    file['scalar'] = np.float32(2.5)
    file['empty'] = np.zeros((0, 3), 'float32')
    file['half'] = np.array([0, -0.0, 1, -2, 65504, 6.1e-5, 5.96e-8, np.inf, -np.inf, np.nan, 1 / 3], 'float16')
    ramp = np.arange(1000 * 7, dtype='float32').reshape(1000, 7)
    file.create_dataset('chunked', data=ramp, chunks=(64, 7), compression='gzip', shuffle=True, fletcher32=True)
    file['text'] = np.array([b'no', b'numbers'])
    file['compound'] = np.zeros(2, [('a', 'int32'), ('b', 'float32')])
    file.attrs['compound'] = np.zeros(2, [('a', 'int32'), ('b', 'float32')])
