"""Writes what Keras' ImageDataGenerator(rescale=1./255) makes of the 256 grey values.

    python tools/oracle/image/keras_rescale.py libs/image/test/fixtures/keras_rescale.json
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from tensorflow.keras.preprocessing.image import ImageDataGenerator

with tempfile.TemporaryDirectory() as folder:
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)
    (Path(folder) / "class").mkdir()
    Image.fromarray(np.stack([values] * 3, axis=-1)).save(Path(folder) / "class" / "values.png")
    flow = ImageDataGenerator(rescale=1.0 / 255).flow_from_directory(folder, target_size=(16, 16))
    batch = next(flow)[0]
assert batch.dtype == np.float32
Path(sys.argv[1]).write_text(json.dumps([float(v) for v in batch[0, :, :, 0].ravel()]) + "\n")
