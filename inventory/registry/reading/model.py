"""What reading a ledger gives: sheets, columns, rows, problems and notes.

Everything here is plain data. A ``Problem`` belongs to one cell or row; a ``Note`` belongs to a
sheet and says, once for many rows, what a person should know although no row is at fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from inventory.core.messages import Sentence

from .places import Stretch, row_name

Cell = str | int | float | bool | date | datetime | time | timedelta | None

ERROR = "error"
WARNING = "warning"
LONGEST_UNREAD = 60
# A cell of which nothing was read: an import leaves it blank and warns, a form and the workbook of
# a declaration ask again, since there a blank takes a fact away.
NOT_READ = frozenset(
    {
        "not_a_number",
        "not_exact",
        "not_an_integer",
        "unknown_unit",
        "unit_conflict",
        "negative",
        "out_of_range",
        "fraction",
        "not_a_date",
        "other_date",
        "date_out_of_range",
        "unknown_choice",
        "ambiguous_choice",
        "not_yes_or_no",
        "excel_error",
        "too_long",
        "unreadable_characters",
        "contradiction",
    }
)


class FileProblem(Exception):
    """A file that cannot be read at all; carries one clear message and the remedy."""

    def __init__(
        self,
        code: str,
        message: str,
        message_en: str,
        remedy: str,
        remedy_en: str = "",
        params: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(f"{message} {remedy} / {message_en} {remedy_en}".strip())
        self.code = code
        self.message = message
        self.message_en = message_en
        self.remedy = remedy
        self.remedy_en = remedy_en
        self.params = dict(params or {})

    def as_dict(self) -> dict[str, str]:
        """The problem as plain JSON data."""
        return {
            "code": self.code,
            "message": self.message,
            "message_en": self.message_en,
            "remedy": self.remedy,
            "remedy_en": self.remedy_en,
        }


class Fault(NamedTuple):
    """Why a cell's text is not, or may not be, a value of its field."""

    code: str
    severity: str
    params: Mapping[str, object]


class Reading(NamedTuple):
    """One cell read: the value to store, a fault, and a mark that is only counted (see Note).

    ``also`` is what the cell says of other fields: 二类烟煤 names a coal class, 2×630 a quantity.
    """

    value: object = None
    fault: Fault | None = None
    mark: str | None = None
    also: Mapping[str, object] | None = None


BLANK = Reading()


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect of one row. ``error`` rejects the row, ``warning`` does not."""

    sheet: str
    row: int
    data_row: int
    field: str | None
    heading: str | None
    value: str | None
    severity: str
    code: str
    message: str
    message_en: str
    remedy: str
    remedy_en: str

    def as_dict(self) -> dict[str, object]:
        """The problem as plain JSON data."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a sheet: how often it occurs, and the first rows where it does."""

    code: str
    message: str
    message_en: str
    field: str | None = None
    heading: str | None = None
    count: int = 1
    rows: tuple[int, ...] = ()
    sheet: str | None = None  # of a note on the whole file, where its rows stand

    def as_dict(self) -> dict[str, object]:
        """The note as plain JSON data."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "rows": list(self.rows)}


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column of a sheet and the field it was taken for (``field`` None: kept in raw only).

    ``unit`` is the unit that the heading states; ``how`` is one of ``map``, ``ignored``,
    ``heading``, ``synonym``, ``weak``, ``cells`` (told by what stands below it), ``combined``
    (several fields by what stands in its cells), ``presumed`` (no field's, but something is
    presumed from it), ``duplicate``, ``foreign``, ``unknown``.
    """

    heading: str
    field: str | None
    unit: str | None
    how: str
    index: int


@dataclass(slots=True)
class ReadRow:
    """One device row. ``facts`` holds what could be read; ``problems`` says what could not.

    Name and code of the enterprise and the division code stand beside the facts.
    ``extra`` holds keys of a JSON line that are not ours, carried through. ``corrected`` gives,
    by field, the heading and the file's own text of every cell that a person has corrected.
    ``also`` gives, by field, what its cell says of others (see Reading). ``marks`` are (field,
    code) of what is only counted (see Note).
    ``kind`` is "" where it is not clear. ``quantity``: devices that the row stands for.
    ``presumed`` holds what the names make likely but do not say, ``read_from`` where each fact was
    read (cell, model, name, title, inferred), ``disputed`` what the model name says of fields
    whose cells say otherwise.
    """

    sheet: str
    row: int
    data_row: int
    kind: str
    headings: Sequence[str]
    cells: Sequence[Cell]
    facts: dict[str, object]
    enterprise: str | None = None
    uscc: str | None = None
    region: str | None = None
    problems: list[Problem] = field(default_factory=list)
    extra: Mapping[str, object] = field(default_factory=dict)
    corrected: dict[str, tuple[str, str]] = field(default_factory=dict)
    also: dict[str, Mapping[str, object]] = field(default_factory=dict)
    marks: list[tuple[str, str]] = field(default_factory=list)
    quantity: int = 1
    presumed: dict[str, object] = field(default_factory=dict)
    read_from: dict[str, str] = field(default_factory=dict)
    disputed: dict[str, object] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the row may be stored: it has no error (warnings are allowed)."""
        return all(problem.severity != ERROR for problem in self.problems)

    @property
    def unread(self) -> dict[str, str]:
        """Field → the text of a cell that was not understood and left it blank."""
        return {
            problem.field: problem.value[:LONGEST_UNREAD]
            for problem in self.problems
            if problem.field
            and problem.value
            and problem.code in NOT_READ
            and problem.field not in self.facts
        }

    @property
    def stated(self) -> dict[str, object]:
        """The facts that cells give, without what only the names say."""
        return {k: v for k, v in self.facts.items() if self.read_from.get(k, "cell") == "cell"}

    @property
    def used(self) -> dict[str, object]:
        """The facts as they are used, with whose and where the device is and what is presumed."""
        beside = {"enterprise": self.enterprise, "uscc": self.uscc, "region": self.region}
        return {
            **self.presumed,
            **self.facts,
            **{key: value for key, value in beside.items() if value is not None},
        }

    def problem_of(self, field: str) -> Problem | None:
        """The first problem of a field, or None."""
        return next((problem for problem in self.problems if problem.field == field), None)

    def text_of(self, heading: str | None) -> str | None:
        """The text of the cell under a heading; None where it is blank or there is no column."""
        if heading is None or heading not in self.headings:
            return None
        index = self.headings.index(heading)
        return (cell_text(self.cells[index]) or None) if index < len(self.cells) else None

    @property
    def raw(self) -> dict[str, str]:
        """Heading to the text of the cell as the sheet shows it; blank cells are left out."""
        return {
            heading: cell_text(cell)
            for heading, cell in zip(self.headings, self.cells, strict=False)
            if cell is not None and cell != ""
        }

    @property
    def original(self) -> dict[str, str]:
        """As ``raw``, but with what stood in the file where a person has corrected it."""
        cells = {**self.raw, **dict(self.corrected.values())}
        return {heading: text for heading, text in cells.items() if text}


@dataclass(slots=True)
class SheetResult:
    """The devices of one kind in one table of a file; a table of several kinds gives several.

    ``kind`` is None for JSON lines of several kinds and for rows whose kind is not clear.

    ``header_row`` is the last row of the header as the user counts (0: there is none).
    ``skipped`` counts the rows that hold no device, by reason, and ``skipped_rows`` lists them
    (blank rows only counted); of several results for one table the first one has them.
    ``pages`` says on which pages its rows stand.
    """

    name: str
    kind: str | None
    header_row: int
    columns: list[ColumnMatch]
    rows: list[ReadRow]
    skipped: dict[str, int] = field(default_factory=dict)
    skipped_rows: list[tuple[int, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    pages: Sequence[Stretch] = ()


@dataclass(slots=True)
class ReadResult:
    """A whole file: its tables and notes about sheets that hold none."""

    sheets: list[SheetResult]
    notes: list[Note] = field(default_factory=list)

    @property
    def rows(self) -> list[ReadRow]:
        """All device rows of all sheets, in file order."""
        places: dict[str, int] = {}
        for sheet in self.sheets:
            places.setdefault(sheet.name, len(places))
        rows = [row for sheet in self.sheets for row in sheet.rows]
        if len(places) < len(self.sheets):
            rows.sort(key=lambda row: (places[row.sheet], row.row))
        return rows

    @property
    def problems(self) -> list[Problem]:
        """All problems of all rows, in file order."""
        return [problem for row in self.rows for problem in row.problems]

    def row_name(self, sheet: str | None, row: int) -> Sentence:
        """A row as a person finds it in the file: with its page, where it has pages."""
        pages = next((it.pages for it in self.sheets if it.name == sheet), ())
        return row_name(pages, row)


def cell_text(cell: Cell) -> str:
    """What the sheet shows for a cell: 200.0 as 200, dates as ISO, damaged codes as 5.1196E+16."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return str(cell)


# Excel shows at most 15 significant digits and switches to E notation above 11 of them; a number
# of 16 digits or more has lost some, so it is shown with its exponent.
EXACT_INTEGER_LIMIT = 1e15


def _number_text(number: float) -> str:
    if abs(number) >= EXACT_INTEGER_LIMIT:
        return repr(number).upper()
    if number.is_integer():
        return str(int(number))
    return repr(number)
