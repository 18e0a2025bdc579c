"""Draws a nameplate: engraved lines on metal, with or without a table, and spoils the picture."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
SANS, SERIF = "NotoSansSC-Medium.ttf", "NotoSerifSC-Bold.ttf"
WIDTH = 1200


@dataclass(frozen=True)
class Look:
    """How a plate is set: pairs in a row, with lines around the cells or not, and its colours."""

    columns: int = 2
    ruled: bool = True
    colon: bool = False
    stacked: bool = False  # the value under its label
    font: str = SANS
    ink: str = "#20242a"
    metal: str = "#c9ccd0"
    english: bool = False  # labels in both languages


def plate(title: str, pairs: Mapping[str, str], look: Look, maker: str = "") -> Image.Image:
    """The plate, seen from straight ahead."""
    rows = [list(pairs.items())[i : i + look.columns] for i in range(0, len(pairs), look.columns)]
    height = 84 if not look.stacked else 118
    image = Image.new("RGB", (WIDTH, 190 + height * len(rows) + (90 if maker else 30)), look.metal)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((14, 14, WIDTH - 15, image.height - 15), 24, outline=look.ink, width=4)
    for x, y in _corners(image):
        pen.ellipse((x - 11, y - 11, x + 11, y + 11), outline=look.ink, width=3, fill="#8f9296")
    _centred(pen, title, 96, _font(look.font, 58), look.ink)
    top = 168
    for row in rows:
        wide = (WIDTH - 100) // look.columns
        for place, pair in enumerate(row):
            box = (50 + place * wide, top, 50 + (place + 1) * wide, top + height)
            _pair(pen, pair, box, look)
        top += height
    if maker:
        _centred(pen, maker, top + 42, _font(look.font, 38), look.ink)
    return image


def _corners(image: Image.Image) -> list[tuple[int, int]]:
    return [(x, y) for x in (42, WIDTH - 43) for y in (42, image.height - 43)]


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / name), size)


def _centred(
    pen: ImageDraw.ImageDraw, text: str, middle: int, font: ImageFont.FreeTypeFont, ink: str
) -> None:
    pen.text((WIDTH // 2, middle), text, fill=ink, font=font, anchor="mm")


def _pair(
    pen: ImageDraw.ImageDraw, pair: tuple[str, str], box: tuple[int, int, int, int], look: Look
) -> None:
    left, top, right, bottom = box
    label, value = pair
    font = _font(look.font, 32 if look.columns < 3 else 26)
    if look.stacked:
        _boxes(pen, [box], look)
        pen.text((left + 14, top + 30), label, fill=look.ink, font=font, anchor="lm")
        pen.text((left + 14, top + 84), value, fill=look.ink, font=font, anchor="lm")
        return
    middle = (top + bottom) // 2
    if look.colon:
        pen.text((left + 10, middle), f"{label}：{value}", fill=look.ink, font=font, anchor="lm")
        return
    split = left + int((right - left) * 0.42)
    _boxes(pen, [(left, top, split, bottom), (split, top, right, bottom)], look)
    pen.text((left + 10, middle), label, fill=look.ink, font=font, anchor="lm")
    pen.text((split + 14, middle), value, fill=look.ink, font=font, anchor="lm")


def _boxes(pen: ImageDraw.ImageDraw, boxes: list[tuple[int, int, int, int]], look: Look) -> None:
    if look.ruled:
        for box in boxes:
            pen.rectangle(box, outline=look.ink, width=2)


# --- what a phone makes of it --------------------------------------------------------------------


def _on_wall(image: Image.Image, chance: random.Random) -> Image.Image:
    """The plate on the housing that it is riveted to."""
    ground = Image.new("RGB", (image.width + 240, image.height + 200), "#5d6a66")
    pen = ImageDraw.Draw(ground)
    for _ in range(60):
        x, y = chance.randrange(ground.width), chance.randrange(ground.height)
        pen.line((x, y, x + chance.randrange(80), y + 3), fill="#55615e", width=2)
    ground.paste(image, (120, 100))
    return ground


def clean(image: Image.Image, chance: random.Random) -> Image.Image:
    return _on_wall(image, chance)


def blur(image: Image.Image, chance: random.Random) -> Image.Image:
    return _on_wall(image, chance).filter(ImageFilter.GaussianBlur(2.2))


def tilt(image: Image.Image, chance: random.Random) -> Image.Image:
    """Turned by hand, and seen from the side."""
    whole = _on_wall(image, chance)
    w, h = whole.size
    turned = whole.rotate(chance.choice((-7, -5, 5, 7)), expand=True, fillcolor="#5d6a66")
    w, h = turned.size
    near = int(h * 0.06)
    corners = (0, -near, 0, h + near, w, h, w, 0)
    return turned.transform(
        (w, h), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor="#5d6a66"
    )


def glare(image: Image.Image, chance: random.Random) -> Image.Image:
    """A lamp's bright spot over a part of the plate."""
    whole = _on_wall(image, chance)
    spot = Image.new("L", whole.size, 0)
    x, y = chance.randrange(300, whole.width - 300), chance.randrange(200, whole.height - 150)
    ImageDraw.Draw(spot).ellipse((x - 260, y - 120, x + 260, y + 120), fill=190)
    return Image.composite(
        Image.new("RGB", whole.size, "white"), whole, spot.filter(ImageFilter.GaussianBlur(70))
    )


def dirt(image: Image.Image, chance: random.Random) -> Image.Image:
    whole = _on_wall(image, chance)
    pen = ImageDraw.Draw(whole, "RGBA")
    for _ in range(260):
        x, y = chance.randrange(whole.width), chance.randrange(whole.height)
        r = chance.choice((2, 3, 3, 4, 6))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(70, 50, 34, chance.randrange(90, 190)))
    for _ in range(14):
        x, y = chance.randrange(whole.width), chance.randrange(whole.height)
        end = (x + chance.randrange(-200, 200), y + chance.randrange(-60, 60))
        pen.line((x, y, *end), fill=(96, 90, 84, 150), width=2)
    return whole


def low_light(image: Image.Image, chance: random.Random) -> Image.Image:
    dark = ImageEnhance.Brightness(_on_wall(image, chance)).enhance(0.28)
    noise = Image.effect_noise(dark.size, 26).convert("RGB")
    return Image.blend(dark, noise, 0.18)


def jpeg_40(image: Image.Image, chance: random.Random) -> Image.Image:
    small = _on_wall(image, chance)
    small = small.resize((small.width * 3 // 4, small.height * 3 // 4))
    return Image.open(io.BytesIO(encoded(small, 40)))


CONDITIONS: Mapping[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "clean": clean,
    "blur": blur,
    "tilt": tilt,
    "glare": glare,
    "dirt": dirt,
    "low_light": low_light,
    "jpeg_40": jpeg_40,
}


def encoded(image: Image.Image, quality: int = 88) -> bytes:
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
