"""The page of GB/T 9704 and how lines are distributed over pages.

All lengths are points (1/72 inch); the origin of reportlab is the lower left corner. The text area
is a grid of 22 lines by 28 characters: text, title and blank lines each take whole grid lines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from inventory.enforcement.documents.breaking import break_lines
from inventory.enforcement.documents.fonts import FontSet, Role

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
TOP, LEFT = 37 * MM, 28 * MM  # 天头, 订口
WIDTH, HEIGHT = 156 * MM, 225 * MM  # 版心
LINES, CHARACTERS = 22, 28
PITCH = HEIGHT / LINES
CELL = WIDTH / CHARACTERS
BODY_SIZE, TITLE_SIZE, FOLIO_SIZE = 16.0, 22.0, 14.0  # 3号, 2号, 4号
FOLIO_GAP = 7 * MM  # page number below the text area

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Line:
    """One grid line, ready to be drawn.

    Args:
        indent: from the left (from the right if aligned right).
        stretch: width to fill by spreading Chinese characters; None = natural width.
        keep: stays on the page of the next line (headings).
    """

    text: str = ""
    role: Role = "body"
    size: float = BODY_SIZE
    indent: float = 0.0
    align: Align = "left"
    stretch: float | None = None
    keep: bool = False


BLANK = Line()


def tracking(size: float) -> float:
    """Space added after each character so that body text falls on the 28-character grid."""
    return CELL - BODY_SIZE if size == BODY_SIZE else 0.0


def paragraph(
    fonts: FontSet, text: str, *, indent: int = 2, role: Role = "body", keep: bool = False
) -> list[Line]:
    """Lines of one paragraph of body size: first line indented, all but the last justified.

    Args:
        indent: of the first line, in characters.
    """
    advance = fonts.advance(role, BODY_SIZE, tracking(BODY_SIZE))
    first = indent * CELL
    parts = break_lines(text, advance, WIDTH + 0.01, WIDTH - first + 0.01)
    lines = []
    for number, part in enumerate(parts):
        left = 0.0 if number else first
        stretch = None if number == len(parts) - 1 else WIDTH - left
        lines.append(Line(part, role, indent=left, stretch=stretch, keep=keep))
    return lines


def centred(
    fonts: FontSet, text: str, role: Role = "title", size: float = TITLE_SIZE
) -> list[Line]:
    """A title, broken into lines of about equal length if it needs more than one."""
    advance = fonts.advance(role, size)
    count = len(break_lines(text, advance, WIDTH))
    even = sum(map(advance, text)) / count + 1.5 * size
    parts = break_lines(text, advance, WIDTH if count == 1 else min(even, WIDTH))
    return [Line(part, role, size, align="center", keep=True) for part in parts]


def paginate(lines: Sequence[Line], first: int = LINES, tail: int = 0) -> list[list[Line]]:
    """Deals lines out to pages.

    Args:
        first: lines of the first page (fewer under a red head).
        tail: lines that the signature takes after the last line; it never stands alone.

    Returns:
        The lines of each page, at most 22 of them.
    """
    pages: list[list[Line]] = [[]]
    room = first
    for line in lines:
        if len(pages[-1]) == room:
            carried = _kept(pages[-1])
            pages.append(carried)
            room = LINES
        if line.text or pages[-1]:  # no blank line at the head of a page
            pages[-1].append(line)
    if len(pages[-1]) + tail > room:
        moved = min(2, len(pages[-1]) - 1) if len(pages[-1]) > 1 else 0
        carried = pages[-1][len(pages[-1]) - moved :]
        del pages[-1][len(pages[-1]) - moved :]
        pages.append(_kept(pages[-1]) + carried)
    if tail and len(pages) > 1 and all(line.keep for line in pages[-1]):
        pages[-1] = _last(pages[-2], 2) + pages[-1]  # a signature without text is no page
    return pages


def _last(page: list[Line], count: int) -> list[Line]:
    """Takes lines of text off the foot of a page, with the heading that would be left there."""
    if len(page) <= count + 1:
        return []
    taken = page[-count:]
    del page[-count:]
    return _kept(page) + taken


def _kept(page: list[Line]) -> list[Line]:
    """Takes headings at the foot of a page off it, to go with what follows."""
    at = len(page)
    while at > 1 and page[at - 1].keep:
        at -= 1
    if at == 1 and page[0].keep:  # the page has only headings: moving them gains nothing
        return []
    carried = page[at:]
    del page[at:]
    return carried


def baseline(line: int, size: float) -> float:
    """Baseline of grid line `line` (0 = topmost): the character stands centred in its line."""
    return PAGE_HEIGHT - TOP - line * PITCH - (PITCH + size) / 2 + 0.12 * size


def wide(text: str) -> int:
    """Gaps of a line that may be stretched: behind each Chinese character except the last."""
    return sum(map(is_wide, text[:-1]))


def is_wide(char: str) -> bool:
    """Chinese characters and punctuation, as opposed to letters, figures and their signs."""
    return char >= "\u2e80" or char in "“”‘’—…·〔〕"


def flatten(groups: Iterable[Iterable[Line]]) -> list[Line]:
    """One list of lines out of paragraphs."""
    return [line for group in groups for line in group]
