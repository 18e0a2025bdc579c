"""Facts that stand in a row's names: its model name, the words of its name and of its class.

What a name states is as firm as a cell, but a cell always wins; where the two contradict both are
shown and neither decides. What is only usual is kept apart as presumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from standards import nameplates
from standards.nameplates import Reading
from standards.words import fold

from .kinds import Said
from .messages import row_problem
from .model import Problem, ReadRow

if TYPE_CHECKING:
    from standards import Kind

# Where a fact was read, as ``ReadRow.read_from`` says it.
CELL, MODEL, NAME, INFERRED, TITLE = "cell", "model", "name", "inferred", "title"
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


@lru_cache(maxsize=8192)
def read_model(kind: str, model: str) -> Reading:
    """What a model name says, each different one read once."""
    return nameplates.read(kind, model)


class NameReader:
    """Adds to the rows of one kind what their names say.

    ``refitted`` collects, by field, the rows whose cells and model names differ as they may.
    """

    def __init__(self, kind: Kind, headings: Mapping[str, str]) -> None:
        self._kind = kind
        self._headings = headings
        self._words = kind.words
        self.refitted: dict[str, list[int]] = {}
        self._implying = [field for field in kind.words.implies if kind.has(field)]

    def read(self, row: ReadRow, said: Said | None) -> None:
        """Fill what no cell gives, and note what contradicts."""
        row.read_from.update(dict.fromkeys(row.facts, CELL))
        reading = read_model(self._kind.id, str(row.facts.get("model") or ""))
        if reading.text:
            row.facts["model"] = _without_power(reading.text, reading)
            self._contradict(row, reading)
            self._fill(row, ((f.field, f.value) for f in reading.read), MODEL)
        spoken = self._spoken(said)
        for words in spoken:
            self._fill(row, ((f.field, f.value) for f in words.facts), NAME)
        self._imply(row)
        usual = [*reading.inferred, *(fact for words in spoken for fact in words.inferred)]
        left_open = {field.field for field in reading.open}
        for fact in usual:
            if fact.field not in left_open and self._may_fill(row, fact.field, fact.value):
                row.presumed.setdefault(fact.field, fact.value)
                row.read_from[fact.field] = INFERRED

    def heading(self, field: str) -> str:
        """The heading of a field in the sheet, else its name in the library."""
        return self._headings.get(field) or self._kind.field(field).heading_zh

    def _spoken(self, said: Said | None) -> list[nameplates.KindOfWords]:
        if said is None:
            return []
        return [w for w in (*said.classed, said.words) if w.kind == self._kind.id]

    def _fill(self, row: ReadRow, facts: Iterable[tuple[str, object]], source: str) -> None:
        for field, value in facts:
            if self._may_fill(row, field, value):
                row.facts[field] = value
                row.read_from[field] = source

    def _may_fill(self, row: ReadRow, field: str, value: object) -> bool:
        if field in row.facts or not self._kind.has(field):
            return False
        problem = row.problem_of(field)
        if problem is None or problem.code != _AMBIGUOUS:
            return True
        open_to = self._words.ambiguous.get(field, {}).get(fold(problem.value or ""), ())
        return value in open_to

    def _imply(self, row: ReadRow) -> None:
        """单级单吸 says one stage and one inlet, whoever said it."""
        for field in self._implying:
            said = self._words.implies[field].get(fold(str(row.facts.get(field) or "")))
            for other, value in said.others.items() if said else ():
                if self._may_fill(row, other, value):
                    row.facts[other] = value
                    row.read_from[other] = row.read_from.get(field, CELL)

    def _contradict(self, row: ReadRow, reading: Reading) -> None:
        for found in nameplates.agree(self._kind.id, row.facts, reading):
            row.disputed[found.field] = found.name
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
