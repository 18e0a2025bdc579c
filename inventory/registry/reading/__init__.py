"""Reading ledgers: workbooks, delimited text and JSON lines into devices, with every problem.

Pure functions: no database, no web framework, no clock (the day is a parameter).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .checks import Repeats
from .corrections import NONE, Corrections
from .error_workbook import error_workbook
from .grids import Grid, Grids, read_grids, sniff
from .jsonlines import read_lines
from .messages import NOT_READ, NOTE, file_problem
from .model import (
    ERROR,
    WARNING,
    ColumnMatch,
    FileProblem,
    Note,
    Problem,
    ReadResult,
    ReadRow,
    SheetResult,
)
from .sheets import read_sheet
from .tables import ColumnMap, Header, decide_kind, find_header

if TYPE_CHECKING:
    from standards import Library

__all__ = [
    "ERROR",
    "NOT_READ",
    "WARNING",
    "ColumnMatch",
    "Corrections",
    "FileProblem",
    "Note",
    "Problem",
    "ReadResult",
    "ReadRow",
    "SheetResult",
    "error_workbook",
    "read_file",
]

# By this lead in points (see Header.score) a sheet counts as another kind than the one asked for.
OTHER_KIND_MARGIN = 4


def read_file(
    path: Path,
    *,
    kind: str | None,
    library: Library,
    today: date,
    mapping: Mapping[str, str] | None = None,
    enterprise: str | None = None,
    for_ledger: bool = True,
    name: str | None = None,
    corrections: Corrections = NONE,
) -> ReadResult:
    """Read every device of a file, with all problems of all rows in one pass.

    ``kind``        kind of all devices, or None to let headings, titles and lines say it
    ``today``       dates of making and registration cannot lie after it
    ``mapping``     heading -> field id, or '' to ignore the column; goes before the vocabulary
    ``enterprise``  user of every device that names none
    ``for_ledger``  False where the rows are only to be judged: they may then lack enterprise and
                    identity, and may repeat each other
    ``name``        the user's name of the file, where ``path`` is a stored copy
    ``corrections`` what a person has put right, and the rows that are in the ledger already

    Raises FileProblem for a file that cannot be read at all.
    """
    if kind is not None and kind not in library.kinds:
        raise file_problem("unknown_kind", kind=kind, kinds=", ".join(library.kinds))
    form = sniff(path)
    file_name = name or path.name
    title = Path(file_name).stem
    if form == "jsonl":
        sheet = read_lines(
            path.read_bytes(),
            title,
            kind=kind,
            library=library,
            today=today,
            enterprise=enterprise,
            for_ledger=for_ledger,
            corrections=corrections,
        )
        return ReadResult([sheet])
    grids = read_grids(path, form, title)
    columns = ColumnMap(mapping, list(library.kinds.values()))
    result = ReadResult([], [_sheet_note("hidden_sheet", hidden) for hidden in grids.hidden])
    repeats = Repeats(corrections.standing, library.kinds) if for_ledger else None
    for grid, header in _tables(grids, kind, library, columns, file_name, result):
        sheet = read_sheet(grid, header, columns, today, enterprise, repeats, corrections.cells)
        result.sheets.append(sheet)
    if not any(sheet.rows for sheet in result.sheets):
        raise file_problem("no_rows")
    return result


def _tables(
    grids: Grids,
    kind: str | None,
    library: Library,
    columns: ColumnMap,
    file_name: str,
    result: ReadResult,
) -> list[tuple[Grid, Header]]:
    """The sheets that hold a table, with their headers; the others become notes."""
    found: list[tuple[Grid, Header]] = []
    seen: list[str] = []
    for grid in grids.sheets:
        headers = [find_header(grid, each, columns) for each in library.kinds.values()]
        known = [header for header in headers if header is not None]
        for header in known:
            columns.note_used(header.headings)
        if known:
            seen = known[0].headings
        chosen = _choose(grid, known, kind, file_name, len(grids.sheets) == 1, result)
        if chosen is not None:
            found.append((grid, chosen))
    if not found:
        raise _no_header(grids)
    columns.check_used(seen)
    return found


def _choose(
    grid: Grid,
    headers: list[Header],
    kind: str | None,
    file_name: str,
    only_sheet: bool,
    result: ReadResult,
) -> Header | None:
    if not headers:
        if any(cell not in ("", None) for row in grid.rows for cell in row):
            result.notes.append(_sheet_note("no_table", grid.name))
        return None
    if kind is None:
        if not only_sheet and all(header.score == 0 for header in headers):
            result.notes.append(_sheet_note("no_table", grid.name))
            return None
        return decide_kind(grid, headers, file_name)
    own = next((header for header in headers if header.kind.id == kind), None)
    best = max(headers, key=lambda header: header.score)
    if own is None or best.score >= own.score + OTHER_KIND_MARGIN and not only_sheet:
        other = {"kind": best.kind.name_zh, "kind_en": best.kind.name_en}
        result.notes.append(_sheet_note("other_kind", grid.name, other))
        return None
    return own


def _sheet_note(code: str, sheet: str, params: Mapping[str, str] | None = None) -> Note:
    zh, en = NOTE[code]
    named = {"sheet": sheet, **(params or {})}
    return Note(code, zh.format_map(named), en.format_map(named))


def _no_header(grids: Grids) -> FileProblem:
    """No table at all; text that was no UTF-8 may also have been read in the wrong encoding."""
    if grids.encoding != "gb18030":
        return file_problem("no_header", hint="", hint_en="")
    return file_problem(
        "no_header",
        hint="；文件不是 UTF-8，若内容显示为乱码，请另存为 UTF-8",
        hint_en="; the file is not UTF-8: if it shows as garbage, save it as UTF-8",
    )
