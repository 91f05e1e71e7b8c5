"""Compares an 8-bit network of `@gender/onnx` with the one that ONNX Runtime's own `quantize_static` makes of the same float32 network and the same pictures.

Both cover all values that the pictures gave (MinMax), so scales, weights and biases have to agree, and features have to be as close to float32."""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

folder = Path(sys.argv[1])
inputs = [np.load(path) for path in sorted(folder.glob("*.npy"))]


class Pictures(CalibrationDataReader):
    def __init__(self, name):
        self.feeds = iter([{name: picture} for picture in inputs[:16]])

    def get_next(self):
        return next(self.feeds, None)


name = onnx.load(folder / "float.onnx").graph.input[0].name
quantize_static(
    folder / "float.onnx",
    folder / "theirs.onnx",
    Pictures(name),
    quant_format=QuantFormat.QOperator,
    per_channel=True,
    activation_type=QuantType.QUInt8,
    weight_type=QuantType.QInt8,
    calibrate_method=CalibrationMethod.MinMax,
    extra_options={"WeightSymmetric": True},
)


def run(file, feed):
    session = onnxruntime.InferenceSession(folder / file, providers=["CPUExecutionProvider"])
    return [session.run(None, {name: picture})[0].ravel() for picture in feed]


def convolutions(file):
    graph = onnx.load(folder / file).graph
    values = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    return [[values.get(name) for name in node.input] for node in graph.node if node.op_type == "QLinearConv"]


def cosine(left, right):
    return float(left @ right / np.sqrt((left @ left) * (right @ right)))


ours, theirs = convolutions("ours.onnx"), convolutions("theirs.onnx")
assert len(ours) == len(theirs) == 13, (len(ours), len(theirs))
for index, (a, b) in enumerate(zip(ours, theirs)):
    # x, x_scale, x_zero_point, w, w_scale, w_zero_point, y_scale, y_zero_point, B
    for position, what in {1: "scale of the input", 4: "scales of the weights", 6: "scale of the output"}.items():
        difference = np.abs(a[position] / b[position] - 1).max()
        assert difference < 1e-5, (index, what, difference)
    assert np.abs(a[3].astype(int) - b[3].astype(int)).max() <= 1, (index, "weights")
    assert np.mean(a[3] != b[3]) < 1e-3, (index, "weights")
    assert np.abs(a[8].astype(float) - b[8]).max() <= 1 + 1e-5 * np.abs(b[8]).max(), (index, "biases")
exact = run("float.onnx", inputs[16:])
for file in ["ours.onnx", "theirs.onnx"]:
    cosines = [cosine(a, b) for a, b in zip(run(file, inputs[16:]), exact)]
    print(f"{file}: cosine with float32 {np.mean(cosines):.5f} on average, {np.min(cosines):.5f} at least")
