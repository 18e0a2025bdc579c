"""The devices that a what-if changes: filtered, by pages, as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import polars as pl

import standards
from inventory.core.access import Actor
from inventory.core.errors import Invalid
from inventory.core.paging import FIRST, Key, Page, Slice
from inventory.core.spreadsheets import defused
from inventory.judgement.library import current
from inventory.judgement.whatif import columns, service
from inventory.judgement.whatif.columns import ChangeFilter
from inventory.judgement.whatif.results import ChangedDevice, ChangedRule
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import lookup
from inventory.registry.equipment.models import Equipment

# So many devices are read at once for a file.
WRITTEN = 1_000
HEADINGS = (
    "设备编号",
    "种类",
    "名称",
    "型号",
    "识别号",
    "数量",
    "使用单位",
    "行政区划",
    "原结论",
    "新结论",
    "变化的规则",
    "容量",
    "年节能量(kgce)",
    "年减碳量(kgCO2)",
)


# Worse ones first.
ORDER = ("direction", "equipment")


def page(
    actor: Actor, what_if_id: int, wanted: ChangeFilter, part: Slice = FIRST
) -> Page[ChangedDevice]:
    """Changed devices, worse ones first, and how many there are."""
    what_if = service.get(actor, what_if_id)
    later, first = _later(part.after), (part.number - 1) * part.size
    heads, total = [], 0
    for frame in columns.changed(actor, what_if, wanted):
        total += frame.height
        heads.append(frame.filter(later).bottom_k(first + part.size + 1, by=ORDER))
    if not heads:
        return Page([], 0)
    rows = pl.concat(heads).sort(ORDER).slice(first, part.size + 1)
    items = rows.head(part.size)
    last = items.select(ORDER).row(-1) if rows.height > part.size else ()
    return Page(_described(actor, items), total, last)


def _later(key: Key) -> pl.Expr:
    """Whether a device comes after that with this key. Raises Invalid for what is no key."""
    if not key:
        return pl.lit(True)
    if len(key) != len(ORDER) or not all(type(value) is int for value in key):
        raise Invalid.of("paging.bad_cursor")
    direction, equipment = key
    same = (pl.col("direction") == direction) & (pl.col("equipment") > equipment)
    return (pl.col("direction") > direction) | same


def _described(actor: Actor, changes: pl.DataFrame) -> list[ChangedDevice]:
    devices = lookup.by_ids(changes["equipment"].to_list())
    named = enterprises.names(actor, {*changes["enterprise"]})
    return [
        _device(row, devices[row["equipment"]], named.get(row["enterprise"], ""))
        for row in changes.iter_rows(named=True)
        if row["equipment"] in devices
    ]


def _device(row: dict[str, Any], device: Equipment, owner: str) -> ChangedDevice:
    rules = [
        ChangedRule(rule=rule, before=before, after=after)
        for rule, before, after in json.loads(row["rules"])
    ]
    said = {"before": row["before"] or None, "after": row["after"] or None, "rules": rules}
    return ChangedDevice(
        **{**row, **said},
        enterprise_name=owner,
        name=device.name,
        model=device.model,
        identifier=device.identifier,
    )


def export(actor: Actor, what_if_id: int, wanted: ChangeFilter) -> Iterator[str]:
    """The changed devices as CSV, row by row; texts that a spreadsheet would run are defused."""
    what_if = service.get(actor, what_if_id)
    kinds = current.load().kinds
    yield "\ufeff" + _line(HEADINGS)
    found = [*columns.changed(actor, what_if, wanted)]
    for chunk in pl.concat(found).sort(ORDER).iter_slices(WRITTEN) if found else ():
        for item in _described(actor, chunk):
            words = [standards.OUTCOME_ZH.get(word or "", "") for word in (item.before, item.after)]
            rules = "；".join(
                f"{change.rule}：{_word(change.before)}→{_word(change.after)}"
                for change in item.rules
            )
            yield _line(
                (
                    item.equipment,
                    kinds[item.kind].name_zh,
                    item.name,
                    item.model,
                    item.identifier,
                    item.quantity,
                    item.enterprise_name,
                    item.region,
                    *words,
                    rules,
                    item.capacity,
                    item.kgce,
                    item.kgco2,
                )
            )


def _word(outcome: str | None) -> str:
    return standards.OUTCOME_ZH[outcome] if outcome else "无"


def _line(cells: tuple[Any, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(map(defused, cells))
    return text.getvalue()
