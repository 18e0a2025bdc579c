"""Columns whose headings nobody knows: a word in the heading and what stands below it tell together
what they are. They are shown to be checked, like all that cells tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from standards.completing import words_of
from standards.words import fold, heading_key

from .column_map import ColumnMap, Told
from .contents import FEWEST_HEADINGS, PLATE, any_word, cells_below, headings_of
from .dates import LONGEST, DateRead, NotADate, read_date_text
from .dates import MADE as SAID_MADE
from .dates import USED as SAID_USED
from .grids import Grid
from .headings import is_combined
from .identifiers import is_plate, plain_plate
from .model import Cell
from .quantities import QUANTITY, counts_devices, quantity_of
from .tablekinds import TURNING
from .tables import Header, header_at, is_table
from .understanding import Understanding

if TYPE_CHECKING:
    from standards import Kind

MADE, USED, STATE, OWNER = "made_on", "in_service_on", "use_state", "enterprise"
GRADE = "nameplate_grade"  # an importance may be 一级 as well
VALID_TO = "inspection_valid_to"
_SPOKEN = {SAID_MADE: MADE, SAID_USED: USED}
_NO_DAY = DateRead("")
EARLIEST, LATEST = 1950, 2100
# Of so many first rows one may be the header; without one of these fields it is none.
SEARCHED, TELLING = 20, frozenset({"model", "name"})
# Of what stands in a column so much must be dates; so much states, or names of enterprises.
MOST, MANY, HALF = 0.8, 0.6, 0.5

_YEARS = re.compile(r"年|时间|日期|于$|起$")
_NEXT = re.compile(
    r"(?:检|验|审|行驶证).{0,6}(?:有效|到期|届满|截止|[至止到]$)"
    r"|(?:有效|到期|下次|下回|下一次|下轮|应|再).{0,4}[检验审]"
)
# 机器近况, 现在还用吗: of the device, and of nothing else (烟囱状态, 原设备处置情况).
_STATE = re.compile(
    r"(?:设备|机器?|机组|使用|运行|工作|现场|目前|当前|现在|如今|现行?|近|还|在|状态|状况|情况|用|吗|没|是否"
    r"|营运|启停|停|与否|的|技术|健康|完好|况|说明|备注|怎样|如何|看到|所见|查看|核实|实地|[?？])+"
)
_REMARK = re.compile(r"备注|说明")
# What also says how well a thing works, and what answers any question.
_WEAK = frozenset(
    map(fold, ("是", "否", "正常", "良好", "完好", "good", "normal", "检修", "维修", "大修"))
)
# 件, 只, 一台/两台, 共几台: nothing but counting.
_COUNT = re.compile(r"[一二两几多少\d台套件只部辆个座组数目量/、或()共有现计配备]{1,8}|合计数?")
_CODES = {
    "device_code": re.compile(r"[1-9]\d{19}"),
    "env_registration_no": re.compile(r"[\u4e00-\u9fff][A-Z]-[1-9X]-\d{5}"),
}
_MODEL = re.compile(
    r"(?:厂方|厂家|厂商|公告|出厂|设施|机器|铭牌|产品|制造|资产|器具|物品|装置|整机|机械|设备|行驶证|品牌|厂牌|规格"
    r"|[上的和及与/、])*(?:型号|机型)"
)
_MAKER = re.compile(r"(?:设备|产品)?(?:厂商|厂家|制造厂商?|生产厂商?|制造商|生产商|牌子|品牌|厂牌)")
# 动力 of what a motor drives, in kW where a column holds powers that motors are built in, one of
# them no usual number of horsepower: 75 alone may be either.
_DRIVE = re.compile(r"(?:配用|配套|装机|驱动|电机)?动力")
_POWERS = ("drive_power_kw", "rated_power_kw")
_KILOWATTS = frozenset(
    (0.55, 0.75, 1.1, 1.5, 2.2, 3, 4, 5.5, 7.5, 11, 15, 18.5, 22, 30, 37, 45, 55, 75, 90, 110)
    + (132, 160, 185, 200, 220, 250, 280, 315, 355, 400, 450, 500)
)
_NO_HORSEPOWER = frozenset((0.55, 1.1, 2.2, 18.5, 37, 132, 315, 355))
_SHORTEST_CHOICE = 2
_NOTHING = frozenset(("-", "—", "——", "－", "/", "／", "\\", "无", "不详", "不清楚", "未知"))
# 6.5m3/min, 29MW, 1480转: a number with something of which it is.
_QUANTITY = re.compile(
    r"\d\s*(?:[a-z°℃%㎡³Ω]|千|万|兆|米|吨|转|公斤|大卡|立方|冷吨|伏|安|瓦|帕|层|站)", re.IGNORECASE
)
_NAMES = re.compile(r"(?:公司|厂|集团|中心|学校|学院|医院|局|所|店|社|场|站|坊|部|户|酒店|商场)$")
LONGEST_NAME = 60


def with_guesses(
    grid: Grid, header: Header, mapping: ColumnMap, known: Mapping[str, bool], cells: CellsOf
) -> Header:
    """The header with what its unknown headings and their cells speak of together."""
    found = guessed(header, mapping, known, cells)
    if found:
        more = mapping.with_told({**mapping.told_by_cells, **found})
        header = header_at(grid, Understanding(header.kind, more), header.first, header.last)
    several = {
        column
        for column in _without_field(header, mapping, known)
        if not is_combined(header.headings[column], header.kind.words)
        and _is_combined(header.headings[column], cells(column), header.kind)
    }
    return replace(header, combined=frozenset(several)) if several else header


def headers_of(
    grid: Grid,
    kinds: Iterable[Kind],
    mapping: ColumnMap,
    known: Mapping[str, bool],
    today: date,
) -> list[Header]:
    """The first row of texts that is a table's header once what its cells tell is counted, as each
    kind reads it that then takes it for one; [] where there is none. It must name model or name."""
    for row in range(grid.begins, min(len(grid.rows), grid.begins + SEARCHED)):
        if len(headings_of(grid.rows[row])) < FEWEST_HEADINGS:
            continue
        cells = CellsOf(grid, row, today)
        plain = (header_at(grid, Understanding(kind, mapping), row, row) for kind in kinds)
        found = [with_guesses(grid, each, mapping, known, cells) for each in plain]
        tables = [each for each in found if is_table(each) and not each.fields.isdisjoint(TELLING)]
        if tables:
            return tables
    return []


def guessed(
    header: Header, mapping: ColumnMap, known: Mapping[str, bool], cells: CellsOf
) -> Mapping[str, Told]:
    """The headings of columns without a field, with the one that they and their cells speak of.

    ``cells`` are those of a column, see ``CellsOf``. Of two such columns none is taken.
    """
    found: dict[str, list[str]] = {}
    for column in _without_field(header, mapping, known):
        field = _guess(heading_key(header.headings[column]), cells(column), header)
        if field and field not in header.fields:
            found.setdefault(field, []).append(header.leaves[column])
    return {
        leaves[0]: Told(field)
        for field, leaves in found.items()
        if len(leaves) == 1 and header.leaves.count(leaves[0]) == 1
    }


class CellsOf:
    """The different cells of each column below a header, looked for once."""

    def __init__(self, grid: Grid, header: int, today: date) -> None:
        self._grid, self._header, self._today = grid, header, today
        self._found: dict[int, Cells] = {}

    def __call__(self, column: int) -> Cells:
        if column not in self._found:
            self._found[column] = Cells(cells_below(self._grid, self._header, column), self._today)
        return self._found[column]


class Cells:
    """What stands in a column, each different thing once."""

    def __init__(self, cells: Sequence[Cell], today: date) -> None:
        self.filled = [cell for cell in cells if cell not in _NOTHING]
        self._today = today

    def share(self, fits: Callable[[Cell], bool]) -> float:
        """How much of it fits."""
        return sum(map(fits, self.filled)) / len(self.filled) if self.filled else 0.0

    @cached_property
    def speak_of(self) -> str:
        """The day of which most say by themselves that they are: 2011年投用."""
        said = Counter(map(self._says, self.filled))
        word, count = said.most_common(1)[0] if said else ("", 0)
        return _SPOKEN.get(word, "") if count >= MOST * len(self.filled) else ""

    def _says(self, cell: Cell) -> str:
        return (self._read(cell) or _NO_DAY).speaks_of or "" if isinstance(cell, str) else ""

    def _read(self, text: str) -> DateRead | None:
        if len(text) > LONGEST:
            return None
        try:
            return read_date_text(text, self._today)
        except NotADate:
            return None

    def is_date(self, cell: Cell) -> bool:
        """Whether a cell is a date by itself; a mere number is a year at most."""
        if isinstance(cell, (date, datetime)):
            return True
        return isinstance(cell, str) and self._read(cell) is not None


def _without_field(header: Header, mapping: ColumnMap, known: Mapping[str, bool]) -> Iterator[int]:
    for column, leaf in enumerate(header.leaves):
        taken = header.matches[column] is not None or column in header.foreign
        told = mapping.is_told(column, leaf) or known.get(heading_key(leaf)) is False
        if leaf and not taken and not told:
            yield column


def _guess(heading: str, cells: Cells, header: Header) -> str:
    kind = header.kind
    if not cells.filled:
        return ""
    return (
        _date(heading, cells, kind)
        or _state(heading, cells, kind)
        or _owner(heading, cells, kind)
        or _code(cells, kind)
        or _number(heading, cells, kind)
        or _power(heading, cells, kind)
        or _named(heading)
        or _choice(heading, cells, header)
    )


def _date(heading: str, cells: Cells, kind: Kind) -> str:
    field = _day_of(heading, kind) or cells.speak_of
    if not field or not kind.has(field):
        return ""
    years = _YEARS.search(heading) is not None
    fits = cells.share(lambda cell: cells.is_date(cell) or years and _is_year(cell)) >= MOST
    return field if fits else ""


def _day_of(heading: str, kind: Kind) -> str:
    words = kind.words
    for field, says in words.day_words.items():
        others = words.no_day_words.get(field, ())
        if any_word(says).search(heading) and not any_word(others).search(heading):
            return field
    if _NEXT.search(heading) and not _says(kind, "other_checks", heading):
        return _next_inspection(kind)
    if _says(kind, "no_day", heading):
        return ""
    made, used = _says(kind, "made", heading), _says(kind, "used", heading)
    if made == used:
        return ""
    return MADE if made else USED


def _says(kind: Kind, guess: str, heading: str) -> bool:
    """Whether one of the library's words for a guess is in a heading."""
    return any_word(kind.words.guesses[guess]).search(heading) is not None


def _next_inspection(kind: Kind) -> str:
    """The one date of the next inspection that a kind has; boilers have two."""
    days = [each.id for each in kind.fields if each.id.startswith("next_") and each.type == "date"]
    if kind.has(VALID_TO):
        return VALID_TO
    return days[0] if len(days) == 1 else ""


def _is_year(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) and EARLIEST <= cell <= LATEST and cell == int(cell)


def _state(heading: str, cells: Cells, kind: Kind) -> str:
    if not _STATE.fullmatch(heading) or not kind.has(STATE):
        return ""
    words = kind.words.choices[STATE]

    def strict(cell: Cell) -> bool:
        return isinstance(cell, str) and fold(cell) in words and fold(cell) not in _WEAK

    def says(cell: Cell) -> bool:
        return isinstance(cell, str) and fold(cell) in words

    told = strict if _REMARK.search(heading) else says
    return STATE if cells.share(told) >= MANY and cells.share(strict) > 0 else ""


def _owner(heading: str, cells: Cells, kind: Kind) -> str:
    if not _says(kind, "owners", heading) or _says(kind, "other_owners", heading):
        return ""
    fits = cells.share(
        lambda cell: (
            isinstance(cell, str)
            and len(cell) <= LONGEST_NAME
            and _NAMES.search(cell.strip()) is not None
        )
    )
    return OWNER if fits >= MANY else ""


def _code(cells: Cells, kind: Kind) -> str:
    """Codes that their form alone tells: of special equipment, of non-road machinery."""
    for field, form in _CODES.items():
        if kind.has(field) and cells.share(partial(_is_code, form)) >= HALF:
            return field
    return PLATE if kind.has(PLATE) and cells.share(_is_plate) >= MOST else ""


def _is_plate(cell: Cell) -> bool:
    return isinstance(cell, str) and is_plate(plain_plate(cell))


def _is_code(form: re.Pattern[str], cell: Cell) -> bool:
    return isinstance(cell, str) and form.fullmatch(cell.strip()) is not None


def _number(heading: str, cells: Cells, kind: Kind) -> str:
    """How many there are: 件, 一台/两台."""
    if not _COUNT.fullmatch(heading) or not counts_devices(kind):
        return ""
    return QUANTITY if cells.share(lambda cell: quantity_of(cell) is not None) >= HALF else ""


def _power(heading: str, cells: Cells, kind: Kind) -> str:
    """The power of the motor, where 动力 stands over numbers of kW without saying so."""
    if kind.id not in TURNING or not _DRIVE.fullmatch(heading):
        return ""
    found = next(filter(kind.has, _POWERS), "")
    kilowatts = cells.share(_KILOWATTS.__contains__) == 1
    return found if kilowatts and cells.share(_NO_HORSEPOWER.__contains__) > 0 else ""


def _named(heading: str) -> str:
    """What a heading of general words says: 厂方型号, 设备品牌."""
    if _MODEL.fullmatch(heading):
        return "model"
    return "manufacturer" if _MAKER.fullmatch(heading) else ""


def _choice(heading: str, cells: Cells, header: Header) -> str:
    """The one field of which most cells are choices: Yyn0 and Dyn11 are connection groups."""
    if _says(header.kind, "other_things", heading) or _REMARK.search(heading):
        return ""
    found = [
        field.id
        for field in header.kind.fields
        if field.type == "choice"
        and field.id not in (STATE, GRADE)
        and field.id not in header.fields
        and cells.share(_chooses(header.kind, field.id)) >= MOST
    ]
    return found[0] if len(found) == 1 else ""


def _chooses(kind: Kind, field: str) -> Callable[[Cell], bool]:
    words = kind.words
    known = words.choices[field].keys() | words.ambiguous.get(field, {}).keys()

    def told(cell: Cell) -> bool:
        plain = fold(cell) if isinstance(cell, str) else ""
        fits = len(plain) >= _SHORTEST_CHOICE and not plain.isdecimal() and plain not in words.yesno
        return fits and plain in known

    return told


def _is_combined(heading: str, cells: Cells, kind: Kind) -> bool:
    """Whether most of what stands below a heading are numbers with what they are of; the heading
    speaks of no other thing."""
    if not _says(kind, "quantities", heading):
        return False
    if _says(kind, "other_things", heading) or _says(kind, "no_quantities", heading):
        return False
    if words_of(heading).kind not in ("", kind.id):
        return False
    return cells.share(lambda cell: isinstance(cell, str) and bool(_QUANTITY.search(cell))) >= MANY
