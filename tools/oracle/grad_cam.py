"""Grad-CAM for @gender/evaluation by TensorFlow's automatic differentiation; writes JSON to standard output."""
import json

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(20171029)


def floats(shape, scale=1.0):
    return np.round(rng.normal(0, scale, shape), 4).astype(np.float64)


def listed(array):
    return [float(f"{x:.10g}") for x in np.asarray(array).ravel()]


ROWS, COLUMNS, CHANNELS, HIDDEN, CLASSES = 3, 4, 5, 6, 3
gamma, beta = floats(CHANNELS) + 1, floats(CHANNELS)


def normalise(x):
    mean = tf.reduce_mean(x, axis=-1, keepdims=True)
    variance = tf.reduce_mean((x - mean) ** 2, axis=-1, keepdims=True)
    return gamma * (x - mean) / tf.sqrt(variance + 1e-3) + beta


def case(pooled):
    features = floats((ROWS, COLUMNS, CHANNELS))
    inputs = CHANNELS if pooled else ROWS * COLUMNS * CHANNELS
    w1, b1 = floats((inputs, HIDDEN), 0.5), floats(HIDDEN)
    w2, b2 = floats((HIDDEN, CLASSES), 0.5), floats(CLASSES)
    x = tf.constant(features)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        seen = normalise(tf.reduce_mean(x, axis=(0, 1))) if pooled else tf.reshape(normalise(x), [-1])
        logits = tf.linalg.matvec(tf.transpose(w2), tf.nn.relu(tf.linalg.matvec(tf.transpose(w1), seen) + b1)) + b2
        scores = [logits[k] for k in range(CLASSES)]
    gradients = [tape.gradient(score, x).numpy() for score in scores]
    maps = [np.maximum(0, (features * g.mean(axis=(0, 1))).sum(axis=-1)) for g in gradients]
    return {
        "pooled": pooled, "features": listed(features),
        "w1": listed(w1), "b1": listed(b1), "w2": listed(w2), "b2": listed(b2),
        "gradients": [listed(g) for g in gradients], "maps": [listed(m) for m in maps],
    }


print(json.dumps({"gamma": listed(gamma), "beta": listed(beta), "cases": [case(False), case(True)]}))
