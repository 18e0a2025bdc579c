"""Bringing staged rows up to how their file reads now, after a person has corrected some of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from peewee import fn

from inventory.core import database
from inventory.core.bulk import bulk_update
from inventory.intake.imports import lookup, storing
from inventory.intake.imports.divisions import LEFT_OUT, Places
from inventory.intake.imports.models import Import, ImportProblem, ImportRow
from inventory.registry import reading

Place = tuple[str, int]


def take_over(staged: Import, edited: Collection[int], result: reading.ReadResult) -> None:
    """Bring the staged rows up to how the file reads now; what is in the ledger stays.

    `edited` are the ids of the rows that were corrected.
    """
    found = {(item.sheet, item.row): item for item in result.rows}
    places = Places(staged, result.rows)
    stood = _stood(staged)
    problems = _by_place(problems_of(staged).where(~ImportProblem.of_ledger).dicts())
    changed: list[tuple[int, str, reading.ReadRow, list[Any]]] = []
    for place, (key, decision, *columns) in stood.items():
        item = found[place]
        now = list(storing.problems_in(item, places))
        same = tuple(columns) == storing.as_read(item)[1:] and problems.get(place, []) == [
            _said(each) for each in now
        ]
        if key in edited or not same:
            left_out = LEFT_OUT in {code for code, *_rest in problems.get(place, [])}
            decided = places.decision(item) or ("" if left_out else decision)
            changed.append((key, decided, item, now))
    _forget_problems(staged, {(item.sheet, item.row) for *_row, item, _now in changed})
    bulk_update(
        ImportRow,
        (*storing.READ, "decision", "status"),
        [
            (*storing.as_read(item), decided, _status(now), key)
            for key, decided, item, now in changed
        ],
    )
    storing.record_problems(staged, ((item, each) for *_row, item, now in changed for each in now))


def _stood(staged: Import) -> dict[Place, tuple[Any, ...]]:
    """Where an open row stands → its id, decision and how it was read, in database form."""
    query = ImportRow.select(
        ImportRow.sheet,
        ImportRow.row,
        ImportRow.id,
        ImportRow.decision,
        fn.COALESCE(ImportRow.facts, "{}").coerce(False),
        fn.COALESCE(ImportRow.sources, "").coerce(False),
        ImportRow.enterprise,
        ImportRow.uscc,
        ImportRow.region,
        ImportRow.kind,
    ).where((ImportRow.import_ == staged.id) & ImportRow.status.in_(lookup.OPEN_ROWS))
    return {(sheet, number): tuple(rest) for sheet, number, *rest in query.tuples()}


def problems_of(staged: Import) -> Any:
    """What is wrong with the rows of an import, as it was found."""
    return (
        ImportProblem.select().where(ImportProblem.import_ == staged.id).order_by(ImportProblem.id)
    )


def of_row(row: ImportRow) -> Any:
    """The condition that a problem is one of a row."""
    return (ImportProblem.sheet == row.sheet) & (ImportProblem.row == row.row)


def _by_place(problems: Sequence[dict[str, Any]]) -> dict[Place, list[tuple[Any, ...]]]:
    by_place: dict[Place, list[tuple[Any, ...]]] = {}
    for item in problems:
        said = tuple(item[key] for key in SAID)
        by_place.setdefault((item["sheet"], item["row"]), []).append(said)
    return by_place


# Problems are equal if these are equal.
SAID = ("code", "severity", "field", "heading", "value", "message")


def _said(problem: Any) -> tuple[Any, ...]:
    return tuple(getattr(problem, key) for key in SAID)


def _status(problems: Sequence[Any]) -> str:
    return "rejected" if any(item.severity == reading.ERROR for item in problems) else "pending"


def _forget_problems(staged: Import, places: set[Place]) -> None:
    """Delete the outdated problems of these rows, also those that the ledger caused."""
    ids = [
        key
        for key, sheet, number in ImportProblem.select(
            ImportProblem.id, ImportProblem.sheet, ImportProblem.row
        )
        .where(ImportProblem.import_ == staged.id)
        .tuples()
        if (sheet, number) in places
    ]
    ImportProblem.delete().where(database.any_of(ImportProblem.id, ids)).execute()
