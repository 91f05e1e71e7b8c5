"""Writes one HDF5 file with references, complex numbers and arrays of characters, by h5py.

    .venv/tf215/bin/python tools/oracle/hdf5_links.py libs/hdf5/test/fixtures/links.h5
"""
import sys

import h5py
import numpy as np

with h5py.File(sys.argv[1], 'w', userblock_size=512) as file:
    group = file.create_group('#refs#')
    targets = [group.create_dataset(name, data=np.float64(value)).ref for value, name in enumerate('abc')]
    inner = group.create_group('inner')
    references = np.empty((2, 2), h5py.ref_dtype)
    references[0, 0], references[0, 1], references[1, 0] = targets[2], inner.ref, targets[0]
    file.create_dataset('references', data=references, dtype=h5py.ref_dtype)
    many = np.full((1000, 1), targets[1], h5py.ref_dtype)
    file.create_dataset('packed', data=many, dtype=h5py.ref_dtype, chunks=(100, 1), compression='gzip')
    for order in '<>':
        kind = np.dtype([('real', order + 'f8'), ('imag', order + 'f8')])
        values = np.array([[(1, -2), (3.5, 0)], [(5, 6), (-7, 8)]], kind)
        file.create_dataset('complex_' + ('little' if order == '<' else 'big'), data=values, chunks=(1, 2), compression='gzip')
    file['references'].attrs['MATLAB_class'] = np.bytes_('cell')
    names = np.empty(2, object)
    names[0], names[1] = (np.array([c.encode() for c in name], 'S1') for name in ('first', 'b'))
    inner.attrs.create('MATLAB_fields', names, dtype=h5py.vlen_dtype(np.dtype('S1')))
