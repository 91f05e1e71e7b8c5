"""Writes small pictures of many kinds, with the pixels that Pillow reads from each, or null where it
refuses: formats × modes × compressions by Pillow, and BMP, TIFF, PNG and Netpbm by hand.

    python tools/oracle/image/kinds.py libs/image/test/fixtures

`kinds-<group>.json`: lists of [name, file in base64, pixels (height·width·3 bytes) in base64 or null].
`orientations.json`: the same after ImageOps.exif_transpose, with width and height.
`cut.json`: files, and for each number of bytes cut off their end whether Pillow still reads the same
pixels. Pillow 13.0, NumPy 2.
"""

import base64
import io
import json
import struct
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

warnings.simplefilter("ignore")
WIDTH, HEIGHT = 9, 7
random = np.random.default_rng(11)
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
colours = np.clip(np.stack([x * 25, y * 33, 255 - x * 12 - y * 11], -1) + random.normal(0, 14, (HEIGHT, WIDTH, 3)), 0, 255)
rgb = Image.fromarray(colours.astype(np.uint8))
rgba = rgb.copy()
rgba.putalpha(Image.fromarray((x * 28).astype(np.uint8)))
grey = rgb.convert("L")
grey16 = np.array(grey).astype(int) * 257
palette = rgb.quantize(40, dither=Image.Dither.NONE)
lab = ImageCms.applyTransform(rgb, ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"))
modes = {
    "1": grey.convert("1"), "L": grey, "LA": rgba.convert("LA"), "P": palette, "RGB": rgb, "RGBA": rgba,
    "CMYK": rgb.convert("CMYK"), "YCbCr": rgb.convert("YCbCr"), "LAB": lab,
    "I": Image.fromarray(random.integers(-100, 500, (HEIGHT, WIDTH)).astype(np.int32)),
    "F": Image.fromarray(random.normal(100, 120, (HEIGHT, WIDTH)).astype(np.float32)),
}
text = lambda data: base64.b64encode(data).decode()
kinds: list[list[str | None]] = []


def pillow(data: bytes) -> bytes | None:
    try:
        return Image.open(io.BytesIO(data)).convert("RGB").tobytes()
    except Exception:
        return None


def add(name: str, data: bytes) -> None:
    pixels = pillow(data)
    kinds.append([name, text(data), None if pixels is None else text(pixels)])


def saved(picture: Image.Image, form: str, **options: object) -> bytes | None:
    target = io.BytesIO()
    try:
        picture.save(target, form, **options)
    except Exception:
        return None
    return target.getvalue()


def by_pillow() -> None:
    ways = [("BMP", {}), ("PPM", {}), ("PNG", {}), ("PNG", {"interlace": True}), ("GIF", {}), ("GIF", {"interlace": 1})]
    ways += [("TIFF", {"compression": c}) for c in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "group3", "group4", "zstd", "lzma")]
    ways += [("JPEG", {"quality": 90, "subsampling": s}) for s in (0, 1, 2)] + [("JPEG", {"progressive": True})]
    ways += [("WEBP", {"lossless": True, "exact": True}), ("WEBP", {"quality": 60}), ("AVIF", {}), ("JPEG2000", {}), ("ICO", {}), ("TGA", {}), ("PCX", {}), ("SGI", {}), ("DIB", {})]
    for form, options in ways:
        for mode, picture in modes.items():
            native = {"GIF": "1LPRGB", "WEBP": "RGBA", "PNG": "1LAPRGBA", "JPEG": "LRGBCMYK"}.get(form, mode)
            rare = form in ("AVIF", "JPEG2000", "ICO", "TGA", "PCX", "SGI", "DIB")
            if mode not in native or (rare and mode != "RGB") or (form == "JPEG" and mode == "1"):
                continue
            data = saved(picture, form, **options)
            if data is not None:
                ending = "-".join(str(v) for v in options.values())
                add(f"{mode}{'-' if ending else ''}{ending}.{form.lower()}", data)


def bmps() -> None:
    pixels = np.array(rgb)
    indices = np.array(palette)
    table = (palette.getpalette() + [0] * 768)[:768]
    quads = b"".join(bytes([table[3 * i + 2], table[3 * i + 1], table[3 * i], 0]) for i in range(256))

    def file(bits: int, body: bytes, compression: int = 0, extra: bytes = b"", height: int = HEIGHT, colours: int = 0, gap: bytes = b"", header: int = 40, offset: int | None = None) -> bytes:
        info = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, bits, compression, len(body), 2835, 2835, colours, 0)
        start = 14 + len(info) + len(extra) + len(gap)
        return b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start if offset is None else offset) + info + extra + gap + body

    def rows(line, bottom_up: bool = True) -> bytes:
        order = range(HEIGHT - 1, -1, -1) if bottom_up else range(HEIGHT)
        lines = [line(row) for row in order]
        return b"".join(entry + b"\0" * (-len(entry) % 4) for entry in lines)

    bgr = lambda row: pixels[row, :, ::-1].tobytes()
    bgrx = lambda row: np.concatenate([pixels[row, :, ::-1], np.full((WIDTH, 1), 77, np.uint8)], 1).tobytes()

    def packed(red: int, green: int, top: int):
        def line(row: int) -> bytes:
            r, g, b = (pixels[row, :, c].astype(int) for c in range(3))
            return (((r >> 3) << red) | ((g >> (8 - green)) << 5) | (b >> 3) | top).astype("<u2").tobytes()
        return line

    add("24 gap.bmp", file(24, rows(bgr), gap=b"\1" * 21))
    add("24 top-down.bmp", file(24, rows(bgr, False), height=-HEIGHT))
    add("24 offset 0.bmp", file(24, rows(bgr), offset=0))
    add("32.bmp", file(32, rows(bgrx)))
    add("16.bmp", file(16, rows(packed(10, 5, 0))))
    add("16 top bit.bmp", file(16, rows(packed(10, 5, 0x8000))))
    add("565.bmp", file(16, rows(packed(11, 6, 0)), 3, struct.pack("<III", 0xF800, 0x7E0, 0x1F)))
    add("555 masks.bmp", file(16, rows(packed(10, 5, 0)), 3, struct.pack("<III", 0x7C00, 0x3E0, 0x1F)))
    add("444 masks.bmp", file(16, rows(packed(10, 5, 0)), 3, struct.pack("<III", 0xF00, 0xF0, 0xF)))
    for masks in [(0xFF0000, 0xFF00, 0xFF), (0xFF000000, 0xFF0000, 0xFF00), (0xFF000000, 0xFF00, 0xFF), (0xFF, 0xFF00, 0xFF0000), (0, 0, 0), (0x3FF00000, 0xFFC00, 0x3FF)]:
        add(f"32 {masks[0]:x} {masks[2]:x}.bmp", file(32, rows(bgrx), 3, struct.pack("<III", *masks)))
    for alpha in [(0xFF, 0xFF00, 0xFF0000, 0xFF000000), (0xFF0000, 0xFF00, 0xFF, 0xFF000000), (0xFF000000, 0xFF0000, 0xFF00, 0xFF)]:
        add(f"v5 {alpha[0]:x} {alpha[3]:x}.bmp", file(32, rows(bgrx), 3, struct.pack("<IIII", *alpha) + b"\0" * 68, header=124))
    add("v4 24.bmp", file(24, rows(bgr), extra=b"\0" * 68, header=108))
    line8 = lambda row: indices[row].tobytes()
    line4 = lambda row: bytes((int(a) % 16) << 4 | int(b) % 16 for a, b in zip(indices[row][::2], list(indices[row][1::2]) + [0]))
    line1 = lambda row: np.packbits(indices[row] % 2).tobytes()
    add("8.bmp", file(8, rows(line8), extra=quads))
    add("8 of 40.bmp", file(8, rows(line8), extra=quads[:160], colours=40))
    add("8 without palette's place.bmp", file(8, rows(line8), extra=quads, offset=54))
    add("8 too few colours.bmp", file(8, rows(line8), extra=quads[:20], colours=5))
    add("4.bmp", file(4, rows(line4), extra=quads[:64]))
    add("1.bmp", file(1, rows(line1), extra=quads[:8]))
    add("2.bmp", file(2, rows(line1), extra=quads[:16]))
    runs8 = b"".join(b"".join(bytes([1, int(v)]) for v in indices[row]) + b"\0\0" for row in range(HEIGHT - 1, -1, -1)) + b"\0\1"
    add("rle8.bmp", file(8, runs8, 1, quads))
    literal = b"".join(bytes([0, WIDTH]) + indices[row].tobytes() + b"\0" + b"\0\0" for row in range(HEIGHT - 1, -1, -1)) + b"\0\1"
    add("rle8 literal.bmp", file(8, literal, 1, quads))
    jumps = bytes([4, 7, 0, 0, 0, 2, 3, 2, 5, 9, 0, 0]) + b"\x09\x05\0\0" * 8 + b"\0\1"
    add("rle8 jumps.bmp", file(8, jumps, 1, quads))
    add("rle8 long runs.bmp", file(8, b"\xff\x03\0\0" * HEIGHT + b"\0\1", 1, quads))
    add("rle8 ends early.bmp", file(8, b"\x09\x03\0\0\0\1", 1, quads))
    add("rle8 cut.bmp", file(8, runs8[:20], 1, quads))
    add("rle8 top-down.bmp", file(8, runs8, 1, quads, height=-HEIGHT))
    runs4 = b"\x09\x5a\0\0" * 3 + bytes([0, 5, 0x12, 0x34, 0x50, 0, 4, 0x67, 0, 0]) + b"\x09\x21\0\0" * 3 + b"\0\1"
    add("rle4.bmp", file(4, runs4, 2, quads[:64]))
    add("jpeg inside.bmp", file(24, saved(rgb, "JPEG") or b"", 4))
    core = lambda bits, extra, body: b"BM" + struct.pack("<IHHI", 0, 0, 0, 26 + len(extra)) + struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, bits) + extra + body
    triples = b"".join(quads[4 * i : 4 * i + 3] for i in range(256))
    add("os2 24.bmp", core(24, b"", rows(bgr)))
    add("os2 8.bmp", core(8, triples, rows(line8)))
    add("os2 4.bmp", core(4, triples[:48], rows(line4)))
    add("os2 1.bmp", core(1, triples[:6], rows(line1)))
    add("os2 v2 24.bmp", file(24, rows(bgr), extra=b"\0" * 24, header=64))
    add("header of 16.bmp", b"BM" + struct.pack("<IHHI", 0, 0, 0, 30) + struct.pack("<IIIHH", 16, WIDTH, HEIGHT, 1, 24) + rows(bgr))


def tiff(tags: dict[int, tuple[int, list[int]]], strips: list[bytes], order: str = "<") -> bytes:
    """Tags as {tag: (type, values)}; strips' places and sizes are added."""
    body = b""
    places = []
    for strip in strips:
        places.append(8 + len(body))
        body += strip + b"\0" * (len(strip) % 2)
    tags = {**tags, 273: (4, places), 279: (4, [len(strip) for strip in strips])}
    directory = 8 + len(body)
    behind = directory + 2 + len(tags) * 12 + 4
    entries, extra = b"", b""
    for tag in sorted(tags):
        kind, values = tags[tag]
        data = b"".join(struct.pack(order + {1: "B", 3: "H", 4: "I"}[kind], v) for v in values)
        if len(data) > 4:
            field = struct.pack(order + "I", behind + len(extra))
            extra += data + b"\0" * (len(data) % 2)
        else:
            field = data.ljust(4, b"\0")
        entries += struct.pack(order + "HHI", tag, kind, len(values)) + field
    start = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", directory)
    return start + body + struct.pack(order + "H", len(tags)) + entries + b"\0\0\0\0" + extra


def tiffs() -> None:
    pixels = np.array(rgb)
    basic = {256: (3, [WIDTH]), 257: (3, [HEIGHT]), 259: (3, [1]), 278: (3, [HEIGHT])}
    of_rgb = {**basic, 258: (3, [8, 8, 8]), 262: (3, [2]), 277: (3, [3])}
    of_grey = lambda bits, **more: {**basic, 258: (3, [bits]), 262: (3, [1]), 277: (3, [1])}
    add("rgb big-endian.tiff", tiff(of_rgb, [pixels.tobytes()], ">"))
    add("rgb planes.tiff", tiff({**of_rgb, 284: (3, [2])}, [pixels[:, :, c].tobytes() for c in range(3)]))
    add("rgb strips.tiff", tiff({**of_rgb, 278: (3, [2])}, [pixels[r : r + 2].tobytes() for r in range(0, HEIGHT, 2)]))
    add("white is zero.tiff", tiff({**of_grey(8), 262: (3, [0])}, [np.array(grey).tobytes()]))
    add("white is zero 1.tiff", tiff({**of_grey(1), 262: (3, [0])}, [np.packbits(np.array(grey) > 120, axis=1).tobytes()]))
    add("two bits.tiff", tiff(of_grey(2), [bytes(random.integers(0, 256, 3 * HEIGHT).astype(np.uint8))]))
    add("four bits.tiff", tiff(of_grey(4), [bytes(random.integers(0, 256, 5 * HEIGHT).astype(np.uint8))]))
    add("twelve bits.tiff", tiff(of_grey(12), [bytes(random.integers(0, 256, 14 * HEIGHT).astype(np.uint8))]))
    add("signed.tiff", tiff({**of_grey(8), 339: (3, [2])}, [np.array(grey).tobytes()]))
    add("rgb16.tiff", tiff({**of_rgb, 258: (3, [16, 16, 16])}, [random.integers(0, 65536, (HEIGHT, WIDTH, 3)).astype("<u2").tobytes()]))
    add("rgb16 big-endian.tiff", tiff({**of_rgb, 258: (3, [16, 16, 16])}, [random.integers(0, 65536, (HEIGHT, WIDTH, 3)).astype(">u2").tobytes()], ">"))
    add("rgb float.tiff", tiff({**of_rgb, 258: (3, [32, 32, 32]), 339: (3, [3, 3, 3])}, [random.random((HEIGHT, WIDTH, 3)).astype("<f4").tobytes()]))
    add("five channels.tiff", tiff({**of_rgb, 258: (3, [8] * 5), 277: (3, [5]), 338: (3, [0, 0])}, [bytes(random.integers(0, 256, WIDTH * HEIGHT * 5).astype(np.uint8))]))
    add("premultiplied.tiff", tiff({**of_rgb, 258: (3, [8] * 4), 277: (3, [4]), 338: (3, [1])}, [np.array(rgba).tobytes()]))
    add("bits reversed.tiff", tiff({**of_grey(8), 266: (3, [2])}, [np.array(grey).tobytes()]))
    add("cielab.tiff", tiff({**of_rgb, 262: (3, [8])}, [pixels.tobytes()]))
    add("itulab.tiff", tiff({**of_rgb, 262: (3, [10])}, [pixels.tobytes()]))
    add("logluv.tiff", tiff({**of_rgb, 262: (3, [32845])}, [pixels.tobytes()]))
    add("colour filter.tiff", tiff({**of_grey(8), 262: (3, [32803])}, [np.array(grey).tobytes()]))
    add("no photometric.tiff", tiff({k: v for k, v in of_grey(8).items() if k != 262}, [np.array(grey).tobytes()]))
    for name, colour, order in (("grey16", 1, "<"), ("grey16 big-endian", 1, ">"), ("white is zero 16", 0, "<")):
        add(f"{name}.tiff", tiff({**of_grey(16), 262: (3, [colour])}, [grey16.astype(order + "u2").tobytes()], order))
    add("ycbcr subsampled.tiff", tiff({**of_rgb, 262: (3, [6]), 530: (3, [2, 2])}, [bytes(random.integers(0, 256, 5 * 4 * 6).astype(np.uint8))]))
    for name, picture in {"RGB": rgb, "L": grey, "RGBA": rgba}.items():
        add(f"{name} predictor.tiff", saved(picture, "TIFF", compression="tiff_lzw", tiffinfo={317: 2}) or b"")


def pngs() -> None:
    def png(colour: int, depth: int, rows: list[bytes], *more: bytes) -> bytes:
        chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour, 0, 0, 0)
        extra = b"".join(chunk(m[:4], m[4:]) for m in more)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + r for r in rows))) + chunk(b"IEND", b"")

    noise = lambda count: [bytes(random.integers(0, 256, count).astype(np.uint8)) for _ in range(HEIGHT)]
    table = b"PLTE" + bytes(random.integers(0, 256, 48).astype(np.uint8))
    for depth in (1, 2, 4, 8):
        add(f"grey {depth}.png", png(0, depth, noise((WIDTH * depth + 7) // 8)))
    for depth in (1, 2, 4):
        add(f"palette {depth}.png", png(3, depth, noise((WIDTH * depth + 7) // 8), table))
    add("palette transparent.png", png(3, 4, noise(5), table, b"tRNS" + bytes(range(0, 256, 16))))
    grey_rows = [np.array(grey)[r].tobytes() for r in range(HEIGHT)]
    rgb_rows = [np.array(rgb)[r].tobytes() for r in range(HEIGHT)]
    add("grey one transparent.png", png(0, 8, grey_rows, b"tRNS" + struct.pack(">H", grey_rows[0][0])))
    add("rgb one transparent.png", png(2, 8, rgb_rows, b"tRNS" + struct.pack(">HHH", *rgb_rows[0][:3])))
    add("gamma.png", png(2, 8, rgb_rows, b"gAMA" + struct.pack(">I", 30000)))
    add("rgb16.png", png(2, 16, noise(WIDTH * 6)))
    add("rgba16.png", png(6, 16, noise(WIDTH * 8)))
    add("grey16.png", png(0, 16, [row.astype(">u2").tobytes() for row in grey16]))
    add("grey alpha16.png", png(4, 16, noise(WIDTH * 4)))


def gifs() -> None:
    small = palette.crop((0, 0, 4, 3))
    data = bytearray(saved(small, "GIF") or b"")
    data[6:10] = struct.pack("<HH", WIDTH, HEIGHT)
    at = data.index(b"\x2c\0\0\0\0")
    data[at + 1 : at + 5] = struct.pack("<HH", 3, 2)
    add("frame inside.gif", bytes(data))
    add("transparent.gif", saved(palette, "GIF", transparency=int(np.array(palette)[0, 0])) or b"")
    add("animated.gif", saved(palette, "GIF", save_all=True, append_images=[palette.rotate(180)]) or b"")


def netpbms() -> None:
    size = f"{WIDTH} {HEIGHT}\n".encode()
    bits = np.array(grey) > 120
    plain = lambda values: b"\n".join(b" ".join(str(int(v)).encode() for v in row) for row in values)
    add("p1.pbm", b"P1\n" + size + plain(bits))
    add("p1 dense.pbm", b"P1 # a comment\n# another\n" + size + b"".join(b"%d" % b for b in bits.ravel()))
    add("p4.pbm", b"P4 " + size + np.packbits(bits, axis=1).tobytes())
    for maximum in (255, 100, 15, 2, 510, 65535):
        values = np.array(rgb).astype(int) * maximum // 255
        add(f"p3 {maximum}.ppm", b"P3\n" + size + b"%d\n" % maximum + plain(values.reshape(HEIGHT, -1)))
        add(f"p6 {maximum}.ppm", b"P6\n#c\n" + size + b"%d\n" % maximum + values.astype("u1" if maximum < 256 else ">u2").tobytes())
        greys = np.array(grey).astype(int) * maximum // 255
        add(f"p2 {maximum}.pgm", b"P2\n" + size + b"%d # white\n" % maximum + plain(greys) + b"\n")
        add(f"p5 {maximum}.pgm", b"P5\n" + size + b"%d\n" % maximum + greys.astype("u1" if maximum < 256 else ">u2").tobytes())
    add("p3 too large.ppm", b"P3\n" + size + b"100\n" + plain(np.array(rgb).reshape(HEIGHT, -1)))
    add("p6 cut.ppm", b"P6\n" + size + b"255\n" + np.array(rgb).tobytes()[:-1])
    add("p6 maximum 0.ppm", b"P6\n" + size + b"0\n" + np.array(rgb).tobytes())
    add("pfm.pfm", b"Pf\n" + size + b"-1.0\n" + np.zeros((HEIGHT, WIDTH), "<f4").tobytes())
    add("p7.pam", b"P7\nWIDTH 9\nHEIGHT 7\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n" + np.array(rgb).tobytes())


def exif_block(value: int, order: str = "<", kind: int = 3) -> bytes:
    start = b"II*\0\x08\0\0\0" if order == "<" else b"MM\0*\0\0\0\x08"
    field = struct.pack(order + {3: "HH", 4: "I"}[kind], *([value, 0] if kind == 3 else [value]))
    return start + struct.pack(order + "HHHI", 1, 274, kind, 1) + field + b"\0\0\0\0"


def orientations() -> list[list[object]]:
    found: list[list[object]] = []
    xmp = lambda value: f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="{value}"/></x:xmpmeta>'.encode()
    element = b"<x:xmpmeta><tiff:Orientation>8</tiff:Orientation></x:xmpmeta>"
    prefix = b"Exif\0\0"

    def see(name: str, data: bytes) -> None:
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
        found.append([name, text(data), picture.width, picture.height, text(picture.tobytes())])

    def png(*chunks: bytes) -> bytes:
        whole = saved(rgb, "PNG") or b""
        body = b"".join(struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks)
        return whole[:33] + body + whole[33:]

    profile = lambda block: b"\nexif\n" + f"{len(block):8}\n".encode() + block.hex().encode() + b"\n"
    for value in range(0, 10):
        see(f"exif {value}.webp", saved(rgb, "WEBP", lossless=True, exif=prefix + exif_block(value)) or b"")
    see("exif big-endian.png", png(b"eXIf" + exif_block(6, ">")))
    see("exif long.png", png(b"eXIf" + exif_block(6, "<", 4)))
    see("exif 1, xmp 6.png", png(b"eXIf" + exif_block(1), b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + xmp(6)))
    see("xmp.png", png(b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + xmp(6)))
    see("xmp compressed.png", png(b"iTXtXML:com.adobe.xmp\0\x01\0\0\0" + zlib.compress(xmp(3))))
    see("xmp 9.png", png(b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + xmp(9)))
    see("raw profile.png", png(b"tEXtRaw profile type exif\0" + profile(prefix + exif_block(8))))
    see("raw profile compressed.png", png(b"zTXtRaw profile type exif\0\0" + zlib.compress(profile(prefix + exif_block(5)))))
    see("raw profile without orientation, xmp.png", png(b"tEXtRaw profile type exif\0" + profile(prefix + b"II*\0\x08\0\0\0\0\0\0\0\0\0"), b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + xmp(7)))
    see("xmp.jpeg", saved(rgb, "JPEG", quality=95, subsampling=0, xmp=xmp(6)) or b"")
    see("xmp element.jpeg", saved(rgb, "JPEG", quality=95, subsampling=0, xmp=element) or b"")
    see("exif 3, xmp 6.jpeg", saved(rgb, "JPEG", quality=95, subsampling=0, exif=prefix + exif_block(3), xmp=xmp(6)) or b"")
    see("xmp.webp", saved(rgb, "WEBP", lossless=True, xmp=xmp(6)) or b"")
    see("tag.tiff", saved(rgb, "TIFF", tiffinfo={274: 6}) or b"")
    see("xmp.tiff", saved(rgb, "TIFF", tiffinfo={700: xmp(8)}) or b"")
    return found


def cut() -> list[list[object]]:
    larger = rgb.resize((40, 30), Image.Resampling.BICUBIC)
    files = {f"{mode} {s}.jpeg": saved(larger.convert(mode), "JPEG", quality=50, subsampling=s) for mode, s in (("RGB", 0), ("RGB", 2), ("L", 0), ("CMYK", 0))}
    files |= {"progressive.jpeg": saved(larger, "JPEG", quality=50, progressive=True), "restarts.jpeg": saved(larger, "JPEG", quality=50, restart_marker_blocks=1)}
    files |= {"rgb.png": saved(rgb, "PNG"), "rgb.gif": saved(palette, "GIF"), "rgb.bmp": saved(rgb, "BMP"), "rgb.webp": saved(rgb, "WEBP"), "rgb.tiff": saved(rgb, "TIFF"), "lzw.tiff": saved(rgb, "TIFF", compression="tiff_lzw")}
    found = []
    for name, data in files.items():
        whole = pillow(data)
        same = "".join("=" if pillow(data[:-n]) == whole else "." for n in range(1, 41))
        found.append([name, text(data), text(whole), same])
    return found


def write(path: Path, rows: list) -> None:
    path.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")


target = Path(sys.argv[1])
for make in (by_pillow, bmps, tiffs, pngs, gifs, netpbms):
    make()
groups: dict[str, list] = {}
for kind in kinds:
    groups.setdefault(str(kind[0]).rsplit(".", 1)[1], []).append(kind)
for ending, of_group in groups.items():
    write(target / f"kinds-{ending}.json", of_group)
write(target / "orientations.json", orientations())
write(target / "cut.json", cut())
