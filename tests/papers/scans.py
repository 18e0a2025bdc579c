"""Scans and photographs of the lists, made from the PDF files, and what is read of them."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from tests.papers.lists import HEAD, RULED, Style, list_pdf

DOTS = 200 / 72


def page_of(rows: Sequence[Sequence[str]], style: Style = RULED) -> Image.Image:
    """The first page of a list, as a scanner sees it."""
    document = pypdfium2.PdfDocument(list_pdf(rows, style))
    picture: Image.Image = document[0].render(scale=DOTS).to_pil().convert("RGB")
    return picture


def clean(page: Image.Image, _chance: random.Random) -> Image.Image:
    return page


def skewed(page: Image.Image, chance: random.Random) -> Image.Image:
    angle = chance.choice((-1, 1)) * (1.2 + chance.random())
    return page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor="#f4f4f1")


def faxed(page: Image.Image, _chance: random.Random) -> Image.Image:
    """Coarse and grey."""
    small = page.convert("L").resize((page.width * 3 // 4, page.height * 3 // 4))
    return Image.open(io.BytesIO(jpeg(small.convert("RGB"), 45)))


def stamped(page: Image.Image, chance: random.Random) -> Image.Image:
    """A red seal over some cells."""
    over = Image.new("RGBA", page.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(over)
    x, y = page.width * 0.62, page.height * (0.3 + 0.1 * chance.random())
    for radius in (150, 146, 142):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(200, 20, 30, 150))
    pen.polygon(
        [(x, y - 60), (x + 20, y + 50), (x - 55, y - 15), (x + 55, y - 15), (x - 20, y + 50)],
        fill=(200, 20, 30, 90),
    )
    return Image.alpha_composite(page.convert("RGBA"), over).convert("RGB")


def photographed(page: Image.Image, chance: random.Random) -> Image.Image:
    """From the desk, aslant, with a shadow."""
    w, h = page.size
    ground = Image.new("RGB", (w + 240, h + 240), "#8a7660")
    ground.paste(page, (120, 120))
    lean = 30 + chance.randrange(40)
    corners = (lean, 10, 0, ground.height, ground.width, ground.height - 25, ground.width - 20, 0)
    bent = ground.transform(
        ground.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor="#8a7660"
    )
    shade = Image.linear_gradient("L").resize(bent.size).rotate(chance.choice((0, 90, 180)))
    shade = shade.resize(bent.size).point(lambda value: 150 + value * 0.4)
    dark = Image.composite(bent, ImageEnhance.Brightness(bent).enhance(0.45), shade)
    return dark.filter(ImageFilter.GaussianBlur(0.7))


CONDITIONS: Mapping[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "clean": clean,
    "skewed": skewed,
    "faxed": faxed,
    "stamped": stamped,
    "photographed": photographed,
}


def jpeg(picture: Image.Image, quality: int = 82) -> bytes:
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def scan(rows: Sequence[Sequence[str]], condition: str, style: Style = RULED) -> bytes:
    """The first page of a list, scanned or photographed, the same in each run."""
    chance = random.Random(zlib.crc32(f"{condition} {style}".encode()))
    return jpeg(CONDITIONS[condition](page_of(rows, style), chance))


def scanned_pdf(pictures: Sequence[bytes]) -> bytes:
    """Pictures as the pages of a PDF, as scanners write them."""
    pages = [Image.open(io.BytesIO(picture)).convert("RGB") for picture in pictures]
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return buffer.getvalue()


def counted(
    page: Mapping[str, Any], rows: Sequence[Sequence[str]], sure: float
) -> tuple[int, int, int]:
    """Cells of the devices, those that were read rightly, those that were wrong and yet sure."""
    right = wrong = 0
    table = page["tables"][0] if page["tables"] else {"rows": [], "sure": []}
    by_number = {
        row[0]: (row, scores) for row, scores in zip(table["rows"], table["sure"], strict=True)
    }
    for row in rows:
        read, scores = by_number.get(row[0], ((), ()))
        for place, text in enumerate(row):
            found = read[place] if place < len(read) else ""
            right += found == text
            wrong += found != text and place < len(read) and scores[place] >= sure
    return len(HEAD) * len(rows), right, wrong
