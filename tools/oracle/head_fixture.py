"""Trains a small head with PyTorch in float64 and writes what came out beside what went in.

Usage: head_fixture.py <head.json>

The file holds the initial weights, the data and the dropout masks (`initial`, `masks`, drawn once);
everything else in it is recomputed: losses, weights and probabilities over five steps of Adam,
without dropout and with the masks.
"""

import json
import sys
from pathlib import Path

import torch

LEARNING_RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-7
STEPS, RATE = 5, 0.5


def to_tensor(array: dict) -> torch.Tensor:
    return torch.tensor(array["data"], dtype=torch.float64).reshape(array["shape"])


def to_array(tensor: torch.Tensor) -> dict:
    data = tensor.detach().to(torch.float32)
    return {"shape": list(data.shape), "data": data.flatten().tolist()}


def logits(weights: dict, x: torch.Tensor, masks: list) -> torch.Tensor:
    normalized = torch.nn.functional.layer_norm(
        x, x.shape[-1:], weights["gamma"], weights["beta"], eps=1e-3
    )
    hidden = normalized.flatten(1)
    for layer, mask in zip("12", masks):
        hidden = torch.relu(hidden @ weights["W" + layer] + weights["c" + layer])
        if mask is not None:
            hidden = hidden * mask / (1 - RATE)
    return hidden @ weights["W3"] + weights["c3"]


def cross_entropy(outputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return -(torch.log_softmax(outputs, 1) * labels).sum(1).mean()


def train(initial: dict, masks: list) -> tuple:
    """Five steps; `masks` holds the two masks of each step."""
    x, labels = to_tensor(initial["x"]), to_tensor(initial["y"])
    weights = {
        name: to_tensor(array).requires_grad_()
        for name, array in initial.items()
        if name not in ("x", "y")
    }
    m = {name: torch.zeros_like(weight) for name, weight in weights.items()}
    v = {name: torch.zeros_like(weight) for name, weight in weights.items()}
    losses = []
    for step in range(1, STEPS + 1):
        loss = cross_entropy(logits(weights, x, masks[step - 1]), labels)
        gradients = torch.autograd.grad(loss, list(weights.values()))
        losses.append(loss.item())
        size = LEARNING_RATE * (1 - BETA2**step) ** 0.5 / (1 - BETA1**step)
        with torch.no_grad():
            for (name, weight), gradient in zip(weights.items(), gradients):
                m[name] = BETA1 * m[name] + (1 - BETA1) * gradient
                v[name] = BETA2 * v[name] + (1 - BETA2) * gradient**2
                weight -= size * m[name] / (v[name].sqrt() + EPSILON)
    outputs = logits(weights, x, [None, None])
    after = {"prob": to_array(torch.softmax(outputs, 1))}
    after.update({name: to_array(weight) for name, weight in weights.items()})
    return after, losses, cross_entropy(outputs, labels).item()


def main(path: Path) -> None:
    given = json.loads(path.read_text())
    initial, masks = given["initial"], given["masks"]
    kept = [to_tensor(masks[name]) for name in ("mask1", "mask2")]
    after, losses, last = train(initial, [[None, None]] * STEPS)
    masked, masked_losses, masked_last = train(initial, list(zip(*kept)))
    history = {
        "learning_rate": LEARNING_RATE,
        "loss_before_step": losses,
        "loss_after": last,
        "with_dropout": {
            "loss_before_step": masked_losses,
            "loss_after_without_masks": masked_last,
        },
    }
    fixture = {
        **{"initial": initial, "masks": masks},
        **{"after": after, "afterWithMasks": masked, "history": history},
    }
    path.write_text(json.dumps(fixture) + "\n")


main(Path(sys.argv[1]))
