"""Computes networks in float64, and says how far the float32 of this project and of TensorFlow.js are from that.

    node --import tsx --conditions=@gender/source tools/oracle/tfjs_graphs.ts <folder> --name blazepose --keep kept
    python tools/oracle/tfjs_float64.py kept/blazepose-full.Identity_1

Needs onnx, whose reference evaluator computes in whatever type the numbers have; minutes for a large network.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import AttributeProto, TensorProto, numpy_helper
from onnx.reference import ReferenceEvaluator


def widen(tensor):
    if tensor.data_type == TensorProto.FLOAT:
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float64), tensor.name))


for stem in sys.argv[1:]:
    model = onnx.load(f"{stem}.onnx")
    graph = model.graph
    for tensor in graph.initializer:
        widen(tensor)
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == AttributeProto.TENSOR:
                widen(attribute.t)
    for value in [*graph.input, *graph.output, *graph.value_info]:
        if value.type.tensor_type.elem_type == TensorProto.FLOAT:
            value.type.tensor_type.elem_type = TensorProto.DOUBLE
    shape = [size.dim_value or 1 for size in graph.input[0].type.tensor_type.shape.dim]
    pixels = np.fromfile(f"{stem}.input", np.float32).astype(np.float64).reshape(shape)
    exact = ReferenceEvaluator(model).run(None, {graph.input[0].name: pixels})[0].ravel()
    assert exact.dtype == np.float64
    largest = np.abs(exact).max()
    ours, tfjs = (np.fromfile(f"{stem}.{ending}", np.float32).astype(np.float64) for ending in ("ours", "tfjs"))
    for name, off in (("ours", ours - exact), ("TensorFlow.js", tfjs - exact), ("ours from TensorFlow.js", ours - tfjs)):
        print(f"{Path(stem).name} {name}: {np.abs(off).max() / largest:.1e} at most, {np.abs(off).mean() / largest:.1e} on average")
