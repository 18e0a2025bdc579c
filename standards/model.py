"""The nouns of the library: documents, kinds, fields, tables, rules, plans, findings.

Everything here is frozen. Regulation is data (``standards/library``); these classes only give it
names and types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import polars as pl

from standards.potential import Factors, Programme
from standards.words import Words

OUTCOMES: Final[tuple[str, ...]] = (
    "eliminate",
    "rectify",
    "reassess",
    "renew",
    "due",
    "improve",
    "unknown",
    "meets",
)
"""The eight outcomes, worst first: the order in which a device's verdict is taken. What is true
today stands before what will be: ``due`` ranks below ``renew`` (rulebook section 1).
"""

OUTCOME_ZH: Final[Mapping[str, str]] = {
    "eliminate": "应淘汰",
    "rectify": "应整改",
    "reassess": "应评估",
    "renew": "宜更新",
    "due": "临期",
    "improve": "可提升",
    "unknown": "待补充",
    "meets": "合格",
}

ENTERS: Final[Mapping[str, str | None]] = {
    "eliminate": "order",
    "rectify": "order",
    "reassess": "order",
    "renew": "advice",
    "due": "reminder",
    "improve": "advice",
    "unknown": "request",
    "meets": None,
}
"""What a finding may enter: an order (责令限期整改通知书), a reminder, an advice (节能监察建议书),
or a request for data.

A presumed finding never enters an order, whatever its outcome.
"""

LEVEL_ZH: Final[Mapping[str, str]] = {"access": "准入", "saving": "节能", "advanced": "先进"}

LEVELS: Final[tuple[str, ...]] = ("access", "saving", "advanced")
"""准入 / 节能 / 先进."""

CERTAINTIES: Final[tuple[str, ...]] = ("confirmed", "single", "derived", "recalled", "doubtful")
PRESUMED_CERTAINTIES: Final[frozenset[str]] = frozenset({"derived", "recalled", "doubtful"})
"""A finding that rests on data of one of these is presumed (reference certainty, rulebook section
7).
"""

FIELD_TYPES: Final[tuple[str, ...]] = ("text", "number", "integer", "date", "choice", "yesno")
NOT_JUDGED_STATES: Final[tuple[str, ...]] = ("拆除", "报废", "注销")
STOPPED_STATE: Final = "停用"
OTHER_CHOICE: Final = "其他"
OUTSIDE_TABLE: Final = "outside_table"
"""Pseudo field id in ``missing``: the facts are there, but the document's table has no row for
them.
"""


LOCAL_STANDARD: Final = "local_standard"
"""Likewise: a local standard governs whose limits the library does not hold."""
NO_FIELDS: Final = (OUTSIDE_TABLE, LOCAL_STANDARD)
"""What ``missing`` may name that is no field; each has a sentence of its own in texts.toml."""


class StandardsError(Exception):
    """Anything that the standards package refuses. ``message`` is Chinese, ``message_en``
    English.
    """

    def __init__(self, message: str, message_en: str) -> None:
        super().__init__(f"{message} / {message_en}")
        self.message = message
        self.message_en = message_en


class LibraryError(StandardsError):
    """A data file of the library is wrong. Names the file and the key.

    ``code`` says what sort of mistake it is, ``value`` what stands there; ``line`` is the row of a
    CSV file (its header is row 1), ``path`` the place in a TOML file: keys, and array positions.
    """

    def __init__(
        self,
        file: str,
        key: str,
        problem: str,
        problem_en: str,
        *,
        code: str = "",
        value: object = None,
        line: int | None = None,
        path: tuple[str | int, ...] = (),
    ) -> None:
        super().__init__(f"{file}：{key}：{problem}", f"{file}: {key}: {problem_en}")
        self.file = file
        self.key = key
        self.problem = problem
        self.problem_en = problem_en
        self.code = code
        self.value = value
        self.line = line
        self.path = path


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

    ``powers``: departments of the law whose powers come with leading this kind. ``capacity``: the
    number by which devices are summed beside their count. ``statistics``: choices that are counted
    each. ``derives`` and ``contradictions`` name the readings of ``preparing`` and ``facts``,
    ``nameplate`` the grammar of ``nameplates`` that its model names follow. ``turns``: which of
    its devices are judged as another kind.
    """

    id: str
    name_zh: str
    name_en: str
    department: str
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


@dataclass(frozen=True)
class Document:
    """A law, standard, catalogue or plan, with its dates."""

    number: str
    title: str
    type: str
    issuer: str | None
    issued: date | None
    in_force: date | None
    superseded_on: date | None
    superseded_by: str | None
    last_checked: date | None
    certainty: str
    source: str
    looked_on: date | None = None
    """When somebody last read the source that it is known from; ``last_checked`` is when somebody
    compared it with the official text."""
    note: str = ""
    """What maintainers must know; never part of the title, which parties read."""


@dataclass(frozen=True, eq=False)
class Table:
    """A limit table or catalogue. ``rows`` carries certainty and source on every row."""

    id: str
    document: str
    file: str
    rows: pl.DataFrame


@dataclass(frozen=True)
class Edition:
    """One edition of a product standard: in force on [valid_from, valid_to)."""

    document: str
    table: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Message:
    """A sentence template in two languages; ``{name}`` is a column of the rule's findings."""

    zh: str
    en: str


@dataclass(frozen=True)
class Rule:
    """One rule: which document says what, from when to when, and how it is checked."""

    id: str
    kind: str
    title_zh: str
    title_en: str
    check: str
    document: str
    clause: str
    valid_from: date
    valid_to: date | None
    from_certainty: str
    selects: str
    obligation: str
    certainty: str
    source: str
    only_in_use: bool
    region: str | None
    dates: tuple[str, ...]
    editions: tuple[Edition, ...]
    params: Mapping[str, Any]
    messages: Mapping[str, Message]
    file: str
    unanswered: tuple[str, ...] = ()
    """Conditions that the document names and no field answers: findings are presumed for them."""
    written: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The rule as its file writes it."""
    begun: date | None = None
    """The day on which it really began, where ``valid_from`` only begins one of its windows."""

    @property
    def begins(self) -> date:
        """The day from which its document applies it."""
        return self.begun or self.valid_from

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def region_prefix(self) -> str | None:
        """The plan's code without the trailing pairs of zeros: 360200 covers 3602xx."""
        return None if self.region is None else region_prefix(self.region)


@dataclass(frozen=True, eq=False)
class Plan:
    """A local plan with its rules, tasks and targets, and every measure of its text: ``measures``
    names the rules that decide it, or none where only people can. ``practices`` is how it is
    worked: surveys, schedules, lists, supervision, each in the plan's words. ``wording`` holds the
    sentences that all of these quote, verbatim, with their place in the plan.
    """

    region: str
    region_name: str
    document: str
    title: str
    issuer: str
    issued: date | None
    rules: tuple[Rule, ...]
    targets: pl.DataFrame
    tasks: pl.DataFrame
    measures: pl.DataFrame
    practices: pl.DataFrame
    wording: pl.DataFrame


@dataclass(frozen=True, eq=False)
class Library:
    """The whole library as loaded from disk; ``version`` is the first 12 hex digits of its hash."""

    version: str
    kinds: Mapping[str, Kind]
    documents: Mapping[str, Document]
    rules: tuple[Rule, ...]
    tables: Mapping[str, Table]
    plans: Mapping[str, Plan]
    texts: Mapping[str, Message] = field(default_factory=dict)
    factors: Factors = field(default_factory=Factors)
    programmes: tuple[Programme, ...] = ()

    def rules_for(self, kind_id: str, day: date) -> tuple[Rule, ...]:
        """The rules of one kind that exist on that day, in the library's order."""
        return tuple(r for r in self.rules if r.kind == kind_id and r.in_force(day))

    def kind(self, kind_id: str) -> Kind:
        """The kind of that id.

        Raises: StandardsError naming the kinds there are.
        """
        found = self.kinds.get(kind_id)
        if found is None:
            known = ", ".join(self.kinds)
            raise StandardsError(
                f"没有设备类别“{kind_id}”，可用：{known}",
                f"no equipment kind {kind_id!r}; there are: {known}",
            )
        return found


@dataclass(frozen=True)
class Finding:
    """One device, one rule, one day. The public shape of the rulebook, section 1."""

    rule: str
    outcome: str
    presumed: bool
    level: str | None
    grade: int | None
    document: str
    clause: str
    measured: Mapping[str, object] | None
    limit: Mapping[str, object] | None
    due: date | None
    then: str | None
    missing: tuple[str, ...]
    message: str
    message_en: str

    def as_dict(self) -> dict[str, object]:
        """The public JSON of a finding; ``due`` as ISO text."""
        return {
            "rule": self.rule,
            "outcome": self.outcome,
            "presumed": self.presumed,
            "level": self.level,
            "grade": self.grade,
            "document": self.document,
            "clause": self.clause,
            "measured": None if self.measured is None else dict(self.measured),
            "limit": None if self.limit is None else dict(self.limit),
            "due": None if self.due is None else self.due.isoformat(),
            "then": self.then,
            "missing": list(self.missing),
            "message": self.message,
            "message_en": self.message_en,
        }


def region_prefix(code: str) -> str:
    """A division code without its trailing pairs of zeros (GB/T 2260: 36 00 00, 36 02 00)."""
    prefix = code
    while len(prefix) > 2 and len(prefix) % 2 == 0 and prefix.endswith("00"):
        prefix = prefix[:-2]
    return prefix
