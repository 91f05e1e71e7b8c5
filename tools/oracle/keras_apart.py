"""Saves models of the fixtures once more: as Keras does on Windows, and as architecture and weights in files of their own.

Usage: python tools/oracle/keras_apart.py libs/keras/test/fixtures
Runs on TensorFlow 2.15 (keras2_15_…) and on Keras 3 (keras3_…); each writes its own files.
"""

import ntpath
import os
import sys
from pathlib import Path
from types import SimpleNamespace

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras  # noqa: E402

NAME = "nested_model_head"


def as_on_windows(save):
    """Calls with what saving_lib calls `tf.io.gfile.join` as it is on Windows, for names inside an archive."""
    from keras.src.saving import saving_lib

    own = saving_lib.tf

    def join(first, *others):
        return own.io.gfile.join(first, *others) if first.startswith("/") else ntpath.join(first, *others)

    gfile = SimpleNamespace(**{name: getattr(own.io.gfile, name) for name in dir(own.io.gfile)})
    gfile.join = join
    saving_lib.tf = SimpleNamespace(io=SimpleNamespace(gfile=gfile))
    try:
        save()
    finally:
        saving_lib.tf = own


def main(folder):
    version = "keras2_15" if keras.__version__.startswith("2.15") else "keras3"
    base = str(folder / f"{version}_{NAME}")
    model = keras.models.load_model(f"{base}.keras", compile=False)
    Path(f"{base}.json").write_text(model.to_json())
    model.save_weights(f"{base}.weights.h5")
    if version == "keras2_15":
        model.save_weights(f"{base}_weights.h5")
        as_on_windows(lambda: model.save(f"{base}_windows.keras"))


main(Path(sys.argv[1]))
