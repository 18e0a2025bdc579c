"""Reading ledgers: workbooks, delimited text and JSON lines into devices, with every problem.

Pure functions: no database, no web framework, no clock (the day is a parameter).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .checks import Repeats
from .column_map import ColumnMap
from .contents import CellReader, maker_numbers
from .corrections import NONE, Corrections
from .error_workbook import error_workbook
from .grids import Grid, Grids
from .guessing import CellsOf, headers_of, with_guesses
from .jsonlines import read_lines
from .kinds import RowKinds
from .looking import FirstRows
from .messages import file_problem, in_both, note
from .model import (
    ERROR,
    NOT_READ,
    WARNING,
    ColumnMatch,
    FileProblem,
    Note,
    Problem,
    ReadResult,
    ReadRow,
    SheetResult,
)
from .opening import Opening, opened
from .owners import user_of
from .parted import part
from .progress import OPENING, RowCount, tell
from .renewals import standing
from .sheetnotes import UNTOLD, grid_notes, lists_findings, lists_offers
from .sheets import Reader, read_table
from .sorting import Table
from .stacked import MOST_TITLES, above, known_headings, unstack
from .tablekinds import GENERAL, likely_kinds, table_kind
from .tables import (
    COMMON_FIELDS,
    Header,
    HeaderRows,
    best_of,
    find_header,
    header_at,
    is_table,
    rivals,
    told_row,
)
from .ticked import (
    number_headings,
    paired_headings,
    without_dittos,
    without_pairs,
    without_ticks,
)
from .triples import join_triples
from .turned import turn
from .understanding import Understanding
from .units_beside import join_units

if TYPE_CHECKING:
    from standards import Library

__all__ = [
    "ERROR",
    "NOT_READ",
    "WARNING",
    "ColumnMatch",
    "Corrections",
    "FileProblem",
    "FirstRows",
    "HeaderRows",
    "Note",
    "Opening",
    "Problem",
    "ReadResult",
    "ReadRow",
    "SheetResult",
    "error_workbook",
    "read_file",
]

# By this lead in points (see Header.score) a sheet counts as another kind than the one asked for.
OTHER_KIND_MARGIN = 4
MOST_CANDIDATES = 8
# With so many fields of a kind's own a header is one of devices, though of which kind is unclear.
FEWEST_OWN = 3
# A sheet beside others is a table if one of so many rows says of which kind it is.
ROWS_LOOKED_AT = 200


def read_file(
    path: Path,
    *,
    kind: str | None,
    library: Library,
    today: date,
    mapping: Mapping[str, str] | None = None,
    enterprise: str | None = None,
    uscc: str | None = None,
    for_ledger: bool = True,
    name: str | None = None,
    corrections: Corrections = NONE,
    header_row: HeaderRows = None,
    settled: bool = False,
    opening: Opening | None = None,
) -> ReadResult:
    """Read every device of a file, with all problems of all rows in one pass.

    ``kind``        kind of all devices, or None to let each row, headings and titles say it; rows
                    that say to be of another one are set apart
    ``today``       dates of making and registration cannot lie after it
    ``mapping``     heading, or letter of a column -> field id, or '' to ignore the column; goes
                    before the vocabulary
    ``enterprise``  user of every device that names none, ``uscc`` its credit code
    ``for_ledger``  False where the rows are only to be judged: they may then lack enterprise and
                    identity, and may repeat each other
    ``name``        the user's name of the file, where ``path`` is a stored copy
    ``corrections`` what a person has put right, and the rows that are in the ledger already
    ``header_row``  the row, counted from 1, in which the header ends, where a person says so; 0
                    for a table without one; of all sheets, or by the sheet's name
    ``settled``     a person has been asked how to read the file: what is still unclear is asked
                    row by row
    ``opening``     the same file, where its opening has begun

    Raises FileProblem for a file that cannot be read at all.
    """
    if kind is not None and kind not in library.kinds:
        raise file_problem("unknown_kind", kind=kind, kinds=", ".join(library.kinds))
    tell(OPENING)
    file_name = name or path.name
    title = Path(file_name).stem
    form, grids = opened(path, title) if opening is None else opening.take(path, title)
    if form == "jsonl":
        sheet = read_lines(
            path.read_bytes(),
            title,
            kind=kind,
            library=library,
            today=today,
            enterprise=enterprise,
            uscc=uscc,
            for_ledger=for_ledger,
            corrections=corrections,
        )
        return ReadResult([sheet])
    columns = ColumnMap(mapping, list(library.kinds.values()))
    result = ReadResult([], [note("hidden_sheet", {"sheet": hidden}) for hidden in grids.hidden])
    result.notes += grids.notes
    if form in UNTOLD:
        result.notes.append(note("hidden_untold", {}))
    repeats = Repeats(corrections.standing, library.kinds) if for_ledger else None
    count = RowCount(sum(len(grid.rows) for grid in grids.sheets))
    reader = Reader(
        library.kinds, columns, today, enterprise, repeats, corrections.cells, uscc, count
    )
    finder = _Finder(kind, library, columns, file_name, header_row, settled, today)
    for table in finder.tables(grids, result):
        result.sheets += read_table(table, reader)
    _require_devices(result, finder)
    return result


def _require_devices(result: ReadResult, finder: _Finder) -> None:
    """Raise FileProblem for a file without a device, or whose kinds are all unclear."""
    if not any(sheet.rows for sheet in result.sheets):
        raise file_problem("no_rows")
    if not finder.settled and all(row.kind == "" for row in result.rows):
        raise finder.kind_unclear(result.sheets[0].name)


class _Finder:
    """Finds the tables of a file, each with its header as every kind reads it."""

    def __init__(
        self,
        kind: str | None,
        library: Library,
        columns: ColumnMap,
        file_name: str,
        header_row: HeaderRows,
        settled: bool,
        today: date,
    ) -> None:
        self._today = today
        self._kind = kind
        self._kinds = library.kinds
        self._columns = columns
        self._file_name = file_name
        self._header_row = header_row
        self.settled = settled
        self._found: dict[str, tuple[Grid, list[Header]]] = {}
        self._known = known_headings(library.kinds.values())
        self._numbers = number_headings(library.kinds.values())
        self._pairs = paired_headings(library.kinds.values())
        self._reader_of_cells = CellReader(library.kinds.values(), columns, self._known)
        self._seen: list[str] = []
        self._offers: list[str] = []

    def tables(self, grids: Grids, result: ReadResult) -> list[Table]:
        """The sheets that hold a table; the others become notes."""
        found: list[Table] = []
        only = len(grids.sheets) == 1
        for grid in map(self._as_seen, grids.sheets):
            result.notes += grid_notes(grid)
            told = told_row(self._header_row, grid.name)
            turned = None if told is not None else turn(grid, self._kinds.values(), self._columns)
            if turned is None and told is None and not grid.pages:
                sheets = unstack(grid, self._known)
            else:
                sheets = [turned or grid]
            for sheet in sheets:
                alone = only and len(sheets) == 1
                found += self._tables_in(sheet, told, alone, result, turned is not None)
        if not found:
            offers = self._offers
            raise file_problem("offers", sheet=offers[0]) if offers else _no_header(grids)
        self._columns.check_used(self._seen)
        return found

    def _as_seen(self, grid: Grid) -> Grid:
        """The sheet with dittos, ticks and pairs of numbers written out."""
        grid = without_ticks(without_dittos(grid), self._known, self._columns)
        return without_pairs(grid, self._numbers, self._pairs, self._columns)

    def _tables_in(
        self, sheet: Grid, told: int | None, only: bool, result: ReadResult, turned: bool
    ) -> list[Table]:
        """The one table of a sheet, or of a part of it; [] where there is none."""
        sheet = join_units(join_triples(sheet), list(self._kinds.values()), self._columns)
        sheet = self._standing(sheet, result)
        parted = part(sheet, self._columns)
        if parted is not None:
            sheet, heading = parted
            result.notes.append(note("name_and_model", {"heading": heading}))
        headers = self._headers(sheet, told)
        headings: list[str] = []
        if headers:
            self._seen = headings = next(iter(headers.values())).headings
            if told is None and lists_findings(headings):
                result.notes.append(note("findings", {"sheet": sheet.name}))
                return []
        if told is None and headers and not turned:
            parts = above(sheet, next(iter(headers.values())).first)
            if parts is not None and (upper := self._tables_above(parts[0])):
                return upper + self._tables_in(parts[1], told, False, result, turned)
        if told is None and lists_offers(headings, self._titles(sheet, headers)):
            self._offers.append(sheet.name)
            result.notes.append(note("offers", {"sheet": sheet.name}))
            return []
        table = self._table(sheet, headers, only, result, turned)
        return [] if table is None else [table]

    def _standing(self, sheet: Grid, result: ReadResult) -> Grid:
        """The sheet with one set of columns where it has those of before and after a renewal."""
        titles = (sheet.name, Path(self._file_name).stem)
        found = standing(sheet, self._columns, titles, self._today)
        if found is None:
            return sheet
        grid, came, stayed = found
        result.notes.append(note("renewed", {"sheet": sheet.name, "came": came, "stayed": stayed}))
        return grid

    def _tables_above(self, sheet: Grid) -> list[Table]:
        """The table of what stands above another one, if it is one; nothing is said if not."""
        return self._tables_in(sheet, None, False, ReadResult([]), False)

    def kind_unclear(self, sheet: str) -> FileProblem:
        """The question to the user where nothing in the file gives a kind."""
        grid, headers = self._found[sheet]
        likely = likely_kinds(grid, headers, self._file_name)
        found = file_problem(
            "kind_unclear",
            sheet=sheet,
            candidates="、".join(header.kind.name_zh for header in likely[:MOST_CANDIDATES]),
        )
        found.params["kinds"] = ", ".join(header.kind.id for header in likely)
        return found

    def _headers(self, grid: Grid, told: int | None) -> dict[str, Header]:
        """The sheet's header as each kind reads it; {} where there is none.

        The header rows are those that one kind understands best.
        """
        kinds, columns = self._kinds.values(), self._columns
        found = [find_header(grid, kind, columns, told) for kind in kinds]
        if told != 0 and (by_cells := self._reader_of_cells.told(grid, best_of(found), told)):
            columns = columns.with_told(by_cells)
            found = [find_header(grid, kind, columns, told) for kind in kinds]
        best = best_of(found)
        if best is None and told is None:
            best = best_of(headers_of(grid, kinds, columns, self._known, self._today))
        if best is not None and (numbers := maker_numbers(grid, best, columns)):
            columns = columns.with_told({**columns.told_by_cells, **numbers})
            found = [find_header(grid, kind, columns, told) for kind in kinds]
            best = best_of(found) or best
        if best is None:
            if told is not None and isinstance(self._header_row, Mapping):
                raise file_problem("header_row", sheet=grid.name, row=told)
            return {}
        if told is None and not self.settled:
            self._require_one(grid, best)
        headers = {}
        cells = CellsOf(grid, best.last, self._today)
        for kind, header in zip(kinds, found, strict=True):
            if header is None or (header.first, header.last) != (best.first, best.last):
                understand = Understanding(kind, columns)
                header = header_at(grid, understand, best.first, best.last)
            header = with_guesses(grid, header, columns, self._known, cells)
            self._columns.note_used(header.headings)
            self._columns.note_used(header.leaves)
            headers[kind.id] = header
        return headers

    def _require_one(self, grid: Grid, best: Header) -> None:
        """Raise FileProblem where another row may be the header just as well."""
        others = rivals(grid, best, self._columns)
        if others:
            rows = sorted(header.last + 1 for header in (best, *others))
            raise file_problem("two_headers", sheet=grid.name, rows="、".join(map(str, rows)))

    def _table(
        self,
        grid: Grid,
        headers: dict[str, Header],
        only_sheet: bool,
        result: ReadResult,
        turned: bool,
    ) -> Table | None:
        if not headers:
            if any(cell not in ("", None) for row in grid.rows for cell in row):
                result.notes.append(note("no_table", {"sheet": grid.name}))
            return None
        known = [header for header in headers.values() if is_table(header)]
        self._found[grid.name] = (grid, known or list(headers.values()))
        first = next(iter(headers.values())).first
        user = user_of(grid.rows[:first], Path(self._file_name).stem)
        titles = self._titles(grid, headers)
        chosen = only_sheet or told_row(self._header_row, grid.name) is not None
        if self._kind is not None:
            best = max(known, key=lambda header: header.score, default=None)
            own = headers[self._kind]
            if best and best.score >= own.score + OTHER_KIND_MARGIN and not chosen:
                other = in_both(best.kind.name_zh, best.kind.name_en)
                result.notes.append(note("other_kind", {"sheet": grid.name, "kind": other}))
                return None
            return Table(grid, headers, self._kind, True, user, turned, titles)
        header = table_kind(grid, known, self._file_name, headers.get(GENERAL))
        asked = chosen or any(map(_is_of_devices, known))
        if header is None and not asked and not self._any_row_tells(grid, headers):
            result.notes.append(note("no_table", {"sheet": grid.name}))
            return None
        kind = header.kind.id if header else None
        return Table(grid, headers, kind, False, user, turned, titles)

    def _titles(self, grid: Grid, headers: Mapping[str, Header]) -> tuple[str, ...]:
        """What stands above a table, and the names of sheet and file."""
        first = next((h.first for h in headers.values()), grid.begins + MOST_TITLES)
        rows = grid.rows[:first]
        above = (cell for row in rows for cell in row if isinstance(cell, str) and cell)
        return tuple(dict.fromkeys((*above, grid.name, Path(self._file_name).stem)))

    def _any_row_tells(self, grid: Grid, headers: dict[str, Header]) -> bool:
        kinds = RowKinds(headers, None, asked=False)
        below = grid.rows[next(iter(headers.values())).last + 1 :]
        return any(kinds.say(row, None).kind in self._kinds for row in below[:ROWS_LOOKED_AT])


def _is_of_devices(header: Header) -> bool:
    """Whether a header whose kind is not clear is surely one of devices: its rows are asked."""
    own = header.fields - COMMON_FIELDS
    known = {field for option in header.kind.identity for field in option} | {"model"}
    return len(own) >= FEWEST_OWN and not known.isdisjoint(header.fields)


def _no_header(grids: Grids) -> FileProblem:
    """No table at all; text that was no UTF-8 may also have been read in the wrong encoding."""
    if grids.encoding != "gb18030":
        return file_problem("no_header", hint="", hint_en="")
    return file_problem(
        "no_header",
        hint="；文件不是 UTF-8，若内容显示为乱码，请另存为 UTF-8",
        hint_en="; the file is not UTF-8: if it shows as garbage, save it as UTF-8",
    )
