"""The revisions of a device in words: what changed, by whom, merges and transfers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inventory.core.access import Actor
from inventory.core.messages import Sentence, sentence
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import retrieval, sources
from inventory.registry.equipment.models import (
    Equipment,
    EquipmentMerge,
    EquipmentRevision,
    Transfer,
)
from inventory.registry.equipment.stories import (
    ELSEWHERE,
    SYSTEM,
    Detail,
    Entry,
    Revised,
    detail,
    entry,
    people,
    revision_reasons,
    revision_sentences,
)
from standards import Kind

# How many changed fields a sentence names; the details name all.
NAMED_FIELDS = 3


def revisions(actor: Actor, device: Equipment) -> Iterator[Entry]:
    """One entry for each revision."""
    kind = retrieval.kind_of(device.kind)
    rows = list(device.revisions.order_by(EquipmentRevision.version))
    states = [state for row in rows for state in (row.before, row.after) if state]
    owners = enterprises.names(actor, {state["enterprise"] for state in states})
    names = people(actor, (row.actor for row in rows))
    for row in rows:
        details = list(_details(kind, owners, row.before, row.after))
        yield entry(
            row.at,
            names.get(row.actor, SYSTEM),
            _sentence(actor, row, details),
            details=details,
            source=row.source,
            reason=row.reason,
            reason_en=_own_words(row),
            request_id=row.request_id,
            version=row.version,
        )


def _own_words(row: EquipmentRevision) -> str:
    """The reason in English where the program gave it; what a person wrote stays as it is."""
    source = row.source.partition(":")[0]
    return revision_reasons[source](row) if source in revision_reasons else ""


def _sentence(actor: Actor, row: EquipmentRevision, details: list[Detail]) -> Sentence:
    source, _, number = row.source.partition(":")
    changes = _changes(details)
    if source in revision_sentences:
        key = int(number) if number.isdigit() else 0
        return revision_sentences[source](Revised(actor, row, key, changes))
    if row.before is None:
        return sentence("ledger.registered" if row.version == 1 else "ledger.back")
    return changes


def merged(revised: Revised) -> Sentence:
    """The device took in another record, or was taken in."""
    note = EquipmentMerge.get_by_id(revised.number)
    if revised.row.after is None:
        return sentence("ledger.merged_into", kept=note.kept_id)
    return sentence("ledger.merged", gone=note.merged_id)


def unmerged(revised: Revised) -> Sentence:
    """A merge was undone."""
    note = EquipmentMerge.get_by_id(revised.number)
    if revised.row.before is None:
        return sentence("ledger.unmerged_from", kept=note.kept_id)
    return sentence("ledger.unmerged", gone=note.merged_id)


def split(revised: Revised) -> Sentence:
    """Devices were split off this record, or it was split off another."""
    if revised.row.before is None:
        return sentence("ledger.split_off", former=revised.number)
    return sentence("ledger.split")


def transferred(revised: Revised) -> Sentence:
    """The device changed hands."""
    note = Transfer.get_by_id(revised.number)
    sides = {note.from_enterprise_id, note.to_enterprise_id}
    owners = enterprises.names(revised.actor, sides)
    return sentence(
        "ledger.transferred",
        day=note.on.isoformat(),
        giver=owners.get(note.from_enterprise_id, ELSEWHERE),
        taker=owners.get(note.to_enterprise_id, ELSEWHERE),
    )


def arrived(_revised: Revised) -> Sentence:
    """The device came from another installation."""
    return sentence("ledger.arrived")


def restored(revised: Revised) -> Sentence:
    """An old version came back."""
    return sentence("ledger.restored", version=revised.number)


def settled(revised: Revised) -> Sentence:
    """Somebody confirmed facts against the nameplate."""
    row = revised.row
    before, after = (
        sources.of_state(state).sources.by_field if state else {}
        for state in (row.before, row.after)
    )
    kind = retrieval.kind_of(row.equipment.kind)
    names = [
        kind.field(name)
        for name, source in after.items()
        if source == sources.CONFIRMED != before.get(name) and kind.has(name)
    ]
    fields = Sentence(
        "、".join(item.heading_zh for item in names), ", ".join(item.heading_en for item in names)
    )
    return sentence("ledger.settled", fields=fields)


def _details(
    kind: Kind,
    owners: dict[int, str],
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> Iterator[Detail]:
    old, new = before or {}, after or {}
    yield from _field_changes(kind, old.get("facts", {}), new.get("facts", {}))
    if old.get("enterprise") != new.get("enterprise"):
        sides = (_owner(owners, old.get("enterprise")), _owner(owners, new.get("enterprise")))
        yield detail("enterprise", "使用单位", "Enterprise", *sides)
    if old.get("region") != new.get("region"):
        yield detail("region", "行政区划", "Division", old.get("region"), new.get("region"))


def _owner(owners: dict[int, str], enterprise: int | None) -> str | None:
    return None if enterprise is None else owners.get(enterprise, ELSEWHERE)


def _field_changes(kind: Kind, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Detail]:
    known = {item.id: item for item in kind.fields}
    # In the order of the form; a field that the library no longer has comes last, by its id.
    order = {name: place for place, name in enumerate(known)}
    changed = retrieval.differing(before, after)
    for name in sorted(changed, key=lambda key: order.get(key, len(order))):
        item = known.get(name)
        yield detail(
            name,
            item.heading_zh if item else name,
            item.heading_en if item else name,
            before.get(name),
            after.get(name),
            item.unit if item else None,
        )


def _changes(details: list[Detail]) -> Sentence:
    if not details:
        return sentence("ledger.unchanged")
    named = details[:NAMED_FIELDS]
    fields = Sentence(
        "、".join(item.heading for item in named),
        ", ".join(item.heading_en for item in named),
    )
    if len(details) > NAMED_FIELDS:
        return sentence("ledger.changed_more", fields=fields, count=len(details))
    return sentence("ledger.changed", fields=fields)
