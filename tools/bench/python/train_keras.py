"""Steps of Adam on the head with Keras on TensorFlow (train_on_batch); "jit" compiles with XLA."""

from protocol import serve


def prepare(args):
    import numpy as np
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(args["threads"])
    tf.config.threading.set_inter_op_parallelism_threads(args["threads"])
    tf.keras.utils.set_random_seed(0)
    layers = tf.keras.layers
    first, second = args["units"]
    head = tf.keras.Sequential(
        [
            layers.Input(tuple(args["features"])),
            layers.LayerNormalization(epsilon=1e-3),
            layers.Flatten(),
            layers.Dense(first, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(second, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(2, activation="softmax"),
        ]
    )
    head.compile(
        optimizer=tf.keras.optimizers.Adam(1e-4, epsilon=1e-7),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=args["jit"],
    )
    shape = (args["batch"], *args["features"])
    pictures = np.maximum(np.random.default_rng(0).standard_normal(shape, np.float32), 0)
    labels = np.eye(2, dtype=np.float32)[np.arange(args["batch"]) % 2]

    def train():
        for _ in range(args["steps"]):
            head.train_on_batch(pictures, labels)

    return train


serve(prepare)
