"""What the readers of cells know of their column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standards import Field, Kind
    from standards.words import Words


@dataclass(frozen=True, slots=True)
class Column:
    """What a reader needs to know of its column. ``unit`` is the heading's unit as written.

    ``kind`` lets a cell say something of other fields as well (380/660 V, 二类烟煤). ``told`` are
    the words that a person has explained: folded word -> value.
    """

    field: Field
    unit: str | None
    words: Words
    today: date
    epoch_1904: bool = False
    kind: Kind | None = None
    told: Mapping[str, object] = attribute(default_factory=dict)
