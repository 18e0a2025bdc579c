"""Reading a filled workbook into draft items: all problems at once, all rows or none.

The reader is that of any ledger; this module finds the device of each row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid
from inventory.core.kinds import known_kind
from inventory.intake.declarations import drafting, lookup
from inventory.intake.declarations.checking import without_blanks
from inventory.intake.declarations.models import Declaration, DeclarationItem
from inventory.intake.declarations.workbook_rows import OWN_HEADINGS, DeclaredAction, Rows
from inventory.judgement.library import current
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry import reading
from inventory.registry.equipment.identity import identities
from inventory.registry.reading.together import CONTRADICTED

# Notes that our own workbook always causes: a sheet without a table, a hidden column.
OF_THE_FORM = frozenset({"no_table", "hidden_columns"})
# Action → the word under which the report counts it.
WORDS = {"new": "new", "change": "changed", "retire": "retired", "confirm": "confirmed"}


@dataclass
class Report:
    """The result of an upload: rows by action, and notes of the reader."""

    counts: Counter[str] = field(default_factory=Counter)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)


def _refuses(problem: reading.Problem) -> bool:
    """Refuse a cell that was not understood: a blank would delete the device's fact. So is
    what contradicts itself, as in the form.
    """
    asked = problem.code in reading.NOT_READ or problem.code == CONTRADICTED
    return problem.severity == reading.ERROR or asked


def upload(actor: Actor, declaration_id: int, path: Path, name: str) -> Report:
    """Read a workbook into the items of a draft.

    Raises Invalid with every problem of every row; then nothing of the file has been taken.
    """
    declaration = lookup.get(actor, declaration_id)
    enterprise = enterprises.get(actor, declaration.enterprise_id)
    result = _read(path, name, enterprise)
    rows = Rows(actor, enterprise)
    wanted = [rows.wanted(sheet, row) for sheet in result.sheets for row in sheet.rows]
    errors = [
        *(p.as_dict() for p in result.problems if _refuses(p)),
        *rows.problems,
    ]
    if errors:
        raise _refused(errors)
    report = Report(
        warnings=[problem.as_dict() for problem in result.problems],
        notes=[
            note.as_dict()
            for note in (*result.notes, *(note for sheet in result.sheets for note in sheet.notes))
            if note.heading not in OWN_HEADINGS and note.code not in OF_THE_FORM
        ],
    )
    with db.atomic():
        drafting.editing(actor, declaration_id)
        drafts = _Drafts(declaration)
        for item in wanted:
            if item is not None:
                report.counts[drafts.save(item)] += 1
    return report


def _read(path: Path, name: str, enterprise: Enterprise) -> reading.ReadResult:
    try:
        return reading.read_file(
            path,
            kind=None,
            library=current.built_in(),
            today=clock.today(),
            enterprise=enterprise.name,
            name=name,
        )
    except reading.FileProblem as problem:
        raise Invalid.told(problem) from problem


def _refused(errors: Sequence[dict[str, Any]]) -> Invalid:
    ordered = sorted(errors, key=lambda item: (item["sheet"], item["row"]))
    return Invalid.of("declarations.workbook_problems", count=len(ordered), details=ordered)


class _Drafts:
    """The items that a draft has: a second upload corrects them and adds no duplicates."""

    def __init__(self, declaration: Declaration) -> None:
        self._declaration = declaration
        query = DeclarationItem.select().where(DeclarationItem.declaration == declaration.id)
        listed = list(query.order_by(DeclarationItem.id))
        self._known = {item.equipment_id: item for item in listed if item.equipment_id}
        self._new = [item for item in listed if not item.equipment_id]
        self._count = len(listed)

    def save(self, wanted: DeclaredAction) -> str:
        """Write one row's item; returns the word under which it is counted."""
        if not wanted.action:
            return "unchanged"
        found = (
            self._known.get(wanted.device.id) if wanted.device is not None else self._alike(wanted)
        )
        if found is None:
            self._create(wanted)
        else:
            found.action, found.facts = wanted.action, wanted.facts
            found.region, found.base_version = wanted.region, wanted.base_version
            found.save()
        return WORDS[wanted.action]

    def _alike(self, wanted: DeclaredAction) -> DeclarationItem | None:
        """The item of an earlier upload that this row repeats: by a number, or word for word."""
        kind = known_kind(wanted.kind)
        own = set(identities(kind, wanted.facts))
        for index, item in enumerate(self._new):
            same = item.kind == wanted.kind and (
                own & set(identities(kind, without_blanks(item.facts)))
                or item.facts == wanted.facts
            )
            if same:
                return self._new.pop(index)
        return None

    def _create(self, wanted: DeclaredAction) -> None:
        self._count += 1
        if self._count > drafting.MAX_ITEMS:
            raise Conflict.of("declarations.too_many_items_uploading", max_items=drafting.MAX_ITEMS)
        DeclarationItem.create(
            declaration=self._declaration.id,
            action=wanted.action,
            kind=wanted.kind,
            region=wanted.region,
            equipment=wanted.device.id if wanted.device is not None else None,
            base_version=wanted.base_version,
            facts=wanted.facts,
            remarks=[],
        )


def totals(counts: Mapping[str, int]) -> dict[str, int]:
    """Every count of an upload, the zeros too."""
    return {word: counts.get(word, 0) for word in (*WORDS.values(), "unchanged")}
