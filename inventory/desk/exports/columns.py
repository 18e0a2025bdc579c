"""What an export can hold of a device: columns of the ledger, then the fields of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import standards
from inventory.core import clock
from inventory.core.errors import Invalid
from inventory.core.kinds import known_kinds
from inventory.judgement.ledger.facets import LEVEL_NAMES
from standards import Field, Kind

Value = str | float | int | date | None


class Device(NamedTuple):
    """What the columns of a device are made of, as the database gives it: no model per row."""

    id: int
    kind: str
    region: str
    model: str
    identifier: str
    verdict: str | None
    incomplete: bool
    next_due: date | None
    level: str
    updated_at: datetime
    facts: Mapping[str, Any]
    enterprise: str
    uscc: str
    region_name: str


class FindingRow(NamedTuple):
    """A standing finding, as a workbook lists it."""

    equipment: int
    outcome: str
    presumed: bool
    rule: str
    document: str
    clause: str
    due: date | None
    message: str


@dataclass(frozen=True)
class Column:
    """One column: its heading with unit, and how a device's value is found; or a field's fact."""

    id: str
    heading: str
    width: int
    value: Callable[[Device], Value] | None = None
    field: Field | None = None


class Layout:
    """The columns of a table in their order, for taking devices apart: of many kinds in one table
    a device fills few, and the others cost nothing."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.width = len(columns)
        placed = list(enumerate(columns))
        self._own = [(at, column.value) for at, column in placed if column.value]
        self._facts = {
            column.field.id: (at, column.field.type) for at, column in placed if column.field
        }

    def cells(self, device: Device) -> Iterator[tuple[int, Value]]:
        """The filled cells of a device: position and value."""
        for at, value in self._own:
            yield at, value(device)
        facts = self._facts
        for name, fact in device.facts.items():
            if fact is not None and name in facts:
                at, type_ = facts[name]
                yield at, _fact(type_, fact)


def _kind(device: Device) -> str:
    return known_kinds()[device.kind].name_zh


def verdict_name(verdict: str | None) -> str:
    """A verdict in words; "不判定" for what has left use."""
    return standards.OUTCOME_ZH[verdict] if verdict else "不判定"


def _updated(device: Device) -> str:
    return device.updated_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")


LEDGER: tuple[Column, ...] = (
    Column("id", "台账号", 10, lambda item: item.id),
    Column("kind", "设备种类", 10, _kind),
    Column("verdict", "结论", 10, lambda item: verdict_name(item.verdict)),
    Column("incomplete", "资料待补", 9, lambda item: "是" if item.incomplete else ""),
    Column("next_due", "到期日", 12, lambda item: item.next_due),
    Column("level", "能效水平", 10, lambda item: LEVEL_NAMES.get(item.level, ("",))[0]),
    Column("enterprise", "使用单位", 28, lambda item: item.enterprise),
    Column("uscc", "统一社会信用代码", 22, lambda item: item.uscc),
    Column("region", "行政区划代码", 14, lambda item: item.region),
    Column("region_name", "行政区划", 24, lambda item: item.region_name),
)
LAST: tuple[Column, ...] = (Column("updated_at", "更新时间", 17, _updated),)
WIDTHS = {"text": 18, "number": 12, "integer": 12, "date": 12, "choice": 12, "yesno": 8}


def of_kind(kind: Kind, chosen: Sequence[str]) -> list[Column]:
    """The columns of a kind's sheet: all, or those chosen that the kind has, in that order."""
    return _chosen([*LEDGER, *_fields([kind]), *LAST], chosen)


def of_all(kinds: Sequence[Kind], chosen: Sequence[str]) -> list[Column]:
    """The columns of one table for several kinds: a field that two kinds share is one column."""
    return _chosen([*LEDGER, *_fields(kinds), *LAST], chosen)


def _fields(kinds: Sequence[Kind]) -> list[Column]:
    own = {column.id for column in (*LEDGER, *LAST)}
    fields: dict[str, Field] = {}
    for kind in kinds:
        for field in kind.fields:
            if field.id not in own:
                fields.setdefault(field.id, field)
    return [_of_field(field) for field in fields.values()]


def _of_field(field: Field) -> Column:
    heading = f"{field.heading_zh}（{field.unit}）" if field.unit else field.heading_zh
    return Column(field.id, heading, WIDTHS[field.type], field=field)


def _fact(type_: str, value: Any) -> Value:
    if type_ == "yesno":
        return "是" if value else "否"
    # A whole date is a date; "2011" and "2011-05" keep the precision that they have.
    if type_ == "date" and len(value) == len("2011-05-01"):
        return date.fromisoformat(value)
    return value


def _chosen(columns: Sequence[Column], chosen: Sequence[str]) -> list[Column]:
    if not chosen:
        return list(columns)
    by_id = {column.id: column for column in columns}
    return [by_id[key] for key in dict.fromkeys(chosen) if key in by_id]


def check(chosen: Sequence[str]) -> None:
    """Refuse columns that no kind has."""
    known = {column.id for column in of_all(list(known_kinds().values()), ())}
    unknown = [key for key in chosen if key not in known]
    if unknown:
        raise Invalid.of(
            "exports.unknown_column",
            names="、".join(unknown),
            names_2=", ".join(unknown),
            details=[{"field": "columns", "value": key, "message": "未知的列"} for key in unknown],
        )
