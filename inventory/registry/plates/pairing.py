"""Which value belongs to which label: beside it in its row, else below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .labels import Labels
from .lines import Box, Placed

# How far, in heights of the text, a value may stand from its label.
BESIDE, BELOW = 14.0, 3.0
SAME_ROW = 0.62
_ONE_HAN = re.compile(r"[㐀-鿿]{1,2}")


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value, where the value stands, and how surely both were recognised."""

    label: str
    value: str
    box: Box
    score: float
    guessed: bool = False


@dataclass(slots=True)
class _Label:
    text: str
    line: Placed
    guessed: bool
    value: Placed | None = None


@dataclass
class Paired:
    """The pairs of a plate, and the lines that are neither label nor value."""

    pairs: list[Pair] = field(default_factory=list)
    rest: list[Placed] = field(default_factory=list)


def pair(lines: Sequence[Placed], labels: Labels) -> Paired:
    """Labels with their values."""
    found, waiting, others = Paired(), list[_Label](), list[Placed]()
    for line in _joined(lines, labels):
        parts = labels.parts(line.text)
        if not parts:
            others.append(line)
        for part in parts:
            if part.value:
                box = _cut(line, part.start, part.end)
                found.pairs.append(Pair(part.label, part.value, box, line.line.score, part.guessed))
            else:
                waiting.append(_Label(part.label, line, part.guessed))
    _beside(waiting, others)
    _below(waiting, others)
    for label in waiting:
        if label.value is not None:
            score = min(label.value.line.score, 1.0)
            found.pairs.append(
                Pair(label.text, label.value.text, label.value.box, score, label.guessed)
            )
    found.rest = others
    return found


def _joined(lines: Sequence[Placed], labels: Labels) -> list[Placed]:
    """型 and 号, set wide apart, are one label."""
    left, found = list(lines), []
    while left:
        line = left.pop(0)
        if _ONE_HAN.fullmatch(line.text) and not labels.parts(line.text):
            for other in sorted(left, key=lambda one: one.left):
                near = 0 < other.left - line.left < 6 * line.height and _one_row(line, other)
                if near and _ONE_HAN.fullmatch(other.text):
                    whole = _together(line, other)
                    if labels.parts(whole.text):
                        left.remove(other)
                        line = whole
                        break
        found.append(line)
    return found


def _together(one: Placed, other: Placed) -> Placed:
    a, b = one.line, other.line
    corners = (a.corners[0], b.corners[1], b.corners[2], a.corners[3])
    joined = replace(a, text=a.text + b.text, score=min(a.score, b.score), corners=corners)
    return replace(one, line=joined, right=other.right)


def _one_row(one: Placed, other: Placed) -> bool:
    return abs(one.middle - other.middle) < SAME_ROW * max(one.height, other.height)


def _beside(labels: list[_Label], others: list[Placed]) -> None:
    """Each label takes the next thing in its row, unless that is another label."""
    for label in labels:
        line = label.line
        behind = [
            one
            for one in (*others, *(other.line for other in labels if other is not label))
            if _one_row(line, one) and one.left > line.right - line.height
        ]
        first = min(behind, key=lambda one: one.left, default=None)
        if first in others and first is not None and first.left - line.right < BESIDE * line.height:
            label.value = first
            others.remove(first)


def _below(labels: list[_Label], others: list[Placed]) -> None:
    """A label whose row goes on with labels has its value in the row below."""
    for label in labels:
        if label.value is not None:
            continue
        line = label.line
        under = [
            one
            for one in others
            if 0.6 * line.height < one.middle - line.middle < BELOW * line.height
            and one.left < line.right + line.height
            and one.right > line.left
        ]
        nearest = min(
            under,
            key=lambda one: (one.middle - line.middle) + abs(one.left - line.left),
            default=None,
        )
        if nearest is not None and not _between(labels, line, nearest):
            label.value = nearest
            others.remove(nearest)


def _between(labels: list[_Label], line: Placed, value: Placed) -> bool:
    return any(
        line.middle + 0.6 * line.height < other.line.middle < value.middle
        and other.line.left < value.right
        and other.line.right > value.left
        for other in labels
    )


def _cut(line: Placed, start: int, end: int) -> Box:
    """The part of a line's box that some of its characters take, by their number."""
    whole, count = line.box, max(1, len(line.text))
    wide = whole.right - whole.left
    return Box(
        whole.left + wide * max(0, start - 1) / count,
        whole.top,
        whole.left + wide * min(count, end) / count,
        whole.bottom,
    )
