"""What a heading means to one kind, by itself and under its group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from standards.words import BY_CELLS, OWN, SYNONYM

from .amounts import CAPACITIES, SECONDS
from .column_map import ColumnMap
from .headings import NUMBER_TYPES, HeadingMatch, match_heading
from .model import Cell
from .owners import is_foreign, is_of_user, owner_of
from .quantities import QUANTITY, counts_devices, is_quantity

if TYPE_CHECKING:
    from standards import Kind

_MASSES_AND_LENGTHS = frozenset(
    {"t", "吨", "kg", "公斤", "千克", "m", "米", "mm", "毫米", "h", "年", "%"}
)
_GROUP_TAIL = re.compile(r"(?:信息|情况|记录|数据|日期|时间)$")
# 制造商 under 发动机 is the engine's; its power and stage are those of the machine.
_ENGINE = re.compile(r"(?:发动机|柴油机|内燃机|动力装置|驱动装置)")
_IDENTITY = frozenset({"name", "model", "manufacturer", "serial_no", "made_on"})
# What stands in a row of units over columns that have none.
_NO_UNIT = re.compile(r"[-—–/]+|年?[-./年]?月?[-./月]?日?")
_SAID_HOW = re.compile(r"^(?:实测|额定|铭牌|实际|设计|测试|出厂|主要)")


class Understanding:
    """Headings by the user's word, by themselves, or together with the group they stand under."""

    def __init__(self, kind: Kind, mapping: ColumnMap) -> None:
        self.kind = kind
        self._words = kind.words
        self._mapping = mapping
        self._known: dict[str, HeadingMatch | None] = {}

    def __call__(self, path: Sequence[str], column: int) -> HeadingMatch | None:
        """The field of a column by the texts above it, from the group down."""
        told = self._mapping.of_column(column, path[-1] if path else "")
        if told is None and path:
            told = self._mapping.of("".join(path))
        if told is None and path:
            told = self._mapping.of(path[-1])
        if told is not None:
            return self._told(told, path[-1] if path else "")
        if not path:
            return None
        # The group counts: 使用单位 over 名称 is the enterprise, 下次 over 检验日期 the next one,
        # and 电机参数 over 效率 in a list of pumps is nothing of the pump's.
        match = self._match("".join(path))
        if match is None and not self.is_foreign(path):
            # 空载 under 实测损耗(W) is 空载损耗(W).
            # 下次 under 检验信息 is 下次检验.
            group = _SAID_HOW.sub("", path[0])
            match = (
                self._match(path[-1])
                or self._match(path[-1] + group)
                or (len(path) > 1 and self._match(path[-1] + _GROUP_TAIL.sub("", group)) or None)
                # 等级 under 安全状况等级.
                or (len(path) > 1 and path[0].endswith(path[-1]) and self._match(path[0]) or None)
            )
        if match is None and len(path) > 1:
            match = self._of_user(path)
        if (match is None or match.unknown_unit) and len(path) > 1:
            match = self._over_unit(path) or match
        if match is None and all(owner_of(group) == self.kind.id for group in path[:-1]):
            match = self._unit_alone(path[-1])
        match = self._by_cells(path[-1]) or match
        if match and match.field in _IDENTITY and any(map(_ENGINE.match, path[:-1])):
            return None
        return self._with_unit(match, path) if match and match.unit is None else match

    def _of_user(self, path: Sequence[str]) -> HeadingMatch | None:
        """单位全称 under 使用单位信息."""
        match = self._match(path[-1])
        fits = match and all(is_of_user(group, match.field) for group in path[:-1])
        return match if fits else None

    def _over_unit(self, path: Sequence[str]) -> HeadingMatch | None:
        """比功率 over kW/(m³/min), 投用时间 over 年-月: a row of units below the headings."""
        match = self._match("".join(path[:-1]))
        if match is None or self.is_foreign(path):
            return None
        field = self.kind.field(match.field)
        if field.unit is not None and self._words.unit_factor(field, path[-1]) is not None:
            return replace(match, unit=path[-1], unknown_unit=False)
        return match if _NO_UNIT.fullmatch(path[-1]) else None

    def _by_cells(self, text: str) -> HeadingMatch | None:
        told = self._mapping.told_by_cells.get(text)
        if told is None or not self.kind.has(told.field):
            return None
        other = told.kinds and self.kind.id not in told.kinds
        return None if other else HeadingMatch(told.field, BY_CELLS)

    def _unit_alone(self, text: str) -> HeadingMatch | None:
        """kW over the powers of a list of motors: the one capacity of the kind in that unit, else
        the one field (伏, 转/分)."""
        if text.strip().lower() in _MASSES_AND_LENGTHS:
            return None
        fitting = [
            field.id
            for field in self.kind.fields
            if field.type in NUMBER_TYPES
            and field.unit is not None
            and field.id not in SECONDS.values()
            and self._words.unit_factor(field, text) is not None
        ]
        found = [name for name in fitting if name in CAPACITIES] or fitting
        return HeadingMatch(found[0], SYNONYM, text) if len(found) == 1 else None

    def is_foreign(self, path: Sequence[str]) -> bool:
        """Whether a column stands under a group that describes another thing."""
        return any(
            is_foreign(group, self.kind.id) for group in path[:-1] if self._match(group) is None
        )

    def by_group(self, path: Sequence[str]) -> bool:
        """Whether only the group tells what a heading means."""
        return len(path) > 1 and (self._match("".join(path)) is not None or self.is_foreign(path))

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
        if field != QUANTITY and not self.kind.has(field):
            return None
        match = self._match(leaf)
        return HeadingMatch(field, OWN, match.unit if match and match.field == field else None)

    def _match(self, text: str) -> HeadingMatch | None:
        if text not in self._known:
            found = match_heading(text, self.kind, self._words)
            if found is None and is_quantity(text) and counts_devices(self.kind):
                found = HeadingMatch(QUANTITY, SYNONYM)
            self._known[text] = found
        return self._known[text]
