"""Kinds of equipment and their fields: what the application must know of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from standards.errors import StandardsError
from standards.words import Words

FIELD_TYPES: Final[tuple[str, ...]] = ("text", "number", "integer", "date", "choice", "yesno")


OTHER_CHOICE: Final = "其他"


@dataclass(frozen=True)
class Field:
    """One fact of a device. ``unit`` is the unit of every number stored under this id."""

    id: str
    heading_zh: str
    heading_en: str
    type: str
    unit: str | None = None
    required: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""
    minimum: float | None = None
    maximum: float | None = None
    positive: bool = False
    labels: tuple[str, ...] = ()
    """Chinese names of the choices, one for each, where the choices are codes."""
    choices_en: tuple[str, ...] = ()
    """English words of the choices, one for each: shown, never stored."""
    region_table: str | None = None
    """The table of division codes that decides a yes or no: shown as read from the region, never
    asked, and what a record says of it does not count."""
    broader: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Choices that are words for several of the others: 煤 for the four coals. A device with one
    is judged for each of them (narrowing.py)."""
    holds_for: tuple[str, ...] = ()
    """A choice field of the kind, then the choices with which this field means anything: the
    thermal class is that of a dry transformer. With another choice it is passed over."""

    @property
    def by_region(self) -> bool:
        """Whether the region decides it: shown, never asked."""
        return self.region_table is not None

    def word_zh(self, choice: str) -> str:
        """A choice as people read it: its label where it has one."""
        return dict(zip(self.choices, self.labels, strict=False)).get(choice, choice)

    def word_en(self, choice: str) -> str:
        """The English word of a choice; anything else stays as it is."""
        return dict(zip(self.choices, self.choices_en, strict=False)).get(choice, choice)

    def in_range(self, value: float) -> bool:
        """Whether a number lies within the field's range; ``positive`` leaves out the lower end."""
        if self.minimum is not None and (
            value < self.minimum or (self.positive and value <= self.minimum)
        ):
            return False
        return self.maximum is None or value <= self.maximum


@dataclass(frozen=True)
class Printed:
    """How a device of a kind stands in an official document: the word that counts it, and the
    fields of its two numbers (the first one filled is printed) with what they are called.
    """

    counter: str
    serial: tuple[str, ...]
    serial_label: str
    registration: tuple[str, ...]
    registration_label: str


@dataclass(frozen=True)
class Turn:
    """Devices of a kind that are really of another: one machine is one kind, and has one answer.

    ``by`` is the choice that says so, ``values`` what each of its words is there; ``renamed``
    fields that have another name there. Fields of one name go over as they are.
    """

    kind: str
    by: str
    values: Mapping[str, str]
    renamed: Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """One kind of equipment: its fields (the common ones first), what identifies a device, and all
    else that a program must know of it.

    ``powers``: departments of the law whose powers come with leading this kind. ``copies``: those
    that a document about it concerns besides; they get a copy. ``capacity``: the
    number by which devices are summed beside their count. ``statistics``: choices that are counted
    each. ``derives`` and ``contradictions`` name the readings of ``preparing`` and ``facts``,
    ``nameplate`` the grammar of ``nameplates`` that its model names follow. ``turns``: which of
    its devices are judged as another kind.
    """

    id: str
    name_zh: str
    name_en: str
    department: str
    department_en: str
    fields: tuple[Field, ...]
    identity: tuple[tuple[str, ...], ...]
    powers: tuple[str, ...]
    printed: Printed
    words: Words
    capacity: str | None = None
    statistics: tuple[str, ...] = ()
    derives: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    nameplate: str | None = None
    turns: Turn | None = None
    copies: tuple[str, ...] = ()
    _by_id: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {f.id: f for f in self.fields})

    def field(self, field_id: str) -> Field:
        """The field of that id.

        Raises: StandardsError when the kind has no such field.
        """
        found = self._by_id.get(field_id)
        if found is None:
            raise StandardsError(
                f"{self.name_zh}没有字段“{field_id}”", f"{self.id} has no field {field_id!r}"
            )
        return found

    def has(self, field_id: str) -> bool:
        return field_id in self._by_id
