"""Writes small MatConvNet networks with layers of every kind, and what PyTorch and NumPy make of each layer in float64."""

import json
import sys
from pathlib import Path

import numpy as np
import scipy.io
import torch
import torch.nn.functional as F

random = np.random.default_rng(11)


def draw(*shape):
    return (random.standard_normal(shape) / np.sqrt(np.prod(shape[:3]))).astype("f4")


def moments(channels):
    """Mean and sigma; sigma holds epsilon already."""
    return np.stack([random.standard_normal(channels) / 5, random.uniform(0.5, 2, channels)], 1).astype("f4")


# What each layer computes, on arrays (N, C, H, W) of float64, from arrays laid out as MATLAB's.


def wide(array):
    return torch.from_numpy(np.asarray(array, "f8"))


def vector(array):
    return None if array is None or np.size(array) == 0 else wide(array).ravel()


def conv(x, f, b=None, pad=(0, 0, 0, 0), stride=(1, 1), dilate=(1, 1)):
    top, bottom, left, right = pad
    kernel = wide(f).permute(3, 2, 0, 1)
    groups = x.shape[1] // kernel.shape[1]
    return F.conv2d(F.pad(x, (left, right, top, bottom)), kernel, vector(b), stride, 0, dilate, groups)


def convt(x, f, b=None, upsample=(1, 1), crop=(0, 0, 0, 0), groups=1):
    top, bottom, left, right = crop
    y = F.conv_transpose2d(x, wide(f).permute(3, 2, 0, 1), vector(b), upsample, groups=groups)
    return y[:, :, top : y.shape[2] - bottom, left : y.shape[3] - right]


def bnorm(x, g, b, m):
    mean, sigma = wide(m).T.reshape(2, 1, -1, 1, 1)
    return vector(g).reshape(-1, 1, 1) * (x - mean) / sigma + vector(b).reshape(-1, 1, 1)


def lrn(x, param):
    size, kappa, alpha, beta = param
    before, after, channels = int((size - 1) // 2), int(-((1 - size) // 2)), x.shape[1]
    sums = [(x[:, max(0, k - before) : k + after + 1] ** 2).sum(1) for k in range(channels)]
    return x / (kappa + alpha * torch.stack(sums, 1)) ** beta


def pool(x, method, size, stride, pad):
    top, bottom, left, right = pad
    if method == "max":
        return F.max_pool2d(F.pad(x, (left, right, top, bottom), value=-np.inf), size, stride)
    window = torch.ones(1, 1, *size, dtype=torch.float64)
    total = F.conv2d(F.pad(x, (left, right, top, bottom)), window.repeat(x.shape[1], 1, 1, 1), stride=stride, groups=x.shape[1])
    return total / F.conv2d(F.pad(torch.ones_like(x[:1, :1]), (left, right, top, bottom)), window, stride=stride)


def matlab_reshape(x, shape):
    """Of (H, W, C) in column-major order, picture by picture."""
    pictures = [picture.permute(1, 2, 0).numpy().reshape(shape, order="F") for picture in x]
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2)


def nhwc(x):
    values = x.permute(0, 2, 3, 1).numpy().astype("f4")
    return {"dtype": "float32", "shape": list(values.shape), "data": [float(str(v)) for v in values.ravel()]}


def record(path, x, outputs):
    with open(path, "w") as file:
        json.dump({"input": nhwc(x), "outputs": {name: nhwc(y) for name, y in outputs.items()}}, file, separators=(",", ":"))
        file.write("\n")


def cell(*items):
    cells = np.empty((1, len(items)), object)
    cells[0, :] = items
    return cells


def structs(fields, rows):
    array = np.empty((1, len(rows)), [(field, object) for field in fields])
    for index, row in enumerate(rows):
        array[0, index] = tuple(row)
    return array


def dagnn(folder):
    """A network with branches, its layers not in the order in which they can be computed, and two losses."""
    x = torch.from_numpy(np.round(random.uniform(-2, 2, (2, 4, 11, 9)), 3).astype("f4").astype("f8"))
    weights = {
        "conv1f": draw(3, 2, 4, 8), "conv1b": draw(8, 1), "bn1m": random.uniform(0.5, 2, (8, 1)).astype("f4"), "bn1b": draw(8, 1), "bn1x": moments(8),
        "conv2f": draw(3, 3, 4, 8), "conv3f": draw(3, 3, 8, 8), "conv3b": draw(8, 1),
        "upf": draw(4, 3, 3, 16), "upb": draw(1, 6), "scalef": draw(1, 1, 6), "scaleb": draw(1, 1, 6), "fcf": draw(1, 1, 54, 5), "fcb": draw(5, 1),
    }  # fmt: skip
    w = weights
    y = {}
    y["conv1"] = conv(x, w["conv1f"], w["conv1b"], (1, 0, 2, 1), (2, 1))
    y["bn1"] = bnorm(y["conv1"], w["bn1m"], w["bn1b"], w["bn1x"])
    y["relu1"] = F.leaky_relu(y["bn1"], 0.1)
    y["conv2"] = conv(y["relu1"], w["conv2f"], None, (1, 1, 1, 1))
    y["lrn1"] = lrn(y["conv2"], (5, 1, 0.2, 0.75))
    y["conv3"] = conv(y["relu1"], w["conv3f"], w["conv3b"], (2, 2, 2, 2), dilate=(2, 2))
    y["sum"] = y["lrn1"] + y["conv3"] + y["relu1"]
    y["sig"] = torch.sigmoid(y["sum"])
    y["cat"] = torch.cat([y["sum"], y["sig"]], 1)
    y["pool1"] = pool(y["cat"], "avg", (3, 2), (2, 2), (0, 1, 1, 0))
    y["up"] = convt(y["pool1"], w["upf"], w["upb"], (2, 2), (1, 0, 0, 1), 2)
    rows, columns = y["cat"].shape[2:]
    y["crop"] = y["up"][:, :, 0:rows, 1 : 1 + columns]
    y["scale"] = y["crop"] * vector(w["scalef"]).reshape(-1, 1, 1) + vector(w["scaleb"]).reshape(-1, 1, 1)
    y["lrn2"] = lrn(y["scale"], (12, 1e-3, 1, 0.5))
    y["rows"] = torch.cat([y["lrn2"], y["scale"]], 2)
    y["pool2"] = pool(y["rows"], "max", (3, 3), (3, 3), (0, 1, 0, 0))
    y["flat"] = matlab_reshape(y["pool2"], (1, 1, -1))
    y["fc"] = conv(y["flat"], w["fcf"], w["fcb"])
    y["prob"] = torch.softmax(y["fc"], 1)

    byte = lambda *values: np.array([values], "u1")
    layers = []

    def layer(name, type, inputs, params=(), **block):
        options = {key: np.array([value], "f8") if isinstance(value, tuple) else value for key, value in block.items()}
        layers.append((name, "dagnn." + type, cell(*inputs), cell(name), cell(*params) if params else np.empty((0, 0), object), options or np.zeros((0, 0))))

    layer("conv1", "Conv", ["data"], ["conv1f", "conv1b"], size=(3, 2, 4, 8), hasBias=byte(1), pad=(1, 0, 2, 1), stride=(2, 1), opts=cell("CuDNN"))
    layer("sum", "Sum", ["lrn1", "conv3", "relu1"])
    layer("bn1", "BatchNorm", ["conv1"], ["bn1m", "bn1b", "bn1x"], numChannels=8.0, epsilon=1e-5)
    layer("relu1", "ReLU", ["bn1"], useShortCircuit=byte(1), opts=cell("leak", 0.1))
    layer("conv2", "Conv", ["relu1"], ["conv2f"], size=(3, 3, 4, 8), hasBias=byte(0), pad=(1, 1, 1, 1), stride=(1, 1))
    layer("lrn1", "LRN", ["conv2"], param=(5.0, 1.0, 0.2, 0.75))
    layer("conv3", "Conv", ["relu1"], ["conv3f", "conv3b"], size=(3, 3, 8, 8), hasBias=byte(1), pad=(2, 2, 2, 2), stride=(1, 1), dilate=(2, 2))
    layer("sig", "Sigmoid", ["sum"])
    layer("cat", "Concat", ["sum", "sig"], dim=3.0, numInputs=2.0)
    layer("pool1", "Pooling", ["cat"], method="avg", poolSize=(3, 2), pad=(0, 1, 1, 0), stride=(2, 2))
    layer("up", "ConvTranspose", ["pool1"], ["upf", "upb"], size=(4, 3, 3, 16), upsample=(2, 2), crop=(1, 0, 0, 1), numGroups=2.0, hasBias=byte(1))
    layer("crop", "Crop", ["up", "cat"], crop=(0, 1))
    layer("scale", "Scale", ["crop"], ["scalef", "scaleb"], size=(1, 1, 6, 1), hasBias=byte(1))
    layer("lrn2", "LRN", ["scale"], param=(12.0, 1e-3, 1.0, 0.5))
    layer("rows", "Concat", ["lrn2", "scale"], dim=1.0)
    layer("pool2", "Pooling", ["rows"], method="max", poolSize=(3, 3), pad=(0, 1, 0, 0), stride=(3, 3))
    layer("flat", "Flatten", ["pool2"], axis=3.0, firstAxis=1.0)
    layer("fc", "Conv", ["flat"], ["fcf", "fcb"], size=(1, 1, 54, 5), hasBias=byte(1))
    layer("drop", "DropOut", ["fc"], rate=0.5, frozen=byte(0))
    layer("prob", "SoftMax", ["drop"])
    layer("loss", "Loss", ["drop", "label"], loss="softmaxlog")
    layer("error", "Loss", ["prob", "label"], loss="classerror")
    names = ["data", "label"] + [layer[0] for layer in layers]
    net = {
        "vars": structs(["name", "precious"], [(name, byte(0)) for name in names]),
        "params": structs(["name", "value", "learningRate"], [(name, value, 1.0) for name, value in weights.items()]),
        "layers": structs(["name", "type", "inputs", "outputs", "params", "block"], layers),
        "meta": {"inputSize": np.array([[11.0, 9, 4, 10]]), "classes": {"name": cell("a", "b", "c", "d", "e")}},
    }
    scipy.io.savemat(folder / "zoo_dagnn.mat", {"net": net, "state": {"solverState": np.zeros((1, 3))}, "stats": {"train": 1.0}}, do_compression=True)
    record(folder / "zoo_dagnn.json", x, y)


def simplenn(folder):
    """A checkpoint in the oldest and newest spellings side by side."""
    x = torch.from_numpy(np.round(random.uniform(-2, 2, (2, 3, 10, 12)), 3).astype("f4").astype("f8"))
    f1, f2, b2, up, fc, fcb = draw(3, 3, 3, 6), draw(1, 3, 2, 6), draw(1, 6), draw(2, 3, 4, 6), draw(10, 10, 4, 3), draw(3, 1)
    g, b, m = random.uniform(0.5, 2, (6, 1)).astype("f4"), draw(6, 1), moments(6)
    y = {}
    y["conv1"] = conv(x, f1, None, (1, 1, 1, 1))
    y["bn1"] = bnorm(y["conv1"], g, b, m)
    y["relu1"] = F.leaky_relu(y["bn1"], 0.2)
    y["norm1"] = lrn(y["relu1"], (5, 1, 0.0001 / 5, 0.75))
    y["conv2"] = conv(y["norm1"], f2, b2, (0, 0, 1, 1))
    y["pool2"] = pool(y["conv2"], "avg", (2, 2), (2, 2), (0, 1, 0, 0))
    y["up3"] = convt(y["pool2"], up, None, (2, 2), (0, 0, 1, 2))
    y["sigmoid8"] = torch.sigmoid(y["up3"])
    y["fc"] = conv(y["sigmoid8"], fc, fcb)
    y["loss"] = torch.softmax(y["fc"], 1)
    none = np.zeros((0, 0), "f4")
    layers = cell(
        {"type": "conv", "name": "conv1", "weights": cell(f1, none), "pad": 1.0, "opts": np.empty((0, 0), object), "precious": np.array([[0]], "u1")},
        {"type": "bnorm", "name": "bn1", "weights": cell(g, b, m), "learningRate": np.array([[2.0, 1, 0.05]])},
        {"type": "relu", "name": "relu1", "leak": 0.2, "weights": np.empty((0, 0), object)},
        {"type": "normalize", "name": "norm1"},
        {"type": "conv", "name": "conv2", "filters": f2, "biases": b2, "pad": np.array([[0.0, 0, 1, 1]]), "stride": 1.0},
        {"type": "pool", "name": "pool2", "method": "avg", "pool": np.array([[2.0, 2]]), "stride": 2.0, "pad": np.array([[0.0, 1, 0, 0]])},
        {"type": "convt", "name": "up3", "weights": cell(up, none), "upsample": 2.0, "crop": np.array([[0.0, 0, 1, 2]]), "numGroups": 1.0},
        {"type": "sigmoid"},
        {"type": "conv", "name": "fc", "weights": cell(fc, fcb)},
        {"type": "dropout", "rate": 0.5},
        {"type": "softmaxloss", "name": "loss"},
    )
    normalization = {
        "imageSize": np.array([[10.0, 12, 3, 128]]), "averageImage": np.round(random.uniform(0, 255, (12, 14, 3)), 2).astype("f4"),
        "border": np.array([[2.0, 2]]), "keepAspect": np.array([[1]], "u1"), "interpolation": "bilinear",
    }  # fmt: skip
    net = {"layers": layers, "meta": {"normalization": normalization, "classes": {"name": cell("a", "b", "c")}}}
    scipy.io.savemat(folder / "zoo_simplenn.mat", {"net": net, "info": {"train": {"objective": 1.0}}}, do_compression=True)
    record(folder / "zoo_simplenn.json", x, y)


folder = Path(sys.argv[1])
dagnn(folder)
simplenn(folder)
