"""Of which kind the device of a row is: by its own words, its model and what stands above it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from standards import nameplates
from standards.completing import words_of
from standards.nameplates import KindOfWords
from standards.words import fold, heading_key

from .headings import HeadingMatch, in_chinese
from .model import Cell, cell_text
from .tablekinds import GENERAL, TURNING, is_place
from .tables import COMMON_FIELDS, Header

# Columns whose cells name the kind, the coarsest first; several of them are levels, not rivals.
_WORDS = (
    "设备种类",
    "设备类别",
    "设备类型",
    "设备分类",
    "设备品种",
    "设备大类",
    "设备小类",
    "种类",
    "类别",
    "类型",
    "分类",
    "品种",
    "设备种类名称",
    "设备类别名称",
    "设备品种名称",
    "容器品种",
    "设备中类",
    "特种设备种类",
    "机械类型",
    "机械种类",
    "机械类别",
    "车辆类型",
    "车型",
    "车辆种类",
    "车辆类别",
    "车种",
    "Kind",
    "Category",
    "Equipment type",
)
_CLASS_HEADINGS = frozenset(map(heading_key, _WORDS))
# What lists without names have in their place: 螺杆机, 冷干机, 储气罐. It may also say how a part
# of the device is made (螺杆压缩机 of a chiller), so it is no class.
_TYPES = frozenset({"vehicle_type", "machinery_type", "elevator_type"})
_FORM_HEADINGS = frozenset(
    map(heading_key, ("形式", "型式", "机种", "设备形式", "设备型式", "压缩形式", "空压机形式"))
)
# Forms of model names that other makers use by chance: never the only reason for a kind.
_WEAK_FORMS = frozenset({"truck", "vehicle", "bus"})
# No device of any kind; not to be told; to be told by the title where no row denies it.
NO_KIND, UNCLEAR, LEAN = "", "?", "~"


def _is_class(heading: str) -> bool:
    """Whether the cells of a column name the kind."""
    key = heading_key(heading)
    return key in _CLASS_HEADINGS or heading_key(in_chinese(heading.lower())) in _CLASS_HEADINGS


def _is_type(match: HeadingMatch | None) -> bool:
    """Whether a column is read as the type of vehicle, machine or lift (车机类别): a forklift there
    is no lorry."""
    return match is not None and match.field in _TYPES


# What a thing burns or moves: lists of many kinds have one such column, so that it speaks for none.
_OF_MANY = frozenset({"fuel", "powertrain", "medium"})
_RAISED = {"pump": "head_m", "fan": "pressure_pa", "compressor": "discharge_pressure_mpa"}
_ROAD = frozenset({"truck", "vehicle", "bus"})
# Of the road or of a yard: a plate tells.
_TRACTORS = frozenset(
    {
        *("牵引车", "电动牵引车", "内燃牵引车", "蓄电池牵引车", "电瓶牵引车", "厂内牵引车"),
        *("场内牵引车", "港口牵引车", "码头牵引车", "港作牵引车", "机场牵引车"),
    }
)
# A code of special equipment begins with its category in 特种设备目录 (1000 锅炉, 2000 压力容器 …).
_DEVICE_CODE = re.compile(r"[1-9]\d{19}")
_BY_CODE = {"1": "boiler", "2": "pressure_vessel", "3": "elevator"}
_ROAD_PLATE = re.compile(r"(?![场厂])[\u4e00-\u9fff][a-z][·.\- ]?[a-z0-9]")
_WHEELED = _ROAD | {"nonroad_machinery", "farm_machinery", "construction_machinery"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says of its own kind. ``kind``: NO_KIND, UNCLEAR, LEAN or a kind's id; ``words``
    what its name means, ``classed`` what the columns of its class mean, the most exact first."""

    kind: str
    words: KindOfWords
    classed: tuple[KindOfWords, ...] = ()


@lru_cache(maxsize=8192)
def kinds_of_model(text: str) -> tuple[str, ...]:
    """The kinds whose model names have this form, the longest fit first."""
    return tuple(hint.kind for hint in nameplates.kind_of(text))


@lru_cache(maxsize=8192)
def _reads(kind: str, model: str) -> bool:
    return not nameplates.read(kind, model).empty


def sure_kind_of(model: Cell) -> str:
    """The kind of which a text surely is a model name: by its form, and it says something of the
    device; else blank."""
    forms = kinds_of_model(model) if isinstance(model, str) else ()
    sure = bool(forms) and forms[0] not in _WEAK_FORMS and _reads(forms[0], str(model))
    return forms[0] if sure else ""


class RowKinds:
    """Tells the kind of every row of one table.

    ``headers`` gives what every kind makes of the header; ``table`` the kind of the table, where
    it is clear (``asked``: a person said so), ``lean`` the kind that only a title hints at.
    """

    def __init__(self, headers: Mapping[str, Header], table: Header | None, *, asked: bool) -> None:
        self._headers = headers
        self._table = table.kind.id if table else None
        self._asked = asked
        self._strong = asked or (table is not None and table.score > 0)
        reader = table or max(headers.values(), key=lambda h: len(h.fields))
        self._classes = [
            index
            for index, leaf in enumerate(reader.leaves)
            if index not in reader.foreign and (_is_class(leaf) or _is_type(reader.matches[index]))
        ]
        self._name = self._column("name")
        self._named_by = self._name
        if self._name is None:
            forms = (
                i for i, leaf in enumerate(reader.leaves) if heading_key(leaf) in _FORM_HEADINGS
            )
            self._named_by = next(forms, None)
        self._model = self._column("model")
        self._remark = self._column("remark")
        self._code = self._column("device_code")
        self._speaking = [i for i in (self._named_by, *self._classes) if i is not None]
        self._blanks = reader.kind.words.blanks
        self._ends = reader.kind.words.asked
        self._own: dict[str, list[int]] = {}
        self._clear: dict[tuple[Cell, ...], Said] = {}

    def _column(self, field: str) -> int | None:
        """The column of a common field, as the table's kind or else most kinds see it."""
        if self._table is not None:
            return self._headers[self._table].column(field)
        found = [header.column(field) for header in self._headers.values()]
        places = [place for place in found if place is not None]
        return max(set(places), key=lambda place: (places.count(place), -place), default=None)

    def say(self, row: Sequence[Cell], section: KindOfWords | None) -> Said:
        """The kind of a row, by what it says itself, then by what stands above it."""
        key = tuple(row[i] if i < len(row) else None for i in self._speaking)
        said = self._clear.get(key)
        if said is None:
            said = self._say(row, section)
            if said.kind == self._table and said.words.kind == self._table and self._strong:
                # Its name decides, whatever else the row and what is above it say.
                self._clear[key] = said
        return said

    def _say(self, row: Sequence[Cell], section: KindOfWords | None) -> Said:
        model = _text(row, self._model)
        classed = tuple(
            words
            for index in reversed(self._classes)
            if (words := words_of(_text(row, index))).reason != "unknown"
        )
        words = words_of(_text(row, self._named_by))
        return Said(self._kind(row, model, words, classed, section), words, classed)

    def _kind(
        self,
        row: Sequence[Cell],
        model: str,
        words: KindOfWords,
        classed: Sequence[KindOfWords],
        section: KindOfWords | None,
    ) -> str:
        if words.reason == "part":
            return NO_KIND  # 水泵叶轮: its model name is that of the pump that it fits
        told = next((each.kind for each in classed if each.kind), "")
        if told:
            return self._table if self._table and self._own_choice(row) else told
        coded = self._coded(row)
        if coded and coded != self._table and words.kind in (coded, ""):
            return coded if words.kind or not self._strong else UNCLEAR
        forms = kinds_of_model(model) if model else ()
        if self._may_be_of_a_yard(row) or (self._is_asked(row) and not sure_kind_of(model)):
            return UNCLEAR
        if self._strong and self._table is not None:
            if words.kind and section is not None and words.kind == section.kind:
                return words.kind  # 货梯 below 二、电梯, whatever the columns are of
            return self._in_table(row, model, words, classed, forms)
        if words.kind:
            return UNCLEAR if _contradicts(words.kind, model, forms) else words.kind
        thing = words.reason == "none" and not is_place(words.word)
        for form in forms:
            if thing and form == "compressor" and form in words.kinds:
                continue  # CO2压缩机 2DZ-1.5/20: the name says that it compresses no air
            # 制冷压缩机 LG20: a name of no kind, and letters that others use, too.
            if form not in _WEAK_FORMS and not (thing and not _reads(form, model)):
                return form
        if words.reason in ("place", "none") or any(map(_is_thing, classed)):
            return NO_KIND
        if words.reason == "unknown" and (remarked := self._remarked(row)):
            return remarked
        if section is not None:
            return section.kind or UNCLEAR
        return UNCLEAR if words.reason == "several" or self._table is None else LEAN

    def _remarked(self, row: Sequence[Cell]) -> str:
        """The kind that a remark names and nothing else (压力容器 behind 烘缸)."""
        said = fold(_text(row, self._remark))
        words = words_of(said)
        return words.kind if words.kind and fold(words.word) == said else ""

    def _coded(self, row: Sequence[Cell]) -> str:
        """The kind by the device's statutory code, whose first digit is its category."""
        code = fold(_text(row, self._code))
        return _BY_CODE.get(code[:1], "") if _DEVICE_CODE.fullmatch(code) else ""

    def _may_be_of_a_yard(self, row: Sequence[Cell]) -> bool:
        """牵引车 without a plate of the road, in a list that is not of trucks."""
        if self._table == "truck" or fold(_text(row, self._name)) not in _TRACTORS:
            return False
        road = self._headers.get("truck")
        plate = _text(row, road.column("plate_no") if road else None)
        return _ROAD_PLATE.match(fold(plate)) is None

    def _is_asked(self, row: Sequence[Cell]) -> bool:
        """Whether a name may be of several kinds, and no person has said which."""
        return not self._asked and fold(_text(row, self._name)).endswith(self._ends)

    def _own_choice(self, row: Sequence[Cell]) -> bool:
        """Whether a class is one that the table's kind itself has (a lorry among the vehicles)."""
        header = self._headers[self._table or ""]
        for index in self._classes:
            match = header.matches[index]
            choices = header.kind.words.choices.get(match.field, {}) if match else {}
            if fold(_text(row, index)) in choices:
                return self._strong
        return False

    def _in_table(
        self,
        row: Sequence[Cell],
        model: str,
        words: KindOfWords,
        classed: Sequence[KindOfWords],
        forms: Sequence[str],
    ) -> str:
        """In a table of one kind a row is of another only by its own words, and where neither
        its model name nor the cells that only this kind has speak for the table."""
        table = self._table or ""
        if words.reason == "none" and words.kinds[:1] == (table,) == ("compressor",):
            return NO_KIND  # 制冷压缩机 among air compressors
        if words.kind == "chiller" and table == "compressor":
            return words.kind  # 冷水机组 in a cold store's list: its compressor is a part of it
        if words.kind == "pressure_vessel" and table == "compressor":
            return words.kind  # 储气罐 C-2/0.8: the letters are those of old compressors, too
        if words.kind == "vessel":
            return words.kind  # 港作拖轮 among a port's machines: nothing else is called so
        if table in forms or words.kind == table:
            return table
        if table == GENERAL and words.kind:
            return words.kind  # it holds what is nothing else
        if words.kind and words.kind in forms:
            return words.kind  # 内燃叉车 CPCD30 among vehicles: name and model say it
        if {words.kind, table} <= _WHEELED and words.kind in _ROAD and table not in _ROAD:
            return UNCLEAR  # 牵引车 in a list of machines: a tractor of the road, or of the yard
        other = words.kind or next((f for f in forms if f not in _WEAK_FORMS), "")
        if other and not self._fills_own(row, other) and not _reads(table, model):
            return other
        if other and other == words.kind and {other, table} <= TURNING:
            # A blower with the head of a list of pumps is asked about.
            return (
                UNCLEAR if self._fills(row, self._headers[table].column(_RAISED[table])) else other
            )
        nothing = words.reason in ("place", "none") or any(map(_is_thing, classed))
        thing = any(_is_thing(e) and not is_place(e.word) for e in (words, *classed))
        if nothing and not other and (thing or not self._fills_own(row, None)):
            return NO_KIND
        return table

    def _fills_own(self, row: Sequence[Cell], other: str | None) -> bool:
        """Whether a row fills a column that the table's kind has and the other kind has not."""
        key = other or ""
        if key not in self._own:
            self._own[key] = self._own_columns(other)
        return any(self._fills(row, index) for index in self._own[key])

    def _fills(self, row: Sequence[Cell], index: int | None) -> bool:
        """Whether a cell says something; 无 and / do not."""
        if index is None or index >= len(row) or row[index] in ("", None):
            return False
        cell = row[index]
        return not isinstance(cell, str) or fold(cell) not in self._blanks

    def _own_columns(self, other: str | None) -> list[int]:
        header = self._headers[self._table or ""]
        theirs = self._headers.get(other) if other else None
        return [
            index
            for index, match in enumerate(header.matches)
            if match
            and match.field not in COMMON_FIELDS
            and (theirs is None or not (theirs.matches[index] or match.field in _OF_MANY))
        ]


def _is_thing(words: KindOfWords) -> bool:
    """Whether words name what is no device; 备件 beside a pump says only why it is there."""
    return words.reason == "none" or (words.reason == "part" and words.word != "")


def _contradicts(kind: str, model: str, forms: Sequence[str]) -> bool:
    """Whether the model name is clearly that of another kind than the words of the name say."""
    if not forms or kind in forms or forms[0] in _WEAK_FORMS:
        return False
    if kind == "pressure_vessel" and forms[0] == "compressor":
        return False  # 储气罐 C-5/0.8: the letters are those of old compressors, too
    return _reads(forms[0], model) and not _reads(kind, model)


def _text(row: Sequence[Cell], index: int | None) -> str:
    if index is None or index >= len(row):
        return ""
    return cell_text(row[index]).strip()
