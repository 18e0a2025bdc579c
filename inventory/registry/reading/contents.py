"""Columns that their cells tell where nobody knows the heading: models, names, plates, VINs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, islice
from typing import TYPE_CHECKING

from standards.completing import words_of
from standards.words import WEAK, heading_key

from .column_map import ColumnMap, Told
from .grids import Grid
from .headings import HeadingMatch
from .identifiers import is_plate, is_vin, plain_code, plain_plate, vin_check_digit_ok
from .kinds import sure_kind_of
from .model import Cell, cell_text
from .tablekinds import SERVING
from .tables import Header
from .understanding import Understanding

if TYPE_CHECKING:
    from standards import Kind

LOOKED_AT = 40
CELLS = 200
FEWEST_HEADINGS = 3
LONGEST_HEADING, LONGEST_CELL = 30, 60
MODEL, NAME, PLATE, VIN = "model", "name", "plate_no", "vin"
SERIAL, MADE = "serial_no", "made_on"
_NUMBER = re.compile(r"(.*?)编号")
_OF_MAKING = re.compile("出厂|制造|生产")
_FEWEST_DIGITS, FEWEST_NUMBERS = 4, 2
TELLABLE = frozenset({MODEL, NAME, PLATE, VIN})
# With one of them the devices of a list of one kind are known; no cells are looked at.
ENOUGH = frozenset({MODEL, PLATE, VIN})
# 炉子型号, 牌型, 产品代号, 机型 over GA75: what looks like a code there is a model.
_MODEL_HEADING = re.compile(r"型号?|牌号|牌型|代号|规格")
_CODE = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9Ⅰ-Ⅻ一-鿿（）().·×*/#№+\- ]{3,40}")
_OWNERS = re.compile(r"(?:公司|厂|集团|中心|学校|医院|局|所)$")


class CellReader:
    """Finds the columns of a sheet that only their cells tell.

    ``known``: the keys of all headings; False for one that is left out (see known_headings).
    """

    def __init__(
        self, kinds: Iterable[Kind], mapping: ColumnMap, known: Mapping[str, bool]
    ) -> None:
        kinds = list(kinds)
        self._understood = [Understanding(kind, mapping) for kind in kinds]
        self._others = any_word(tuple(word for kind in kinds for word in kind.words.of_others))
        self._parts = any_word(tuple(word for kind in kinds for word in kind.words.of_parts))
        self._mapping = mapping
        self._known = known

    def told(self, grid: Grid, best: Header | None, header_row: int | None) -> Mapping[str, Told]:
        """The headings whose cells are models, names, plates or VINs.

        ``best`` is the header as the kind has it that understands it best; None where none was
        found: it is the row that a person told (``header_row``, counted from 1), else the first row
        of texts whose columns tell something. Of two columns that could be the same field neither
        is taken; models of pumps beside those of motors are two.
        """
        matches = best.matches if best else ()
        fields = {match.field for match in matches if match}
        sure = {match.field for match in matches if match and match.rank < WEAK}
        serving = best is not None and best.kind.id in SERVING
        if serving:
            sure.discard(MODEL)  # 电机型号 may be that of a part; the machine's may stand beside it
        clear = best is not None and best.score > 0 and not serving
        if clear and sure & ENOUGH and NAME not in fields - sure:
            return {}
        last = best.last if best else None if header_row is None else header_row - 1
        rows = range(grid.begins, min(len(grid.rows), grid.begins + LOOKED_AT))
        for index in rows if last is None else (last,):
            texts = headings_of(grid.rows[index]) if index < len(grid.rows) else {}
            if len(texts) < FEWEST_HEADINGS:
                continue
            unknown = {c: text for c, text in texts.items() if not self._is_known(text, c, best)}
            found = self._told(grid, index, unknown, TELLABLE - sure)
            if found:
                return self._without_right(found, best)
        return {}

    def _told(
        self, grid: Grid, header: int, headings: Mapping[int, str], wanted: frozenset[str]
    ) -> dict[str, Told]:
        found: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for column, heading in headings.items():
            cells = cells_below(grid, header, column)
            field = _field(cells, heading)
            if field == NAME and self._others.search(heading):
                field = ""
            kinds = frozenset(map(sure_kind_of, cells)) - {""} if field == MODEL else frozenset()
            if field != MODEL and not self._parts.search(heading) and _are_codes(cells, heading):
                field, kinds = MODEL, _kinds_named(heading)
            if field in wanted:
                found.setdefault(field, []).append((heading, kinds))
        told: dict[str, Told] = {}
        for field, columns in found.items():
            if len(columns) == 1:
                told[columns[0][0]] = Told(field)
            elif all(one[1].isdisjoint(other[1]) for one, other in combinations(columns, 2)):
                told |= {heading: Told(field, kinds) for heading, kinds in columns if kinds}
        return told

    def _is_known(self, text: str, column: int, best: Header | None) -> bool:
        """Whether a text is surely a heading of the kind that understands the table best (of any,
        where none does), or one that is left out."""
        matches = self._matches(text, column) if best is None else best.matches[column : column + 1]
        return (
            self._known.get(heading_key(text)) is False
            or self._mapping.is_told(column, text)
            or any(
                match and match.rank < WEAK and not self._is_sort(match, text) for match in matches
            )
        )

    def _is_sort(self, match: HeadingMatch, text: str) -> bool:
        """Whether a heading may be of the sort of device, or of its model (机型)."""
        return match.field.endswith("_type") and _MODEL_HEADING.search(text) is not None

    def _matches(self, text: str, column: int = 0) -> Iterator[HeadingMatch]:
        for understand in self._understood:
            match = understand([text], column)
            if match is not None:
                yield match

    def _without_right(self, found: Mapping[str, Told], best: Header | None) -> Mapping[str, Told]:
        """Where a doubtful heading (设备) stands over names it is right; no other is taken. One
        that the table's kind has for its sort (机型 of heat pumps) is not."""
        sorts = (
            {
                leaf
                for leaf, match in zip(best.leaves, best.matches, strict=True)
                if match and self._is_sort(match, leaf)
            }
            if best
            else set()
        )
        right = {
            told.field
            for heading, told in found.items()
            if heading not in sorts
            for match in self._matches(heading)
            if match.field == told.field
        }
        return {
            heading: told
            for heading, told in found.items()
            if told.field not in right or (told.field == MODEL and self._may_be_a_sort(heading))
        }

    def _may_be_a_sort(self, heading: str) -> bool:
        """Whether a kind has a heading for its sort: 机型 of compressors in a list of many kinds,
        whose cells say that it is the model of each."""
        return any(self._is_sort(match, heading) for match in self._matches(heading))


def maker_numbers(grid: Grid, header: Header, mapping: ColumnMap) -> Mapping[str, Told]:
    """编号 or 泵编号 beside the date of making and behind the model is the maker's number: no such
    column has two like cells, or numbers that only count. Elsewhere it may be the enterprise's own
    number, which would join two devices."""
    fields = [match.field if match else "" for match in header.matches]
    if SERIAL in fields or MODEL not in fields:
        return {}
    found = [
        column
        for column, leaf in enumerate(header.leaves)
        if not fields[column]
        and column not in header.foreign
        and _is_own_number(leaf, header)
        and not mapping.is_told(column, leaf)
    ]
    if len(found) != 1 or found[0] < fields.index(MODEL):
        return {}
    column = found[0]
    made = any(
        fields[beside] == MADE and _OF_MAKING.search(header.leaves[beside])
        for beside in (column - 1, column + 1)
        if 0 <= beside < len(fields)
    )
    leaf = header.leaves[column]
    fits = made and header.leaves.count(leaf) == 1 and _are_numbers(grid, header, column)
    return {leaf: Told(SERIAL, frozenset({header.kind.id}))} if fits else {}


def _is_own_number(leaf: str, header: Header) -> bool:
    owner = _NUMBER.fullmatch(heading_key(leaf))
    names = {heading_key(name) for name in header.kind.words.names}
    return owner is not None and (not owner[1] or owner[1] in names)


def _are_numbers(grid: Grid, header: Header, column: int) -> bool:
    """Whether cells are numbers of makers: each another one, long, and not counted up."""
    cells = [row[column] for row in grid.rows[header.last + 1 :] if column < len(row)]
    filled = [cell_text(cell) for cell in cells if cell not in ("", None, "-", "—", "/")]
    digits = ["".join(filter(str.isdigit, text)) for text in filled]
    long = [each for each in digits if len(each) >= _FEWEST_DIGITS]
    if len(filled) < FEWEST_NUMBERS or len(set(filled)) < len(filled) or len(long) < len(digits):
        return False
    steps = {int(after) - int(before) for before, after in zip(digits, digits[1:], strict=False)}
    return not steps <= {1}


def headings_of(row: Sequence[Cell]) -> dict[int, str]:
    """The texts of a row that may be a header, by column; none where it holds anything else."""
    filled = {column: cell for column, cell in enumerate(row) if cell not in ("", None)}
    texts = {c: " ".join(cell.split()) for c, cell in filled.items() if isinstance(cell, str)}
    whole = len(texts) == len(filled) == len(set(texts.values()))
    return texts if whole and all(len(t) <= LONGEST_HEADING for t in texts.values()) else {}


@lru_cache(maxsize=256)
def any_word(words: tuple[str, ...]) -> re.Pattern[str]:
    """What finds one of some words in a heading."""
    return re.compile("|".join(map(re.escape, dict.fromkeys(words))) or "(?!)")


def _are_codes(cells: Sequence[Cell], heading: str) -> bool:
    """Whether most of what stands below 机型 or 牌型 looks like the code of a model."""
    if _MODEL_HEADING.search(heading) is None:
        return False
    codes = [cell for cell in cells if isinstance(cell, str) and _CODE.fullmatch(cell)]
    return bool(codes) and len(codes) * 2 >= len(cells)


def _kinds_named(heading: str) -> frozenset[str]:
    """The kind whose models a heading says it holds (变压器牌号); none where it does not say."""
    found = _MODEL_HEADING.search(heading)
    kind = words_of(heading[: found.start()]).kind if found else ""
    return frozenset({kind} - {""})


def cells_below(grid: Grid, header: int, column: int) -> list[Cell]:
    """What stands in a column below its heading, each different thing once; a line with one cell
    is a heading of a part of the list."""

    def below() -> Iterator[Cell]:
        for row in islice(grid.rows, header + 1, header + 1 + CELLS):
            cell = row[column] if column < len(row) else None
            if cell not in ("", None) and sum(each not in ("", None) for each in row) > 1:
                yield cell

    return list(dict.fromkeys(below()))


def _field(cells: Sequence[Cell], heading: str) -> str:
    """The field that at least half of the cells are surely of; blank where there is none."""
    told = Counter(
        _tells(cell) for cell in cells if isinstance(cell, str) and len(cell) <= LONGEST_CELL
    )
    field, count = max(told.items(), key=lambda each: each[1], default=("", 0))
    if count * 2 < len(cells) or _tells(heading) == field:
        return ""  # the row of what tells the same is no header, but a device
    return field


def _tells(text: str) -> str:
    """The field that a text shows by itself to be of; blank where it does not."""
    plate, vin = plain_plate(text), plain_code(text).upper()
    if is_plate(plate):
        return PLATE
    if is_vin(vin) and vin_check_digit_ok(vin):
        return VIN
    if sure_kind_of(text):
        return MODEL
    return NAME if words_of(text).kind and not _OWNERS.search(text.strip()) else ""
