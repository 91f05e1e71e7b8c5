"""JPEG files to batches as Keras' load_img does it: Pillow, RGB, nearest; mean subtracted."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PIL import Image


def load(path, size, mean):
    with Image.open(path) as picture:
        picture = picture.convert("RGB").resize((size, size), Image.Resampling.NEAREST)
        return np.asarray(picture, np.float32) - mean


def batches(args):
    """Batches (N, size, size, 3); the next one is decoded while one is computed."""
    files, count = args["files"], args["batch"]
    mean = np.asarray(args["mean"], np.float32)

    def load_batch(start):
        return np.stack([load(path, args["size"], mean) for path in files[start : start + count]])

    with ThreadPoolExecutor(1) as pool:
        ahead = pool.submit(load_batch, 0)
        for start in range(0, len(files), count):
            batch = ahead.result()
            if start + count < len(files):
                ahead = pool.submit(load_batch, start + count)
            yield batch
