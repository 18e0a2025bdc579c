"""Tables of PDF files as grids: opened in a process apart, tables that go on over pages joined."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inventory.registry.papers import pdf_child
from inventory.registry.papers.asking import ALL, Asked, question, shares

from . import scans
from .joining import Place, Range, Sheet, join, repeated_head, under
from .messages import file_problem, note
from .model import FileProblem, Note
from .paged import Page, pages_of
from .places import Stretch

SECONDS = 60.0
TEXTS_ABOVE = 3
MOST_LISTED = 10
MOST_KEPT = 3
# As of a nameplate: a cell that was recognised less surely is told.
SURE = 0.9
_LOOKALIKE = re.compile(r"\d[OoIl|]|[OoIl|]\d")
# Columns stand where they stood on the page before, within this share of the page.
SAME_PLACE = 0.02
# What stands at the head of every page: its number, and that the table goes on.
_RUNNING = re.compile(r"[第共页頁\d\s/／,，.\-—]*(?:[Pp]age\s*\d+.*)?|[（(]?续\s*表?\s*\d*[）)]?")
_DIGITS = re.compile(r"\d+")


@dataclass
class Document:
    """The tables of a file, and notes on its pages."""

    sheets: list[Sheet]
    notes: list[Note] = field(default_factory=list)


def picture_tables(path: Path) -> Document:
    """The tables on a photograph of a list; raises FileProblem."""
    return _told(_remembered(path.read_bytes(), _photographed))


def pdf_tables(path: Path) -> Document:
    """The tables of a ``.pdf``; raises FileProblem.

    Pages without text are recognised, where that is switched on, and joined with the others.
    """
    return _told(_remembered(path.read_bytes(), _pages))


def _photographed(content: bytes) -> Sequence[Page]:
    kept = scans.kept(content)
    return scans.recognise(content) if kept is None else kept


def _pages(content: bytes) -> Sequence[Page]:
    kept = scans.kept(content)
    if kept is not None:
        return kept
    pages = list(_read(content))
    pictures = [number for number, page in enumerate(pages) if _is_picture(page)]
    if not pictures:
        return pages
    if not scans.ready():
        if len(pictures) == len(pages):
            raise file_problem("pdf_scanned")
        return pages

    def merge(found: list[Page]) -> Sequence[Page]:
        for number, page in zip(pictures, found, strict=True):
            pages[number] = page
        _go_on(content, pages)
        return pages

    before = {number: shares(pages[number - 1]) for number in pictures if number}
    return scans.recognise(content, Asked(pictures, before=before), merge)


def _is_picture(page: Page) -> bool:
    return bool(page.get("picture")) or (not page["text"] and not page["empty"])


def _go_on(content: bytes, pages: list[Page]) -> None:
    """A few rows without lines are a table only because they go on from the page before: look again
    at pages with text that follow one that had to be recognised."""
    before = {
        number: shares(pages[number - 1])
        for number, page in enumerate(pages)
        if number and not page.get("recognised") and not page["tables"] and page["text"]
        if pages[number - 1].get("recognised") and pages[number - 1]["tables"]
    }
    for number, page in zip(
        before, _read(content, Asked(list(before), before=before)), strict=True
    ):
        pages[number] = page


def _told(pages: Sequence[Page]) -> Document:
    """The tables of pages, and what is to be known of pages that have none."""
    document = Document(_sheets(pages))
    recognised = _where(pages, lambda page: page.get("recognised"))
    if not document.sheets:
        raise file_problem("scan_no_table" if recognised else "pdf_no_table")
    if len(recognised) == len(pages):
        document.notes.append(note("scanned", {}))
        recognised = []
    unread = _where(pages, lambda page: not page.get("recognised") and _is_picture(page))
    blank = _where(pages, lambda page: not page["text"] and page.get("empty"))
    without = _where(pages, lambda page: not page["tables"])
    for code, listed in (
        ("pages_recognised", recognised),
        ("pages_scanned", unread),
        ("pages_no_table", [page for page in without if page not in (*unread, *blank)]),
        ("pages_aside", _where(pages, lambda page: page.get("aside"))),
    ):
        if listed:
            document.notes.append(_on_pages(code, listed))
    return document


def _where(pages: Sequence[Page], is_so: Callable[[Page], object]) -> list[int]:
    """The numbers of pages, from 1."""
    return [number for number, page in enumerate(pages, start=1) if is_so(page)]


# A file is read again with every answer of a person: the last few are kept.
_kept: dict[str, Sequence[Page]] = {}


def _remembered(content: bytes, read: Callable[[bytes], Sequence[Page]]) -> Sequence[Page]:
    digest = hashlib.sha256(content).hexdigest()
    if digest not in _kept:
        pages = read(content)
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept), ""), None)
        _kept[digest] = pages
    return _kept[digest]


def _on_pages(code: str, pages: Sequence[int]) -> Note:
    named = "、".join(map(str, pages[:MOST_LISTED])) + ("…" if len(pages) > MOST_LISTED else "")
    return note(code, {"count": len(pages), "pages": named}, count=len(pages))


def _read(content: bytes, asked: Asked = ALL) -> Iterator[Page]:
    sent = question(content, asked)
    return pages_of(sent, pdf_child.__name__, SECONDS, "pdf_slow", _refused)


def _refused(answer: Page) -> FileProblem:
    match answer["problem"]:
        case "pages":
            return file_problem("pdf_pages", count=answer["count"], limit=answer["limit"])
        case "password":
            return file_problem("pdf_password")
        case "damaged":
            return file_problem("pdf_damaged", reason=answer["reason"])
        case _:
            return file_problem("pdf_heavy")


def _sheets(pages: Sequence[Page]) -> list[Sheet]:
    found: list[Sheet] = []
    edges: list[float] = []
    above: list[str] = []
    last = 0
    for number, page in enumerate(pages, start=1):
        for place, (table, texts) in enumerate(_with_texts(page)):
            sheet = _sheet(table, f"表{len(found) + 1}", number)
            own = [edge / page["width"] for edge in table["edges"]]
            alike = _alike(edges, own)
            follows = bool(found) and place == 0 and last == number - 1
            if follows and _goes_on(found[-1], sheet, _new(texts, above), alike):
                _join(found[-1], sheet)
            else:
                down = texts[-TEXTS_ABOVE:]
                found.append(_placed_under(down, sheet, number))
                above = texts
            edges = own
            last = number
    return found


def _with_texts(page: Page) -> Iterator[tuple[Page, list[str]]]:
    """The tables of a page, each with the lines of text between it and the one above."""
    lines = list(page["lines"])
    for table in sorted(page["tables"], key=lambda one: one["top"]):
        texts = [line["text"] for line in lines if line["top"] < table["top"]]
        lines = [line for line in lines if line["top"] >= table["top"]]
        yield table, texts


def _sheet(table: Page, name: str, page: int) -> Sheet:
    merged: list[Range] = [
        ((top, left), (bottom, right)) for (top, left), (bottom, right) in table["merged"]
    ]
    rows = [list(row) for row in table["rows"]]
    return Sheet(name, rows, merged, 0, [Stretch(1, page, 1)], _unsure(table))


def _unsure(table: Page) -> set[Place]:
    """The cells that were recognised and not surely, or with letters that look like digits."""
    return {
        (row, column)
        for row, (texts, scores) in enumerate(zip(table["rows"], table["sure"], strict=False))
        for column, (text, score) in enumerate(zip(texts, scores, strict=True))
        if text and (score < SURE or _LOOKALIKE.search(text))
    }


def _placed_under(texts: list[str], sheet: Sheet, page: int) -> Sheet:
    placed = under(texts, sheet)
    placed.pages = [Stretch(1, page, 1)]
    return placed


def _alike(before: Sequence[float], edges: Sequence[float]) -> bool:
    return len(before) == len(edges) and all(
        abs(one - other) < SAME_PLACE for one, other in zip(before, edges, strict=True)
    )


def _new(texts: Sequence[str], above: Sequence[str]) -> list[str]:
    """What stands above a table that does not stand above the one before, on every page."""
    known = {_DIGITS.sub("", text) for text in above}
    return [
        text
        for text in texts
        if _DIGITS.sub("", text) not in known and not _RUNNING.fullmatch(text)
    ]


def _goes_on(first: Sheet, table: Sheet, fresh: Sequence[str], alike: bool) -> bool:
    """Whether a table on the next page is the rest of the one before.

    A head that is repeated under another title begins another table.
    """
    if first.width != table.width:
        return False
    return not fresh if repeated_head(first, table) else alike or not fresh


def _join(first: Sheet, table: Sheet) -> None:
    """Join, and let a merged cell go on where the page broke it."""
    down = len(first.rows)
    before = {
        left: ((top, left), right)
        for (top, left), (bottom, right) in first.merged
        if bottom == down - 1 and top > first.above
    }
    join(first, table)
    for (top, left), (bottom, right) in list(first.merged):
        blank = top == down and first.rows[down][left] == ""
        if blank and left in before and before[left][1] == right:
            start = before[left][0]
            first.merged.remove(((top, left), (bottom, right)))
            first.merged.remove((start, (down - 1, right)))
            first.merged.append((start, (bottom, right)))
