"""Turns the reference run of a small head (npz and json files) into one JSON fixture.

The reference is five steps of Adam computed by independent software in float64; see
libs/engine/test/fixtures/README.md. Usage: head_fixture.py <folder with the npz files> <fixture.json>
"""

import json
import sys
from pathlib import Path

import numpy as np

FILES = {
    "initial": "initial.npz",
    "masks": "masks.npz",
    "after": "after_5_steps.npz",
    "afterWithMasks": "after_5_steps_dropout.npz",
}


def arrays(path: Path) -> dict:
    with np.load(path) as archive:
        return {
            name: {"shape": archive[name].shape, "data": archive[name].ravel().tolist()}
            for name in archive.files
        }


def main(source: Path, target: Path) -> None:
    fixture = {name: arrays(source / file) for name, file in FILES.items()}
    fixture["history"] = json.loads((source / "history.json").read_text())
    target.write_text(json.dumps(fixture) + "\n")


main(Path(sys.argv[1]), Path(sys.argv[2]))
