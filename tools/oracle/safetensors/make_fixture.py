"""Every type of the format, written by the format's own library from PyTorch tensors, and their values.

python tools/oracle/safetensors/make_fixture.py libs/safetensors/test/fixtures
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import save_file

FLOATS = [0.0, -0.0, 1.0, -2.5, 0.333251953125, 65504.0]
WHOLE = [0, 1, 7, 100, 127, 3]

tensors = {
    "F64": torch.tensor(FLOATS, dtype=torch.float64).reshape(2, 3),
    "F32": torch.tensor(FLOATS, dtype=torch.float32).reshape(2, 3),
    "F16": torch.tensor(FLOATS, dtype=torch.float16).reshape(2, 3),
    "BF16": torch.tensor(FLOATS, dtype=torch.bfloat16).reshape(2, 3),
    "I64": torch.tensor(WHOLE, dtype=torch.int64) - 2**53,
    "I32": torch.tensor(WHOLE, dtype=torch.int32) - 2**31,
    "I16": torch.tensor(WHOLE, dtype=torch.int16) - 2**15,
    "I8": torch.tensor(WHOLE, dtype=torch.int8) - 1,
    "U8": torch.tensor(WHOLE, dtype=torch.uint8) * 2,
    "BOOL": torch.tensor([True, False, True]),
    "F8_E4M3": torch.tensor([1.0, 2.0], dtype=torch.float8_e4m3fn),
    "scalar": torch.tensor(3.5),
    "empty": torch.zeros((0, 4)),
}


def value(number):
    return str(number) if isinstance(number, int) and not isinstance(number, bool) else float(number)


folder = pathlib.Path(sys.argv[1])
save_file(tensors, folder / "types.safetensors", metadata={"format": "pt", "ü": "ž"})
expected = {
    name: {"shape": list(tensor.shape), "values": [value(number) for number in tensor.to(torch.float64 if tensor.is_floating_point() else tensor.dtype).flatten().tolist()]}
    for name, tensor in tensors.items()
}
(folder / "types.json").write_text(json.dumps(expected) + "\n")
