"""Writes one small network in the many ways in which people save it, and what NumPy computes of each in float64.

Most files differ from `plain` in their form alone; those that compute something else say so in `variants.json`.
"""

import json
import sys
from pathlib import Path

import numpy as np
import scipy.io

random = np.random.default_rng(23)


def draw(*shape, scale=0.4):
    return (random.standard_normal(shape) * scale).astype("f4")


F1, B1, F2, B2 = draw(3, 3, 3, 4), draw(1, 4), draw(3, 3, 4, 2), draw(1, 2)
INT1 = np.round(F1 * 10)
X = np.round(random.uniform(-1, 1, (6, 6, 3)), 3).astype("f4")


def conv(x, f, b, pad=0):
    x = np.pad(x, ((pad, pad), (pad, pad), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(x, f.shape[:2], (0, 1))  # rows, columns, channels, kernel
    return np.einsum("ijchw,hwco->ijo", windows, f.astype("f8")) + np.ravel(b)


def pooled(x):
    return x.reshape(3, 2, 3, 2, -1).max((1, 3))


def forward(f1=F1, b1=B1, b2=B2, slope=0.0, gate=None):
    """`gate` says what a squeeze of the second activation does to the maps."""
    x = conv(X.astype("f8"), f1, b1, 1)
    y = np.where(x > 0, x, slope * x)
    if gate is not None:
        y = gate(1 / (1 + np.exp(-y.mean((0, 1)))), y, x)
    logits = conv(pooled(y), F2, b2).ravel()
    return np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()


def cell(*values, shape=None):
    out = np.empty(len(values), object)
    for index, value in enumerate(values):
        out[index] = value
    return out.reshape(shape or (1, len(values)))


def structs(elements):
    """An array of structs; fields that an element lacks are empty, as MATLAB makes them."""
    names = list(dict.fromkeys(name for element in elements for name in element))
    out = np.empty((1, len(elements)), [(name, object) for name in names])
    for index, element in enumerate(elements):
        out[0, index] = tuple(element.get(name, np.zeros((0, 0))) for name in names)
    return out


def row(*numbers):
    return np.array([numbers], "f8")


NORMALIZATION = {"imageSize": row(6, 6, 3), "averageImage": np.array([10.0, 20, 30]).reshape(1, 1, 3), "interpolation": "bicubic"}
META = {"normalization": NORMALIZATION, "classes": {"name": cell("woman", "man"), "description": cell("woman", "man")}}


def layers(first={}, last={}, relu={}, pool={}):
    return [
        {"type": "conv", "name": "conv1", "weights": cell(F1, B1), "pad": row(1, 1, 1, 1), "stride": row(1, 1), **first},
        {"type": "relu", "name": "relu1", **relu},
        {"type": "pool", "name": "pool1", "method": "max", "pool": row(2, 2), "stride": 2.0, "pad": 0.0, **pool},
        {"type": "conv", "name": "fc", "weights": cell(F2, B2), **last},
        {"type": "softmax", "name": "prob"},
    ]


def without(fields, *names):
    return {name: value for name, value in fields.items() if name not in names}


def net(own=None, form=cell, **meta):
    return {"layers": form(*(own or layers())), "meta": {**META, **meta}}


def mean(value):
    return {"net": net(normalization={**NORMALIZATION, "averageImage": value})}


def classes(value):
    return {"net": net(classes=value)}


def dag(squeeze=(), read="x2"):
    own = [
        ("conv1", "Conv", ["data"], "x1", ["f1", "b1"], {"size": row(3, 3, 3, 4), "pad": 1.0, "hasBias": True}),
        ("relu1", "ReLU", ["x1"], "x2", [], {"leak": 0.0}),
        *squeeze,
        ("pool1", "Pooling", [read], "x3", [], {"method": "max", "poolSize": row(2, 2), "stride": row(2, 2)}),
        ("fc", "Conv", ["x3"], "x4", ["f2", "b2"], {"hasBias": True}),
        ("prob", "SoftMax", ["x4"], "x5", [], {}),
    ]
    elements = [
        {
            "name": name,
            "type": f"dagnn.{kind}",
            "inputs": cell(*inputs),
            "outputs": cell(output),
            "params": cell(*params),
            "block": block or np.zeros((0, 0)),
        }
        for name, kind, inputs, output, params, block in own
    ]
    weights = [("f1", F1), ("b1", B1), ("f2", F2), ("b2", B2), ("shift", B1)]
    return {"layers": elements, "params": [{"name": name, "value": value} for name, value in weights], "meta": META}


def gated(kind, inputs, params=(), **block):
    return dag(
        [
            ("squeeze", "GlobalPooling", ["x2"], "s", [], {"method": "avg"}),
            ("gate", "Sigmoid", ["s"], "g", [], {}),
            ("merge", kind, inputs, "x2g", list(params), block),
        ],
        "x2g",
    )


def saved(net):
    return {**net, "layers": structs(net["layers"]), "params": structs(net["params"])}


def as_cells(net):
    return {**net, "layers": cell(*net["layers"]), "params": cell(*net["params"])}


training = {"precious": np.array([[0]], "u1"), "learningRate": row(1, 2), "weightDecay": row(1, 0), "opts": cell("cuDNN"), "size": row(3, 3, 3, 4)}
plain = forward()
# name: (variables of the file, probabilities)
variants = {
    "plain": ({"net": net()}, plain),
    "layers_column": ({"net": net(form=lambda *own: cell(*own, shape=(len(own), 1)))}, plain),
    "layers_struct_array": ({"net": net(form=lambda *own: structs(own))}, plain),
    "layers_in_cells": ({"net": net(form=lambda *own: cell(*(cell(each) for each in own)))}, plain),
    "weights_column": ({"net": net(layers({"weights": cell(F1, B1, shape=(2, 1))}))}, plain),
    "weights_nested": ({"net": net(layers({"weights": cell(cell(F1, B1))}))}, plain),
    "weights_old": ({"net": net([{**without(layers()[0], "weights"), "filters": F1, "biases": B1}, *layers()[1:]])}, plain),
    "weights_double": ({"net": net(layers({"weights": cell(F1.astype("f8"), B1.astype("f8"))}))}, plain),
    "weights_int16": ({"net": net(layers({"weights": cell(INT1.astype("i2"), B1)}))}, forward(INT1)),
    "bias_column": ({"net": net(layers({"weights": cell(F1, B1.T)}))}, plain),
    "bias_empty": ({"net": net(layers({"weights": cell(F1, np.zeros((0, 0), "f4"))}))}, forward(b1=0)),
    "bias_absent": ({"net": net(layers({"weights": cell(F1)}))}, forward(b1=0)),
    "pad_one": ({"net": net(layers({"pad": 1.0, "stride": 1.0}))}, plain),
    "pad_two": ({"net": net(layers({"pad": row(1, 1)}, pool={"pool": 2.0, "stride": row(2, 2)}))}, plain),
    "options_integer": ({"net": net(layers({"pad": np.array([[1, 1, 1, 1]], "u1"), "stride": np.array([[1]], "i4")}))}, plain),
    "leak": ({"net": net(layers(relu={"leak": 0.25}))}, forward(slope=0.25)),
    "fields_of_training": ({"net": net(layers(training, training, {"precious": True}))}, plain),
    "names_missing": ({"net": net([without(each, "name") for each in layers()])}, plain),
    "names_twice": ({"net": net([{**each, "name": "layer"} for each in layers()])}, plain),
    "normalization_beside": ({"net": {"layers": cell(*layers()), **META}}, plain),
    "variables": ({**net()}, plain),
    "another_name": ({"face_net": net(), "epoch": 12.0}, plain),
    "nested": ({"model": {"net": net(), "options": {"layers_kept": 5.0}}}, plain),
    "nested_deeper": ({"checkpoint": {"epoch": 3.0, "model": {"trained": net()}}}, plain),
    "two_networks": ({"teacher": net(layers({"weights": cell(F1 * 2, B1)})), "net": net()}, plain),
    "mean_row": (mean(row(10, 20, 30)), plain),
    "mean_column": (mean(row(10, 20, 30).T), plain),
    "mean_scalar": (mean(15.0), plain),
    "mean_grey": (mean(np.arange(36, dtype="f4").reshape(6, 6)), plain),
    "mean_picture": (mean(np.arange(108, dtype="u1").reshape(6, 6, 3)), plain),
    "mean_empty": (mean(np.zeros((0, 0))), plain),
    "classes_char": (classes({"name": np.array(["woman", "man  "])}), plain),
    "classes_column": (classes({"name": cell("woman", "man", shape=(2, 1))}), plain),
    "classes_list": (classes(cell("woman", "man")), plain),
    "classes_in_cells": (classes({"name": cell(cell("woman"), cell("man"))}), plain),
    "classes_struct_array": (classes(structs([{"name": "woman"}, {"name": "man"}])), plain),
    "dag": ({"net": saved(dag())}, plain),
    "dag_variables": (saved(dag()), plain),
    "dag_in_cells": ({"net": as_cells(dag())}, plain),
    "dag_axpy": ({"net": saved(gated("Axpy", ["g", "x2", "x1"]))}, forward(gate=lambda g, y, x: g * y + x)),
    "dag_scale": ({"net": saved(gated("Scale", ["x2", "g"], hasBias=False))}, forward(gate=lambda g, y, x: y * g)),
    "dag_scale_shift": ({"net": saved(gated("Scale", ["x2", "g"], ["shift"], hasBias=True))}, forward(gate=lambda g, y, x: y * g + np.ravel(B1))),
}  # fmt: skip

folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)
for name, (variables, _) in variants.items():
    scipy.io.savemat(folder / f"{name}.mat", variables, do_compression=True)


def mean_of(variables):
    """By channel, and by pixel where they differ, as `bsxfun(@minus, picture, averageImage)` broadcasts it."""
    holder = variables["net"]["meta"]["normalization"]["averageImage"]
    average = np.asarray(holder, "f8")
    if average.size == 0:
        return None
    if average.size == 3:
        return average.ravel().tolist()
    if average.size == 1:
        return [average.item()] * 3
    return np.broadcast_to(np.atleast_3d(average), (6, 6, 3)).ravel().tolist()


golden = {
    "input": X.ravel().tolist(),
    "probabilities": {name: values.tolist() for name, (_, values) in variants.items()},
    "means": {name: mean_of(variables) for name, (variables, _) in variants.items() if name.startswith("mean_")},
}
(folder / "variants.json").write_text(json.dumps(golden) + "\n")
