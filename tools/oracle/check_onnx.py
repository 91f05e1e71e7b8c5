"""Judges ONNX files with the `onnx` package (checker with full shape inference, declared and inferred shapes) and ONNX Runtime."""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

worst = 0
folders = sorted(Path(sys.argv[1]).iterdir())
for folder in folders:
    model = onnx.load(folder / "model.onnx")
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    found = session.run(None, {session.get_inputs()[0].name: np.load(folder / "input.npy")})
    for position, value in enumerate(found):
        expected = np.load(folder / f"output{position}.npy")
        declared = session.get_outputs()[position].shape
        assert value.dtype == expected.dtype and value.shape == expected.shape, (model.graph.name, value.shape, expected.shape)
        assert declared == ["N", *expected.shape[1:]], (model.graph.name, declared)
        error = np.abs(value - expected).max() / np.abs(expected).max()
        assert error <= 1e-5, (model.graph.name, error)
        worst = max(worst, error)
print(f"{len(folders)} models: checked, run, largest relative difference {worst:.1e}")
