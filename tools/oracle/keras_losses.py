"""Trains a small head with Keras on TensorFlow, with each further part of the loss, alone and together.

Usage: keras_losses.py <head.json> <losses.json>

Reads the initial weights and the data of head.json and writes, for each case, the options as Keras
takes them (`kernel_regularizer=L2(l2)`, `CategoricalCrossentropy(label_smoothing=…)`, `class_weight`),
the loss that `train_on_batch` reports at each of five steps of Adam, and the weights after them.
"""

import json
import sys
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

STEPS = 5
NAMES = ["gamma", "beta", "W1", "c1", "W2", "c2", "W3", "c3"]
CASES = {
    "l2": {"l2": 0.01},
    "label smoothing": {"labelSmoothing": 0.1},
    "class weights": {"classWeights": [0.4, 2.5]},
    "all together": {"l2": 0.01, "labelSmoothing": 0.1, "classWeights": [0.4, 2.5]},
}


def to_numpy(array: dict) -> np.ndarray:
    return np.array(array["data"], dtype=np.float32).reshape(array["shape"])


def to_array(values: np.ndarray) -> dict:
    return {"shape": list(values.shape), "data": values.astype(np.float32).flatten().tolist()}


def build(initial: dict, l2: float) -> keras.Model:
    def dense(units: int, activation: str) -> keras.layers.Dense:
        regularizer = keras.regularizers.L2(l2) if l2 else None
        return keras.layers.Dense(units, activation=activation, kernel_regularizer=regularizer)

    model = keras.Sequential(
        [
            keras.layers.LayerNormalization(epsilon=1e-3, input_shape=initial["x"]["shape"][1:]),
            keras.layers.Flatten(),
            dense(16, "relu"),
            dense(8, "relu"),
            dense(2, "softmax"),
        ]
    )
    model.set_weights([to_numpy(initial[name]) for name in NAMES])
    return model


def train(initial: dict, learning_rate: float, options: dict) -> dict:
    model = build(initial, options.get("l2", 0))
    smoothing = options.get("labelSmoothing", 0)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=smoothing),
    )
    weights = options.get("classWeights")
    class_weight = dict(enumerate(weights)) if weights else None
    x, y = to_numpy(initial["x"]), to_numpy(initial["y"])
    losses = []
    for _ in range(STEPS):
        losses.append(float(model.train_on_batch(x, y, class_weight=class_weight)))
    after = {name: to_array(value) for name, value in zip(NAMES, model.get_weights())}
    return {"options": options, "losses": losses, "after": after}


def main(source: Path, target: Path) -> None:
    given = json.loads(source.read_text())
    learning_rate = given["history"]["learning_rate"]
    cases = {
        title: train(given["initial"], learning_rate, options) for title, options in CASES.items()
    }
    target.write_text(json.dumps({"tensorflow": tf.__version__, "cases": cases}) + "\n")


main(Path(sys.argv[1]), Path(sys.argv[2]))
