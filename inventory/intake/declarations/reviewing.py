"""What a reviewer looks at: each item against the ledger, verdict before and after, warnings.

Reads only. Everything that names another device passes the actor's scope first.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import standards
from inventory.core.access import Actor
from inventory.core.database import dump
from inventory.core.errors import NotFound
from inventory.core.kinds import known_kind, known_kinds
from inventory.intake.declarations import accepting, checking, confirming, lookup, pending
from inventory.intake.declarations.checking import BESIDE_FACTS, RETIRED, desired
from inventory.intake.declarations.models import Declaration, DeclarationItem
from inventory.judgement.assessments import judging
from inventory.judgement.library import current
from inventory.people.enterprises import service as enterprises
from inventory.registry.attachments import service as attachments
from inventory.registry.equipment import lookup as ledger
from inventory.registry.equipment import sources
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.verdicts import Judged
from standards import Kind, nameplates

# A number that changes by more than this part of itself is pointed out.
SUDDEN = 0.5
# Which file should come with which action.
EXPECTED_FILES = {"new": "nameplate_photo", "retire": "scrapping_certificate"}

Warning_ = dict[str, Any]


@dataclass(frozen=True)
class _Context:
    """What all items of a review are looked at with."""

    actor: Actor
    devices: Mapping[int, Equipment]
    problems: Mapping[int, list[checking.Problem]]
    before: Mapping[int, Judged]
    after: Mapping[int, Judged]
    files: Mapping[int, Counter[str]]
    holders: Mapping[tuple[str, str, str], Equipment]
    confirmed: Mapping[int, date]
    doubles: Mapping[int, list[pending.Double]]


def review(
    actor: Actor, declaration: Declaration, as_of: date, horizon: int = 365
) -> list[dict[str, Any]]:
    """Every item that `actor` may see, beside what the ledger says of its device."""
    items = lookup.items(actor, declaration)
    devices = accepting.devices_of(items)
    found = checking.problems(items, devices, declaration.enterprise_id)
    faulty: dict[int, list[checking.Problem]] = {}
    for problem in found:
        faulty.setdefault(problem["item"], []).append(problem)
    wanted = {item.id: desired(item, devices.get(item.equipment_id)) for item in items}
    places = {item.id: (item.kind, item.region) for item in items}
    known = {item.id: devices[item.equipment_id] for item in items if item.equipment_id in devices}
    context = _Context(
        actor=actor,
        devices=devices,
        problems=faulty,
        before=_judge(
            places, {key: sources.record_of(known[key]) for key in known}, as_of, horizon
        ),
        after=_judge(places, _judgeable(items, wanted, known), as_of, horizon),
        files=attachments.purposes_of(attachments.ITEM, [item.id for item in items]),
        holders=_holders(items, wanted),
        confirmed=confirming.last_confirmed(devices),
        doubles=pending.doubles(actor, declaration, items, devices),
    )
    return [_row(context, item, wanted[item.id]) for item in items]


def _judgeable(
    items: Sequence[DeclarationItem],
    wanted: Mapping[int, dict[str, Any]],
    known: Mapping[int, Equipment],
) -> dict[int, sources.Record]:
    """Facts that the engine can read: a draft may still hold values of the wrong type."""
    kinds = known_kinds()
    return {
        item.id: accepting.as_declared(kinds[item.kind], wanted[item.id], known.get(item.id))
        for item in items
        if not standards.check_facts(kinds[item.kind], wanted[item.id])
    }


def _judge(
    places: Mapping[int, tuple[str, str]],
    records: Mapping[int, sources.Record],
    as_of: date,
    horizon: int,
) -> dict[int, Judged]:
    """Item id → verdict."""
    judged = judging.judge_mixed(
        current.load(),
        [places[key][0] for key in records],
        [dump(record.facts) for record in records.values()],
        [places[key][1] for key in records],
        as_of,
        horizon,
        [record.text for record in records.values()],
    )
    return dict(zip(records, judged, strict=True))


def _holders(
    items: Sequence[DeclarationItem], wanted: Mapping[int, dict[str, Any]]
) -> dict[tuple[str, str, str], Equipment]:
    """(kind, scheme, value) → the device that stands under this identity in the ledger."""
    kinds = known_kinds()
    found: dict[tuple[str, str, str], int] = {}
    for kind in sorted({item.kind for item in items}):
        pairs = [
            pair
            for item in items
            if item.kind == kind
            for pair in identities(kinds[kind], wanted[item.id])
        ]
        # Whoever is in service holds a number; of those who no longer are, the latest is told of.
        departed = ledger.departed_identities(kind, pairs)
        known = {number: max(keys) for number, keys in departed.items()}
        known.update(ledger.known_identities(kind, pairs))
        found.update({(kind, *pair): key for pair, key in known.items()})
    devices = ledger.by_ids(list(set(found.values())))
    return {key: devices[device] for key, device in found.items() if device in devices}


def _row(context: _Context, item: DeclarationItem, facts: dict[str, Any]) -> dict[str, Any]:
    kind = known_kind(item.kind)
    device = context.devices.get(item.equipment_id) if item.equipment_id else None
    changes = difference(kind, device.facts if device else {}, facts)
    before, after = context.before.get(item.id), context.after.get(item.id)
    gained, lost = _moved(before, after)
    return {
        "item": item.id,
        "action": item.action,
        "kind": item.kind,
        "equipment_id": item.equipment_id,
        "base_version": item.base_version,
        "current_version": device.version if device else None,
        "last_confirmed_on": context.confirmed.get(item.equipment_id or 0),
        "approved": item.approved_at is not None,
        "mine": context.actor.kinds is None or item.kind in context.actor.kinds,
        "changes": changes,
        "verdict_before": before.verdict if before else None,
        "verdict_after": after.verdict if after else None,
        "incomplete_before": before.incomplete if before else None,
        "incomplete_after": after.incomplete if after else None,
        "gained": gained,
        "lost": lost,
        "problems": context.problems.get(item.id, []),
        "warnings": _warnings(context, item, kind, facts, changes),
    }


def difference(
    kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Field by field what is not the same, in the kind's order; null = blank.

    `change_pct` is by how many per cent of the former value a number changes.
    """
    rows = []
    unknown = [key for key in after if not kind.has(key)]
    for key in (*(field.id for field in kind.fields), *unknown):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        field = kind.field(key) if kind.has(key) else None
        rows.append(
            {
                "field": key,
                "heading": field.heading_zh if field else key,
                "heading_en": field.heading_en if field else key,
                "unit": field.unit if field else None,
                "before": old,
                "after": new,
                "change_pct": _change_pct(old, new),
            }
        )
    return rows


def _change_pct(old: Any, new: Any) -> float | None:
    numbers = all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in (old, new)
    )
    return round(100 * (new - old) / abs(old), 1) if numbers and old else None


def _moved(
    before: Judged | None, after: Judged | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The findings that come, and those that go."""
    old = {_key(row): row for row in (before.findings if before else ())}
    new = {_key(row): row for row in (after.findings if after else ())}
    gained = [_finding(row) for key, row in new.items() if key not in old]
    lost = [_finding(row) for key, row in old.items() if key not in new]
    return gained, lost


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("rule", "outcome", "clause", "then"))


def _finding(row: Mapping[str, Any]) -> dict[str, Any]:
    measured, limit = row["measured"], row["limit"]
    return {
        **{key: value for key, value in row.items() if key != "row"},
        "measured": json.loads(measured) if measured else None,
        "limit": json.loads(limit) if limit else None,
    }


# Warnings ------------------------------------------------------------------------------------


def _warnings(
    context: _Context,
    item: DeclarationItem,
    kind: Kind,
    facts: dict[str, Any],
    changes: Sequence[Mapping[str, Any]],
) -> list[Warning_]:
    return [
        *_identity_warnings(context, item, kind, facts),
        *(pending.warning(context.actor, other) for other in context.doubles.get(item.id, ())),
        *_nameplate_warnings(kind, facts),
        *_sudden_warnings(item, changes),
        *_file_warnings(context, item),
        *_unchanged_warnings(item, changes),
    ]


def _warning(code: str, field: str | None, message: str, message_en: str, **more: Any) -> Warning_:
    return {"code": code, "field": field, "message": message, "message_en": message_en, **more}


def _identity_warnings(
    context: _Context, item: DeclarationItem, kind: Kind, facts: dict[str, Any]
) -> list[Warning_]:
    own = identities(kind, facts)
    if not own and item.action == "new":
        return [
            _warning(
                "no_identity",
                None,
                "没有任何可以识别设备的号码，无法查重",
                "No number identifies the device",
            )
        ]
    found = []
    for scheme, value in own:
        other = context.holders.get((kind.id, scheme, value))
        if other is not None and other.id != item.equipment_id:
            found.append(_held(context.actor, scheme, value, other))
    return found


def _held(actor: Actor, scheme: str, value: str, other: Equipment) -> Warning_:
    """Another device has this number; whose it is, only who may see that device is told."""
    code, why, why_en = "duplicate", "台账中已有相同标识的设备", "is already in the ledger"
    if other.use_state in RETIRED:
        code = "re_entry"
        why = f"相同标识的设备已登记为{other.use_state}，请核查是否重新流入，受理后将立案"
        why_en = "belongs to a device that has been retired: check for re-entry"
    owner = _owner(actor, other)
    shown = f"（{owner}，设备 {other.id}）" if owner else ""
    return _warning(
        code,
        scheme,
        f"{value}：{why}{shown}",
        f"{value} {why_en}",
        equipment_id=other.id if owner else None,
    )


def _owner(actor: Actor, device: Equipment) -> str:
    if not actor.sees(device.region, device.enterprise_id):
        return ""
    try:
        return enterprises.get(actor, device.enterprise_id).name
    except NotFound:
        return ""


def _nameplate_warnings(kind: Kind, facts: Mapping[str, Any]) -> list[Warning_]:
    """What the declaration says otherwise than the model name."""
    model = facts.get("model")
    if not isinstance(model, str):
        return []
    reading = nameplates.read(kind.nameplate or kind.id, model)
    return [
        _nameplate_warning(kind, model, found)
        for found in nameplates.agree(kind.id, facts, reading)
    ]


def _nameplate_warning(kind: Kind, model: str, found: nameplates.Contradiction) -> Warning_:
    field = kind.field(found.field)
    unit = f" {field.unit}" if field.unit else ""
    named, stated = _shown(found.name), _shown(found.cell)
    code = "nameplate_capacity" if field.id == "rated_capacity_kva" else "name_disagrees"
    return _warning(
        code,
        field.id,
        f"型号 {model} 表示的{field.heading_zh}是 {named}{unit}，申报的是 {stated}{unit}",
        f"The model says {named}{unit} ({field.heading_en}), the declaration {stated}{unit}",
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _sudden_warnings(item: DeclarationItem, changes: Sequence[Mapping[str, Any]]) -> list[Warning_]:
    if item.action == "new":
        return []
    return [
        _warning(
            "sudden_change",
            row["field"],
            f"{row['heading']}由 {row['before']:g} 变为 {row['after']:g}"
            f"（{row['change_pct']:+g} %）",
            f"{row['heading_en']} changes from {row['before']:g} to {row['after']:g} "
            f"({row['change_pct']:+g} %)",
        )
        for row in changes
        if row["change_pct"] is not None and abs(row["change_pct"]) > 100 * SUDDEN
    ]


def _file_warnings(context: _Context, item: DeclarationItem) -> list[Warning_]:
    purpose = EXPECTED_FILES.get(item.action)
    if purpose is None or context.files[item.id][purpose]:
        return []
    name = attachments.PURPOSES[purpose]
    return [
        _warning(
            "missing_attachment",
            None,
            f"缺少{name}",
            f"Missing: {purpose.replace('_', ' ')}",
            purpose=purpose,
        )
    ]


def _unchanged_warnings(
    item: DeclarationItem, changes: Sequence[Mapping[str, Any]]
) -> list[Warning_]:
    if item.action != "change" or any(row["field"] not in BESIDE_FACTS for row in changes):
        return []
    return [
        _warning(
            "no_change", None, "与台账完全相同，可改为“确认”", "Nothing differs from the ledger"
        )
    ]
