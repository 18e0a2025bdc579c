"""What is to be known of a file, and of its sheets, with the rows that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inventory.core.messages import Sentence
from inventory.registry import reading
from inventory.registry.reading.looking import RowWords, words_of_rows
from inventory.registry.reading.sheetnotes import no_device_notes


@dataclass(frozen=True, slots=True)
class Placed:
    """A note, and its first rows by their names with what stands first in each."""

    note: reading.Note
    rows: list[tuple[Sentence, str]]


def placed(result: reading.ReadResult, path: Path) -> list[Placed]:
    """All notes on a file that has been read."""
    notes = list(_with_sheets(result))
    wanted: dict[str, list[int]] = {}
    for sheet, note in notes:
        wanted.setdefault(sheet or "", []).extend(note.rows)
    words: RowWords = words_of_rows(path, path.name, wanted) if any(wanted.values()) else {}
    return [
        Placed(
            note,
            [
                (result.row_name(sheet, row), words.get(sheet or "", {}).get(row, ""))
                for row in note.rows
            ],
        )
        for sheet, note in notes
    ]


def _with_sheets(result: reading.ReadResult) -> Iterator[tuple[str | None, reading.Note]]:
    yield from ((note.sheet, note) for note in result.notes)
    for sheet in result.sheets:
        apart = no_device_notes(sheet.name, sheet.skipped, sheet.skipped_rows)
        yield from ((sheet.name, note) for note in (*apart, *sheet.notes))
