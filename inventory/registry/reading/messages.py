"""The words of what reading a ledger finds, from the band's catalogues.

``reading_cell``, ``reading_row`` and ``reading_file`` of messages.toml have a remedy each;
``reading_note`` of sentences.toml only tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inventory.core.messages import Sentence, Text, catalogue, sentence

from .model import WARNING, Cell, Fault, FileProblem, Note, Problem, ReadRow, cell_text

FIRST_ROWS_IN_NOTE = 10


def problem(
    row: ReadRow,
    text: Text,
    severity: str,
    field: str | None,
    heading: str | None,
    value: str | None,
) -> Problem:
    """A problem of a row in the words of a message."""
    return Problem(
        row.sheet,
        row.row,
        row.data_row,
        field,
        heading,
        value,
        severity,
        text.code,
        text.zh,
        text.en,
        text.remedy_zh,
        text.remedy_en,
    )


def cell_text_of(code: str, params: Mapping[str, object]) -> Text:
    """The message about one cell."""
    return catalogue()[f"reading_cell.{code}"].filled(params)


def row_text_of(code: str, params: Mapping[str, object]) -> Text:
    """The message about a row as a whole."""
    return catalogue()[f"reading_row.{code}"].filled(params)


def cell_problem(row: ReadRow, field: str, heading: str, cell: Cell, fault: Fault) -> Problem:
    """The problem of one cell."""
    shown = cell_text(cell)
    text = cell_text_of(fault.code, {"heading": heading, "value": shown, **fault.params})
    return problem(row, text, fault.severity, field, heading, shown)


def row_problem(
    row: ReadRow,
    code: str,
    field: str | None,
    heading: str | None,
    value: str | None,
    severity: str = WARNING,
    /,
    **params: object,
) -> Problem:
    """A problem of a row as a whole."""
    text = row_text_of(code, {"heading": heading, "value": value, **params})
    return problem(row, text, severity, field, heading, value)


def note(
    code: str,
    params: Mapping[str, object],
    field: str | None = None,
    heading: str | None = None,
    rows: Sequence[int] = (),
    count: int | None = None,
) -> Note:
    """What is to be known of a sheet; a Sentence among the values gives each language its own."""
    said = sentence(f"reading_note.{code}", **params)
    counted = max(len(rows), 1) if count is None else count
    return Note(code, said.zh, said.en, field, heading, counted, tuple(rows[:FIRST_ROWS_IN_NOTE]))


def in_both(zh: str, en: str) -> Sentence:
    """A name that each language has a word of its own for."""
    return Sentence(zh, en)


def file_problem(code: str, **params: object) -> FileProblem:
    """The ``FileProblem`` of a code, ready to raise."""
    text = catalogue()[f"reading_file.{code}"].filled(params)
    return FileProblem(code, text.zh, text.en, text.remedy_zh, text.remedy_en, params)
