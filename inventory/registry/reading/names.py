"""Facts that stand in a row's names: its model name, the words of its name and of its class.

What they add is `standards.completing`'s to say; here the row learns it, with its warnings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from standards import nameplates
from standards.completing import CELL, INFERRED, Completed, complete, read_model
from standards.nameplates import Reading
from standards.words import fold

from .kinds import Said
from .messages import row_problem
from .model import Problem, ReadRow

if TYPE_CHECKING:
    from standards import Kind

# What a refitted boiler burns, and how, its model name no longer says: that cell and name differ
# is told once for the sheet.
REFITTED = frozenset({"fuel", "coal_class", "combustion"})
# The check of a transformer's capacity words it itself.
CHECKED = "rated_capacity_kva"
# A grammar says nothing of a field whose cell leaves several values open but not this one.
_AMBIGUOUS = "ambiguous_choice"


# 规格型号/功率 in one column: Y160L-4/15kW. The power is a fact of its own, not of the model.
_POWERS = frozenset({"rated_power_kw", "drive_power_kw"})
_BETWEEN = " \u3000/,，;；、(（"


def _without_power(model: str, reading: Reading) -> str:
    """A model name without the power that stands behind it with its unit."""
    for fact in reading.read:
        unit = fold(model[fact.span[1] :]).strip(")")
        if fact.field in _POWERS and unit in ("kw", "千瓦"):
            return model[: fact.span[0]].rstrip(_BETWEEN) or model
    return model


class NameReader:
    """Adds to the rows of one kind what their names say.

    ``refitted`` collects, by field, the rows whose cells and model names differ as they may.
    """

    def __init__(self, kind: Kind, headings: Mapping[str, str]) -> None:
        self._kind = kind
        self._headings = headings
        self._words = kind.words
        self.refitted: dict[str, list[int]] = {}

    def read(self, row: ReadRow, said: Said | None) -> None:
        """Fill what no cell gives, and note what contradicts."""
        row.read_from.update(dict.fromkeys(row.facts, CELL))
        words = None if said is None else (*said.classed, said.words)
        reading = read_model(self._kind.id, str(row.facts.get("model") or ""))
        done = complete(
            self._kind,
            row.facts,
            words=words,
            may_fill=lambda field, value: self._may_fill(row, field, value),
        )
        for field in done.facts.keys() - row.facts.keys():
            row.read_from[field] = done.read.get(field, CELL)
        row.facts.update(done.facts)
        row.read_from.update(done.read)
        row.presumed.update(done.inferred)
        row.read_from.update(dict.fromkeys(done.inferred, INFERRED))
        if reading.text:
            row.facts["model"] = _without_power(reading.text, reading)
        self._contradict(row, done)

    def heading(self, field: str) -> str:
        """The heading of a field in the sheet, else its name in the library."""
        return self._headings.get(field) or self._kind.field(field).heading_zh

    def _may_fill(self, row: ReadRow, field: str, value: object) -> bool:
        problem = row.problem_of(field)
        if problem is None or problem.code != _AMBIGUOUS:
            return True
        open_to = self._words.ambiguous.get(field, {}).get(fold(problem.value or ""), ())
        return value in open_to

    def _contradict(self, row: ReadRow, done: Completed) -> None:
        row.disputed.update(done.disputed)
        for found in done.contradictions:
            if found.field in REFITTED:
                self.refitted.setdefault(found.field, []).append(row.row)
            elif found.field != CHECKED and row.problem_of(found.field) is None:
                row.problems.append(self._problem(row, found))

    def _problem(self, row: ReadRow, found: nameplates.Contradiction) -> Problem:
        return row_problem(
            row,
            "name_disagrees",
            found.field,
            self.heading(found.field),
            row.text_of(self._headings.get(found.field)) or str(found.cell),
            model=row.facts.get("model"),
            said=_shown(found.name),
        )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:g}" if isinstance(value, float) else str(value)
