"""The process that reads scanned lists: pages of a PDF that are pictures, or a photograph.

Asked and answering as ``pdf_child``; each cell has beside it how surely it was recognised.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inventory.core.apart_child import MEGABYTE, Answers, live
from inventory.registry.papers import asking, picture_child
from inventory.registry.papers.asking import Asked
from inventory.registry.papers.drawn import Grid, drawn_cells, straightened
from inventory.registry.papers.pieces import Box, Piece, rows_of
from inventory.registry.papers.tables import Table, loose_table, ruled_table

Line = tuple[Sequence[Sequence[float]], str, float]
"""Corners from the beginning of the text, clockwise; the text; how surely it was read."""
ADDRESS_SPACE = 3600 * MEGABYTE
# The longer side of a page as it is recognised: letters of 9 points are 25 pixels tall.
LONG_SIDE = 2200
# A text of which more than this stands in another cell was read over the line between.
ACROSS = 0.15
# A cell with more than this share of dark pixels, where no text was found, is looked at by itself.
INKED = 0.012
# Text that is less sure than this stands on its head.
CLEAR = 0.6


def work(handle: int) -> None:
    """The life of the process; `handle` is its end of the pipe."""
    live(handle, ADDRESS_SPACE, _prepared)


def _prepared() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    recogniser = RapidOCR(intra_op_num_threads=2, inter_op_num_threads=1, max_side_len=LONG_SIDE)
    return lambda content: _answers(recogniser, content)


def _answers(recogniser: Any, question: bytes) -> Answers:
    warnings.simplefilter("ignore")
    asked, content = asking.parted(question)
    try:
        pictures = _pictures(content, asked)
        count = next(pictures)
        if count > asked.most:
            yield {"problem": "scan_pages", "count": count, "limit": asked.most}
            return
        yield {"pages": count}
        before: list[float] = []
        for place, picture in enumerate(pictures):
            number = place if asked.pages is None else asked.pages[place]
            # A page before that is not asked for here is no picture.
            follows = asked.pages is None or number - 1 in asked.pages
            shares = before if follows else asked.before.get(number, ())
            found = _page(recogniser, picture, shares)
            before = asking.shares(found)
            yield found
    except MemoryError:
        yield {"problem": "heavy"}
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0][:120]
        yield {"problem": "damaged", "reason": reason}


def _pictures(content: bytes, asked: Asked) -> Iterator[Any]:
    """The number of pages, then each as a picture."""
    from PIL import Image, ImageOps

    if not content.startswith(b"%PDF"):
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as picture:
            yield 1
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((LONG_SIDE, LONG_SIDE))
            yield upright
        return
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    wanted = range(len(document)) if asked.pages is None else asked.pages
    yield len(wanted)
    for number in wanted:
        page = document[number]
        scale = LONG_SIDE / max(page.get_size())
        yield page.render(scale=min(scale, 6.0)).to_pil().convert("RGB")


def _page(recogniser: Any, picture: Any, shares: Sequence[float]) -> Mapping[str, Any]:
    image, lines = _recognised(recogniser, picture)
    pieces = _pieces(lines)
    if not pieces:
        return {"text": False, "recognised": True, "tables": [], "lines": [], "width": 1.0}
    tables = [_ruled(recogniser, image, grid, pieces) for grid in drawn_cells(image)]
    found = [table for table in tables if table is not None]
    if not found:
        pieces = _pieces(lines, level=True)
        width = float(image.shape[1])
        loose = loose_table(pieces, before=[share * width for share in shares])
        found = [loose] if loose is not None else []
    outside = [it for it in pieces if not any(_within(it, table.box) for table in found)]
    return {
        "text": True,
        "recognised": True,
        "width": float(image.shape[1]),
        "tables": [{**table.as_dict(), "top": table.box[1]} for table in found],
        "lines": [{"text": row.text, "top": row.top} for row in rows_of(outside)],
    }


def _recognised(recogniser: Any, picture: Any) -> tuple[Any, list[Line]]:
    """The page set straight, with its text; one on its side or head is turned by quarters."""
    image = straightened(_array(picture))
    lines = _lines(recogniser, image)
    if not lines or _reads(_pieces(lines)):
        return image, lines
    turn = picture_child.turn_of(recogniser, picture)
    if not turn:
        return image, lines
    image = straightened(_array(picture.rotate(turn, expand=True)))
    return image, _lines(recogniser, image)


def _array(picture: Any) -> Any:
    import numpy

    return numpy.asarray(picture)[:, :, ::-1].copy()


def _reads(pieces: list[Piece]) -> bool:
    """Whether the text runs from left to right and says something."""
    length = sum(len(piece.text) for piece in pieces)
    sure = sum(len(piece.text) * piece.sure**2 for piece in pieces)
    tall = sum(piece.height > 1.5 * (piece.right - piece.left) for piece in pieces)
    return sure > CLEAR * length and tall < 0.5 * len(pieces)


def _lines(recogniser: Any, image: Any) -> list[Line]:
    found, _ = recogniser(image, use_cls=False)
    return [(corners, text, float(score)) for corners, text, score in found or []]


def _pieces(lines: Sequence[Line], *, level: bool = False) -> list[Piece]:
    """The lines with their boxes; `level`: as if the page had not been laid in askew."""
    slope = _slope(lines) if level else 0.0
    cos, sin = math.cos(-slope), math.sin(-slope)
    pieces = []
    for corners, text, score in lines:
        points = [(x * cos - y * sin, x * sin + y * cos) for x, y in corners]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        pieces.append(Piece(text, min(xs), min(ys), max(xs), max(ys), score))
    return pieces


def _slope(lines: Sequence[Line]) -> float:
    """The angle of the longer lines."""
    longest = sorted(lines, key=lambda line: -math.dist(*line[0][:2]))[: max(3, len(lines) // 3)]
    along = sum(line[0][1][0] - line[0][0][0] for line in longest)
    down = sum(line[0][1][1] - line[0][0][1] for line in longest)
    return math.atan2(down, along)


def _within(piece: Piece, box: Box) -> bool:
    left, top, right, bottom = box
    return left <= piece.centre <= right and top <= piece.middle <= bottom


def _ruled(recogniser: Any, image: Any, grid: Grid, pieces: list[Piece]) -> Table | None:
    """The cells of one table with their text; what was read over a line is read again by cell."""
    cells: list[tuple[Box, list[str]]] = []
    sure: dict[tuple[float, float], float] = {}
    for box in grid:
        own = [piece for piece in pieces if _within(piece, box)]
        across = any(_leaves(piece, box) for piece in own) or any(
            _reaches(piece, box) for piece in pieces
        )
        if across or (not own and _inked(image, box)):
            own = _alone(recogniser, image, box)
        rows = rows_of(own)
        cells.append((box, [row.text for row in rows]))
        sure[box[0], box[1]] = min((piece.sure for piece in own), default=1.0)
    return ruled_table(cells, sure)


def _leaves(piece: Piece, box: Box) -> bool:
    outside = max(box[0] - piece.left, 0) + max(piece.right - box[2], 0)
    return outside > ACROSS * (piece.right - piece.left)


def _reaches(piece: Piece, box: Box) -> bool:
    """Whether a text of another cell stands in this one, too."""
    if _within(piece, box) or not box[1] < piece.middle < box[3]:
        return False
    inside = min(piece.right, box[2]) - max(piece.left, box[0])
    return inside > ACROSS * (piece.right - piece.left)


def _crop(image: Any, box: Box, inner: int) -> Any:
    left, top, right, bottom = (round(value) for value in box)
    return image[top + inner : bottom - inner, left + inner : right - inner]


def _inked(image: Any, box: Box) -> bool:
    crop = _crop(image, box, 6)
    if crop.size == 0:
        return False
    dark = crop.min(axis=2)
    return bool((dark < 0.6 * float(dark.max())).mean() > INKED)


def _alone(recogniser: Any, image: Any, box: Box) -> list[Piece]:
    """What stands in one cell, looked at by itself: by lines, or as one line where none is seen."""
    import cv2

    crop = _crop(image, box, 3)
    if min(crop.shape[:2]) < 8:
        return []
    wide = cv2.copyMakeBorder(crop, 12, 12, 12, 12, cv2.BORDER_REPLICATE)
    found = _pieces(_lines(recogniser, wide))
    if not found:
        read, _ = recogniser(crop, use_det=False, use_cls=False)
        found = [Piece(text, 0, 0, 1, 1, float(score)) for text, score in read or [] if text]
    return found
