"""What a reviewer is warned of: numbers that another device has, sudden changes, missing files.

Another device is named only within the actor's scope.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inventory.core.access import Actor
from inventory.core.errors import NotFound
from inventory.intake.declarations import pending
from inventory.intake.declarations.checking import BESIDE_FACTS, RETIRED
from inventory.intake.declarations.models import DeclarationItem
from inventory.intake.declarations.results import (
    Change,
    HeldNumber,
    MissingFile,
    Problem,
    ReviewWarning,
)
from inventory.people.enterprises import service as enterprises
from inventory.registry.attachments import service as attachments
from inventory.registry.equipment.facts import asked
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.verdicts import Judged
from standards import Kind

# A number that changes by more than this part of itself is pointed out.
SUDDEN = 0.5
# Which file should come with which action.
EXPECTED_FILES = {"new": "nameplate_photo", "retire": "scrapping_certificate"}


@dataclass(frozen=True)
class Context:
    """What the review of each item needs."""

    actor: Actor
    devices: Mapping[int, Equipment]
    problems: Mapping[int, list[Problem]]
    before: Mapping[int, Judged]
    after: Mapping[int, Judged]
    files: Mapping[int, Counter[str]]
    holders: Mapping[tuple[str, str, str], Equipment]
    confirmed: Mapping[int, date]
    doubles: Mapping[int, list[pending.Double]]


def of(
    context: Context,
    item: DeclarationItem,
    kind: Kind,
    facts: dict[str, Any],
    changes: Sequence[Change],
) -> list[ReviewWarning]:
    """Every warning about an item whose facts would be `facts`."""
    return [
        *_identity_warnings(context, item, kind, facts),
        *(pending.warning(context.actor, other) for other in context.doubles.get(item.id, ())),
        *(
            ReviewWarning(each.code, each.field, each.message, each.message_en)
            for each in asked(kind, facts)
        ),
        *_sudden_warnings(item, changes),
        *_file_warnings(context, item),
        *_unchanged_warnings(item, changes),
    ]


def _identity_warnings(
    context: Context, item: DeclarationItem, kind: Kind, facts: dict[str, Any]
) -> list[ReviewWarning]:
    own = identities(kind, facts)
    if not own and item.action == "new":
        return [
            ReviewWarning(
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


def _held(actor: Actor, scheme: str, value: str, other: Equipment) -> ReviewWarning:
    """Another device has this number; only a user who may see that device is told whose it is."""
    code, why, why_en = "duplicate", "台账中已有相同标识的设备", "is already in the ledger"
    if other.use_state in RETIRED:
        code = "re_entry"
        why = f"相同标识的设备已登记为{other.use_state}，请核查是否重新流入，受理后将立案"
        why_en = "belongs to a device that has been retired: check for re-entry"
    owner = _owner(actor, other)
    shown = f"（{owner}，设备 {other.id}）" if owner else ""
    return HeldNumber(
        code,
        scheme,
        f"{value}：{why}{shown}",
        f"{value} {why_en}",
        other.id if owner else None,
    )


def _owner(actor: Actor, device: Equipment) -> str:
    if not actor.sees(device.region, device.enterprise_id):
        return ""
    try:
        return enterprises.get(actor, device.enterprise_id).name
    except NotFound:
        return ""


def _sudden_warnings(item: DeclarationItem, changes: Sequence[Change]) -> list[ReviewWarning]:
    if item.action == "new":
        return []
    return [
        ReviewWarning(
            "sudden_change",
            row.field,
            f"{row.heading}由 {row.before:g} 变为 {row.after:g}（{row.change_pct:+g} %）",
            f"{row.heading_en} changes from {row.before:g} to {row.after:g} "
            f"({row.change_pct:+g} %)",
        )
        for row in changes
        if row.change_pct is not None and abs(row.change_pct) > 100 * SUDDEN
    ]


def _file_warnings(context: Context, item: DeclarationItem) -> list[ReviewWarning]:
    purpose = EXPECTED_FILES.get(item.action)
    if purpose is None or context.files[item.id][purpose]:
        return []
    name = attachments.PURPOSES[purpose].zh
    return [
        MissingFile(
            "missing_attachment",
            None,
            f"缺少{name}",
            f"Missing: {purpose.replace('_', ' ')}",
            purpose,
        )
    ]


def _unchanged_warnings(item: DeclarationItem, changes: Sequence[Change]) -> list[ReviewWarning]:
    if item.action != "change" or any(row.field not in BESIDE_FACTS for row in changes):
        return []
    return [
        ReviewWarning(
            "no_change", None, "与台账完全相同，可改为“确认”", "Nothing differs from the ledger"
        )
    ]
