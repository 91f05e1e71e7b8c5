"""
Saves small models with every layer, activation function and operation that the reader of Keras files takes
over, in branches that are joined at the end, and what Keras predicts.

    python tools/oracle/keras_layers.py libs/keras/test/fixtures
"""

import gzip
import os
import shutil
import sys
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras as keras3
import numpy as np
import tensorflow as tf
import tf_keras as keras2

PICTURES = np.load(f"{sys.argv[1]}/input_8x8.npy")
FOLDER = f"{sys.argv[1]}/layers"
os.makedirs(FOLDER, exist_ok=True)

BOTH = ["relu", "elu", "selu", "swish", "gelu", "hard_sigmoid", "softplus", "softsign", "mish", "sigmoid", "tanh", "softmax", "leaky_relu", "linear"]
OF_3 = ["relu6", "silu", "hard_silu", "hard_swish", "hard_tanh", "log_sigmoid", "tanh_shrink", "celu"]


def values(k, L, x):
    """A vector of 24 values from about −7 to 7, so that every piece of every function is met."""
    return L.Rescaling(18, offset=-9)(L.Flatten()(L.Cropping2D(((1, 6), (0, 0)))(x)))


def activations(k, L, names):
    x = k.Input((8, 8, 3))
    h = values(k, L, x)
    layers = [
        L.ReLU(),
        L.ReLU(max_value=6),
        L.ReLU(negative_slope=0.1),
        L.ReLU(threshold=1.5),
        L.ReLU(max_value=4, negative_slope=0.25, threshold=1),
        L.LeakyReLU(),
        L.ELU(0.5),
        L.Softmax(),
        L.PReLU(alpha_initializer=k.initializers.RandomNormal(seed=1)),
    ]
    branches = [L.Activation(name)(h) for name in names]
    branches += [layer(h) for layer in layers]
    branches.append(L.Activation("exponential")(L.Rescaling(0.25)(h)))
    branches += [L.Dense(1, activation=name, use_bias=False)(h) for name in names]
    carried = [L.LeakyReLU(), L.ReLU(max_value=2), L.ELU(0.3)]
    branches += [L.Dense(1, activation=layer, use_bias=False)(h) for layer in carried]
    return k.Model(x, L.Concatenate()(branches), name="activations")


def maps(k, L):
    x = k.Input((8, 8, 3))
    h = L.Rescaling(4, offset=-2)(x)
    random = k.initializers.RandomNormal(seed=1)
    small = L.Conv2D(4, 2, strides=2, activation="tanh")(h)  # (4, 4, 4)
    other = L.Conv2D(4, 2, strides=2)(h)
    gate = L.Dense(4, activation="sigmoid")(L.GlobalAveragePooling2D()(small))
    branches = [
        L.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="elu")(small),
        L.DepthwiseConv2D((3, 2), strides=2, padding="same", use_bias=False)(small),
        L.DepthwiseConv2D(2, dilation_rate=2)(small),
        L.SeparableConv2D(3, 3, depth_multiplier=2, padding="same", activation="swish")(small),
        L.SeparableConv2D(2, 2, strides=2, use_bias=False)(small),
        L.UpSampling2D((2, 3))(small),
        L.UpSampling2D(2, interpolation="bilinear")(other),
        L.Multiply()([small, L.Reshape((1, 1, 4))(gate)]),
        L.Multiply()([gate, small]),
        L.Multiply()([small, other, small]),
        L.Maximum()([small, other]),
        L.Minimum()([small, other, L.Reshape((1, 1, 4))(gate)]),
        L.Average()([small, other, small]),
        L.Subtract()([small, other]),
        L.Concatenate(axis=1)([small, other]),
        L.Concatenate(axis=-2)([small, other]),
        L.LayerNormalization(axis=[1, 2, 3], beta_initializer=random, gamma_initializer=random)(small),
        L.LayerNormalization(axis=1, beta_initializer=random)(small),
        L.LayerNormalization(axis=[1, 3], gamma_initializer=random)(small),
        L.BatchNormalization(axis=2, moving_mean_initializer=random, gamma_initializer=random)(small),
        L.UnitNormalization()(other),
        L.UnitNormalization(axis=[1, 2])(other),
        L.Softmax(axis=1)(other),
        L.Softmax(axis=[1, 2])(other) if k is keras3 else L.Softmax(axis=2)(other),
        L.PReLU(alpha_initializer=random)(other),
        L.PReLU(alpha_initializer=random, shared_axes=[1])(other),
        L.PReLU(alpha_initializer=random, shared_axes=[1, 2])(other),
        L.Conv2D(2, 1)(L.GlobalMaxPooling2D(keepdims=True)(other)),
        L.Permute((3, 1, 2))(other),
        L.Reshape((2, -1))(other),
    ]
    return k.Model(x, L.Concatenate()([L.Flatten()(each) for each in branches]), name="maps")


def dropped(k, L):
    """What is there for training alone, around statistics that are given and some that were adapted."""
    adapted = L.Normalization()
    adapted.adapt(PICTURES)
    layers = [
        L.RandomFlip(),
        L.Normalization(mean=[0.4, 0.5, 0.6], variance=[0.04, 0.05, 0.06]),
        L.RandomRotation(0.1),
        L.RandomContrast(0.2),
        L.GaussianNoise(0.1),
        L.Conv2D(3, 3),
        L.SpatialDropout2D(0.2),
        L.GaussianDropout(0.2),
        L.AlphaDropout(0.2),
        L.ActivityRegularization(0.1),
    ]
    x = k.Input((8, 8, 3))
    h = x
    for layer in layers:
        h = layer(h)
    branches = [h, L.Conv2D(1, 3)(adapted(x)), L.Normalization(axis=None, mean=0.5, variance=0.04)(x)]
    return k.Model(x, L.Concatenate()([L.Flatten()(each) for each in branches]), name="dropped")


def operators(k, L):
    x = k.Input((8, 8, 3))
    h = L.Conv2D(3, 3)(x / 0.25 - 2.0)
    branches = [1.0 - h, 2.0 * h, h * h, h + h, h - np.array([0.1, 0.2, 0.3], "f4"), -h]
    if k is keras3:
        o = k.ops
        branches += [o.relu(h), o.relu6(h), o.silu(h), o.gelu(h), o.gelu(h, approximate=False), o.sigmoid(h), o.leaky_relu(h, 0.3)]
        branches += [o.elu(h), o.hard_sigmoid(h), o.softmax(h), o.maximum(h, 0.1), o.minimum(h, 0.1), o.square(h), o.mean(h, axis=[1, 2], keepdims=True)]
        branches += [k.activations.relu(h, max_value=1.0)]
    else:
        branches += [tf.nn.relu(h), tf.nn.relu6(h), tf.sigmoid(h), tf.math.square(h)]
    return k.Model(x, L.Concatenate()([L.Flatten()(each) for each in branches]), name="operators")


def outputs(k, L):
    x = k.Input((8, 8, 3))
    h = L.Flatten()(L.Conv2D(2, 5, activation="relu")(x / 255.0))
    return k.Model(x, [L.Dense(1, name="age")(h), L.Dense(1, activation="sigmoid", name="gender")(h)], name="outputs")


def any_size(k, L):
    layers = [L.Rescaling(1 / 255), L.Conv2D(4, 3, activation="relu", padding="same"), L.MaxPooling2D()]
    layers += [L.GlobalAveragePooling2D(keepdims=True), L.Conv2D(2, 1, activation="softmax"), L.Flatten()]
    return k.Sequential([k.Input((None, None, 3)), *layers], name="any_size")


def save(model, name, output=-1):
    predicted = model.predict(PICTURES, verbose=0)
    predicted = predicted[output] if isinstance(predicted, list) else predicted
    for extension in ("h5", "keras"):
        if extension == "keras" and name.startswith("keras2"):
            continue
        path = f"{FOLDER}/{name}.{extension}"
        model.save(path)
        if extension == "keras":
            deflate(path)
        else:
            path = gzipped(path)
        np.save(f"{FOLDER}/{name}_output.npy", predicted.astype("f4"))
        print(name, extension, os.path.getsize(path), predicted.shape, float(np.abs(predicted).max()))


def gzipped(path):
    """Most of HDF5 is empty space here."""
    with open(path, "rb") as source, gzip.GzipFile(path + ".gz", "wb", mtime=0) as target:
        target.write(source.read())
    os.remove(path)
    return path + ".gz"


def deflate(path):
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(path + ".part", "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    shutil.move(path + ".part", path)


for version, k, names in (("keras3", keras3, BOTH + OF_3), ("keras2", keras2, BOTH)):
    L = k.layers
    k.utils.set_random_seed(3)
    save(activations(k, L, names), f"{version}_activations")
    save(maps(k, L), f"{version}_maps")
    save(dropped(k, L), f"{version}_dropped")
    save(any_size(k, L), f"{version}_any_size")
    for name, make in (("operators", operators), ("outputs", outputs)):
        try:
            save(make(k, L), f"{version}_{name}")
        except Exception as error:
            print(version, name, type(error).__name__, str(error)[:300])
