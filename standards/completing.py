"""What the names of a device add to its record: the one function of every way in.

What a name states is as firm as a cell, but a cell always wins; where the two contradict, both are
shown and neither decides (rulebook section 6). What is only usual is kept apart as inferred.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from standards import nameplates
from standards.kinds import Kind
from standards.nameplates import Contradiction, KindOfWords, Reading
from standards.words import fold

CELL, MODEL, NAME, INFERRED, TITLE = "cell", "model", "name", "inferred", "title"
"""Where a fact was read."""
MODEL_FIELD, NAME_FIELD, FUEL = "model", "name", "fuel"
LONGEST_WORDS = 60
_TYPE = "_type"
_DIGITS = re.compile(r"\d+")
_BETWEEN_MODELS = re.compile(r"[\s、，,;；&+]+|及|和|与")

# 0.5 t/h in a cell and 0.5 MW in the name: the name's is not filled in beside it.
_OTHER_CAPACITY = {
    "rated_capacity_tph": "rated_power_mw",
    "rated_power_mw": "rated_capacity_tph",
}

MayFill = Callable[[str, object], bool]


@dataclass(slots=True)
class Completed:
    """A record with what its names add.

    ``read``: where the facts that were added come from. ``inferred``: what is only usual.
    ``contradictions``: what the model name says of fields that the record has otherwise.
    """

    facts: dict[str, object]
    read: dict[str, str] = field(default_factory=dict)
    inferred: dict[str, object] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def disputed(self) -> dict[str, object]:
        """Field → what the model name says of it, where the record says otherwise."""
        return {found.field: found.name for found in self.contradictions}


@lru_cache(maxsize=8192)
def read_model(kind: str, model: str) -> Reading:
    """What a model name says, each different one read once; nothing where it is several names."""
    if names_several(kind, model):
        return Reading(kind, "")
    return nameplates.read(kind, model)


def names_several(kind: str, model: str) -> bool:
    """Whether a text holds model names of several devices of a kind: S9-315/10、S11-400/10."""
    parts = _BETWEEN_MODELS.split(model[: nameplates.MAX_LENGTH])
    if len(parts) < 2:
        return False
    names = {part for part in parts if any(hint.kind == kind for hint in nameplates.kind_of(part))}
    return len(names) > 1


@lru_cache(maxsize=8192)
def _of_words(text: str) -> KindOfWords:
    return nameplates.kind_of_words(text)


def words_of(text: str) -> KindOfWords:
    """What the words of a name mean; what is longer than a name is not read. Numbers are none."""
    return _of_words(_DIGITS.sub("0", text[:LONGEST_WORDS]))


def complete(
    kind: Kind,
    facts: Mapping[str, object],
    *,
    words: Sequence[KindOfWords] | None = None,
    settled: Collection[str] = (),
    may_fill: MayFill | None = None,
) -> Completed:
    """The facts with what the model name and the words of the name add; nothing given is changed,
    but a word that leaves open what the model states (煤 of ``AⅡ``).

    ``words``: what the names mean, where more than the device's own name says it. ``settled``:
    fields that a person has confirmed against the nameplate. ``may_fill``: what a reader of cells
    knows against a value.
    """
    done = Completed(dict(facts))
    given = str(facts.get(MODEL_FIELD) or "")
    reading = read_model(kind.id, given)
    spoken = _spoken(kind, facts, words)
    if reading.text:
        _other_fuel(done, kind, reading, spoken, may_fill)
        compared = {k: v for k, v in done.facts.items() if k not in settled}
        done.contradictions = nameplates.agree(kind.id, compared, reading)
        _narrow(done, kind, reading)
    filler = _Filler(kind, done, may_fill)
    unsaid = {field for said in spoken for field in said.unsaid}
    unsaid |= {_OTHER_CAPACITY.get(found.field, "") for found in done.contradictions}
    filler.fill(((f.field, f.value) for f in reading.read if f.field not in unsaid), MODEL)
    for said in spoken:
        filler.fill(((f.field, f.value) for f in said.facts), NAME)
    usual = [*reading.inferred, *(fact for said in spoken for fact in said.inferred)]
    named = type_in_name(kind, str(facts.get(NAME_FIELD) or ""))
    if named is not None and named[0] not in {fact.field for fact in usual}:
        filler.fill([named], NAME)
    filler.imply()
    left_open = {*unsaid, *(each.field for each in reading.open)}
    filler.infer((f.field, f.value) for f in usual if f.field not in left_open)
    return done


def type_in_name(kind: Kind, name: str) -> tuple[str, str] | None:
    """The type that a whole name is a word for (重型载货汽车 under 设备名称), with its field."""
    if not name or len(name) > LONGEST_WORDS:
        return None
    folded = fold(name)
    found = [
        (each.id, choice)
        for each in kind.fields
        if each.id.endswith(_TYPE)
        and (choice := kind.words.choices.get(each.id, {}).get(folded)) is not None
        and choice not in each.broader
    ]
    return found[0] if len(found) == 1 else None


def _spoken(
    kind: Kind, facts: Mapping[str, object], words: Sequence[KindOfWords] | None
) -> list[KindOfWords]:
    said = [words_of(str(facts.get(NAME_FIELD) or ""))] if words is None else words
    return [each for each in said if each.kind == kind.id]


def _other_fuel(
    done: Completed,
    kind: Kind,
    reading: Reading,
    spoken: Sequence[KindOfWords],
    may_fill: MayFill | None,
) -> None:
    """生物质锅炉 DZL4-1.25-AⅡ: what the name says a boiler burns stands against its model name like
    a cell, so that neither decides."""
    stated = reading.facts().get(FUEL)
    if stated is None or not kind.has(FUEL) or done.facts.get(FUEL) not in (None, ""):
        return
    coals = {word for each in kind.field(FUEL).broader.values() for word in each}
    said = [f.value for each in spoken for f in (*each.facts, *each.inferred) if f.field == FUEL]
    for value in said[:1]:
        differs = value != stated and not {value, stated} <= coals
        if differs and (may_fill is None or may_fill(FUEL, value)):
            done.facts[FUEL], done.read[FUEL] = value, NAME


def _narrow(done: Completed, kind: Kind, reading: Reading) -> None:
    """煤 in the record and AⅡ in the model name: the name says which coal it is."""
    stated: Mapping[str, object] = {}
    for each in kind.fields:
        options = each.broader.get(str(done.facts.get(each.id))) if each.broader else None
        if options:
            stated = stated or reading.facts()
            if stated.get(each.id) in options:
                done.facts[each.id] = stated[each.id]
                done.read[each.id] = MODEL


class _Filler:
    """Fills blank fields of one record."""

    def __init__(self, kind: Kind, done: Completed, may_fill: MayFill | None) -> None:
        self._kind = kind
        self._done = done
        self._told = may_fill

    def _may(self, name: str, value: object) -> bool:
        if self._done.facts.get(name) not in (None, "") or not self._kind.has(name):
            return False
        return self._told is None or self._told(name, value)

    def fill(self, facts: Iterable[tuple[str, object]], source: str) -> None:
        for name, value in facts:
            if self._may(name, value):
                self._done.facts[name] = value
                self._done.read[name] = source

    def imply(self) -> None:
        """单级单吸 says one stage and one inlet, and has said it where it was read itself."""
        facts, words = self._done.facts, self._kind.words
        for name, meanings in words.implies.items():
            said = meanings.get(fold(str(facts.get(name) or ""))) if facts.get(name) else None
            for other, value in said.others.items() if said else ():
                if self._may(other, value):
                    facts[other] = value
                    if name in self._done.read:
                        self._done.read[other] = self._done.read[name]

    def infer(self, facts: Iterable[tuple[str, object]]) -> None:
        for name, value in facts:
            if self._may(name, value):
                self._done.inferred.setdefault(name, value)
