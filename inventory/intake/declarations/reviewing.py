"""What a reviewer looks at: each item against the ledger, verdict before and after.

Reads only. Another device is named only within the actor's scope.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import standards
from inventory.core.access import Actor
from inventory.core.database import dump
from inventory.core.kinds import known_kind, known_kinds
from inventory.intake.declarations import (
    accepting,
    checking,
    confirming,
    difference,
    lookup,
    naming,
    pending,
    warnings,
)
from inventory.intake.declarations.checking import desired
from inventory.intake.declarations.models import Declaration, DeclarationItem
from inventory.intake.declarations.results import Problem, ReviewRow
from inventory.intake.declarations.warnings import Context
from inventory.judgement.assessments import judging
from inventory.judgement.library import current
from inventory.registry.attachments import service as attachments
from inventory.registry.equipment import lookup as ledger
from inventory.registry.equipment import sources
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.verdicts import Judged


def review(
    actor: Actor, declaration: Declaration, as_of: date, horizon: int = 365
) -> list[ReviewRow]:
    """Every item that `actor` may see, compared with the ledger's record of its device."""
    items = lookup.items(actor, declaration)
    devices = accepting.devices_of(items)
    naming.name_all(items, devices)
    found = checking.problems(items, devices, declaration.enterprise_id)
    faulty: dict[int, list[Problem]] = {}
    for problem in found:
        faulty.setdefault(problem.item, []).append(problem)
    wanted = {item.id: desired(item, devices.get(item.equipment_id)) for item in items}
    places = {item.id: (item.kind, item.region) for item in items}
    known = {item.id: devices[item.equipment_id] for item in items if item.equipment_id in devices}
    context = Context(
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
        # A device in service holds the number; of devices out of service the latest counts.
        held = ledger.holders(kind, pairs)
        known = {number: max(keys) for number, keys in held.departed.items()}
        known.update(held.known)
        found.update({(kind, *pair): key for pair, key in known.items()})
    devices = ledger.by_ids(list(set(found.values())))
    return {key: devices[device] for key, device in found.items() if device in devices}


def _row(context: Context, item: DeclarationItem, facts: dict[str, Any]) -> ReviewRow:
    kind = known_kind(item.kind)
    device = context.devices.get(item.equipment_id) if item.equipment_id else None
    changes = difference.of(item, device)
    before, after = context.before.get(item.id), context.after.get(item.id)
    gained, lost = _moved(before, after)
    return ReviewRow(
        item=item.id,
        action=item.action,
        kind=item.kind,
        equipment_id=item.equipment_id,
        base_version=item.base_version,
        current_version=device.version if device else None,
        last_confirmed_on=context.confirmed.get(item.equipment_id or 0),
        approved=item.approved_at is not None,
        mine=context.actor.kinds is None or item.kind in context.actor.kinds,
        device=item.device,
        changes=changes,
        verdict_before=before.verdict if before else None,
        verdict_after=after.verdict if after else None,
        incomplete_before=before.incomplete if before else None,
        incomplete_after=after.incomplete if after else None,
        gained=gained,
        lost=lost,
        problems=context.problems.get(item.id, []),
        warnings=warnings.of(context, item, kind, facts, changes),
    )


def _moved(
    before: Judged | None, after: Judged | None
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The findings that come, and those that go."""
    old = {_key(row): row for row in (before.findings if before else ())}
    new = {_key(row): row for row in (after.findings if after else ())}
    gained = [_finding(row) for key, row in new.items() if key not in old]
    lost = [_finding(row) for key, row in old.items() if key not in new]
    return gained, lost


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("rule", "outcome", "clause", "then"))


def _finding(row: Mapping[str, Any]) -> Mapping[str, Any]:
    measured, limit = row["measured"], row["limit"]
    return {
        **{key: value for key, value in row.items() if key != "row"},
        "measured": json.loads(measured) if measured else None,
        "limit": json.loads(limit) if limit else None,
    }
