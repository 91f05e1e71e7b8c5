"""Pictures to features with Keras on TensorFlow: the convolutions of VGG-Face with random weights."""

from protocol import serve


def prepare(args):
    import numpy as np
    import tensorflow as tf
    from pictures import batches

    tf.config.threading.set_intra_op_parallelism_threads(args["threads"])
    tf.config.threading.set_inter_op_parallelism_threads(args["threads"])
    layers = tf.keras.layers
    network = tf.keras.Sequential([layers.Input((args["size"], args["size"], 3))])
    for block in args["blocks"]:
        for filters in block:
            network.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
        network.add(layers.MaxPooling2D())

    def extract():
        return np.concatenate([network.predict_on_batch(batch) for batch in batches(args)])

    return extract


serve(prepare)
