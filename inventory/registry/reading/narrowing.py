"""What another cell says of an ambiguous one: 大型普通客车 beside 公交客运 is a city bus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standards.words import fold

from .model import ReadRow

if TYPE_CHECKING:
    from standards import Kind

TYPE, USE = "vehicle_type", "use_nature"
_AMBIGUOUS = "ambiguous_choice"
# Uses of licences (GA 24.3) that Order 12 does not tell apart by a name of their own.
_OTHER = frozenset({"公路客运", "旅游客运"})
_OTHER_TYPE = "其他"


def narrow_by_use(kind: Kind, use: str | None, rows: Sequence[ReadRow]) -> None:
    """Take the one type of a vehicle that its use leaves open; ``use`` is the heading over it."""
    if use is None or not (kind.has(TYPE) and kind.has(USE)):
        return
    for row in rows:
        problem = row.problem_of(TYPE)
        if problem is None or problem.code != _AMBIGUOUS or TYPE in row.facts:
            continue
        options = kind.words.ambiguous.get(TYPE, {}).get(fold(problem.value or ""), ())
        left = _left(options, fold(row.text_of(use) or ""), row.facts.get(USE))
        if len(left) == 1:
            row.facts[TYPE] = left[0]
            row.problems.remove(problem)


def _left(options: Sequence[str], text: str, use: object) -> list[str]:
    """The types whose own words name the use: 载客 营运 公交客运 for 公交客运."""
    if not use:
        return []
    of_use = [option for option in options if use in option.split()]
    named = _OTHER_TYPE if text in _OTHER else text
    return [option for option in of_use if named in option.split()] or (
        [] if use == "营运" else of_use
    )
