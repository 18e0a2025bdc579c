"""What-if runs: asked for by a person, judged twice by the worker, read by the same person."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from peewee import SQL, Expression, ModelSelect, fn

import standards
from inventory import access, clock, database
from inventory.access import Actor
from inventory.audit import service as audit
from inventory.database import db
from inventory.enterprises import service as enterprises
from inventory.equipment import service as equipment
from inventory.errors import Conflict, Invalid, not_found
from inventory.jobs import service as jobs
from inventory.jobs.service import Progress
from inventory.library import current, packages
from inventory.potential import reading
from inventory.potential.reading import Batch, Part
from inventory.regions import service as regions
from inventory.whatif.models import BETTER, SAME, WORSE, WhatIf, WhatIfChange
from standards.comparing import Comparison, compare, rank
from standards.drafting import Change, RuleChange, TableChange, draft
from standards.savings import savings

MOST_CHANGES = 50
LISTED = 100
# What a device of a kind is counted by beside its number.
CAPACITY = {
    "transformer": "rated_capacity_kva",
    "boiler": "rated_capacity_tph",
    "motor": "rated_power_kw",
}
# A blank outcome in a filter: nothing is judged.
BLANK = "none"


@dataclass(frozen=True)
class Question:
    """What to compare: today's library on `base_as_of`, and the draft on `as_of`."""

    title: str
    base_as_of: date
    as_of: date
    horizon: int
    changes: tuple[dict[str, Any], ...] = ()
    package: int | None = None
    kind: str = ""
    region: str = ""
    unit_costs: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeFilter:
    """Which of the changed devices; blank means all, BLANK stands for "nothing judged"."""

    kind: str = ""
    region: str = ""
    enterprise: int | None = None
    before: str = ""
    after: str = ""
    rule: str = ""
    rule_before: str = ""
    rule_after: str = ""
    direction: int | None = None


def changes_of(written: tuple[dict[str, Any], ...] | list[dict[str, Any]]) -> list[Change]:
    """The changes as the engine takes them: of a rule, or of a table."""
    return [
        TableChange(item["table"], item.get("where") or {}, item["column"], item["value"])
        if item.get("table")
        else RuleChange(item["rule"], item["key"], item["value"])
        for item in written
    ]


def drafted(
    written: tuple[dict[str, Any], ...] | list[dict[str, Any]], package: int | None = None
) -> standards.Library:
    """Today's library with the draft of a package and these changes; a wrong one is refused with
    its key.
    """
    if len(written) > MOST_CHANGES:
        raise Invalid(
            f"一次最多改 {MOST_CHANGES} 处", f"At most {MOST_CHANGES} changes", "too_many_changes",
            "请分几次试算",
        )  # fmt: skip
    library = current.load() if package is None else packages.tried(package)
    try:
        return draft(library, changes_of(written))
    except standards.LibraryError as error:
        raise Invalid(
            f"草案有误：{error.message}", f"The draft is wrong: {error.message_en}", "bad_draft",
            "请改正后重试；可用的规则和参数见 /api/library/rules",
            [{"field": error.key, "value": "", "message": error.message}],
        ) from error  # fmt: skip


def request(actor: Actor, question: Question) -> WhatIf:
    """Ask; the caller wakes the worker with its job afterwards."""
    if question.kind:
        equipment.kind_of(question.kind)
    if question.region:
        regions.get(question.region)
    for kind in question.unit_costs:
        equipment.kind_of(kind)
    changed = drafted(question.changes, question.package)
    with db.atomic():
        what_if = WhatIf.create(
            owner=actor.id,
            scope=access.snapshot(actor),
            title=question.title,
            kind=question.kind,
            region=question.region,
            base_as_of=question.base_as_of,
            as_of=question.as_of,
            horizon=question.horizon,
            changes=list(question.changes),
            package=question.package,
            unit_costs=question.unit_costs,
            base_library=current.load().version,
            draft_library=changed.version,
            created_at=clock.now(),
        )
        what_if.job = jobs.create("whatif", {"what_if": what_if.id}, actor.id)
        what_if.save()
        audit.record(
            "whatif.requested", actor, subject="whatif", subject_id=what_if.id,
            detail={"title": question.title, "changes": list(question.changes),
                    "package": question.package,
                    "as_of": question.as_of.isoformat()},
        )  # fmt: skip
    return what_if


def run(what_if_id: int, progress: Progress) -> dict[str, Any]:
    """Judge twice and keep who changes; beginning again does no harm."""
    what_if = WhatIf.get_by_id(what_if_id)
    library, changed = current.load(), drafted(what_if.changes, what_if.package)
    actor, part = access.actor_of(what_if.scope), Part(what_if.kind, what_if.region)
    WhatIfChange.delete().where(WhatIfChange.what_if == what_if).execute()
    total, judged, devices = reading.count(actor, part), 0, 0
    by_rule: list[pl.DataFrame] = []
    for kind in reading.kinds(part):
        for batch in reading.batches(actor, part, kind):
            found = compare(
                library,
                changed,
                kind,
                batch.frame,
                (what_if.base_as_of, what_if.as_of),
                what_if.horizon,
            )
            devices += _keep(what_if, batch, found, library)
            by_rule.append(found.by_rule())
            judged += len(batch.ids)
            progress(judged, total)
    WhatIf.update(
        judged=judged, changed=devices, rules=_rules(by_rule), finished_at=clock.now(),
        base_library=library.version, draft_library=changed.version,
    ).where(WhatIf.id == what_if_id).execute()  # fmt: skip
    return {"what_if": what_if_id, "judged": judged, "changed": devices}


def _rules(parts: list[pl.DataFrame]) -> list[dict[str, Any]]:
    if not parts:
        return []
    keys = ["rule", "before", "after"]
    summed = pl.concat(parts).group_by(keys).agg(pl.col("devices").sum())
    return summed.sort(["devices", *keys], descending=[True, False, False, False]).to_dicts()


def _keep(what_if: WhatIf, batch: Batch, found: Comparison, library: standards.Library) -> int:
    """Store the devices in which a finding changes; returns how many."""
    if found.rules.is_empty():
        return 0
    changes = (
        found.rules.group_by("row", maintain_order=True)
        .agg(rules=pl.struct("rule", "before", "after"))
        .join(_verdicts(found), on="row", how="left", maintain_order="left")
    )
    rows = changes["row"].to_list()
    saved = _saved(library, batch, rows, what_if.as_of)
    column = CAPACITY.get(batch.kind)
    capacity = batch.frame[column][rows].to_list() if column else [None] * len(rows)
    with db.atomic():
        database.bulk_insert(
            WhatIfChange,
            ("what_if", "equipment", "enterprise", "kind", "region", "before", "after",
             "direction", "rules", "capacity", "kgce", "kgco2"),
            (
                (what_if.id, batch.ids[row], batch.enterprises[row], batch.kind,
                 batch.regions[row], before or "", after or "", direction,
                 database.dump([[c["rule"], c["before"], c["after"]] for c in rules]),
                 size, *saved.get(row, (None, None)))
                for (row, rules, before, after, direction), size in zip(
                    changes.iter_rows(), capacity, strict=True
                )
            ),
        )  # fmt: skip
    return len(rows)


def _verdicts(found: Comparison) -> pl.DataFrame:
    """row, before, after, direction of every device."""
    before = found.before.verdicts.select("row", pl.col("verdict").alias("before"))
    after = found.after.verdicts.select("row", pl.col("verdict").alias("after"))
    worse = rank(pl.col("after")) < rank(pl.col("before"))
    better = rank(pl.col("after")) > rank(pl.col("before"))
    return before.join(after, on="row").with_columns(
        direction=pl.when(worse).then(WORSE).when(better).then(BETTER).otherwise(SAME)
    )


def _saved(
    library: standards.Library, batch: Batch, rows: list[int], as_of: date
) -> dict[int, tuple[float | None, float | None]]:
    """row → kgce and kg CO₂ that replacing it would save, by the best target computed."""
    figures = savings(library, batch.kind, batch.frame[rows], as_of).figures
    best = figures.group_by("row").agg(pl.col("kgce", "kgco2").max())
    return {rows[row]: (kgce, kgco2) for row, kgce, kgco2 in best.iter_rows()}


# Reading -------------------------------------------------------------------------------------


def get(actor: Actor, what_if_id: int) -> WhatIf:
    """A what-if of one's own; nobody else sees it."""
    found = WhatIf.get_or_none((WhatIf.id == what_if_id) & (WhatIf.owner == actor.id))
    if found is None or actor.id is None:
        raise not_found("试算", "what-if")
    return found


def listed(actor: Actor) -> list[WhatIf]:
    """One's own, the newest first."""
    query = WhatIf.select().where(WhatIf.owner == actor.id).order_by(WhatIf.id.desc())
    return list(query.limit(LISTED))


def delete(actor: Actor, what_if_id: int) -> None:
    """Throw away a what-if of one's own that is not being computed."""
    what_if = get(actor, what_if_id)
    if what_if.job is not None and what_if.job.status == "running":
        raise Conflict(
            "正在试算，暂不能删除", "It is being computed", "running", "请等试算结束后再删除"
        )
    with db.atomic():
        WhatIf.delete().where(WhatIf.id == what_if.id).execute()
        audit.record("whatif.deleted", actor, subject="whatif", subject_id=what_if_id, detail={})


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
        conditions.append(regions.inside(WhatIfChange.region, wanted.region))
    if wanted.enterprise is not None:
        conditions.append(WhatIfChange.enterprise == wanted.enterprise)
    if wanted.direction is not None:
        conditions.append(WhatIfChange.direction == wanted.direction)
    if wanted.rule:
        conditions.append(WhatIfChange.rules.cast("TEXT").contains(_entry(wanted)))
    return WhatIfChange.select().where(*conditions)


def _entry(wanted: ChangeFilter) -> str:
    """How a changed rule stands in the canonical JSON: its id, then before and after."""
    entry = [wanted.rule]
    for word in (wanted.rule_before, wanted.rule_after):
        if not word:
            return database.dump(entry)[:-1] + ","
        entry.append(None if word == BLANK else word)
    return database.dump(entry)


def page(
    actor: Actor, what_if_id: int, wanted: ChangeFilter, page: int, size: int
) -> tuple[list[dict[str, Any]], int]:
    """Changed devices, worse ones first, and how many there are."""
    query = rows(actor, get(actor, what_if_id), wanted)
    ordered = query.order_by(WhatIfChange.direction, WhatIfChange.id)
    return _described(actor, list(ordered.paginate(page, size))), query.count()


def _described(actor: Actor, changes: list[WhatIfChange]) -> list[dict[str, Any]]:
    devices = equipment.by_ids([item.equipment_id for item in changes])
    named = enterprises.names(actor, {item.enterprise_id for item in changes})
    return [
        {
            "equipment": item.equipment_id,
            "kind": item.kind,
            "region": item.region,
            "enterprise": item.enterprise_id,
            "enterprise_name": named.get(item.enterprise_id, ""),
            "name": devices[item.equipment_id].name,
            "model": devices[item.equipment_id].model,
            "identifier": devices[item.equipment_id].identifier,
            "before": item.before or None,
            "after": item.after or None,
            "direction": item.direction,
            "rules": [
                {"rule": rule, "before": before, "after": after}
                for rule, before, after in item.rules
            ],
            "capacity": item.capacity,
            "kgce": item.kgce,
            "kgco2": item.kgco2,
        }
        for item in changes
        if item.equipment_id in devices
    ]


def summary(actor: Actor, what_if_id: int) -> dict[str, Any]:
    """How many change how: by kind, verdict, region and enterprise, with capacity, cost, CO₂."""
    what_if = get(actor, what_if_id)
    by_kind = _by_kind(actor, what_if)
    return {
        "what_if": what_if,
        "total": _total(actor, what_if, by_kind),
        "transitions": _transitions(actor, what_if),
        "by_kind": by_kind,
        "by_region": _by_region(actor, what_if),
        "by_enterprise": _by_enterprise(actor, what_if),
        "by_rule": what_if.rules or [],
    }


def _transitions(actor: Actor, what_if: WhatIf) -> list[dict[str, Any]]:
    keys = WhatIfChange.kind, WhatIfChange.before, WhatIfChange.after
    return [
        {"kind": kind, "before": before or None, "after": after or None, **numbers}
        for (kind, before, after), numbers in _grouped(actor, what_if, *keys)
    ]


def _by_kind(actor: Actor, what_if: WhatIf) -> list[dict[str, Any]]:
    kinds = standards.load().kinds
    return [
        {
            "kind": kind,
            **numbers,
            "capacity_unit": kinds[kind].field(CAPACITY[kind]).unit if kind in CAPACITY else None,
            "cost": _cost(what_if, kind, numbers["worse"]),
        }
        for (kind,), numbers in _grouped(actor, what_if, WhatIfChange.kind)
    ]


def _cost(what_if: WhatIf, kind: str, devices: int) -> float | None:
    """What the asker thinks the devices that become worse would cost."""
    unit = what_if.unit_costs.get(kind)
    return None if unit is None else unit * devices


def _total(actor: Actor, what_if: WhatIf, by_kind: list[dict[str, Any]]) -> dict[str, Any]:
    """All of it; no capacity, since the kinds measure it in units of their own."""
    owners = rows(actor, what_if, ChangeFilter()).select(
        fn.COUNT(WhatIfChange.enterprise.distinct())
    )
    return {
        **{key: sum(row[key] for row in by_kind) for key in ("devices", "worse", "better")},
        **{key: _sum(row[key] for row in by_kind) for key in ("kgce", "kgco2", "cost")},
        "enterprises": owners.scalar(),
    }


def _sum(values: Iterable[float | None]) -> float | None:
    """The sum of what is known; none where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _by_region(actor: Actor, what_if: WhatIf) -> list[dict[str, Any]]:
    # Written out: PostgreSQL takes two parameters for two expressions, not one to group by.
    county = fn.SUBSTR(WhatIfChange.region, SQL("1"), SQL("6"))
    costs = _costs(actor, what_if, county)
    found = [
        {"region": code, **numbers, "cost": costs.get(code)}
        for (code,), numbers in _grouped(actor, what_if, county)
    ]
    names = regions.names({row["region"] for row in found})
    for row in found:
        row["name"] = names.get(row["region"], "")
    return found


def _by_enterprise(actor: Actor, what_if: WhatIf) -> list[dict[str, Any]]:
    """The enterprises with most changes; how many there are says the total."""
    costs = _costs(actor, what_if, WhatIfChange.enterprise)
    found = [
        {"enterprise": owner, **numbers, "cost": costs.get(owner)}
        for (owner,), numbers in _grouped(actor, what_if, WhatIfChange.enterprise, limit=LISTED)
    ]
    named = enterprises.names(actor, {row["enterprise"] for row in found})
    for row in found:
        row["name"] = named.get(row["enterprise"], "")
    return found


def _costs(actor: Actor, what_if: WhatIf, key: Any) -> dict[Any, float]:
    """Cost by region or enterprise, of the kinds that the asker put a price on."""
    if not what_if.unit_costs:
        return {}
    found: dict[Any, float] = {}
    for (group, kind), numbers in _grouped(actor, what_if, key, WhatIfChange.kind):
        cost = _cost(what_if, kind, numbers["worse"])
        if cost is not None:
            found[group] = found.get(group, 0) + cost
    return found


def _grouped(
    actor: Actor, what_if: WhatIf, *keys: Any, limit: int | None = None
) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Groups of changed devices with their numbers, the largest first."""
    devices = fn.COUNT(WhatIfChange.id)
    query = (
        rows(actor, what_if, ChangeFilter())
        .select(
            *keys,
            devices,
            fn.SUM((WhatIfChange.direction == WORSE).cast("INTEGER")),
            fn.SUM((WhatIfChange.direction == BETTER).cast("INTEGER")),
            fn.SUM(WhatIfChange.capacity),
            fn.SUM(WhatIfChange.kgce),
            fn.SUM(WhatIfChange.kgco2),
        )
        .group_by(*keys)
        .order_by(devices.desc(), *keys)
    )
    if limit is not None:
        query = query.limit(limit)
    for row in query.tuples():
        count, worse, better, capacity, kgce, kgco2 = row[len(keys) :]
        yield row[: len(keys)], {
            "devices": count, "worse": worse, "better": better,
            "capacity": capacity, "kgce": kgce, "kgco2": kgco2,
        }  # fmt: skip


HEADINGS = (
    "设备编号", "种类", "名称", "型号", "识别号", "使用单位", "行政区划", "原结论", "新结论",
    "变化的规则", "容量", "年节能量(kgce)", "年减碳量(kgCO2)",
)  # fmt: skip


def export(actor: Actor, what_if_id: int, wanted: ChangeFilter) -> Iterator[str]:
    """The changed devices as CSV, row by row; texts that a spreadsheet would run are defused."""
    what_if = get(actor, what_if_id)
    kinds = current.load().kinds
    yield "\ufeff" + _line(HEADINGS)
    query = rows(actor, what_if, wanted).order_by(WhatIfChange.direction, WhatIfChange.id)
    for chunk in database.in_chunks(query.iterator()):
        for item in _described(actor, chunk):
            words = [standards.OUTCOME_ZH.get(item[key] or "", "") for key in ("before", "after")]
            rules = "；".join(
                f"{change['rule']}：{_word(change['before'])}→{_word(change['after'])}"
                for change in item["rules"]
            )
            yield _line((
                item["equipment"], kinds[item["kind"]].name_zh, item["name"], item["model"],
                item["identifier"], item["enterprise_name"], item["region"], *words, rules,
                item["capacity"], item["kgce"], item["kgco2"],
            ))  # fmt: skip


def _word(outcome: str | None) -> str:
    return standards.OUTCOME_ZH[outcome] if outcome else "无"


def _line(cells: tuple[Any, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([_defused(cell) for cell in cells])
    return text.getvalue()


def _defused(cell: Any) -> Any:
    """A text that begins like a formula is kept as text (CSV injection)."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return "" if cell is None else cell
