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
    flags = {name: kind for name, _, kind in scipy.io.whosmat(f"{sys.argv[1]}/sample_{version}.mat")}
    assert flags["flags"] == "logical", flags
    print(f"sample_{version}.mat: equal")
