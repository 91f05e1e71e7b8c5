"""Opens a file of @gender/safetensors with the format's own library, compares it with .npy files, and saves it anew."""

import pathlib
import sys

import numpy
from safetensors import safe_open
from safetensors.numpy import save_file

folder = pathlib.Path(sys.argv[1])
with safe_open(folder / "ours.safetensors", framework="numpy") as file:
    metadata = file.metadata()
    tensors = {name: file.get_tensor(name) for name in file.keys()}
    for path in sorted(folder.glob("*.npy")):
        assert numpy.array_equal(tensors[path.stem], numpy.load(path)), path.stem
        print("ours:", path.stem, "equal")
save_file(tensors, folder / "theirs.safetensors", metadata)
