"""Writes small networks, one for each kind of layer, with inputs and what PyTorch makes of them in float64."""

import json
import sys

import numpy as np
import torch
import torch.nn.functional as F

random = np.random.default_rng(7)
cases = []
pictures = {}


def draw(*shape):
    return random.standard_normal(shape).astype("f4")


later = np.random.default_rng(8)


def drawn(*shape):
    """From a generator of its own, so that cases added later leave those before as they are."""
    return later.standard_normal(shape).astype("f4")


def positive(*shape):
    return random.uniform(0.5, 2, shape).astype("f4")


def layer(type, name, *inputs, **fields):
    return {"type": type, "name": name, "inputs": list(inputs or ("image",)), **fields}


def conv(name, *inputs, kernel, bias=True, strides=(1, 1), padding=(0, 0, 0, 0), dilation=(1, 1), groups=1):
    fields = {"kernel": draw(*kernel)}
    if bias:
        fields["bias"] = draw(kernel[-1])
    return layer("conv2d", name, *inputs, strides=strides, padding=padding, dilation=dilation, groups=groups, **fields)


def transposed(name, *inputs, kernel, bias=True, strides=(1, 1), cropping=(0, 0, 0, 0), groups=1):
    fields = {"kernel": drawn(*kernel)}
    if bias:
        fields["bias"] = drawn(kernel[2] * groups)
    return layer("convTranspose2d", name, *inputs, strides=strides, cropping=cropping, groups=groups, **fields)


def dense(name, *inputs, units, bias=True):
    fields = {"kernel": draw(*units)}
    if bias:
        fields["bias"] = draw(units[1])
    return layer("dense", name, *inputs, **fields)


def first(x):
    return torch.movedim(x, -1, 1)


def last(x):
    return torch.movedim(x, 1, -1)


def float64(array):
    return torch.from_numpy(np.asarray(array, "f8"))


def pad(x, padding, value=0.0):
    top, bottom, left, right = padding
    return F.pad(x, (left, right, top, bottom), value=value)


def crop(x, cropping):
    top, bottom, left, right = cropping
    return x[:, :, top : x.shape[2] - bottom, left : x.shape[3] - right]


def local_response(x, size, alpha, beta, kappa):
    """The definition, channel by channel; PyTorch's own function divides by zeros outside of the map as well."""
    before, channels = (size - 1) // 2, x.shape[-1]
    sums = [(x[..., max(0, c - before) : c - before + size] ** 2).sum(-1) for c in range(channels)]
    return x / (kappa + alpha * torch.stack(sums, -1)) ** beta


def average_pool(x, size, strides, padding):
    """The mean of what is not padding: two sums, of the values and of ones."""
    window = torch.ones(1, 1, *size, dtype=torch.float64)
    channels = x.shape[1]
    sums = F.conv2d(pad(x, padding), window.repeat(channels, 1, 1, 1), stride=strides, groups=channels)
    counts = F.conv2d(pad(torch.ones_like(x[:1, :1]), padding), window, stride=strides)
    return sums / counts


def run(l, xs):
    x, type = xs[0], l["type"]
    bias = float64(l["bias"]) if "bias" in l else None
    if type == "conv2d":
        kernel = float64(l["kernel"]).permute(3, 2, 0, 1)
        y = F.conv2d(pad(first(x), l["padding"]), kernel, bias, stride=l["strides"], dilation=l["dilation"], groups=l["groups"])
        return last(y)
    if type == "convTranspose2d":
        y = F.conv_transpose2d(first(x), float64(l["kernel"]).permute(3, 2, 0, 1), bias, stride=l["strides"], groups=l["groups"])
        return last(crop(y, l["cropping"]))
    if type == "dense":
        y = x @ float64(l["kernel"])
        return y if bias is None else y + bias
    if type == "maxPool":
        return last(F.max_pool2d(pad(first(x), l["padding"], -np.inf), l["poolSize"], l["strides"]))
    if type == "averagePool":
        return last(average_pool(first(x), l["poolSize"], l["strides"], l["padding"]))
    if type == "globalMaxPool":
        return x.amax((1, 2))
    if type == "globalAveragePool":
        return x.mean((1, 2))
    if type == "relu":
        return F.leaky_relu(x, l["negativeSlope"])
    if type == "sigmoid":
        return torch.sigmoid(x)
    if type == "tanh":
        return torch.tanh(x)
    if type == "softmax":
        return F.softmax(x, -1)
    if type == "dropout":
        return x
    if type == "flatten":
        return x.reshape(len(x), -1)
    if type == "reshape":
        return x.reshape(len(x), *l["shape"])
    if type == "permute":
        return x.permute(0, *(axis + 1 for axis in l["axes"]))
    if type == "cropping":
        return last(crop(first(x), l["cropping"]))
    if type == "localResponseNormalization":
        return local_response(x, l["size"], l["alpha"], l["beta"], l["kappa"])
    if type == "zeroPadding":
        return last(pad(first(x), l["padding"]))
    if type in ("batchNormalization", "layerNormalization"):
        mean = float64(l["mean"]) if "mean" in l else x.mean(-1, keepdim=True)
        variance = float64(l["variance"]) if "variance" in l else x.var(-1, correction=0, keepdim=True)
        gamma, beta = float64(l.get("gamma", 1.0)), float64(l.get("beta", 0.0))
        return gamma * (x - mean) / torch.sqrt(variance + l["epsilon"]) + beta
    if type == "add":
        return sum(xs)
    if type == "concatenate":
        return torch.cat(xs, -1)
    raise ValueError(type)


def plain(value):
    if isinstance(value, np.ndarray):
        numbers = [float(str(number)) for number in value.astype("f4").ravel()]
        return {"dtype": "float32", "shape": list(value.shape), "data": numbers}
    return value


def case(title, shape, *layers, outputs=None):
    """Cases of one input shape share their input, so that tests can run them as one network."""
    if shape not in pictures:
        pictures[shape] = draw(3 if len(shape) == 1 else 2, *shape)
    x = pictures[shape]
    values = {"image": float64(x)}
    for l in layers:
        values[l["name"]] = run(l, [values[name] for name in l["inputs"]])
    outputs = outputs or [layers[-1]["name"]]
    cases.append({
        "title": title,
        "network": {
            "name": title,
            "input": {"name": "image", "shape": list(shape)},
            "layers": [{key: plain(value) for key, value in l.items()} for l in layers],
            "output": layers[-1]["name"],
        },
        "input": plain(x),
        "outputs": {name: plain(values[name].numpy()) for name in outputs},
    })


M = (7, 6, 4)
K = (3, 3, 4, 5)
P = dict(strides=(2, 2))
case("conv2d, same padding", M, conv("conv", kernel=K, padding=(1, 1, 1, 1)))
case("conv2d, strides and asymmetric padding", M, conv("conv", kernel=(2, 3, 4, 5), strides=(2, 1), padding=(1, 0, 0, 2)))
case("conv2d, dilation", (9, 8, 4), conv("conv", kernel=K, dilation=(2, 3), padding=(0, 1, 2, 0)))
case("conv2d, groups", M, conv("conv", kernel=(3, 3, 2, 6), groups=2))
case("conv2d, one filter for each channel, no bias", M, conv("conv", kernel=(3, 3, 1, 4), groups=4, bias=False))
case("conv2d over the whole map, then flatten", M, conv("conv", kernel=(7, 6, 4, 3)), layer("flatten", "flat", "conv"))
case("dense", (5,), dense("dense", units=(5, 3)))
case("dense without bias", (5,), dense("dense", units=(5, 3), bias=False))
case("dense over the last axis of a map", M, dense("dense", units=(4, 3)))
for kind in ("maxPool", "averagePool"):
    case(kind, M, layer(kind, "pool", poolSize=(2, 2), padding=(0, 0, 0, 0), **P))
    case(f"{kind}, asymmetric padding", M, layer(kind, "pool", poolSize=(3, 2), padding=(0, 2, 1, 0), strides=(2, 1)))
    case(f"{kind}, windows that overlap", M, layer(kind, "pool", poolSize=(3, 3), padding=(1, 1, 1, 1), strides=(1, 1)))
case("globalMaxPool", M, layer("globalMaxPool", "pool"))
case("globalAveragePool", M, layer("globalAveragePool", "pool"))
case("relu", M, layer("relu", "relu", negativeSlope=0))
case("relu with a slope", M, layer("relu", "relu", negativeSlope=0.1))
case("sigmoid", M, layer("sigmoid", "sigmoid"))
case("tanh", M, layer("tanh", "tanh"))
case("softmax of a vector", (9,), layer("softmax", "softmax"))
case("softmax of a map", M, layer("softmax", "softmax"))
case("softmax after a convolution", M, conv("conv", kernel=K), layer("softmax", "softmax", "conv"))
case("dropout", M, layer("dropout", "dropout", rate=0.5))
case("dropout between others, both returned", M, conv("conv", kernel=K), layer("dropout", "dropout", "conv", rate=0.3),
     layer("tanh", "tanh", "dropout"), outputs=["dropout", "conv", "tanh"])
case("flatten of a map", M, layer("flatten", "flat"))
case("flatten after a convolution", M, conv("conv", kernel=K), layer("flatten", "flat", "conv"))
case("flatten of a vector", (6,), layer("flatten", "flat"))
case("reshape after a convolution", M, conv("conv", kernel=K), layer("reshape", "shape", "conv", shape=(2, 50)))
case("reshape to a map", (24,), layer("reshape", "shape", shape=(3, 2, 4)), conv("conv", "shape", kernel=(2, 2, 4, 2)))
case("zeroPadding", M, layer("zeroPadding", "pad", padding=(1, 2, 3, 0)))
case("zeroPadding between convolutions", M, conv("conv1", kernel=K), layer("zeroPadding", "pad", "conv1", padding=(0, 1, 2, 1)),
     conv("conv2", "pad", kernel=(3, 3, 5, 2)))
statistics = dict(mean=draw(4), variance=positive(4), epsilon=1e-3)
case("batchNormalization of a map", M, layer("batchNormalization", "bn", gamma=draw(4), beta=draw(4), **statistics))
case("batchNormalization of a vector", (4,), layer("batchNormalization", "bn", gamma=draw(4), beta=draw(4), **statistics))
case("batchNormalization of a sequence", (5, 4), layer("batchNormalization", "bn", gamma=draw(4), **statistics))
case("batchNormalization without gamma and beta", M, layer("batchNormalization", "bn", **statistics))
case("batchNormalization after a convolution", M, conv("conv", kernel=(3, 3, 4, 4)), layer("batchNormalization", "bn", "conv", beta=draw(4), **statistics))
case("layerNormalization of a map", M, layer("layerNormalization", "ln", gamma=draw(4), beta=draw(4), epsilon=1e-3))
case("layerNormalization of a vector", (6,), layer("layerNormalization", "ln", gamma=draw(6), epsilon=1e-5))
case("layerNormalization without gamma and beta", (5, 4), layer("layerNormalization", "ln", epsilon=1e-3))
case("layerNormalization after a convolution", M, conv("conv", kernel=K), layer("layerNormalization", "ln", "conv", gamma=draw(5), beta=draw(5), epsilon=1e-3))
case("add", M, conv("conv", kernel=(3, 3, 4, 4), padding=(1, 1, 1, 1)), layer("add", "sum", "image", "conv"))
case("add three", (5,), dense("a", units=(5, 5)), layer("tanh", "b"), layer("add", "sum", "a", "b", "image"))
case("concatenate maps", M, conv("conv", kernel=K, padding=(1, 1, 1, 1)), layer("concatenate", "both", "conv", "image"))
case("concatenate maps, channels last first", M, conv("conv", kernel=K, padding=(1, 1, 1, 1)), layer("concatenate", "both", "image", "conv", "image"))
case("concatenate vectors", (5,), dense("a", units=(5, 3)), layer("concatenate", "both", "image", "a"))
case("a residual network with several outputs", M,
     conv("conv1", kernel=(3, 3, 4, 6), padding=(1, 1, 1, 1)), layer("relu", "relu1", "conv1", negativeSlope=0),
     conv("conv2", "relu1", kernel=(3, 3, 6, 6), padding=(1, 1, 1, 1)), layer("add", "sum", "conv2", "relu1"),
     layer("maxPool", "pool", "sum", poolSize=(2, 2), padding=(0, 0, 0, 0), **P), layer("layerNormalization", "ln", "pool", epsilon=1e-3),
     layer("flatten", "flat", "ln"), dense("fc1", "flat", units=(54, 8)), layer("relu", "relu2", "fc1", negativeSlope=0),
     layer("dropout", "dropout", "relu2", rate=0.5), dense("fc2", "dropout", units=(8, 2)), layer("softmax", "prob", "fc2"),
     outputs=["prob", "conv1", "sum", "pool", "fc2"])
case("names that look like the exporter's own", M,
     conv("conv", kernel=(1, 1, 4, 4)), layer("tanh", "conv/channels_first", "conv"), layer("flatten", "conv/kernel", "conv/channels_first"),
     dense("fc", "conv/kernel", units=(168, 2)), layer("tanh", "fc/product", "fc"))

case("convTranspose2d", M, transposed("up", kernel=(3, 2, 5, 4)))
case("convTranspose2d, strides and asymmetric cropping", M, transposed("up", kernel=(4, 3, 3, 4), strides=(2, 3), cropping=(1, 0, 2, 1)))
case("convTranspose2d, groups, no bias", M, transposed("up", kernel=(4, 4, 3, 4), strides=(2, 2), cropping=(1, 1, 1, 1), groups=2, bias=False))
case("convTranspose2d, strides longer than the kernel", M, transposed("up", kernel=(1, 2, 2, 4), strides=(3, 3)))
lrn = dict(size=3, alpha=0.3, beta=0.75, kappa=1.5)
case("localResponseNormalization", M, layer("localResponseNormalization", "lrn", **lrn))
case("localResponseNormalization, windows of even size", M, layer("localResponseNormalization", "lrn", **{**lrn, "size": 2}))
case("localResponseNormalization over all channels", M, layer("localResponseNormalization", "lrn", size=8, alpha=1, beta=0.5, kappa=1e-10))
case("localResponseNormalization between convolutions", M, conv("conv1", kernel=K),
     layer("localResponseNormalization", "lrn", "conv1", size=5, alpha=1e-4, beta=0.75, kappa=2), conv("conv2", "lrn", kernel=(1, 1, 5, 2)))
case("cropping", M, layer("cropping", "crop", cropping=(1, 2, 0, 3)))
case("cropping after a convolution", M, conv("conv", kernel=K), layer("cropping", "crop", "conv", cropping=(0, 1, 2, 0)))
case("permute", M, layer("permute", "axes", axes=(2, 1, 0)))
case("permute after a convolution, then flatten", M, conv("conv", kernel=K), layer("permute", "axes", "conv", axes=(2, 0, 1)), layer("flatten", "flat", "axes"))

with open(sys.argv[1], "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(each, separators=(",", ":")) for each in cases) + "\n]\n")
print(len(cases), "cases")
