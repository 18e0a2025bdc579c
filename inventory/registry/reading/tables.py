"""Finding the table in a sheet: its header rows, and its columns as each kind reads them."""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standards.words import BY_CELLS, OWN, heading_key

from .column_map import ColumnMap, column_letter
from .grids import Grid
from .headings import HeadingMatch, is_combined
from .model import Cell, cell_text
from .owners import before_and_now, planned_groups
from .quantities import QUANTITY
from .rowkinds import section_title
from .understanding import Understanding

if TYPE_CHECKING:
    from standards import Kind

MAX_HEADER_SEARCH = 40
MAX_HEADER_DEPTH = 3
MIN_HEADINGS = 2
# With this many columns or more, two known words are a coincidence.
WIDE_TABLE = 7
MIN_HEADINGS_WIDE = 3
NAME_AND_MODEL = frozenset({"name", "model"})  # beside each other no coincidence
# A sheet without a header is as wide as the widest of so many rows.
ROWS_LOOKED_AT = 200
# Points of a heading for its kind.
OWN_HEADING_POINTS = 2
SYNONYM_POINTS = 1
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
        QUANTITY,
    }
)


# The header's last row, told by a person, counted from 1 (0: there is none): of every sheet,
# or sheet by sheet.
HeaderRows = int | Mapping[str, int] | None


def told_row(rows: HeaderRows, sheet: str) -> int | None:
    """What a person has said of one sheet."""
    return rows.get(sheet) if isinstance(rows, Mapping) else rows


@dataclass(frozen=True, slots=True)
class Header:
    """Where a table's header is and what it says to one kind.

    ``first`` and ``last`` are row indexes (0-based, both part of the header); ``headings`` has
    one unique text for every column; ``leaves`` the same without group names; ``paths`` all texts
    above a column; ``foreign`` the columns that describe another thing; ``above`` those of which
    only the upper text says what they are; ``combined`` those whose cells hold several quantities.
    """

    kind: Kind
    first: int
    last: int
    headings: list[str]
    leaves: list[str]
    paths: list[list[str]]
    matches: list[HeadingMatch | None]
    fields: frozenset[str]
    foreign: frozenset[int]
    above: frozenset[int]
    combined: frozenset[int] = frozenset()

    @property
    def understood(self) -> int:
        """How many columns are understood, those of another thing among them."""
        return len(self.fields) + len(self.foreign)

    @property
    def score(self) -> int:
        """How much the header speaks for its kind: its own fields, the library's words double."""
        points: dict[str, int] = {}
        for match in self.matches:
            if match and match.field in self.fields - COMMON_FIELDS:
                own = OWN_HEADING_POINTS if match.rank == OWN else SYNONYM_POINTS
                points[match.field] = max(own, points.get(match.field, 0))
        return sum(points.values())

    @property
    def units(self) -> int:
        """How many headings say their unit."""
        return sum(1 for match in self.matches if match and match.unit)

    def column(self, field: str) -> int | None:
        """The first column of a field, the surest first."""
        found = [(m.rank, i) for i, m in enumerate(self.matches) if m and m.field == field]
        return min(found)[1] if found else None


def find_header(
    grid: Grid, kind: Kind, mapping: ColumnMap, header_row: int | None = None
) -> Header | None:
    """The best header for one kind in the first rows of a sheet, or None.

    Most fields win (a column of another thing is understood too), then most units (a row of units
    under the headings belongs to them), then a first row that names fields itself (a title does
    not), then the deeper header, then the upper.
    ``header_row``: the user's word on the last row of the header (counted from 1; 0: none).
    """
    understand = Understanding(kind, mapping)
    best: Header | None = None
    best_key: tuple[int, int, bool, int] = (0, 0, False, 0)
    for header in _candidates(grid, understand, header_row):
        key = (
            header.understood,
            header.units,
            understand.names_a_field(grid.rows[header.first]),
            header.last - header.first,
        )
        if best is None or key > best_key:
            best, best_key = header, key
    return best


def _candidates(grid: Grid, understand: Understanding, header_row: int | None) -> Iterator[Header]:
    if header_row is None:
        for first in range(grid.begins, min(len(grid.rows), grid.begins + MAX_HEADER_SEARCH)):
            yield from _headers_from(grid, first, understand)
        return
    last = header_row - 1
    if last < 0 and grid.rows:
        yield header_at(grid, understand, 0, -1)
    elif last < len(grid.rows):
        yield header_at(grid, understand, last, last)
        for first in range(max(0, last - MAX_HEADER_DEPTH + 1), last):
            if all(_texts_only(row) for row in grid.rows[first : last + 1]):
                found = header_at(grid, understand, first, last)
                if understand.names_a_field(grid.rows[first]) or _has_groups(found):
                    yield found


def best_of(headers: Iterable[Header | None]) -> Header | None:
    """The header that its kind understands best, of those of all kinds."""
    known = [header for header in headers if header is not None]
    key = operator.attrgetter("understood", "score", "units")
    return max(known, key=key, default=None)


def rivals(grid: Grid, header: Header, mapping: ColumnMap) -> list[Header]:
    """Other rows that may be the header just as well: as many fields, and other headings."""
    own = {heading_key(leaf) for leaf in header.leaves if leaf}
    found: dict[int, Header] = {}
    for other in _candidates(grid, Understanding(header.kind, mapping), None):
        apart = other.first > header.last or other.last < header.first
        texts = {heading_key(leaf) for leaf in other.leaves if leaf}
        if apart and len(texts & own) * 2 < len(texts) and _vies(other, header):
            found.setdefault(other.first, other)
    return list(found.values())


def _vies(other: Header, header: Header) -> bool:
    return len(other.fields) >= max(MIN_HEADINGS_WIDE, len(header.fields) - 1)


def _has_groups(header: Header) -> bool:
    return any(len(path) > 1 for path in header.paths)


def header_at(grid: Grid, understand: Understanding, first: int, last: int) -> Header:
    """What the rows ``first`` to ``last`` say to a kind, read as a header."""
    paths = _heading_paths(grid, first, last)
    leaves = [path[-1] if path else "" for path in paths]
    planned = planned_groups({group for path in paths for group in path[:-1]})
    before, now = before_and_now(leaves)
    matches = [
        None
        if (planned and not planned.isdisjoint(path[:-1])) or leaf in before
        else understand(path, column) or (understand([now[leaf]], column) if leaf in now else None)
        for column, (path, leaf) in enumerate(zip(paths, leaves, strict=True))
    ]
    _only_listed(matches)
    above = _by_upper_texts(paths, matches, understand)
    fields = frozenset(m.field for m in matches if m and not m.unknown_unit)
    foreign = frozenset(
        column
        for column, path in enumerate(paths)
        if matches[column] is None
        and (
            understand.is_foreign(path)
            or not planned.isdisjoint(path[:-1])
            or leaves[column] in before
        )
    )
    names = _names(paths, leaves, understand)
    kind = understand.kind
    return Header(kind, first, last, names, leaves, paths, matches, fields, foreign, above)


def _only_listed(matches: list[HeadingMatch | None]) -> None:
    """变频/工频 beside 类型 is not the type: a heading that only lists choices gives way."""
    named = {match.field for match in matches if match and not match.listed}
    for column, match in enumerate(matches):
        if match and match.listed and match.field in named:
            matches[column] = None


def _by_upper_texts(
    paths: Sequence[Sequence[str]], matches: list[HeadingMatch | None], understand: Understanding
) -> frozenset[int]:
    """Two rows of headings, one in each language (制造年月 over Made): where the lower text of a
    column says nothing, the one above it may; a text over several columns is a group. Gives the
    columns that are understood so."""
    groups = Counter(text for path in paths for text in dict.fromkeys(path))
    above: set[int] = set()
    for column, path in enumerate(paths):
        if matches[column] is None and len(path) > 1 and not understand.is_foreign(path):
            own = [text for text in path[:-1] if groups[text] == 1]
            found = [match for text in own if (match := understand([text], column))]
            if found:
                matches[column] = found[0]
                above.add(column)
    return frozenset(above)


def _headers_from(grid: Grid, first: int, understand: Understanding) -> Iterator[Header]:
    """The possible headers of one to three rows that begin at row ``first``."""
    alone = _stands_over_all(grid, first) or _is_filled_in(grid.rows[first])
    depth = 1 if alone else MAX_HEADER_DEPTH
    for last in range(first, min(first + depth, len(grid.rows))):
        if not _texts_only(grid.rows[last]) or (last > first and _is_section(grid, last)):
            return
        header = header_at(grid, understand, first, last)
        below = last > first and _goes_on(grid, first, last)
        if last > first and not (below or _belongs_below(grid.rows[last], header)):
            return
        if last + 1 < len(grid.rows) and _goes_on(grid, first, last + 1):
            continue
        if is_table(header):
            yield header


def _is_section(grid: Grid, index: int) -> bool:
    """Whether a row is one numbered line (2. 制冷站) that heads what stands below it."""
    return _stands_over_all(grid, index) and section_title(grid.rows[index]) is not None


def _stands_over_all(grid: Grid, index: int) -> bool:
    """Whether a row is one text from the first column on, of no group of columns: a title, or
    填报单位：甲厂  单位：kW、台."""
    filled = [column for column, cell in enumerate(grid.rows[index]) if cell not in ("", None)]
    if filled != [0]:
        return False
    spans = (span for span in grid.merged if span[0] == (index, 0))
    bottom, right = next(spans, (None, (index, 0)))[1]
    return bottom == index and (right == 0 or right >= len(grid.rows[index]) - 1)


_HAN = re.compile(r"[\u4e00-\u9fff]")
_FILLED_IN = re.compile(r"[^:：]{1,12}[:：](?P<value>.*)", re.DOTALL)


def _is_filled_in(row: Sequence[Cell]) -> bool:
    """Whether a row is a line of a form: 被审计单位：甲厂 | 填表人： | 审计期：2025年."""
    filled = [cell for cell in row if cell not in ("", None)]
    parts = [
        _FILLED_IN.fullmatch(cell.strip()) if isinstance(cell, str) else None for cell in filled
    ]
    return all(parts) and any(part and part["value"].strip() for part in parts)


def _goes_on(grid: Grid, first: int, row: int) -> bool:
    """Whether a cell of the header is merged with the one below it in ``row``, and others are not:
    the row holds what stands under the groups."""
    return _texts_only(grid.rows[row]) and any(
        first <= top < row <= bottom < top + MAX_HEADER_DEPTH
        for (top, _), (bottom, _) in grid.merged
    )


def _belongs_below(row: Sequence[Cell], header: Header) -> bool:
    """Whether a lower row is header too: at least half of what it holds names fields, and it is not
    numbered, as devices are (1 | 客梯 | 住宅)."""
    filled = [index for index, cell in enumerate(row) if cell not in ("", None)]
    if filled and str(row[filled[0]]).strip().isdecimal():
        return False
    chinese = any(_HAN.search(str(row[index])) for index in filled)
    known = sum(
        1
        for index in filled
        if index in header.foreign or (header.matches[index] and index not in header.above)
        # Model over Type is one heading in two languages; 型号 over ELENESSA | 商场 is a device.
        if not (chinese and _is_own_name(header, index) and not _HAN.search(str(row[index])))
    )
    return known * 2 >= len(filled)


def _is_own_name(header: Header, column: int) -> bool:
    match = header.matches[column]
    return match is not None and match.field in NAME_AND_MODEL


def _texts_only(row: Sequence[Cell]) -> bool:
    """Whether a row can belong to a header: it has text and no numbers or dates."""
    filled = [cell for cell in row if cell not in ("", None)]
    return bool(filled) and all(isinstance(cell, str) for cell in filled)


def is_table(header: Header) -> bool:
    """Whether a kind understands enough of a header to take it for a table of its devices."""
    fields, width = header.fields, sum(1 for leaf in header.leaves if leaf)
    told = any(m and m.rank == BY_CELLS for m in header.matches)
    words = header.kind.words
    # 生产设施名称 beside 设施参数: what the devices are stands in one column.
    combined = any(
        match is None and is_combined(leaf, words)
        for match, leaf in zip(header.matches, header.leaves, strict=True)
    )
    sure = fields >= NAME_AND_MODEL or told or combined
    enough = MIN_HEADINGS if sure or width < WIDE_TABLE else MIN_HEADINGS_WIDE
    return len(fields) + combined >= enough and bool(
        fields - COMMON_FIELDS or fields & TELLING_FIELDS
    )


def _heading_paths(grid: Grid, first: int, last: int) -> list[list[str]]:
    """For every column its texts in the header, from the group down to the heading."""
    width = max(len(row) for row in grid.rows[first : last + 1] or grid.rows[:ROWS_LOOKED_AT])
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
    paths: Sequence[Sequence[str]], leaves: Sequence[str], understand: Understanding
) -> list[str]:
    """One distinct name for every column: the heading, else with its group, else its letter."""
    names: list[str] = []
    for column, (path, leaf) in enumerate(zip(paths, leaves, strict=True)):
        alone = leaves.count(leaf) == 1 and not understand.by_group(path)
        name = leaf if alone else "".join(path)
        letter = column_letter(column)
        if not name:
            name = f"（{letter}列）"
        elif name in names:
            name = f"{name}（{letter}列）"
        names.append(name)
    return names
