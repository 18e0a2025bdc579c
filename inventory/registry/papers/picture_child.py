"""The process that recognises text on pictures, apart from everything else.

It gets pictures as bytes and gives JSON. It has no settings, no database and no secrets in its
environment, and its memory is bounded: a picture made to harm meets nothing here.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from inventory.core.apart_child import MEGABYTE, Answers, live

# Address space, of which a third is ever in use; measured on the largest picture that is accepted.
ADDRESS_SPACE = 2600 * MEGABYTE
# A longer side than this adds time and no characters: text on a plate is large.
LONGEST_SIDE = 1280
NEEDED = ("rapidocr_onnxruntime", "cv2", "onnxruntime", "numpy")
UPRIGHT_SHARE = 0.5
UPRIGHT_CLEAR = 0.6
Move = Callable[[float, float], tuple[float, float]]
Seen = Mapping[str, Any]
"""A line as it is sent: text, score, corners."""


def installed() -> bool:
    """Whether the libraries of the extra `photo` are there."""
    return all(find_spec(name) is not None for name in NEEDED)


def work(handle: int) -> None:
    """The life of the process; `handle` is its end of the pipe."""
    live(handle, ADDRESS_SPACE, _prepared)


def _prepared() -> Callable[[bytes], Answers]:
    recogniser = _recogniser()
    return lambda content: iter([_answer(recogniser, content)])


def _recogniser() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=2, inter_op_num_threads=1)


def _answer(recogniser: Any, content: bytes) -> Mapping[str, Any]:
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as picture:
        width, height = picture.size
        image = picture.convert("RGB")
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    if scale < 1:
        image = image.resize((round(width * scale), round(height * scale)))
    lines = _recognised(recogniser, image)
    if _lies(lines) or _unclear(lines):
        lines = _upright(recogniser, image, lines)
    placed = [_moved(line, lambda x, y: (x / scale, y / scale)) for line in lines]
    return {"width": width, "height": height, "lines": placed}


def _recognised(recogniser: Any, image: Any) -> list[Seen]:
    import numpy

    # Lines on their head are not turned one by one: their places would be those of another picture.
    found, _ = recogniser(numpy.asarray(image)[:, :, ::-1].copy(), use_cls=False)
    return [
        {
            "text": text,
            "score": round(float(score), 4),
            "corners": [[float(x), float(y)] for x, y in corners],
        }
        for corners, text, score in found or []
    ]


def _moved(line: Seen, move: Move) -> Seen:
    return {**line, "corners": [move(x, y) for x, y in line["corners"]]}


def _unclear(lines: list[Seen]) -> bool:
    """Whether most of the text is doubtful, as it is where the picture stands on its head."""
    length = sum(len(line["text"]) for line in lines)
    return _clear(lines) < UPRIGHT_CLEAR * length


def _lies(lines: list[Seen]) -> bool:
    """Whether most lines run from top to bottom: the picture lies on its side."""
    tall = sum(_extent(line, 1) > 1.5 * _extent(line, 0) for line in lines if len(line["text"]) > 2)
    return len(lines) > 2 and tall > UPRIGHT_SHARE * len(lines)


def turn_of(recogniser: Any, picture: Any) -> int:
    """By how many degrees, against the clock, a page must be turned to stand upright."""
    small = picture.copy()
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    lines = _recognised(recogniser, small)
    if not _lies(lines) and not _unclear(lines):
        return 0
    found = [(not _lies(lines), _clear(lines), 0)]
    for turn in (90, 180, 270):
        turned = _recognised(recogniser, small.rotate(turn, expand=True))
        found.append((not _lies(turned), _clear(turned), turn))
    return max(found, key=lambda one: one[:2])[2]


def _extent(line: Seen, axis: int) -> float:
    along = [corner[axis] for corner in line["corners"]]
    return max(along) - min(along)


def _upright(recogniser: Any, image: Any, lying: list[Seen]) -> list[Seen]:
    """The lines of the picture turned by a quarter, a half or three, in the places of the picture
    as it came."""
    from PIL import Image

    w, h = image.size
    turns = Image.Transpose
    moves: Sequence[tuple[Any, Move]] = (
        (turns.ROTATE_90, lambda x, y: (w - y, x)),
        (turns.ROTATE_180, lambda x, y: (w - x, h - y)),
        (turns.ROTATE_270, lambda x, y: (y, h - x)),
    )
    # Tall lines are read lying, too, but their corners do not tell which way they run.
    found = [(not _lies(lying), _clear(lying), lying)]
    for turn, move in moves:
        lines = _recognised(recogniser, image.transpose(turn))
        moved = [_moved(line, move) for line in lines]
        found.append((not _lies(lines), _clear(lines), moved))
    return max(found, key=lambda one: one[:2])[2]


def _clear(lines: list[Seen]) -> float:
    """How much was read how surely: text upside down is neither."""
    return sum(len(line["text"]) * line["score"] ** 2 for line in lines)
