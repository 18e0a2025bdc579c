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
from .contents import FEWEST_HEADINGS, PLATE, cells_below, headings_of
from .dates import LONGEST, DateRead, NotADate, read_date_text
from .dates import MADE as SAID_MADE
from .dates import USED as SAID_USED
from .grids import Grid
from .headings import is_combined
from .identifiers import is_plate, plain_plate
from .model import Cell
from .quantities import QUANTITY, counts_devices, quantity_of
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

_MADE = re.compile(r"出厂|制造|生产|造于|产于|产期")
_USED = re.compile(r"投用|投运|投产|投入|启用|启运|始用|始运|使用|运行|开机|开用|用于|上线")
# 大修, 使用登记, 计划投用, 项目投运, 使用年限: other days, and what is no day.
_OTHER_DAY = re.compile(
    r"修|检|验|保养|改造|购|买|货|合同|登记|注册|上牌|拆|停|报废|更新|淘汰|更换|替|填|计划|拟|预|有效|到期"
    r"|[止至截]|审|责任|人|年限|期限|寿命|完工|竣工|退|租|险|复|再|次|项目|工程|(?:企业|公司|单位)投产"
)
# Days that few kinds have, by what their headings say and must not say.
_OTHER_DAYS = tuple(
    (field, re.compile(words), re.compile(others))
    for field, words, others in (
        ("last_maintained_on", "保养|维保|维护", "下|安排|计划|应|到期|有效|合同|单位|公司|商"),
        ("supervision_inspected_on", "监督检验|监检", "下|到期|有效|单位|机构"),
        ("registered_on", "初登|首登|初次登记|上牌|入户|注册日|登记日", "使用登记|报废|注销|单位"),
    )
)
_YEARS = re.compile(r"年|时间|日期|于$|起$")
_NEXT = re.compile(
    r"(?:检|验|审|行驶证).{0,6}(?:有效|到期|届满|截止|[至止到]$)"
    r"|(?:有效|到期|下次|下回|下一次|下轮|应|再).{0,4}[检验审]"
)
# Another inspection than that of the device by law, or one that was.
_OTHER_CHECK = re.compile(
    r"上次|上回|最近|本次|末次|首次|内检|内部|外检|外部|水压|安全阀|压力表|校验|审批|审核|许可|验收|环保|尾气|排放"
    r"|能效|节能|防雷|电气|消防|计量"
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
_OWNER = re.compile(r"企业|公司|单位|厂名|业主|用户|承租")
_OTHER_OWNER = re.compile(
    r"制造|生产|维|安装|检|设计|供|施工|改造|监理|出租|产权|管理|所属|主管|部门|填|电话|地址|代码|联系|性质|类型"
    r"|规模|行业|人数|税|法"
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
# What a heading says of another thing, or of another time, than the device as it is.
_ELSEWHERE = re.compile(
    r"发动机|柴油机|电机|电动机|马达|主机|变频器|控制|配套|配用|燃烧器|底盘|替代|更换|更新|改造|改后|拟|计划"
    r"|目标|建议|新|原|供应|安装|维|计量|仪表|所属|部门|标准|等级|负责|保障|辅|点火|备用|启动|应急|管网|管道|水箱"
    r"|[一二三四五\d]级|级别|评"
)
_SHORTEST_CHOICE = 2
_NOTHING = frozenset(("-", "—", "——", "－", "/", "／", "\\", "无", "不详", "不清楚", "未知"))
# 6.5m3/min, 29MW, 1480转: a number with something of which it is.
_QUANTITY = re.compile(
    r"\d\s*(?:[a-z°℃%㎡³Ω]|千|万|兆|米|吨|转|公斤|大卡|立方|冷吨|伏|安|瓦|帕|层|站)", re.IGNORECASE
)
# What a heading of quantities speaks of; 热负荷 and 供汽量 may be those of what a device serves.
_OF_QUANTITIES = re.compile(
    r"参数|性能|规格|技术|能力|额定|指标|数据|铭牌|条件|特[征性]|配置|容量|功率|出力|动力|载|速度|层|扬程|流量|风量|压力"
    r"|[冷热]量|rating|data|spec|size"
)
_NOT_OF_IT = re.compile(
    r"电量|煤量|气量|用量|耗|年|月|日|时间|面积|价|值|费|地点|位置|地址|备注|说明|编号|浓度|排放|监测|均值|电话"
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
        or _owner(heading, cells)
        or _code(cells, kind)
        or _number(heading, cells, kind)
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
    for field, words, others in _OTHER_DAYS:
        if words.search(heading) and not others.search(heading):
            return field if kind.has(field) else ""
    if _NEXT.search(heading) and not _OTHER_CHECK.search(heading):
        return _next_inspection(kind)
    if _OTHER_DAY.search(heading):
        return ""
    made, used = _MADE.search(heading), _USED.search(heading)
    if bool(made) == bool(used):
        return ""
    return MADE if made else USED


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


def _owner(heading: str, cells: Cells) -> str:
    if not _OWNER.search(heading) or _OTHER_OWNER.search(heading):
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


def _named(heading: str) -> str:
    """What a heading of general words says: 厂方型号, 设备品牌."""
    if _MODEL.fullmatch(heading):
        return "model"
    return "manufacturer" if _MAKER.fullmatch(heading) else ""


def _choice(heading: str, cells: Cells, header: Header) -> str:
    """The one field of which most cells are choices: Yyn0 and Dyn11 are connection groups."""
    if _ELSEWHERE.search(heading) or _REMARK.search(heading):
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
    if not _OF_QUANTITIES.search(heading):
        return False
    if _ELSEWHERE.search(heading) or _NOT_OF_IT.search(heading):
        return False
    if words_of(heading).kind not in ("", kind.id):
        return False
    return cells.share(lambda cell: isinstance(cell, str) and bool(_QUANTITY.search(cell))) >= MANY
