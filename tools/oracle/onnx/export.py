"""Exports networks by PyTorch in several ways and notes what ONNX Runtime makes of each file.

python export.py blocks|architectures FOLDER [--only NAME]
Writes NAME_EXPORTER_OPSET.onnx, with .input.npy (N, C, H, W) and .output.npy beside it.
"""

import argparse
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from networks import ARCHITECTURES, BLOCKS, randomise

WAYS = {
    "blocks": [("script", 11), ("script", 13), ("script", 17), ("script", 20), ("dynamo", 18), ("dynamo", 20)],
    "architectures": [("script", 11), ("script", 17), ("dynamo", 18)],
}

parser = argparse.ArgumentParser()
parser.add_argument("kind", choices=WAYS)
parser.add_argument("folder", type=Path)
parser.add_argument("--only")
arguments = parser.parse_args()
arguments.folder.mkdir(parents=True, exist_ok=True)
warnings.simplefilter("ignore")


def strip(path):
    """Takes out what exporters note about the lines of code that they exported, and where these lie."""
    model = onnx.load(path)
    graph = model.graph
    for each in [model, graph, *graph.node, *graph.value_info, *graph.input, *graph.output, *graph.initializer]:
        each.ClearField("metadata_props")
        each.ClearField("doc_string")
    onnx.save(model, path)


for name, (make, shape) in {"blocks": BLOCKS, "architectures": ARCHITECTURES}[arguments.kind].items():
    if arguments.only not in (None, name):
        continue
    torch.manual_seed(1)
    pictures = torch.randn(2, *shape)
    model = randomise(make())
    for exporter, opset in WAYS[arguments.kind]:
        path = arguments.folder / f"{name}_{exporter}_{opset}.onnx"
        dynamo = exporter == "dynamo"
        axes = {"dynamic_shapes": ({0: torch.export.Dim("batch")},)} if dynamo else {"dynamic_axes": {"input": {0: "batch"}, "output": {0: "batch"}}}
        try:
            torch.onnx.export(
                model, (pictures,), str(path), input_names=["input"], output_names=["output"], opset_version=opset, dynamo=dynamo, external_data=False, verbose=False, **axes
            )
        except Exception as error:
            print(f"{path.name}: not exported, {type(error).__name__} {str(error)[:100]!r}", flush=True)
            continue
        strip(path)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        (output,) = session.run(None, {"input": pictures.numpy()})
        np.save(path.with_suffix(".input.npy"), pictures.numpy())
        np.save(path.with_suffix(".output.npy"), output)
        operators = sorted({node.op_type for node in onnx.load(path).graph.node})
        print(f"{path.name}: {path.stat().st_size} bytes, largest {np.abs(output).max():.3g}, {' '.join(operators)}", flush=True)
