"""What the services of imports return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inventory.intake.imports.models import ImportProblem, ImportRow
from inventory.registry import reading

Counts = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class OpenRow:
    """A row that can still be corrected; an edit must name its version."""

    row_id: int | None = None
    version: int | None = None
    kind: str = ""
    decision: str = ""
    target: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReportedProblem(reading.Problem, OpenRow):
    """A problem, with its row while that can be corrected."""


@dataclass(frozen=True, kw_only=True)
class ReportedCorrection(OpenRow):
    """A corrected cell, with its row while that is open."""

    sheet: str
    row: int
    field: str
    heading: str
    was: str
    text: str
    actor_name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReportedDecision(OpenRow):
    """A row that a person has decided about."""

    sheet: str
    row: int


@dataclass(frozen=True, kw_only=True)
class Totals:
    """The rows by what has become of them: in all, and by sheet."""

    all: Counts
    sheets: Mapping[str, Counts]


@dataclass(frozen=True, kw_only=True)
class Report:
    """The result that adds up: created + updated + unchanged + rejected + skipped = read."""

    import_id: int
    file: str
    status: str
    totals: Totals
    skipped_rows: Mapping[str, Counts]
    notes: Sequence[Mapping[str, Any]]
    pages: Mapping[str, Sequence[Sequence[int]]]  # by sheet, of a file that has pages
    problems: Sequence[ReportedProblem]
    corrections: Sequence[ReportedCorrection]
    decisions: Sequence[ReportedDecision]


@dataclass(frozen=True)
class Cell:
    """A cell of a row: `was` is the file's own text, `text` is read in its place."""

    heading: str
    field: str | None
    unit: str | None
    was: str
    text: str


@dataclass(frozen=True)
class EditedRow:
    """A row as it stands now, with what is wrong with it; `reading`: a correction of it is kept
    and still being read."""

    row: ImportRow
    problems: Sequence[ImportProblem]
    reading: bool = False


@dataclass(frozen=True)
class WholeRow(EditedRow):
    """A row with its problems and every cell."""

    cells: Sequence[Cell] = ()


@dataclass(frozen=True)
class DoubtfulWord:
    """A word that was not understood, the number of rows that hold it, and what it may mean."""

    kind: str
    field: str
    heading: str | None
    word: str
    rows: int
    near: Sequence[str]
    choices: Sequence[str]


@dataclass(frozen=True)
class Block:
    """One thing that depends on the import and prevents its undo."""

    equipment_id: int
    code: str
    message: str
    message_en: str


@dataclass(frozen=True, kw_only=True)
class UndoPreview:
    """What the undo of an import would do; `blocks` are the first of the `blocked` ones."""

    possible: bool
    status: str
    created: int
    updated: int
    blocked: int
    blocks: Sequence[Block]
