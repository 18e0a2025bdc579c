"""Which kind of device a plate is of: by its title, its model name, its labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from inventory.registry.reading.headings import match_heading
from standards import nameplates

from .certificates import kind_told
from .lines import Placed
from .pairing import Paired

if TYPE_CHECKING:
    from standards import Kind

# A licence or a report says of which kind it is in so many words.
PAPER, TITLE, MODEL, LABEL = 12, 6, 4, 1
# By so much the first must lead the second to need no question.
LEAD = 2
MOST_SHOWN = 4


@dataclass(frozen=True)
class KindFound:
    """A kind that the plate may be of; the one that leads clearly is certain."""

    kind: str
    points: int
    certain: bool = False


def recognise(paired: Paired, kinds: Sequence[Kind]) -> tuple[KindFound, ...]:
    """The kinds that fit, the best first."""
    points = {kind.id: _label_points(paired, kind) for kind in kinds}
    paper = kind_told([line.text for line in paired.rest] + [one.value for one in paired.pairs])
    if paper in points:
        points[paper] += PAPER
    for line in paired.rest:
        told = nameplates.kind_of_words(line.text)
        if told.kind in points:
            points[told.kind] += TITLE
        else:
            for kind in kinds:
                points[kind.id] += TITLE * _named(line.text, kind)
    for pair in paired.pairs:
        for place, hint in enumerate(
            nameplates.kind_of(pair.value) if _is_model(pair.label) else ()
        ):
            if hint.kind in points:
                points[hint.kind] += MODEL if place == 0 else MODEL - 1
    ranked = sorted((k for k in points if points[k] > 0), key=lambda k: (-points[k], k))
    lead = points[ranked[0]] - (points[ranked[1]] if len(ranked) > 1 else 0) if ranked else 0
    return tuple(
        KindFound(kind, points[kind], certain=place == 0 and lead >= LEAD)
        for place, kind in enumerate(ranked[:MOST_SHOWN])
    )


def _is_model(label: str) -> bool:
    return "型号" in label or "model" in label.lower()


def _named(text: str, kind: Kind) -> bool:
    """Whether a line ends in a name of the kind, which is longer than a letter."""
    return any(len(name) > 1 and text.strip().endswith(name) for name in kind.words.names)


def _label_points(paired: Paired, kind: Kind) -> int:
    """How many labels only this sort of kind has: those that all have tell nothing."""
    found = set()
    for pair in paired.pairs:
        match = match_heading(pair.label, kind, kind.words)
        if match is not None and kind.field(match.field).type in ("number", "integer"):
            found.add(match.field)
    return LABEL * len(found)


def title_of(paired: Paired, kind: Kind) -> Placed | None:
    """The line that names the device: the largest one that means this kind."""
    sized = [line.height for line in paired.rest] or [0.0]
    fitting = [
        line
        for line in paired.rest
        if nameplates.kind_of_words(line.text).kind == kind.id or _named(line.text, kind)
    ]
    best = max(fitting, key=lambda line: line.height, default=None)
    return best if best is not None and best.height >= median(sized) * 0.5 else None
