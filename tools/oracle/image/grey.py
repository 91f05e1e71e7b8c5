"""Writes libs/image/test/fixtures/grey.json: what Pillow's convert('L') makes of colours and of a picture.

    python tools/oracle/image/grey.py libs/image/test/fixtures

`levels`: the grey of each of 17×17×17 colours, red outermost, their channels 0, 16, … 240, 255.
`resized`: `formats/rgb.png`, converted to grey and then resized to 13×8, by filter, as Keras'
`load_img(color_mode='grayscale', target_size=(8, 13))` does.
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

FILTERS = ["nearest", "bilinear", "bicubic", "lanczos", "box"]


def text(image: Image.Image) -> str:
    return base64.b64encode(image.tobytes()).decode()


def main(folder: Path) -> None:
    steps = np.minimum(np.arange(17) * 16, 255)
    colours = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1)
    levels = Image.fromarray(colours.reshape(17, 289, 3).astype(np.uint8)).convert("L")
    grey = Image.open(folder / "formats" / "rgb.png").convert("RGB").convert("L")
    resized = {
        name: text(grey.resize((13, 8), Image.Resampling[name.upper()])) for name in FILTERS
    }
    golden = {"levels": text(levels), "resized": resized}
    (folder / "grey.json").write_text(json.dumps(golden, indent=1) + "\n")


main(Path(sys.argv[1]))
