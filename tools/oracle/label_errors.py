"""Suspected label errors for @gender/metrics by cleanlab's confident joint; writes JSON to standard output."""
import json

import numpy as np
from cleanlab.count import compute_confident_joint

rng = np.random.default_rng(20210401)


def case(images, classes, flips):
    truth = np.concatenate([np.arange(classes), rng.integers(0, classes, images - classes)])
    logits = rng.normal(0, 1, (images, classes)) + 2.0 * np.eye(classes)[truth]
    p = np.round(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True), 6)
    labels = truth.copy()
    flipped = rng.choice(images, flips, replace=False)
    labels[flipped] = (labels[flipped] + 1) % classes
    _, indices = compute_confident_joint(labels, p, calibrate=False, return_indices_of_off_diagonals=True)
    return {
        "classes": classes,
        "labels": labels.tolist(),
        "probabilities": p.ravel().tolist(),
        "suspects": sorted(int(i) for i in indices),
    }


print(json.dumps({"cases": [case(60, 2, 8), case(80, 4, 10)]}))
