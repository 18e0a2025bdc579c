"""What a name says: facts that it states, facts that are only usual, and fields it leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from standards.nameplates.spelling import Spelled

Value = str | float | int | bool


@dataclass(frozen=True)
class Fact:
    """One field's value with the part of the text that says it.

    ``reason`` is "" where the name states the value; else the id of a reason
    (library/nameplates/reasons.toml) why it is only presumed.
    """

    field: str
    value: Value
    span: tuple[int, int]
    said: str
    reason: str = ""


@dataclass(frozen=True)
class OpenField:
    """A field that the name must not fill, why, and the values that it leaves to choose from."""

    field: str
    reason: str
    candidates: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Note:
    """Something to tell beside the facts. ``code``: ocr, swapped, two_machines, no_model …"""

    code: str
    span: tuple[int, int]
    said: str


@dataclass(frozen=True)
class Reading:
    """What the name of a device says.

    ``read`` as firm as the nameplate; ``inferred`` presumed; ``open`` must stay empty unless a
    person or a cell fills it; ``traits`` parts without a field of the kind (series, ie_class,
    atmospheric, waste_heat, low_voltage_kv …).
    """

    kind: str
    text: str
    read: tuple[Fact, ...] = ()
    inferred: tuple[Fact, ...] = ()
    open: tuple[OpenField, ...] = ()
    traits: tuple[Fact, ...] = ()
    notes: tuple[Note, ...] = ()

    def facts(self) -> dict[str, Value]:
        """Field → value of what is read."""
        return {f.field: f.value for f in self.read}

    def presumed(self) -> dict[str, Value]:
        """Field → value of what is inferred."""
        return {f.field: f.value for f in self.inferred}

    def trait(self, name: str) -> Value | None:
        return next((f.value for f in self.traits if f.field == name), None)

    @property
    def empty(self) -> bool:
        """Whether nothing at all was understood."""
        return not (self.read or self.inferred or self.traits)


@dataclass
class Sheet:
    """Collects the facts of one name. A field is set once: what is read outranks what is inferred,
    and an open field stays open for what comes after."""

    kind: str
    spelled: Spelled
    _read: dict[str, Fact] = field(default_factory=dict)
    _inferred: dict[str, Fact] = field(default_factory=dict)
    _open: dict[str, OpenField] = field(default_factory=dict)
    _traits: dict[str, Fact] = field(default_factory=dict)
    _notes: list[Note] = field(default_factory=list)

    def _fact(self, name: str, value: Value, place: tuple[int, int], reason: str = "") -> Fact:
        span = self.spelled.span(*place)
        return Fact(name, value, span, self.spelled.raw[slice(*span)], reason)

    def read(self, name: str, value: Value, place: tuple[int, int]) -> None:
        """A value that the text states at ``place`` (of the spelled text)."""
        if name not in self._read and name not in self._open:
            self._read[name] = self._fact(name, value, place)

    def infer(self, name: str, value: Value, place: tuple[int, int], reason: str) -> None:
        """A value that is only usual, with the id of its reason."""
        if name not in self._inferred and name not in self._open:
            self._inferred[name] = self._fact(name, value, place, reason)

    def replace(self, name: str, value: Value, span: tuple[int, int]) -> None:
        """A value that outranks what was read before; ``span`` of the text as it came."""
        self._open.pop(name, None)
        self._read[name] = Fact(name, value, span, self.spelled.raw[slice(*span)])

    def put(self, fact: Fact) -> None:
        """A fact that words gave; its span is already of the text as it came."""
        (self._inferred if fact.reason else self._read).setdefault(fact.field, fact)

    def leave_open(self, name: str, reason: str, candidates: Iterable[Value] = ()) -> None:
        """A field that this name must not fill."""
        if name not in self._read and name not in self._inferred:
            self._open.setdefault(name, OpenField(name, reason, tuple(candidates)))

    def trait(self, name: str, value: Value, place: tuple[int, int], reason: str = "") -> None:
        self._traits.setdefault(name, self._fact(name, value, place, reason))

    def note(self, code: str, place: tuple[int, int] = (0, 0)) -> None:
        span = self.spelled.span(*place)
        self._notes.append(Note(code, span, self.spelled.raw[slice(*span)]))

    def has(self, name: str) -> bool:
        """Whether the field is settled: read, inferred or open."""
        return name in self._read or name in self._inferred or name in self._open

    def reading(self) -> Reading:
        notes = list(self._notes)
        if self.spelled.repaired:
            notes.append(Note("ocr", (0, len(self.spelled.raw)), self.spelled.raw))
        return Reading(
            self.kind,
            self.spelled.raw,
            tuple(self._read.values()),
            tuple(f for f in self._inferred.values() if f.field not in self._read),
            tuple(self._open.values()),
            tuple(self._traits.values()),
            tuple(notes),
        )


def number(text: str) -> float:
    """A number as the grammars match it; commas of thousands never occur in model names."""
    return float(text)


def group(found: re.Match[str], name: str | int) -> tuple[int, int]:
    """The place of a group, (0, 0) where it took no part."""
    return found.span(name) if found.span(name) != (-1, -1) else (0, 0)
