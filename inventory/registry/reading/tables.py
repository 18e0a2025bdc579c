"""Finding the table in a sheet: its kind, its header rows, the field of every column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standards.words import OWN, Words, fold, heading_key

from .grids import Grid
from .headings import HeadingMatch, match_heading
from .messages import NOTE, file_problem
from .model import Cell, ColumnMatch, Note, cell_text

if TYPE_CHECKING:
    from standards import Field, Kind

MAX_HEADER_SEARCH = 40
MAX_HEADER_DEPTH = 3
MIN_HEADINGS = 2
# With this many columns or more, two known words are a coincidence.
WIDE_TABLE = 7
MIN_HEADINGS_WIDE = 3
# Points for a kind, and by how many it must lead.
OWN_HEADING_POINTS = 2
SYNONYM_POINTS = 1
WORD_POINTS = 3
WINNING_MARGIN = 2
# Common fields that a table of devices may consist of; without one of them, or a field of the
# kind's own, a sheet is a list of something else.
TELLING_FIELDS = frozenset({"name", "model", "serial_no", "device_code", "registration_no"})
COMMON_FIELDS = frozenset(
    {
        *TELLING_FIELDS,
        "manufacturer",
        "made_on",
        "in_service_on",
        "design_life_years",
        "location",
        "region",
        "use_state",
        "enterprise",
        "uscc",
        "last_inspected_on",
        "next_inspection_on",
        "annual_hours",
        "annual_energy",
        "energy_unit",
        "remark",
    }
)
# Row index in the sheet and cells of every device row.
DataRows = Sequence[tuple[int, Sequence[Cell]]]
_RANK_WORDS = {0: "heading", 1: "synonym", 2: "weak"}


@dataclass(frozen=True, slots=True)
class Header:
    """Where a table's header is and what it says.

    ``first`` and ``last`` are row indexes (0-based, both part of the header); ``headings`` has
    one unique text for every column; ``leaves`` the same without group names.
    """

    kind: Kind
    first: int
    last: int
    headings: list[str]
    leaves: list[str]
    matches: list[HeadingMatch | None]
    fields: frozenset[str]

    @property
    def score(self) -> int:
        """How much the header speaks for its kind: its own fields, the library's words double."""
        points: dict[str, int] = {}
        for match in self.matches:
            if match and match.field in self.fields - COMMON_FIELDS:
                own = OWN_HEADING_POINTS if match.rank == OWN else SYNONYM_POINTS
                points[match.field] = max(own, points.get(match.field, 0))
        return sum(points.values())


class ColumnMap:
    """The user's own word on columns: heading to field id, or to '' for a column to ignore."""

    def __init__(self, mapping: Mapping[str, str] | None, kinds: Sequence[Kind]) -> None:
        self._fields = {heading_key(text): field for text, field in (mapping or {}).items()}
        self._texts = {heading_key(text): text for text in mapping or {}}
        self.used: set[str] = set()
        known = {field.id for kind in kinds for field in kind.fields}
        for field in self._fields.values():
            if field and field not in known:
                raise file_problem("mapping_field", field=field)

    def of(self, heading: str) -> str | None:
        """The field id that the user gave a heading, '' for ignored, None where he said nothing."""
        return self._fields.get(heading_key(heading)) if self._fields else None

    def note_used(self, headings: Sequence[str]) -> None:
        """Remember which headings of the mapping the file has."""
        self.used.update(heading_key(text) for text in headings)

    def check_used(self, headings: Sequence[str]) -> None:
        """Raise FileProblem for a heading that no sheet has: a slip would be ignored silently."""
        for key, text in self._texts.items():
            if key not in self.used:
                raise file_problem("mapping_heading", heading=text, headings="、".join(headings))


def find_header(grid: Grid, kind: Kind, mapping: ColumnMap) -> Header | None:
    """The best header for one kind in the first rows of a sheet, or None.

    Most fields win, then most units (a row of units under the headings belongs to them), then a
    first row that names fields itself (a title does not), then the deeper header, then the upper.
    """
    understand = _Understanding(kind, mapping)
    best: Header | None = None
    best_key: tuple[int, int, bool, int] = (0, 0, False, 0)
    for first in range(min(len(grid.rows), MAX_HEADER_SEARCH)):
        for header in _headers_from(grid, first, understand):
            key = (
                len(header.fields),
                sum(1 for match in header.matches if match and match.unit),
                understand.names_a_field(grid.rows[first]),
                header.last - header.first,
            )
            if key > best_key:
                best, best_key = header, key
    return best


def _headers_from(grid: Grid, first: int, understand: _Understanding) -> Iterator[Header]:
    """The possible headers of one to three rows that begin at row ``first``."""
    for last in range(first, min(first + MAX_HEADER_DEPTH, len(grid.rows))):
        if not _texts_only(grid.rows[last]):
            return
        paths = _heading_paths(grid, first, last)
        leaves = [path[-1] if path else "" for path in paths]
        matches = [understand(path) for path in paths]
        if last > first and not _belongs_below(grid.rows[last], matches):
            return
        fields = frozenset(m.field for m in matches if m and not m.unknown_unit)
        if _is_header(fields, leaves):
            names = _names(paths, leaves, understand)
            yield Header(understand.kind, first, last, names, leaves, matches, fields)


def _belongs_below(row: Sequence[Cell], matches: Sequence[HeadingMatch | None]) -> bool:
    """Whether a lower row is header too: at least half of what it holds names fields."""
    filled = [index for index, cell in enumerate(row) if cell not in ("", None)]
    return sum(1 for index in filled if matches[index]) * 2 >= len(filled)


def _texts_only(row: Sequence[Cell]) -> bool:
    """Whether a row can belong to a header: it has text and no numbers or dates."""
    filled = [cell for cell in row if cell not in ("", None)]
    return bool(filled) and all(isinstance(cell, str) for cell in filled)


def _is_header(fields: frozenset[str], leaves: Sequence[str]) -> bool:
    width = sum(1 for leaf in leaves if leaf)
    enough = MIN_HEADINGS if width < WIDE_TABLE else MIN_HEADINGS_WIDE
    return len(fields) >= enough and bool(fields - COMMON_FIELDS or fields & TELLING_FIELDS)


class _Understanding:
    """Headings by the user's word, by themselves, or together with the group they stand under."""

    def __init__(self, kind: Kind, mapping: ColumnMap) -> None:
        self.kind = kind
        self._words = kind.words
        self._mapping = mapping
        self._known: dict[str, HeadingMatch | None] = {}

    def __call__(self, path: Sequence[str]) -> HeadingMatch | None:
        """The field of a column by the texts above it, from the group down."""
        if not path:
            return None
        told = self._mapping.of("".join(path))
        if told is None:
            told = self._mapping.of(path[-1])
        if told is not None:
            return self._told(told, path[-1])
        # The group counts: 使用单位 over 名称 is the enterprise, 下次 over 检验日期 the next one.
        match = self._match("".join(path)) or self._match(path[-1])
        return self._with_unit(match, path) if match and match.unit is None else match

    def by_group(self, path: Sequence[str]) -> bool:
        """Whether only the group tells what a heading means."""
        return len(path) > 1 and self._match("".join(path)) is not None

    def _with_unit(self, match: HeadingMatch, path: Sequence[str]) -> HeadingMatch:
        """The unit may stand in the other language's row: 空载损耗(kW) over No-load loss."""
        for text in path[:-1]:
            other = self._match(text)
            if other and other.field == match.field and other.unit:
                return other
        return match

    def names_a_field(self, row: Sequence[Cell]) -> bool:
        """Whether any text of a row is a heading by itself."""
        return any(isinstance(cell, str) and self._match(cell) is not None for cell in row)

    def _told(self, field: str, leaf: str) -> HeadingMatch | None:
        if not any(own.id == field for own in self.kind.fields):
            return None
        match = self._match(leaf)
        return HeadingMatch(field, OWN, match.unit if match and match.field == field else None)

    def _match(self, text: str) -> HeadingMatch | None:
        if text not in self._known:
            self._known[text] = match_heading(text, self.kind, self._words)
        return self._known[text]


def _heading_paths(grid: Grid, first: int, last: int) -> list[list[str]]:
    """For every column its texts in the header, from the group down to the heading."""
    width = max(len(row) for row in grid.rows[first : last + 1])
    rows = [_header_row(grid, index, width, index < last) for index in range(first, last + 1)]
    return [
        list(dict.fromkeys(row[column] for row in rows if row[column])) for column in range(width)
    ]


def _heading_cell(row: Sequence[Cell], column: int) -> str:
    return " ".join(cell_text(row[column]).split()) if column < len(row) else ""


def _header_row(grid: Grid, index: int, width: int, is_group: bool) -> list[str]:
    """The texts of one header row; a group name stands over all columns of its merged range."""
    texts = [_heading_cell(grid.rows[index], column) for column in range(width)]
    for (top, left), (bottom, right) in grid.merged:
        if is_group and top <= index <= bottom and left < width:
            text = _heading_cell(grid.rows[top], left)
            for column in range(left, min(right, width - 1) + 1):
                texts[column] = texts[column] or text
    return texts


def _names(
    paths: Sequence[Sequence[str]], leaves: Sequence[str], understand: _Understanding
) -> list[str]:
    """One distinct name for every column: the heading, else with its group, else its letter."""
    names: list[str] = []
    for column, (path, leaf) in enumerate(zip(paths, leaves, strict=True)):
        alone = leaves.count(leaf) == 1 and not understand.by_group(path)
        name = leaf if alone else "".join(path)
        letter = _letter(column)
        if not name:
            name = f"（{letter}列）"
        elif name in names:
            name = f"{name}（{letter}列）"
        names.append(name)
    return names


def _letter(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# --- the kind of a sheet -------------------------------------------------------------------------


def decide_kind(grid: Grid, headers: Sequence[Header], file_name: str) -> Header:
    """The header of the kind that clearly fits a sheet best.

    Raises FileProblem where none does: a guess would judge devices by the wrong rules.
    """
    points = sorted(
        ((_points(header, grid, file_name), header) for header in headers),
        key=lambda pair: pair[0],
        reverse=True,
    )
    best, header = points[0]
    if best > 0 and (len(points) == 1 or best >= points[1][0] + WINNING_MARGIN):
        return header
    raise file_problem(
        "kind_unclear",
        sheet=grid.name,
        candidates="、".join(h.kind.name_zh for p, h in points if p >= best - WINNING_MARGIN),
        kinds=", ".join(h.kind.id for _, h in points),
    )


def _points(header: Header, grid: Grid, file_name: str) -> int:
    title = "".join(
        cell_text(cell)
        for row in grid.rows[: header.first]
        for cell in row
        if cell not in ("", None)
    )
    around = fold(f"{grid.name}{title}")
    words = header.kind.words.names
    named = any(fold(word) in around for word in words)
    in_file_name = any(fold(word) in fold(file_name) for word in words)
    in_headings = any(fold(word) in fold("".join(header.headings)) for word in words)
    return header.score + WORD_POINTS * named + in_file_name + in_headings


# --- columns -------------------------------------------------------------------------------------


def match_columns(
    header: Header, grid: Grid, mapping: ColumnMap, data: DataRows
) -> tuple[list[ColumnMatch], list[Note]]:
    """Every column of a table with its field, and notes on those that are not used as they stand.

    ``data`` are the device rows (see DataRows); they tell whether two columns of one field agree.
    """
    words = header.kind.words
    columns = [
        _column(index, heading, match, words, mapping)
        for index, (heading, match) in enumerate(zip(header.headings, header.matches, strict=True))
    ]
    notes: list[Note] = []
    _resolve_doubles(columns, header, grid, data, notes)
    for column, match in zip(columns, header.matches, strict=True):
        note = _column_note(column, match, header.kind, data)
        if note is not None:
            notes.append(note)
    return [column for column in columns if not _is_empty(column, header, data)], notes


def _is_empty(column: ColumnMatch, header: Header, data: DataRows) -> bool:
    """Whether a column has neither heading nor contents: the space beside a table."""
    if column.how != "unknown" or header.leaves[column.index]:
        return False
    return all(_cell(row, column.index) in ("", None) for _, row in data)


def _column(
    index: int, heading: str, match: HeadingMatch | None, words: Words, mapping: ColumnMap
) -> ColumnMatch:
    told = mapping.of(heading)
    if told == "" or (told is None and match is None and heading_key(heading) in words.ignored):
        return ColumnMatch(heading, None, None, "ignored", index)
    if match is None or match.unknown_unit:
        return ColumnMatch(heading, None, None, "unknown", index)
    how = "map" if told else _RANK_WORDS[match.rank]
    return ColumnMatch(heading, match.field, match.unit, how, index)


def _resolve_doubles(
    columns: list[ColumnMatch],
    header: Header,
    grid: Grid,
    data: DataRows,
    notes: list[Note],
) -> None:
    """Of two columns for one field the surer counts; equally sure ones must agree."""
    order = {"map": 0, "heading": 1, "synonym": 2, "weak": 3}
    chosen: dict[str, ColumnMatch] = {}
    for column in sorted((c for c in columns if c.field), key=lambda c: (order[c.how], c.index)):
        first = chosen.setdefault(column.field, column)
        if first is column:
            continue
        if order[first.how] == order[column.how]:
            _must_agree(first, column, header, grid, data)
        columns[column.index] = ColumnMatch(column.heading, None, None, "duplicate", column.index)
        field = header.kind.field(column.field)
        params = {
            "heading": column.heading,
            "other": first.heading,
            "field": field.heading_zh,
            "field_en": field.heading_en,
        }
        notes.append(_note("second_column", params, field=field.id, heading=column.heading))


def _must_agree(
    first: ColumnMatch,
    second: ColumnMatch,
    header: Header,
    grid: Grid,
    data: DataRows,
) -> None:
    for index, row in data:
        other = _cell(row, second.index)
        if other in ("", None) or other == _cell(row, first.index):
            continue
        field = header.kind.field(first.field)
        raise file_problem(
            "conflicting_columns",
            sheet=grid.name,
            first=first.heading,
            second=second.heading,
            field=field.heading_zh,
            field_en=field.heading_en,
            row=index + 1,
        )


def _cell(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else None


def _column_note(
    column: ColumnMatch,
    match: HeadingMatch | None,
    kind: Kind,
    data: DataRows,
) -> Note | None:
    if column.how == "unknown":
        filled = sum(1 for _, row in data if _cell(row, column.index) not in ("", None))
        if not filled:
            return None
        if match is None:
            return _note("unknown_heading", {"heading": column.heading}, column.heading, filled)
        asked = kind.field(match.field)
        params = {"heading": column.heading, "expected": asked.unit or "–"}
        return _note("unknown_heading_unit", params, column.heading, filled, asked.id)
    field = kind.field(column.field) if column.field else None
    code = _noted(column, field)
    if code is None or field is None:
        return None
    params = {"heading": column.heading, "field": field.heading_zh, "field_en": field.heading_en}
    return _note(code, params, column.heading, field=field.id)


def _noted(column: ColumnMatch, field: Field | None) -> str | None:
    """What is to be said of a column that was understood."""
    if field is not None and field.by_region:
        return "decided_by_region"
    return "weak_heading" if column.how == "weak" else None


def _note(
    code: str,
    params: Mapping[str, object],
    heading: str | None = None,
    count: int = 1,
    field: str | None = None,
) -> Note:
    zh, en = NOTE[code]
    return Note(code, zh.format_map(params), en.format_map(params), field, heading, count)
