"""A file as it stands, for a person who says how it is to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.core.access import Actor
from inventory.core.files import FileStore
from inventory.intake.imports import lookup
from inventory.intake.imports.known_words import library_of
from inventory.registry import reading
from inventory.registry.reading.looking import View, first_rows, words_of_rows


@dataclass(frozen=True)
class Trial:
    """What is tried: the header of a sheet (None: what was said or found), the kind of all rows
    (None: what was said, blank: each row says its own), the first row to be seen."""

    sheet: str = ""
    header_row: int | None = None
    kind: str | None = None
    start: int = 1


@dataclass(frozen=True)
class RowText:
    """A row by its number, and what stands first in it."""

    row: int
    text: str


def rows(
    actor: Actor, import_id: int, sheet: str, wanted: Sequence[int], store: FileStore
) -> list[RowText]:
    """Rows of a sheet that a note speaks of, as they stand in the file."""
    staged = lookup.get(actor, import_id)
    path = store.path(staged.file_sha256)
    found = words_of_rows(path, staged.file_name, {sheet: wanted}).get(sheet, {})
    return [RowText(*each) for each in sorted(found.items())]


def look(actor: Actor, import_id: int, trial: Trial, store: FileStore) -> list[reading.FirstRows]:
    """The first rows of each sheet, and what its columns would be; nothing is kept."""
    staged = lookup.get(actor, import_id)
    said = staged.header_row
    rows: reading.HeaderRows = dict(said) if isinstance(said, dict) else said
    if trial.header_row is not None and trial.sheet:
        before = rows if isinstance(rows, dict) else {}
        rows = {**before, trial.sheet: trial.header_row}
    view = View(
        library_of(staged.region, staged.owner),
        staged.file_name,
        trial.start,
        (staged.kind if trial.kind is None else trial.kind) or None,
        rows,
        staged.mapping,
    )
    return first_rows(store.path(staged.file_sha256), view)
