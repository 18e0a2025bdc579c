"""The nouns of the library: documents, tables, rules, plans, findings (kinds.py has the kinds).

Everything here is frozen. Regulation is data (``standards/library``); these classes only give it
names and types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from standards.errors import StandardsError
from standards.kinds import Kind
from standards.potential import Factors, Programme


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
    sentences that all of these quote, verbatim, with their place in the plan. ``lists`` are the
    plan's own lists (清单), each row an item; without an id, a list that an office fills.
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
    lists: pl.DataFrame


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
