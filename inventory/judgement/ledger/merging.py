"""Merging two records of one device, field by field, and undoing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.bulk import bulk_insert
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid
from inventory.core.field_words import called
from inventory.judgement.ledger import editing, numbers
from inventory.judgement.ledger.retiring import retire
from inventory.judgement.ledger.writing import Change, Origin, state
from inventory.judgement.reentry.raising import is_out
from inventory.registry.equipment import retrieval, sources
from inventory.registry.equipment.models import MERGED, Equipment, EquipmentIdentity, EquipmentMerge
from inventory.registry.reading.quantities import QUANTITY

THIS, OTHER, SUM = "this", "other", "sum"
REGION = "region"  # may be chosen like a fact


@dataclass(frozen=True, kw_only=True)
class ComparedField:
    """A field of two devices."""

    field: str
    heading: str
    heading_en: str
    unit: str | None
    this: Any
    other: Any
    same: bool


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two devices side by side, each as its columns, and what prevents a merge."""

    this: Mapping[str, Any]
    other: Mapping[str, Any]
    fields: Sequence[ComparedField]
    obstacles: Sequence[Conflict]


def compare(actor: Actor, equipment_id: int, other_id: int) -> Comparison:
    """Two devices side by side: every field that one of them has, and what prevents a merge."""
    this, other = retrieval.get(actor, equipment_id), retrieval.get(actor, other_id)
    kind = retrieval.kind_of(this.kind)
    fields = [
        ComparedField(
            field=field.id,
            heading=field.heading_zh,
            heading_en=field.heading_en,
            unit=field.unit,
            this=this.facts.get(field.id),
            other=other.facts.get(field.id),
            same=this.facts.get(field.id) == other.facts.get(field.id),
        )
        for field in kind.fields
        if field.id in this.facts or field.id in other.facts
    ]
    return Comparison(
        this={"id": this.id, **retrieval.shown(this)},
        other={"id": other.id, **retrieval.shown(other)},
        fields=fields,
        obstacles=_obstacles(this, other),
    )


def _obstacles(this: Equipment, other: Equipment) -> list[Conflict]:
    found = []
    if this.id == other.id:
        found.append(Conflict.of("ledger.same_device"))
    if this.kind != other.kind:
        found.append(Conflict.of("ledger.other_kind"))
    if this.enterprise_id != other.enterprise_id:
        found.append(Conflict.of("ledger.other_enterprise"))
    if this.gone or other.gone:
        found.append(Conflict.of("ledger.gone"))
    return found


def merge(
    actor: Actor,
    equipment_id: int,
    other_id: int,
    choices: Mapping[str, str],
    versions: tuple[int, int],
    origin: Origin,
) -> Equipment:
    """Keep the first device and merge the other one into it.

    `choices` says for a field whose value stands, "this" or "other"; where it says nothing, this
    device's, or the other's where this has none. Where a record stands for several devices it must
    say what becomes of their number: one of the two, or "sum" where they are different devices.
    `versions` are those that the actor saw.
    The other record stays, with its history, but is no device of the ledger any more; its numbers
    lead to the one that was kept.
    """
    with db.atomic():
        kept, gone = retrieval.lock_pair(actor, equipment_id, other_id)
        for device in (kept, gone):
            access.require_write(actor, device.region, device.kind)
        for device, version in zip((kept, gone), versions, strict=True):
            retrieval.require_current(device, version)
        for obstacle in _obstacles(kept, gone):
            raise obstacle
        facts, region = _chosen(kept, gone, choices)
        note = _remember(actor, kept, gone, facts, region, origin)
        origin = replace(origin, source=f"merge:{note.id}")
        _hand_over(note, facts)
        retire([gone], MERGED, origin, into=kept)
        given = sources.of(gone).by_field
        editing.apply(actor, kept, facts, origin, region=region, given=given)
        detail = {"merge": note.id, "other": gone.id, "choices": dict(choices)}
        editing.note(actor, "equipment.merged", kept, detail)
    return retrieval.get(actor, equipment_id)


def _chosen(
    kept: Equipment, gone: Equipment, choices: Mapping[str, str]
) -> tuple[dict[str, Any], str]:
    known = {field.id for field in retrieval.kind_of(kept.kind).fields} | {REGION}
    unknown = sorted(set(choices) - known)
    if unknown:
        raise Invalid.of(
            "ledger.unknown_field",
            unknown=unknown[0],
            details=[{"field": name, "value": None, "message": "没有这个字段"} for name in unknown],
        )
    facts = {**gone.facts, **kept.facts}
    for field, choice in choices.items():
        if choice == SUM and field != QUANTITY:
            raise Invalid.of(
                "ledger.no_sum", field=called(field), details=[{"field": f"choices.{field}"}]
            )
        if choice == OTHER and field != REGION:
            facts.pop(field, None)
            if field in gone.facts:
                facts[field] = gone.facts[field]
        elif choice == THIS and field not in kept.facts:
            facts.pop(field, None)
    _count(kept, gone, choices.get(QUANTITY), facts)
    return facts, gone.region if choices.get(REGION) == OTHER else kept.region


def _count(kept: Equipment, gone: Equipment, choice: str | None, facts: dict[str, Any]) -> None:
    """The number of devices of the merged record, which a person must choose."""
    if choice is None and max(kept.quantity, gone.quantity) > 1:
        raise Invalid.of(
            "ledger.quantity_unsaid",
            kept=kept.quantity,
            gone=gone.quantity,
            details=[{"field": f"choices.{QUANTITY}", "value": None}],
        )
    if choice == SUM:
        facts[QUANTITY] = kept.quantity + gone.quantity


def _remember(
    actor: Actor,
    kept: Equipment,
    gone: Equipment,
    facts: Mapping[str, Any],
    region: str,
    origin: Origin,
) -> EquipmentMerge:
    rows = EquipmentIdentity.select().where(EquipmentIdentity.equipment == gone.id)
    return EquipmentMerge.create(
        kept=kept.id,
        merged=gone.id,
        kept_before=state(kept),
        kept_after={"enterprise": kept.enterprise_id, "region": region, "facts": dict(facts)},
        merged_before=state(gone),
        aliases=[[row.scheme, row.value, row.alias] for row in rows],
        reason=origin.reason,
        actor=actor.id,
        at=clock.now(),
    )


def _hand_over(note: EquipmentMerge, facts: Mapping[str, Any]) -> None:
    """Let the numbers of the merged record lead to the kept device, as facts or as aliases."""
    own = set(numbers.of(note.kept.kind, facts))
    departed = note.kept_id if is_out(facts) else 0
    for row in EquipmentIdentity.select().where(EquipmentIdentity.equipment == note.merged_id):
        if (row.scheme, row.value) in own:
            row.delete_instance()
        else:
            row.equipment, row.alias, row.departed = note.kept_id, True, departed
            row.save()


def unmerge(
    actor: Actor, equipment_id: int, other_id: int | None, version: int, origin: Origin
) -> Equipment:
    """Undo the last merge of a device (or the one with `other_id`); both are as before.

    A field that was changed after the merge keeps its later value. `version` is the kept device's.
    `equipment_id` may be either of the two. Returns the kept device.
    """
    with db.atomic():
        note = _standing(actor, equipment_id, other_id)
        kept, gone = retrieval.lock_pair(actor, note.kept_id, note.merged_id)
        for device in (kept, gone):
            access.require_write(actor, device.region, device.kind)
        retrieval.require_current(kept, version)
        changed = (
            EquipmentMerge.update(undone_actor=actor.id, undone_at=clock.now())
            .where((EquipmentMerge.id == note.id) & EquipmentMerge.undone_at.is_null())
            .execute()
        )
        if not changed:
            raise _no_merge()
        origin = replace(origin, source=f"unmerge:{note.id}")
        _take_back(actor, note, kept, gone, origin)
        detail = {"merge": note.id, "other": gone.id}
        editing.note(actor, "equipment.unmerged", kept, detail)
    return retrieval.get(actor, note.kept_id)


def _no_merge() -> Conflict:
    return Conflict.of("ledger.no_merge")


def _standing(actor: Actor, equipment_id: int, other_id: int | None) -> EquipmentMerge:
    retrieval.get(actor, equipment_id)
    query = EquipmentMerge.select().where(
        EquipmentMerge.undone_at.is_null()
        & ((EquipmentMerge.kept == equipment_id) | (EquipmentMerge.merged == equipment_id))
    )
    if other_id is not None:
        query = query.where((EquipmentMerge.kept == other_id) | (EquipmentMerge.merged == other_id))
    # A merged record has one merge; of a kept one the last merge is undone first.
    note = query.order_by((EquipmentMerge.merged == equipment_id).desc(), EquipmentMerge.id.desc())
    found = note.first()
    if found is None:
        raise _no_merge()
    return found


def _take_back(
    actor: Actor, note: EquipmentMerge, kept: Equipment, gone: Equipment, origin: Origin
) -> None:
    handed = [(scheme, value) for scheme, value, _ in note.aliases]
    for scheme, value in handed:
        EquipmentIdentity.delete().where(
            (EquipmentIdentity.equipment == kept)
            & (EquipmentIdentity.scheme == scheme)
            & (EquipmentIdentity.value == value)
        ).execute()
    facts, region = _without(note, kept)
    given = sources.of_state(note.kept_before).sources.by_field
    editing.apply(actor, kept, facts, origin, region=region, given=given)
    before = note.merged_before
    editing.refuse_known(gone.kind, before["facts"], gone.id)
    back = Change(
        gone.kind,
        before["enterprise"],
        before["region"],
        before["facts"],
        gone,
        gone.fingerprint,
        sources=sources.of_state(before).sources,
    )
    editing.write_one(back, origin)
    _restore_aliases(note, gone)


def _without(note: EquipmentMerge, kept: Equipment) -> tuple[dict[str, Any], str]:
    """The kept device without the merge: its facts go, later changes stay."""
    before, after = note.kept_before["facts"], note.kept_after["facts"]
    facts = dict(kept.facts)
    for field in retrieval.differing(before, after):
        if facts.get(field) == after.get(field):
            facts.pop(field, None)
            if field in before:
                facts[field] = before[field]
    came = note.kept_after["region"]
    return facts, note.kept_before["region"] if kept.region == came else kept.region


def _restore_aliases(note: EquipmentMerge, gone: Equipment) -> None:
    """Numbers that the merged record has from an earlier merge."""
    own = set(numbers.of(gone.kind, note.merged_before["facts"]))
    rows = [(s, v) for s, v, alias in note.aliases if alias and (s, v) not in own]
    departed = gone.id if is_out(note.merged_before["facts"]) else 0
    bulk_insert(
        EquipmentIdentity,
        ("kind", "scheme", "value", "equipment", "alias", "departed"),
        [(gone.kind, scheme, value, gone.id, True, departed) for scheme, value in rows],
    )


def of_device(actor: Actor, equipment_id: int) -> list[EquipmentMerge]:
    """Merges that a device took part in, oldest first."""
    device = retrieval.get(actor, equipment_id)
    return list(
        EquipmentMerge.select()
        .where((EquipmentMerge.kept == device) | (EquipmentMerge.merged == device))
        .order_by(EquipmentMerge.id)
    )
