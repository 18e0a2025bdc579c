"""Lines of text as they stand on a picture, and the same lines set upright."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was recognised: its text, how surely (0 to 1), its corners in pixels, clockwise
    from the beginning of the text."""

    text: str
    score: float
    corners: tuple[Point, Point, Point, Point]

    def as_dict(self) -> Mapping[str, object]:
        """The line as plain JSON data."""
        return {"text": self.text, "score": self.score, "corners": [list(p) for p in self.corners]}


def line_of(stored: Mapping[str, Any]) -> Line:
    """A line from its JSON data."""
    a, b, c, d = ((float(x), float(y)) for x, y in stored["corners"])
    return Line(str(stored["text"]), float(stored["score"]), (a, b, c, d))


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the picture, upright, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def joined(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """A line, and where it stands once the plate is turned upright."""

    line: Line
    left: float
    right: float
    middle: float
    height: float

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def box(self) -> Box:
        """Its place on the picture as it is."""
        xs, ys = zip(*self.line.corners, strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))


def placed(lines: Sequence[Line]) -> list[Placed]:
    """The lines upright, from the top down and from left to right."""
    if not lines:
        return []
    slope = _slope(lines)
    cos, sin = math.cos(-slope), math.sin(-slope)
    found = [_turned(line, cos, sin) for line in lines]
    return sorted(found, key=lambda one: (one.middle, one.left))


def _slope(lines: Sequence[Line]) -> float:
    """The angle of the plate: that of its longer lines, which may run in any direction."""
    longest = sorted(lines, key=lambda line: -math.dist(*line.corners[:2]))
    chosen = longest[: max(3, len(lines) // 2)]
    along = sum(line.corners[1][0] - line.corners[0][0] for line in chosen)
    down = sum(line.corners[1][1] - line.corners[0][1] for line in chosen)
    return math.atan2(down, along)


def _turned(line: Line, cos: float, sin: float) -> Placed:
    points = [(x * cos - y * sin, x * sin + y * cos) for x, y in line.corners]
    height = (math.dist(points[0], points[3]) + math.dist(points[1], points[2])) / 2
    return Placed(
        line,
        min(x for x, _ in points),
        max(x for x, _ in points),
        sum(y for _, y in points) / len(points),
        height,
    )
