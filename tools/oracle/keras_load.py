# -*- coding: utf-8 -*-
"""Loads files of @gender/keras in real Keras and compares predictions. Runs on Python 3.7 with
TensorFlow 1.14 and h5py 2.9, on TensorFlow 2.15 and on Keras 3.

    python tools/oracle/keras_load.py model.h5 input.npy expected.npy [model.h5 input.npy …]
    python tools/oracle/keras_load.py --by-name weights.h5 model.h5 input.npy expected.npy

With --by-name the model's weights are first overwritten, then loaded from the weights file by the
names of layers. Exits with 1 when a prediction is off by more than 1e-5 of the largest value
(2e-3 for models with 16-bit layers).
"""
from __future__ import print_function

import os
import sys
import warnings

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('KERAS_BACKEND', 'jax')
warnings.filterwarnings('ignore')

import h5py
import numpy as np

try:
    import tensorflow as tf

    tf.get_logger().setLevel('ERROR')
    keras = tf.keras
    version = 'TensorFlow ' + tf.__version__
except ImportError:
    import keras

    version = 'Keras {} on {}'.format(keras.__version__, keras.backend.backend())


def spoil(model):
    """Overwrites every weight, so that only what is loaded afterwards can be right."""
    model.set_weights([np.full(w.shape, 0.123, w.dtype) for w in model.get_weights()])


def check(path, inputs, expected, weights=None):
    """Whether a file of ours predicts in Keras what it should; prints a line."""
    model = keras.models.load_model(path, compile=False)
    if weights:
        spoil(model)
        model.load_weights(weights, by_name=True)
    x, y = np.load(inputs).astype('float32'), np.load(expected)
    error = np.abs(model.predict(x, verbose=0) - y).max() / np.abs(y).max()
    equal = error <= (2e-3 if 'float16' in path else 1e-5)
    print('{}{}: {} layers, off by {:.1e} of the largest value: {}'.format(
        os.path.basename(weights or path), ' by name' if weights else '', len(model.layers), error,
        'equal' if equal else 'DIFFERENT'))
    return equal


def main(arguments):
    print('{}, h5py {}'.format(version, h5py.__version__))
    weights = None
    if arguments[0] == '--by-name':
        weights, arguments = arguments[1], arguments[2:]
    triples = zip(arguments[0::3], arguments[1::3], arguments[2::3])
    return 0 if all([check(*triple, weights=weights) for triple in triples]) else 1


sys.exit(main(sys.argv[1:]))
