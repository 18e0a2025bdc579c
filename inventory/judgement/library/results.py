"""What the services of the library return; the API's schemas read their attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from standards.model import Edition


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """An outcome of a rule, with its name in Chinese."""

    word: str
    name: str


@dataclass(frozen=True, kw_only=True)
class RuleSummary:
    """A rule in one line; of several windows of one id the one that holds today."""

    id: str
    kind: str
    kind_name: str
    name: str
    name_en: str
    document: str
    document_title: str
    clause: str
    region: str | None  # None: everywhere
    valid_from: date
    valid_to: date | None  # the first day on which it no longer holds
    from_certainty: str
    in_force_today: bool
    selects: str
    obligation: str
    certainty: str
    outcomes: Sequence[Outcome]


@dataclass(frozen=True, kw_only=True)
class Window:
    """A time in which a rule reads the same."""

    valid_from: date
    valid_to: date | None
    document: str
    document_title: str
    clause: str


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """What a rule says with one of its outcomes."""

    outcome: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class RuleDetail(RuleSummary):
    """A rule with its windows, editions, tables and sentences."""

    windows: Sequence[Window]
    check: str
    only_in_use: bool
    dates: Sequence[str]
    editions: Sequence[Edition]
    tables: Sequence[str]
    parameters: Mapping[str, Any]  # as the rule's file writes them
    messages: Sequence[Sentence]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A place in a document that the library uses: by rules, and by rows of tables."""

    clause: str
    rules: Sequence[str]
    tables: Sequence[str]
    rows: int
    wording: str


@dataclass(frozen=True, kw_only=True)
class PlanRows:
    """A local plan with its tasks and targets, row by row as its files have them."""

    region: str
    region_name: str
    tasks: Sequence[Mapping[str, Any]]
    targets: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class DocumentSummary:
    """A document with its four dates and how many rules and tables rest on it."""

    id: str
    number: str
    title: str
    type: str
    issuer: str | None
    issued: date | None
    in_force: date | None
    superseded_on: date | None
    superseded_by: str | None
    last_checked: date | None  # the last of its own date and of the marks of its tables
    looked_on: date | None
    note: str
    stale: bool
    holds_today: bool
    certainty: str
    rules: int
    tables: int


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Who compared a table with the official text; not `valid` where the table changed since."""

    id: int
    page: str
    checked_on: date
    remark: str
    name: str
    created_at: datetime
    valid: bool
    revoked_at: datetime | None
    revoked_name: str
    revoked_reason: str


@dataclass(frozen=True, kw_only=True)
class TableSummary:
    """A table in one line; `check` is the mark that stands."""

    id: str
    document: str
    rows: int
    certainties: Sequence[str]
    check: Mark | None


@dataclass(frozen=True, kw_only=True)
class TableHeading(TableSummary):
    """A table in the list of all tables."""

    document_title: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """What a column of a table holds."""

    id: str
    heading_zh: str
    heading_en: str
    unit: str | None


@dataclass(frozen=True, kw_only=True)
class TableDetail(TableHeading):
    """A table with its rows, the marks on it and the rules that look into it."""

    marks: Sequence[Mark]
    columns: Sequence[Column]
    row_list: Sequence[Mapping[str, Any]]  # by column, as the table's file has them
    used_by: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class DocumentDetail(DocumentSummary):
    """A document with what rests on it."""

    clauses: Sequence[Clause]
    rule_list: Sequence[RuleSummary]
    table_list: Sequence[TableSummary]
    plan: PlanRows | None
    supersedes: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry of a catalogue that the machine does not decide."""

    use: str  # "hint" is shown to people, "none" is unusable
    item: str
    product: str
    cell: str
    spec: str
    kinds: Sequence[str]
    reason: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What a catalogue's entries are good for, counted as the catalogue prints them."""

    table: str
    document: str
    title: str
    matched: int
    hinted: int
    unusable: int
    entries: Sequence[Entry]


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One mistake in an uploaded package, with what to do about it."""

    file: str
    line: int | None
    key: str
    value: str
    message: str
    message_en: str
    remedy: str
    remedy_en: str


@dataclass(frozen=True, kw_only=True)
class PackageSummary:
    """A local document; `effective_from` is the first day on which it decides anything here."""

    id: int
    slug: str
    state: str
    state_name: str
    number: str
    title: str
    region: str  # blank: everywhere
    region_name: str
    starts: date
    effective_from: date | None
    what_if: int | None
    created_name: str
    created_at: datetime
    published_name: str
    published_at: datetime | None
    published_on: date | None
    withdrawn_name: str
    withdrawn_at: datetime | None
    withdrawn_on: date | None
    withdrawn_reason: str


@dataclass(frozen=True, kw_only=True)
class PackageListed(PackageSummary):
    """A package in a list; a `broken` one no longer fits the library and decides nothing."""

    broken: bool


@dataclass(frozen=True, kw_only=True)
class PackageFile:
    """A file of a package; `size` in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class AmendmentShown:
    """What becomes of a rule that there is; `former` has the parameters changed, as they were."""

    rule: str
    name: str
    name_en: str
    clause: str
    valid_from: date
    valid_to: date | None
    repeal: bool
    changes: Mapping[str, Any]
    former: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class PackageDetail(PackageListed):
    """A package with its contents; only `files` and `problems` where it does not fit."""

    files: Sequence[PackageFile]
    steps: Sequence[str]
    document: DocumentSummary | None = None
    rules: Sequence[RuleSummary] = ()
    amendments: Sequence[AmendmentShown] = ()
    tables: Sequence[TableSummary] = ()
    problems: Sequence[Mistake] = ()


@dataclass(frozen=True, kw_only=True)
class MarkStep:
    """A mark after a step, and the job that judges the ledger again."""

    mark: Mark
    job: int


@dataclass(frozen=True, kw_only=True)
class PackageStep:
    """A package after a step, and the job that judges the ledger again."""

    package: PackageSummary
    job: int
