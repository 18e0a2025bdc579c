"""The process that opens PDF files: it is sent one, and answers with its tables page by page.

A question is a line of JSON (see ``asking``) and the file. Answers: ``{"pages": n}``, then one for
each page that was asked for; or at any time ``{"problem": code}``.
"""

from __future__ import annotations

import io
import warnings
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from inventory.core.apart_child import MEGABYTE, Answers, live
from inventory.registry.papers import asking
from inventory.registry.papers.asking import Asked
from inventory.registry.papers.pieces import Box, Piece, Row, rows_of
from inventory.registry.papers.tables import Table, loose_table, ruled_table

# Measured: a list of 100 pages takes 130 MB; a file made to harm meets this bound.
ADDRESS_SPACE = 1500 * MEGABYTE
MOST_PAGES = 200
# A page of a list has some 4,000 characters; one with more than this is no list.
MOST_CHARACTERS = 60_000
# A page whose characters mostly have no known meaning has no text for us.
UNKNOWN_SHARE = 0.3
# Text of another direction than the rest is read, too, where there is so much of it; from so much
# on it is told where it makes no table.
OTHER_SHARE, FEWEST_OTHER, MUCH_OTHER = 0.03, 12, 60
# Pictures on more than this share of a page without a table: a scan with a typed heading.
PICTURE_SHARE = 0.3
LEVEL = 0.2
WORD_GAP = 0.45
BESIDE = 3.0
LOCKED = "PDFPasswordIncorrect"
# A line between rows is longer than this share of the page; a table has so many of them.
LONG_RULE, FEWEST_RULES = 0.5, 4


def work(handle: int) -> None:
    """The life of the process; `handle` is its end of the pipe."""
    live(handle, ADDRESS_SPACE, lambda: _answers)


def _answers(question: bytes) -> Answers:
    from pdfplumber.utils.exceptions import PdfminerException

    warnings.simplefilter("ignore")
    asked, content = asking.parted(question)
    try:
        yield from _pages(content, asked)
    except PdfminerException as error:
        locked = any(type(one).__name__ == LOCKED for one in error.args)
        yield {"problem": "password" if locked else "damaged", "reason": _reason(error)}
    except MemoryError:
        yield {"problem": "heavy"}
    except Exception as error:
        yield {"problem": "damaged", "reason": _reason(error)}


def _reason(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:120]


def _pages(content: bytes, asked: Asked) -> Answers:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as document:
        count = len(document.pages)
        if count > MOST_PAGES:
            yield {"problem": "pages", "count": count, "limit": MOST_PAGES}
            return
        wanted = range(count) if asked.pages is None else asked.pages
        yield {"pages": len(wanted)}
        before: Sequence[float] = ()
        for number in wanted:
            found = _page(content, number, document.pages[number], asked.before.get(number, before))
            yield found
            before = asking.shares(found)
            document.pages[number].close()


def _page(content: bytes, number: int, page: Any, before: Sequence[float]) -> Mapping[str, Any]:
    """The tables of a page; `before` are the columns of the last table of the page before.

    Text may run in several directions, as where a wide table was turned to fit: each is read.
    """
    if len(page.chars) > MOST_CHARACTERS:
        return {"problem": "heavy", "tables": []}
    turns = Counter(map(_turn, page.chars))
    fewest = max(FEWEST_OTHER, OTHER_SHARE * len(page.chars))
    told = [turn for turn, count in turns.most_common() if count > fewest]
    if len(told) < 2:
        turn = turns.most_common(1)[0][0] if turns else 0
        return _upright(_turned(content, number, turn) if turn else page, before)
    found = dict(_upright(_only_upright(_turned(content, number, told[0])), before))
    for turn in told[1:]:
        part = _upright(_only_upright(_turned(content, number, turn)), ())
        down = max((one["top"] for one in (*found["tables"], *found["lines"])), default=0.0) + 1
        if not part["tables"]:
            found["aside"] = found.get("aside", False) or turns[turn] > MUCH_OTHER
            continue
        for name in ("tables", "lines"):
            found[name] = [
                *found[name],
                *({**one, "top": one["top"] + down} for one in part[name]),
            ]
    return found


def _turn(char: Mapping[str, Any]) -> int:
    """By how many degrees, with the clock, a page must be turned for a letter to stand upright."""
    along, up = char["matrix"][:2]
    if abs(along) >= abs(up):
        return 0 if along >= 0 else 180
    return 90 if up > 0 else 270


def _turned(content: bytes, number: int, turn: int) -> Any:
    """The page turned so that its text runs from left to right."""
    import pdfplumber
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    writer.add_page(PdfReader(io.BytesIO(content)).pages[number])
    writer.pages[0].rotate(turn)
    buffer = io.BytesIO()
    writer.write(buffer)
    return pdfplumber.open(buffer).pages[0]


def _only_upright(page: Any) -> Any:
    return page.filter(lambda it: it["object_type"] != "char" or _turn(it) == 0)


def _upright(page: Any, shares: Sequence[float]) -> Mapping[str, Any]:
    """The tables of a page whose text runs from left to right."""
    chars = len(page.chars)
    unknown = sum(1 for char in page.chars if char["text"].startswith("(cid:"))
    if chars == 0 or unknown > UNKNOWN_SHARE * chars:
        return {"text": False, "empty": not chars and not page.images, "tables": [], "lines": []}
    width = float(page.width)
    _level(page)
    words = _words(page.chars)
    tables = _ruled(page, words) or _loose(words, [share * width for share in shares])
    tables = [table for table in tables if any(any(row) for row in table.rows)]
    outside = [word for word in words if not any(_within(word, table.box) for table in tables)]
    return {
        "text": True,
        "picture": not tables and _pictured(page) > PICTURE_SHARE,
        "width": width,
        "tables": [{**table.as_dict(), "sure": [], "top": table.box[1]} for table in tables],
        "lines": [{"text": _spaced(row), "top": row.top} for row in rows_of(outside)],
    }


def _level(page: Any) -> None:
    """Make lines that are level but for a rounding error exactly so: pdfplumber takes all others
    for upright ones, and on a page that was turned they are."""
    for line in page.objects.get("line", ()):
        if abs(line["bottom"] - line["top"]) < LEVEL:
            line["bottom"] = line["top"]
        elif abs(line["x1"] - line["x0"]) < LEVEL:
            line["x1"] = line["x0"]


def _pictured(page: Any) -> float:
    """The share of a page that pictures take."""
    covered = sum(float(it["width"]) * float(it["height"]) for it in page.images)
    return covered / max(1.0, float(page.width) * float(page.height))


def _spaced(row: Row) -> str:
    return " ".join(piece.text for piece in row.pieces)


def _words(chars: list[dict[str, Any]]) -> list[Piece]:
    from pdfplumber.utils.text import extract_words

    found = extract_words(chars, x_tolerance_ratio=WORD_GAP)
    return [Piece(w["text"], w["x0"], w["top"], w["x1"], w["bottom"]) for w in found]


def _within(piece: Piece, box: Box) -> bool:
    left, top, right, bottom = box
    return left <= piece.centre <= right and top <= piece.middle <= bottom


def _ruled(page: Any, words: Sequence[Piece]) -> list[Table]:
    """The tables whose lines are drawn; open sides are closed, and columns that are not ruled."""
    found = page.find_tables()
    if found:
        lacking = _closing(page, [table.bbox for table in found], words)
        if lacking:
            found = page.find_tables(lacking)
    tables = [_table(table, page) for table in found]
    return [table for table in tables if table is not None] or _between_rules(page, words)


def _closing(page: Any, boxes: Sequence[Box], words: Sequence[Piece]) -> Mapping[str, Any]:
    """Lines that a table lacks around cells at its edges; {} where it lacks none."""
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    lacking: dict[str, Any] = {}
    level = [word for word in words if top < word.middle < bottom]
    sides = [word for word in level if not left - BESIDE < word.centre < right + BESIDE]
    if sides:
        lacking["explicit_vertical_lines"] = [
            min(left, *(word.left - BESIDE for word in sides)),
            max(right, *(word.right + BESIDE for word in sides)),
        ]
    edges = [edge for edge in page.vertical_edges if left <= edge["x0"] <= right]
    above = min((edge["top"] for edge in edges), default=top)
    below = max((edge["bottom"] for edge in edges), default=bottom)
    if any(above < word.middle < top or bottom < word.middle < below for word in words):
        lacking["explicit_horizontal_lines"] = [above, below]
    return lacking


def _between_rules(page: Any, words: Sequence[Piece]) -> list[Table]:
    """Tables of which only the lines between the rows are drawn."""
    long = [edge for edge in page.horizontal_edges if edge["width"] > LONG_RULE * page.width]
    rules = sorted({round(edge["top"]) for edge in long})
    if len(rules) < FEWEST_RULES:
        return []
    table = loose_table([word for word in words if rules[0] < word.middle < rules[-1]], rules)
    return [table] if table is not None else []


def _table(table: Any, page: Any) -> Table | None:
    """The cells with what is written in each, character by character: cells may stand close."""
    chars = sorted(page.chars, key=_middle)
    middles = [_middle(char) for char in chars]
    cells = []
    for box in table.cells:
        left, top, right, bottom = box
        band = chars[bisect_left(middles, top) : bisect_right(middles, bottom)]
        inside = [char for char in band if left <= (char["x0"] + char["x1"]) / 2 < right]
        cells.append((box, [_spaced(row) for row in rows_of(_words(inside))]))
    return ruled_table(cells)


def _middle(char: Mapping[str, Any]) -> float:
    middle: float = (char["top"] + char["bottom"]) / 2
    return middle


def _loose(words: Sequence[Piece], before: Sequence[float]) -> list[Table]:
    table = loose_table(words, before=before)
    return [table] if table is not None else []
