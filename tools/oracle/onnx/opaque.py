"""Writes a small network with an operator that no layer expresses, and what ONNX Runtime makes of one batch.

    python tools/oracle/onnx/opaque.py libs/onnx/test/fixtures/opaque

`any.onnx`: pictures (N, 3, 8, 8), operators of set 11, a map "map" (N, 4, 4, 4) and the scores of classes behind
it. `one.onnx`: the same for one picture, its weights in `one.bin`. `golden.json`: a batch with its
channels last, and the map with its channels last. Needs numpy, onnx and onnxruntime.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

folder = Path(sys.argv[1])
random = np.random.default_rng(16)


def weights(name, *shape):
    return numpy_helper.from_array(random.normal(size=shape).astype("float32"), name)


initializers = [weights("kernel", 4, 3, 3, 3), weights("bias", 4), weights("scores/kernel", 64, 3)]
nodes = [
    helper.make_node("Conv", ["input", "kernel", "bias"], ["conv"], pads=[1, 1, 1, 1]),
    helper.make_node("Atan", ["conv"], ["atan"]),
    helper.make_node("AveragePool", ["atan"], ["map"], kernel_shape=[2, 2], strides=[2, 2]),
    helper.make_node("Flatten", ["map"], ["vector"]),
    helper.make_node("MatMul", ["vector", "scores/kernel"], ["features"]),
]


def model(batch):
    graph = helper.make_graph(
        nodes,
        "opaque",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [batch, 3, 8, 8])],
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [batch, 3])],
        initializers,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=6)


onnx.save(model("N"), folder / "any.onnx")
onnx.save(
    model(1),
    folder / "one.onnx",
    save_as_external_data=True,
    location="one.bin",
    size_threshold=64,
)
inner = model("N")
inner.graph.output.append(helper.make_tensor_value_info("map", TensorProto.FLOAT, None))
pictures = random.normal(size=(2, 3, 8, 8)).astype("float32")
session = onnxruntime.InferenceSession(inner.SerializeToString())
(feature_map,) = session.run(["map"], {"input": pictures})
golden = {
    "pictures": pictures.transpose(0, 2, 3, 1).round(7).ravel().tolist(),
    "map": feature_map.transpose(0, 2, 3, 1).ravel().tolist(),
}
(folder / "golden.json").write_text(json.dumps(golden) + "\n")
