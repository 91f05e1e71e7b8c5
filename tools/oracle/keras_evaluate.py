# -*- coding: utf-8 -*-
"""Loads models of @gender/keras in real Keras as they are compiled, and evaluates them. Runs where keras_load.py runs.

    python tools/oracle/keras_evaluate.py model.h5 input.npy [model.h5 input.npy …]

Exits with 1 where `evaluate` gives another cross-entropy or accuracy than NumPy computes of the predictions (1e-5).
"""
from __future__ import print_function

import os
import sys
import warnings

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('KERAS_BACKEND', 'jax')
warnings.filterwarnings('ignore')

import numpy as np

try:
    import keras
except ImportError:
    from tensorflow import keras


def check(path, inputs):
    """Whether a compiled file of ours is evaluated as it should be; prints a line."""
    model = keras.models.load_model(path)
    x = np.load(inputs).astype('float32')
    p = model.predict(x, verbose=0)
    truth = np.arange(len(x)) % p.shape[1]
    loss, accuracy = model.evaluate(x, np.eye(p.shape[1], dtype='float32')[truth], verbose=0)[:2]
    expected = -np.log(np.clip(p[np.arange(len(x)), truth], 1e-7, 1 - 1e-7)).mean()
    right = (p.argmax(1) == truth).mean()
    equal = abs(loss - expected) < 1e-5 * max(1, expected) and abs(accuracy - right) < 1e-6
    print('{}: loss {:.6f} of {:.6f}, accuracy {:.4f} of {:.4f}, {}: {}'.format(
        os.path.basename(path), loss, expected, accuracy, right, model.optimizer.get_config(),
        'equal' if equal else 'DIFFERENT'))
    return equal


pairs = list(zip(sys.argv[1::2], sys.argv[2::2]))
sys.exit(0 if all([check(*pair) for pair in pairs]) else 1)
