"""Makes copies of faces as people make them, into two splits, so that what an audit must find is known.

    python tools/oracle/dataset/plant_copies.py data/demo/download copies 100
    npx gender-prepare audit copies --json > audit.json
    npx gender-prepare prepare --data-dir copies --dataset Copies --split persons
    python tools/oracle/dataset/score_copies.py audit.json data/Copies/split.json

Needs Pillow. Of each of so many faces the original is in train and thirteen copies in test, named after how they were made, in
the class of the face: the file itself, its pixels as a PNG, and eleven that are nearly the same. Every copy is a leak, and no other picture is.
"""

import random
import sys
from pathlib import Path

from PIL import Image, ImageEnhance, ImageOps

source, target, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
rng = random.Random(1)


def crop(image, share):
    width, height = image.size
    left, top = rng.uniform(0, width * share), rng.uniform(0, height * share)
    return image.crop((round(left), round(top), round(left + width * (1 - share)), round(top + height * (1 - share))))


def resize(image, factor, how):
    return image.resize((int(image.width * factor), int(image.height * factor)), how)


def brighten(image, factor):
    return ImageEnhance.Brightness(image).enhance(factor)


COPIES = {
    "quality70": (lambda image: image, 70), "quality25": (lambda image: image, 25),
    "half": (lambda image: resize(image, 0.5, Image.BICUBIC), 85), "large": (lambda image: resize(image, 1.6, Image.BILINEAR), 85),
    "bright1.2": (lambda image: brighten(image, 1.2), 85), "bright1.35": (lambda image: brighten(image, 1.35), 85),
    "dark": (lambda image: brighten(image, 0.75), 85), "mirror": (ImageOps.mirror, 85),
    "crop5": (lambda image: crop(image, 0.05), 85), "crop10": (lambda image: crop(image, 0.1), 85),
    "mirrorcrop5": (lambda image: crop(ImageOps.mirror(image), 0.05), 85),
}

for number, path in enumerate(rng.sample(sorted(source.rglob("*.jpg")), count)):
    label = "Female" if path.parent.name.endswith("F") else "Male"
    folders = [target / split / label for split in ("train", "test")]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    (folders[0] / f"{number}.jpg").write_bytes(path.read_bytes())
    (folders[1] / f"{number}_file.jpg").write_bytes(path.read_bytes())
    image = Image.open(path).convert("RGB")
    image.save(folders[1] / f"{number}_pixels.png")
    for name, (make, quality) in COPIES.items():
        make(image).save(folders[1] / f"{number}_{name}.jpg", "JPEG", quality=quality)
