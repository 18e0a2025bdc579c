"""Decoding a picture, as a program of its own: `python -I pictures.py MEDIA_TYPE FOLDER`.

A picture of a few kilobytes may need a gigabyte and minutes. So it is decoded where the operating
system bounds both, and where a fault of a decoder ends this process and nothing else. It finds the
picture in FOLDER and leaves the copies there; its exit code says what was wrong. Nothing of the
application is imported here.
"""

from __future__ import annotations

import resource
import struct
import sys
from pathlib import Path

from PIL import ExifTags, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
IMAGES = {
    JPEG: JpegImagePlugin.JpegImageFile.format,
    PNG: PngImagePlugin.PngImageFile.format,
    WEBP: WebPImagePlugin.WebPImageFile.format,
}
# Bytes of memory and of a written file, seconds of the processor.
MEMORY, FILE, SECONDS = 116_000_000, 64_000_000, 20
# Pixels that a file may have. A JPEG is made smaller while it is decoded; a PNG stands in memory as
# a whole, a WebP four times over.
MOST = {JPEG: 60_000_000, PNG: 16_000_000, WEBP: 6_000_000}
# More are halved until they fit: two copies of so many, four bytes each, stay within the memory.
WORKING = 12_600_000
PREVIEW_SIDE = 1280
PREVIEW_QUALITY, SERVED_QUALITY = 80, 92
TOO_LARGE, DAMAGED = 3, 4
ORIGINAL, SERVED, PREVIEW = "original", "served", "preview"
# What the interpreter and Pillow need besides.
BASE = 12_000_000
AVERAGED = {"L", "LA", "RGB", "RGBA"}
# How a picture is turned upright, by the camera's note of how it was held.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow raises on damaged files, beside OSError: its decoders unpack what they read.
FAULTS = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error)
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError)


def main(media_type: str, folder: Path) -> int:
    """Write both copies; returns the exit code."""
    bound()
    try:
        return copies(media_type, folder)
    except BOMBS:
        return TOO_LARGE
    except FAULTS:
        # A decoder that gets no memory says that the file is damaged.
        return TOO_LARGE if _used() > MEMORY / 2 else DAMAGED


def bound() -> None:
    """What this process may use from here on; the system ends it beyond that."""
    for limit, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def _used() -> int:
    """Bytes in memory at the peak."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def copies(media_type: str, folder: Path) -> int:
    """The picture without metadata, in its own format, and a small JPEG of it.

    Both are encoded again from the pixels, turned upright first, since the note of how the camera
    was held goes with the rest.
    """
    image = Image.open(folder / ORIGINAL, formats=[IMAGES[media_type]])
    if image.width * image.height > MOST[media_type]:
        return TOO_LARGE
    if isinstance(image, JpegImagePlugin.JpegImageFile) and not _drafted(image):
        return TOO_LARGE
    image.load()
    turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    pixels = _plain(image, media_type)
    del image  # two copies are in memory at no time but in these steps
    if turn is not None:
        pixels = pixels.transpose(turn)
    pixels.save(folder / SERVED, IMAGES[media_type], quality=SERVED_QUALITY)
    pixels = pixels.reduce(max(1, max(pixels.size) // PREVIEW_SIDE))
    pixels.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    _on_white(pixels).save(folder / PREVIEW, "JPEG", quality=PREVIEW_QUALITY)
    return 0


def halvings(width: int, height: int) -> int:
    """How often a picture must be halved until its pixels are few enough to work on."""
    times = 0
    while (width >> times) * (height >> times) > WORKING:
        times += 1
    return times


def _drafted(image: JpegImagePlugin.JpegImageFile) -> bool:
    """Let the decoder itself leave pixels out; False where it would need too much all the same.

    It keeps the coefficients of a progressive picture as a whole, two bytes each.
    """
    times = halvings(*image.size)
    kept = image.width * image.height * _coefficients(image) if "progressive" in image.info else 0
    if times:
        image.draft("RGB", (image.width >> times, image.height >> times))
    return kept * 2 + image.width * image.height * 4 + BASE < MEMORY


def _coefficients(image: JpegImagePlugin.JpegImageFile) -> float:
    """How many there are for one pixel: colours are often sampled more coarsely."""
    areas = [across * down for _, across, down, _ in image.layer]
    return sum(areas) / max(areas)


def _plain(image: Image.Image, media_type: str) -> Image.Image:
    """Nothing but the pixels of the first picture of a file."""
    transparent = media_type != JPEG and image.has_transparency_data
    wanted = "RGBA" if transparent else "RGB"
    # Small before it is converted, where a mean of its values is a colour.
    plain = _fitting(image) if image.mode in AVERAGED else image
    plain = _fitting(plain if plain.mode == wanted else plain.convert(wanted))
    plain.info = {}
    return plain


def _fitting(image: Image.Image) -> Image.Image:
    times = halvings(*image.size)
    return image.reduce(1 << times) if times else image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
