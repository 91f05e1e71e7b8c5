"""Predicts four pictures with PyTorch by a network that ends in a vector, and a head on it.

Usage: vector_head.py > libs/classifier/test/fixtures/vector_head.json

Weights and pixels come from the same formula in libs/classifier/test/vector-head.test.ts. PyTorch 2.
"""

import json

import numpy as np
import torch
from torch.nn import functional as F

CLASSES = 3


def weights(salt: int, *shape: int) -> torch.Tensor:
    values = np.sin(np.arange(np.prod(shape)) * 12.9898 + salt) * 0.7
    return torch.tensor(values.astype(np.float32).reshape(shape))


def picture(salt: int) -> torch.Tensor:
    values = np.floor(127.5 + 127 * np.sin(np.arange(8 * 8 * 3) * (0.37 + salt)))
    return torch.tensor(values.reshape(8, 8, 3).astype(np.float32) / 255)


def main() -> None:
    x = torch.stack([picture(salt) for salt in range(4)]).permute(0, 3, 1, 2)
    kernel = weights(1, 3, 3, 3, 5).permute(3, 2, 0, 1)
    maps = F.relu(F.conv2d(F.pad(x, (0, 1, 0, 1)), kernel, weights(2, 5), stride=2))
    vector = maps.mean((2, 3))
    normalized = F.layer_norm(vector, (5,), weights(3, 5), weights(4, 5), 1e-3)
    hidden = F.relu(normalized @ weights(5, 5, 6) + weights(6, 6))
    probabilities = F.softmax(hidden @ weights(7, 6, CLASSES) + weights(8, CLASSES), 1)
    print(json.dumps({"features": vector.tolist(), "probabilities": probabilities.tolist()}))


if __name__ == "__main__":
    main()
