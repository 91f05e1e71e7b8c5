"""Writes the small pictures of libs/image/test/fixtures/formats and what Pillow decodes from each,
and the SHA-256 of what Pillow resamples (libs/image/test/fixtures/resampled.json).

    python tools/oracle/image/make_fixtures.py libs/image/test/fixtures

Every picture is 31×22 and drawn from a seed. `<name>.rgb` holds height·width·3 bytes. 16-bit
colours are written by this script, as Pillow writes none.
"""

import hashlib
import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

WIDTH, HEIGHT = 31, 22
FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
    "box": Image.Resampling.BOX,
}
SIZES = [(1, 1), (1, 40), (40, 1), (7, 5), (31, 22), (31, 50), (64, 22), (100, 90), (333, 2), (26, 12), (26, 11), (224, 224)]


def scene() -> np.ndarray:
    random = np.random.default_rng(7)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    smooth = np.stack([x * 8, y * 11, 255 - (x * 3 + y * 6)], axis=-1).astype(np.float64)
    smooth[6:15, 8:20] = (230, 40, 90)
    return np.clip(smooth + random.normal(0, 12, smooth.shape), 0, 255).astype(np.uint8)


def png16(samples: np.ndarray) -> bytes:
    height, width, channels = samples.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    colour = {2: 4, 3: 2, 4: 6}[channels]
    header = struct.pack(">IIBBBBB", width, height, 16, colour, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def main(target: Path) -> None:
    formats = target / "formats"
    formats.mkdir(parents=True, exist_ok=True)
    rgb = Image.fromarray(scene())
    alpha = Image.fromarray(np.tile(np.linspace(0, 255, WIDTH).astype(np.uint8), (HEIGHT, 1)))
    rgba = rgb.copy()
    rgba.putalpha(alpha)
    grey = rgb.convert("L")
    palette = rgb.quantize(60, dither=Image.Dither.NONE)

    def expect(name: str, picture: Image.Image | None = None) -> None:
        picture = picture or Image.open(formats / name).convert("RGB")
        (formats / f"{name}.rgb").write_bytes(picture.tobytes())

    def save(name: str, picture: Image.Image, **options: object) -> None:
        picture.save(formats / name, **options)
        expect(name)

    save("rgb.png", rgb)
    save("rgba.png", rgba)
    save("grey.png", grey)
    save("grey_alpha.png", rgba.convert("LA"))
    save("black_white.png", grey.convert("1"))
    save("palette.png", palette)
    save("palette_transparent.png", palette, transparency=bytes(range(60)))
    save("palette_4_colours.png", rgb.quantize(4, dither=Image.Dither.NONE))

    random = np.random.default_rng(8)
    for name, channels in {"grey_alpha16.png": 2, "rgb16.png": 3, "rgba16.png": 4}.items():
        (formats / name).write_bytes(png16(random.integers(0, 65536, (HEIGHT, WIDTH, channels))))
        expect(name)

    save("palette.gif", palette)
    palette.save(formats / "animated.gif", save_all=True, append_images=[palette.rotate(180)])
    expect("animated.gif")

    save("rgb.bmp", rgb)
    save("grey.bmp", grey)
    save("palette.bmp", palette)
    save("black_white.bmp", grey.convert("1"))
    save("rgba.bmp", rgba)

    save("rgb.tif", rgb)
    save("lzw.tif", rgb, compression="tiff_lzw")
    save("deflate.tif", rgb, compression="tiff_adobe_deflate")
    save("grey.tif", grey)
    save("rgba.tif", rgba)
    save("palette.tif", palette)
    save("cmyk.tif", rgb.convert("CMYK"))
    rgb.save(formats / "two_pages.tif", save_all=True, append_images=[rgb.rotate(180)])
    expect("two_pages.tif")

    save("lossless.webp", rgb, lossless=True)
    save("lossy.webp", rgb, quality=80)
    save("rgba.webp", rgba, lossless=True, exact=True)

    save("grey.jpg", grey)
    save("cmyk.jpg", rgb.convert("CMYK"))
    save("rgb_444.jpg", rgb, quality=90, subsampling=0)
    save("rgb_422.jpg", rgb, quality=90, subsampling=1)
    save("no_transform.jpg", rgb, quality=90, keep_rgb=True)
    # A profile that exchanges red and blue: a decoder that honours it is far off.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = profile.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ", 1)
    save("profile.jpg", rgb, icc_profile=exchanged)
    save("profile.png", rgb, icc_profile=exchanged)

    jpeg = (formats / "rgb_444.jpg").read_bytes()
    first_scan = jpeg.index(b"\xff\xda")
    (formats / "extraneous.jpg").write_bytes(jpeg[:first_scan] + b"\0\0\0" + jpeg[first_scan:])
    expect("extraneous.jpg")

    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[274] = orientation
        oriented = {
            f"orientation_{orientation}.jpg": {"quality": 90, "subsampling": 0},
            f"orientation_{orientation}.png": {},
        }
        for name, options in oriented.items():
            rgb.save(formats / name, exif=exif, **options)
            picture = Image.open(formats / name)
            expect(name, ImageOps.exif_transpose(picture).convert("RGB"))
    exif = Image.Exif()
    exif[274] = 6
    rgb.save(formats / "orientation_6.webp", exif=exif, lossless=True)
    expect("orientation_6.webp", ImageOps.exif_transpose(Image.open(formats / "orientation_6.webp")))
    rgb.save(formats / "orientation_6.tif", tiffinfo={274: 6})
    expect("orientation_6.tif", rgb.transpose(Image.Transpose.ROTATE_270))

    resampled = []
    for name, resampling in FILTERS.items():
        for width, height in SIZES:
            pixels = rgb.resize((width, height), resampling).tobytes()
            resampled.append({"filter": name, "width": width, "height": height,
                              "sha256": hashlib.sha256(pixels).hexdigest()})
    (target / "resampled.json").write_text(json.dumps(resampled, indent=1) + "\n")


main(Path(sys.argv[1]))
