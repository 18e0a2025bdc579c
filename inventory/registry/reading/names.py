"""Facts that stand in a row's names: its model name, the words of its name and of its class.

What they add is `standards.completing`'s to say; here the row learns it, with its warnings.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standards import nameplates
from standards.completing import CELL, INFERRED, Completed, complete, read_model, type_in_name
from standards.nameplates import KindOfWords, Reading
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
# A grammar says nothing about a field whose cell leaves several values open but not this one.
_AMBIGUOUS = "ambiguous_choice"
_UNKNOWN = "unknown_choice"


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


# So many different rows are remembered, and their additions taken as they were.
_MOST_KNOWN = 8_192
# What the check of a boiler's capacities looks at, whatever its name says.
_CAPACITIES = ("rated_capacity_tph", "rated_power_mw")


@dataclass(frozen=True, slots=True)
class _Addition:
    """What names add to every row that has the same in the fields they speak of."""

    facts: Mapping[str, object]
    read_from: Mapping[str, str]
    done: Completed


class NameReader:
    """Adds to the rows of one kind what their names say.

    ``refitted`` collects, by field, the rows whose cells and model names differ as they may.
    """

    def __init__(self, kind: Kind, headings: Mapping[str, str]) -> None:
        self._kind = kind
        self._headings = headings
        self._words = kind.words
        self._own_names = frozenset(map(fold, kind.words.names))
        # The words stay with what is known of them: no others can get their identity.
        self._spoken_of: dict[tuple[object, ...], tuple[Collection[str], object]] = {}
        self._added: dict[tuple[object, ...], _Addition] = {}
        self._types: dict[str, tuple[str, str] | None] = {}
        self._always = _looked_at(kind)
        self.refitted: dict[str, list[int]] = {}

    def read(self, row: ReadRow, said: Said | None) -> None:
        """Fill what no cell gives, and note what contradicts."""
        read_from = dict.fromkeys(row.facts, CELL)
        read_from.update(row.read_from)
        row.read_from = read_from
        reading = read_model(self._kind.id, str(row.facts.get("model") or ""))
        if said is None or any(each.code in (_AMBIGUOUS, _UNKNOWN) for each in row.problems):
            words = None if said is None else (*said.classed, said.words)
            added = self._add(row, words, reading)
        else:
            added = self._known(row, (*said.classed, said.words), reading)
        row.facts.update(added.facts)
        row.read_from.update(added.read_from)
        row.presumed.update(added.done.inferred)
        if added.done.contradictions:
            self._contradict(row, added.done)

    def _known(self, row: ReadRow, words: tuple[KindOfWords, ...], reading: Reading) -> _Addition:
        """What the names add, each different row read once: lists repeat the same few models."""
        facts = row.facts
        typed = self._typed(str(facts.get("name") or ""))
        names = (facts.get("model"), typed, *map(id, words))
        spoken = self._spoken_of.get(names)
        if spoken is None:
            if len(self._spoken_of) >= _MOST_KNOWN:
                self._added.clear()
                self._spoken_of.clear()
            spoken = self._spoken_of[names] = (_fields_of(words, reading) | self._always, words)
        key = (names, *map(facts.get, spoken[0]))
        found = self._added.get(key)
        if found is None:
            if len(self._added) >= _MOST_KNOWN:
                self._added.clear()
            found = self._added[key] = self._add(row, words, reading)
        return found

    def _typed(self, name: str) -> tuple[str, str] | None:
        if name not in self._types:
            if len(self._types) >= _MOST_KNOWN:
                self._types.clear()
            self._types[name] = type_in_name(self._kind, name)
        return self._types[name]

    def _add(
        self, row: ReadRow, words: Sequence[KindOfWords] | None, reading: Reading
    ) -> _Addition:
        done = complete(
            self._kind,
            row.facts,
            words=words,
            may_fill=lambda field, value: self._may_fill(row, field, value),
        )
        facts = {k: v for k, v in done.facts.items() if row.facts.get(k) != v}
        read_from = {k: done.read.get(k, CELL) for k in facts if k not in row.facts}
        if reading.text:
            facts["model"] = _without_power(reading.text, reading)
        inferred = dict.fromkeys(done.inferred, INFERRED)
        return _Addition(facts, read_from | done.read | inferred, done)

    def heading(self, field: str) -> str:
        """The heading of a field in the sheet, else its name in the library."""
        return self._headings.get(field) or self._kind.field(field).heading_zh

    def _may_fill(self, row: ReadRow, field: str, value: object) -> bool:
        problem = row.problem_of(field)
        if problem is None or problem.code not in (_AMBIGUOUS, _UNKNOWN):
            return True
        if problem.code == _UNKNOWN:
            return False  # 煤改气 under 燃料: what it says of AⅡ nobody knows
        said = fold(problem.value or "")
        if said in self._own_names:
            return True  # 电梯 under 设备种类 is the kind, and leaves every type open
        return value in self._words.ambiguous.get(field, {}).get(said, ())

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


def _looked_at(kind: Kind) -> frozenset[str]:
    """The fields of a kind that decide on additions whatever the names are."""
    broader = {field.id for field in kind.fields if field.broader}
    implied = {
        other
        for meanings in kind.words.implies.values()
        for said in meanings.values()
        for other in said.others
    }
    types = {field.id for field in kind.fields if field.id.endswith("_type")}
    return frozenset({*broader, *implied, *kind.words.implies, *types, *_CAPACITIES})


def _fields_of(words: Sequence[KindOfWords], reading: Reading) -> frozenset[str]:
    """The fields of which names say something."""
    said = (fact.field for each in words for fact in (*each.facts, *each.inferred))
    return frozenset({*said, *(f.field for f in (*reading.read, *reading.inferred))})


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:g}" if isinstance(value, float) else str(value)
