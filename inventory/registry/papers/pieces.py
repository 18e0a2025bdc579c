"""Pieces of text on a page, put together as lines and as the text of a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

Box = tuple[float, float, float, float]
"""Left, top, right, bottom; from the upper left corner of the page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a line, and where it stands; ``sure`` is 1 where it was not recognised but read."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    sure: float = 1.0

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(slots=True)
class Row:
    """Pieces of one line, from left to right."""

    pieces: list[Piece] = field(default_factory=list)

    @property
    def top(self) -> float:
        return min(piece.top for piece in self.pieces)

    @property
    def bottom(self) -> float:
        return max(piece.bottom for piece in self.pieces)

    @property
    def middle(self) -> float:
        return sum(piece.middle for piece in self.pieces) / len(self.pieces)

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


def rows_of(pieces: Iterable[Piece]) -> list[Row]:
    """The lines that pieces stand in, from the top down."""
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda one: (one.middle, one.left)):
        last = rows[-1] if rows else None
        if last and abs(piece.middle - last.middle) < 0.5 * min(
            piece.height, median(one.height for one in last.pieces)
        ):
            last.pieces.append(piece)
        else:
            rows.append(Row([piece]))
    for row in rows:
        row.pieces.sort(key=lambda one: one.left)
    return rows


def text_of(pieces: Sequence[Piece]) -> str:
    """What stands in a cell: words of a line with a space, its lines as one text."""
    return joined([row.text for row in rows_of(pieces)])


def joined(lines: Iterable[str]) -> str:
    """Lines of a cell as one text: a code or a Chinese word that was broken is whole again."""
    text = ""
    for line in map(str.strip, lines):
        parted = bool(text) and bool(line) and _ends_a_word(text[-1]) and _begins_one(line[0])
        text += f" {line}" if parted else line
    return text


def _ends_a_word(letter: str) -> bool:
    return letter.isascii() and (letter.islower() or letter in ",.;:")


def _begins_one(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()
