"""Judges quantised ONNX files with the `onnx` package: its checker, and its reference implementation, which ONNX Runtime has to equal level by level.

Run it once more on a processor without VNNI, for example `qemu-x86_64 -cpu Haswell python check_models.py FOLDER --no-vnni`: there weights of 8 bits are
expected to differ (16-bit sums saturate) unless the session keeps its precision, and those of 7 bits are not."""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx.reference import ReferenceEvaluator

vnni = "--no-vnni" not in sys.argv


def run(path, feed, precision):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.x64quantprecision", precision)
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"]).run(None, feed)


for folder in sorted(Path(sys.argv[1]).iterdir()):
    model = onnx.load(folder / "model.onnx")
    onnx.checker.check_model(model, full_check=True)
    feed = {"image": np.load(folder / "input.npy")}
    model.opset_import[0].version = 21  # The reference knows later versions of the operators only; they do the same.
    expected = ReferenceEvaluator(model).run(None, feed)
    for precision in ["0", "1"]:
        found = run(folder / "model.onnx", feed, precision)
        worst = max(np.abs(a - b).max() / np.abs(b).max() for a, b in zip(found, expected))
        saturates = not vnni and folder.name.startswith("8") and precision == "0"
        # A level is at most 1/128 of the largest value here; a first layer in float32 may end one level away.
        assert (worst > (1e-6 if "float" not in folder.name else 1 / 128)) == saturates, (folder.name, precision, worst)
        print(f"{folder.name:20} precision {precision}: largest relative difference {worst:.1e}")
