"""Golden values for @gender/metrics from TensorFlow and NumPy; writes JSON to standard output."""
import json

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(20150907)


def case(images, classes, batch):
    scores = rng.normal(0, 4, (images, classes))
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    probabilities[0] = np.eye(classes)[0]  # a certain image, once right and once wrong
    probabilities[1] = np.eye(classes)[0]
    probabilities = np.round(probabilities, 9)
    probabilities[:, -1] = 1 - probabilities[:, :-1].sum(axis=1)
    probabilities = np.clip(probabilities, 0, 1)
    labels = rng.integers(0, classes, images)
    labels[:2] = [0, 1]
    predicted = probabilities.argmax(axis=1)
    losses = tf.keras.losses.categorical_crossentropy(np.eye(classes)[labels], probabilities).numpy()
    matrix = tf.math.confusion_matrix(labels, predicted, classes).numpy()
    hits, support, called = np.diag(matrix), matrix.sum(axis=1), matrix.sum(axis=0)
    return {
        "classes": classes,
        "labels": labels.tolist(),
        "probabilities": probabilities.ravel().tolist(),
        "crossEntropy": float(losses.mean()),
        "batch": batch,
        "batchMean": float(np.mean([losses[i : i + batch].mean() for i in range(0, images, batch)])),
        "accuracy": float((labels == predicted).mean()),
        "confusion": matrix.tolist(),
        "precision": (hits / called).tolist(),
        "recall": (hits / support).tolist(),
        "f1": (2 * hits / (called + support)).tolist(),
    }


print(json.dumps([case(70, 2, 32), case(45, 5, 7)]))
