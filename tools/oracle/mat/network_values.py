"""Writes libs/matconvnet/test/fixtures/networks.json: what SciPy reads from the four SimpleNN files."""

import json
from pathlib import Path

import numpy as np
import scipy.io

ROOT = Path(__file__).resolve().parents[3]
FILES = ["oxford_net_v7", "vlfeat_meta_v6", "legacy_filters_v7", "matlab_packed_v7"]


def describe(layer):
    described = {"type": str(layer["type"][0]), "name": str(layer["name"][0])}
    fields = layer.dtype.names
    if described["type"] == "conv":
        kernel, bias = layer["weights"].ravel() if "weights" in fields else (layer["filters"], layer["biases"])
        random = np.random.default_rng(kernel.size)
        places = [[int(random.integers(length)) for length in kernel.shape] for _ in range(12)]
        described["kernel"] = {
            "shape": kernel.shape,
            "entries": [[place, float(kernel[tuple(place)])] for place in places],
            "sum": float(kernel.astype("f8").sum()),
        }
        described["bias"] = [float(v) for v in bias.ravel()]
    for field in ("stride", "pad", "pool"):
        if field in fields:
            described[field] = [int(v) for v in layer[field].ravel()]
    return described


def read(name):
    variables = scipy.io.loadmat(ROOT / f"libs/mat/test/fixtures/{name}.mat")
    net = variables["net"][0, 0] if "net" in variables else variables
    meta = net["meta"][0, 0] if "meta" in variables else net
    normalization, classes = meta["normalization"][0, 0], meta["classes"][0, 0]
    return {
        "layers": [describe(layer[0, 0]) for layer in net["layers"].ravel()],
        "classes": [str(text[0]) for text in classes["description"].ravel()],
        "imageSize": [int(v) for v in normalization["imageSize"].ravel()],
        "mean": [float(v) for v in normalization["averageImage"].ravel()],
    }


path = ROOT / "libs/matconvnet/test/fixtures/networks.json"
path.write_text(json.dumps({name: read(name) for name in FILES}) + "\n")
