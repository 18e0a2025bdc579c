"""The devices that a what-if changes: filtered, by pages, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from peewee import Expression, ModelSelect

import standards
from inventory.core import access, database, paging, region_codes
from inventory.core.access import Actor
from inventory.core.paging import FIRST, Page, Slice
from inventory.core.spreadsheets import defused
from inventory.judgement.library import current
from inventory.judgement.whatif import service
from inventory.judgement.whatif.models import WhatIf, WhatIfChange
from inventory.judgement.whatif.results import ChangedDevice, ChangedRule
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import lookup

# A blank outcome in a filter: nothing is judged.
BLANK = "none"
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


@dataclass(frozen=True)
class ChangeFilter:
    """Filters of the changed devices; blank means all, BLANK means "nothing judged"."""

    kind: str = ""
    region: str = ""
    enterprise: int | None = None
    before: str = ""
    after: str = ""
    rule: str = ""
    rule_before: str = ""
    rule_after: str = ""
    direction: int | None = None


def rows(actor: Actor, what_if: WhatIf, wanted: ChangeFilter) -> ModelSelect:
    """The changed devices that the actor may see now."""
    conditions: list[Expression] = [
        WhatIfChange.what_if == what_if,
        access.scope(actor, WhatIfChange.region, WhatIfChange.enterprise),
    ]
    for column, word in (
        (WhatIfChange.before, wanted.before),
        (WhatIfChange.after, wanted.after),
    ):
        if word:
            conditions.append(column == ("" if word == BLANK else word))
    if wanted.kind:
        conditions.append(WhatIfChange.kind == wanted.kind)
    if wanted.region:
        conditions.append(region_codes.inside(WhatIfChange.region, wanted.region))
    if wanted.enterprise is not None:
        conditions.append(WhatIfChange.enterprise == wanted.enterprise)
    if wanted.direction is not None:
        conditions.append(WhatIfChange.direction == wanted.direction)
    if wanted.rule:
        conditions.append(WhatIfChange.rules.cast("TEXT").contains(_entry(wanted)))
    return WhatIfChange.select().where(*conditions)


def _entry(wanted: ChangeFilter) -> str:
    """A changed rule in the canonical JSON: its id, then before and after."""
    entry: list[str | None] = [wanted.rule]
    for word in (wanted.rule_before, wanted.rule_after):
        if not word:
            return database.dump(entry)[:-1] + ","
        entry.append(None if word == BLANK else word)
    return database.dump(entry)


def page(
    actor: Actor, what_if_id: int, wanted: ChangeFilter, part: Slice = FIRST
) -> Page[ChangedDevice]:
    """Changed devices, worse ones first, and how many there are."""
    query = rows(actor, service.get(actor, what_if_id), wanted)
    ordered = query.order_by(WhatIfChange.direction, WhatIfChange.id)
    found = paging.page(ordered, part)
    return Page(_described(actor, found.items), found.total, found.last)


def _described(actor: Actor, changes: list[WhatIfChange]) -> list[ChangedDevice]:
    devices = lookup.by_ids([item.equipment_id for item in changes])
    named = enterprises.names(actor, {item.enterprise_id for item in changes})
    return [
        ChangedDevice(
            equipment=item.equipment_id,
            kind=item.kind,
            region=item.region,
            enterprise=item.enterprise_id,
            enterprise_name=named.get(item.enterprise_id, ""),
            name=devices[item.equipment_id].name,
            model=devices[item.equipment_id].model,
            identifier=devices[item.equipment_id].identifier,
            quantity=item.quantity,
            before=item.before or None,
            after=item.after or None,
            direction=item.direction,
            rules=[
                ChangedRule(rule=rule, before=before, after=after)
                for rule, before, after in item.rules
            ],
            capacity=item.capacity,
            kgce=item.kgce,
            kgco2=item.kgco2,
        )
        for item in changes
        if item.equipment_id in devices
    ]


def export(actor: Actor, what_if_id: int, wanted: ChangeFilter) -> Iterator[str]:
    """The changed devices as CSV, row by row; texts that a spreadsheet would run are defused."""
    what_if = service.get(actor, what_if_id)
    kinds = current.load().kinds
    yield "\ufeff" + _line(HEADINGS)
    query = rows(actor, what_if, wanted).order_by(WhatIfChange.direction, WhatIfChange.id)
    for chunk in database.in_chunks(query.iterator()):
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
