"""Reads with SciPy what write_sample.ts wrote into the folder given, and compares every value."""

import sys

import numpy as np
import scipy.io

for version in ("v6", "v7"):
    read = scipy.io.loadmat(f"{sys.argv[1]}/sample_{version}.mat")
    assert read["row"].dtype == "f8" and read["row"].tolist() == [[1, 2.5, -3]]
    assert read["text"].tolist() == ["h\u00e9llo \u20ac"] and read["no_text"].size == 0
    assert read["rows"].tolist() == ["abc", "def"]
    assert read["flags"].tolist() == [[1, 0, 1]]
    assert read["wide"].dtype == "i8" and read["wide"].tolist() == [[-5], [2**60]]
    assert read["complex"].dtype == "c8" and read["complex"].tolist() == [[1 + 3j, 2 + 4j]]
    assert read["cell"].shape == (1, 3) and read["cell"][0, 0] == "ab" and read["cell"][0, 2].shape == (1, 0)
    assert read["nested"].dtype.names == ("b", "a") and read["nested"]["a"][0, 0]["x"][0, 0] == "deep"
    assert [name[0] for name in read["people"]["name"].ravel()] == ["Ann", "Bo"]
    assert np.array_equal(read["stream"], np.tile(np.arange(400, dtype="f4"), (300, 1)))
    assert read["bytes"].dtype == "u1" and read["bytes"].tolist() == [[0, 255]]
    assert read["numbers"].dtype == "i2" and read["numbers"].tolist() == [[1, 2, 3], [4, 5, 6]]
    dense = np.zeros((4, 5))
    dense[0, 0], dense[2, 0], dense[1, 2], dense[3, 4] = 1, 2.5, -3, 4
    imaginary = np.zeros((4, 5))
    imaginary[0, 0], imaginary[3, 4] = -1, 7
    assert np.array_equal(read["sparse_double"].toarray(), dense)
    assert np.array_equal(read["sparse_complex"].toarray(), dense + 1j * imaginary)
    assert np.array_equal(read["sparse_logical"].toarray(), dense != 0)
    assert read["sparse_empty"].shape == (3, 2) and read["sparse_empty"].nnz == 0
    flags = {name: kind for name, _, kind in scipy.io.whosmat(f"{sys.argv[1]}/sample_{version}.mat")}
    assert flags["flags"] == "logical", flags
    print(f"sample_{version}.mat: equal")
