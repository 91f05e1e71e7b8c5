"""Trains small heads with Keras and writes what `fit` reports of each epoch.

Usage: keras_fit.py <cases.json> <history.json>

The cases, with initial weights and the order of the pictures in each epoch, come from
keras_fit_cases.ts. TensorFlow 2.15.
"""

import json
import sys

import numpy as np
import tensorflow as tf


def array(entry: dict) -> np.ndarray:
    return np.array(entry["data"], np.float32).reshape(entry["shape"])


def data(entry: dict) -> tuple:
    features = np.array(entry["features"], np.float32).reshape(entry["shape"])
    return features, tf.keras.utils.to_categorical(entry["labels"], 2)


def build(case: dict, shape: tuple) -> tf.keras.Model:
    layers = tf.keras.layers
    penalty = tf.keras.regularizers.L2(case["l2"])
    model = tf.keras.Sequential([layers.Input(shape), layers.LayerNormalization(axis=-1), layers.Flatten()])
    for units in case["hiddenUnits"]:
        model.add(layers.Dense(units, "relu", kernel_regularizer=penalty))
    model.add(layers.Dense(2, "softmax", kernel_regularizer=penalty))
    model.set_weights([array(weight) for weight in case["weights"]])
    adam = case["adam"]
    model.compile(
        tf.keras.optimizers.Adam(adam["learningRate"], adam["beta1"], adam["beta2"], adam["epsilon"]),
        tf.keras.losses.CategoricalCrossentropy(label_smoothing=case["labelSmoothing"]),
        metrics=["accuracy"],
    )
    return model


def main() -> None:
    with open(sys.argv[1]) as file:
        given = json.load(file)
    (x, y), validation = data(given["train"]), data(given["validation"])
    histories = {}
    for case in given["cases"]:
        model = build(case, x.shape[1:])
        weights = case["classWeights"]
        epochs = []
        for order in given["orders"]:
            history = model.fit(
                x[order],
                y[order],
                batch_size=case["batchSize"],
                shuffle=False,
                class_weight=None if weights is None else dict(enumerate(weights)),
                validation_data=validation,
                verbose=0,
            ).history
            epochs.append({name: float(values[0]) for name, values in history.items()})
        histories[case["name"]] = epochs
    with open(sys.argv[2], "w") as file:
        json.dump(histories, file, indent=1)


main()
