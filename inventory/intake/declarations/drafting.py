"""Drafts of declarations: what a clerk writes, before and between reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from inventory.core import access, clock
from inventory.core.access import Actor, Role
from inventory.core.bulk import bulk_insert
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.quotas import Quota, spend
from inventory.core.regions import service as regions
from inventory.intake.declarations import lookup
from inventory.intake.declarations.checking import RETIRED
from inventory.intake.declarations.models import Declaration, DeclarationItem
from inventory.intake.declarations.states import DECLARATION, EDITABLE
from inventory.judgement.library import current
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import Equipment
from standards.turning import turned

ACTIONS = ("new", "change", "retire", "confirm")
MAX_ITEMS = 2000
# New declarations of one enterprise; one holds many devices.
MOST_A_DAY = 50
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Draft:
    """An item as a clerk writes it; for a device of the ledger only what differs need be given."""

    action: str
    kind: str = ""
    equipment: int | None = None
    region: str = ""
    facts: Mapping[str, Any] | None = None
    base_version: int | None = None


def create(actor: Actor, note: str = "") -> Declaration:
    """A new draft of the actor's own enterprise: so many a day."""
    now, own = clock.now(), enterprises.get(actor, actor.enterprise or 0).id
    begun = Declaration.select().where(Declaration.enterprise == own)
    quota = Quota("declarations.too_many_a_day", MOST_A_DAY, DAY)
    spend(quota, begun, Declaration.created_at)
    return Declaration.create(
        enterprise=own,
        state=DECLARATION.start,
        note=note,
        created_by=actor.id,
        created_at=now,
        updated_at=now,
    )


def editing(actor: Actor, declaration_id: int) -> Declaration:
    """The declaration, locked for a change of its items; call inside a transaction.

    Raises Conflict where it has been handed in: a declaration under review does not change.
    """
    declaration = lookup.get(actor, declaration_id)
    held = (
        Declaration.update(version=Declaration.version + 1, updated_at=clock.now())
        .where((Declaration.id == declaration.id) & Declaration.state.in_(EDITABLE))
        .execute()
    )
    if actor.role is not Role.ENTERPRISE or not held:
        raise Conflict.of(
            "declarations.illegal_step",
            states=DECLARATION.states[declaration.state],
            state=declaration.state,
            details=[
                {"field": "step", "value": step.name, "message": step.name_zh}
                for step in DECLARATION.allowed(declaration.state, actor.role)
            ],
        )
    return declaration


def require_editable(actor: Actor, item_id: int) -> None:
    """Refuse a change to an item, or to its files, once its declaration is handed in."""
    with db.atomic():
        editing(actor, lookup.item(actor, item_id).declaration_id)


def annotate(actor: Actor, declaration_id: int, note: str) -> Declaration:
    """Change the enterprise's own note on a draft."""
    with db.atomic():
        editing(actor, declaration_id)
        Declaration.update(note=note).where(Declaration.id == declaration_id).execute()
    return lookup.get(actor, declaration_id)


def add_item(actor: Actor, declaration_id: int, draft: Draft) -> DeclarationItem:
    """Declare one more device."""
    with db.atomic():
        declaration = editing(actor, declaration_id)
        count = DeclarationItem.select().where(DeclarationItem.declaration == declaration.id)
        if count.count() >= MAX_ITEMS:
            raise Invalid.of("declarations.too_many_items_drafting", max_items=MAX_ITEMS)
        return DeclarationItem.create(
            declaration=declaration.id, remarks=[], **_values(actor, declaration, draft)
        )


def confirm_rest(
    actor: Actor, declaration_id: int, devices: Sequence[int] | None = None
) -> Declaration:
    """Confirm devices that the declaration leaves out: these, or all that are in use."""
    with db.atomic():
        declaration = editing(actor, declaration_id)
        rest = left_out(actor, declaration, in_use=devices is None)
        chosen = [one for one in rest if devices is None or one.id in set(devices)]
        if devices is not None and len(chosen) < len(set(devices)):
            raise Conflict.of("declarations.item_twice")
        if len(chosen) + declaration.items.count() > MAX_ITEMS:
            raise Invalid.of("declarations.too_many_items_drafting", max_items=MAX_ITEMS)
        _confirm(declaration, chosen)
    return lookup.get(actor, declaration_id)


def left_out(actor: Actor, declaration: Declaration, *, in_use: bool) -> list[Equipment]:
    """The enterprise's devices of which the declaration says nothing."""
    told = DeclarationItem.select(DeclarationItem.equipment).where(
        (DeclarationItem.declaration == declaration.id) & DeclarationItem.equipment.is_null(False)
    )
    query = Equipment.select().where(
        access.scope(actor, Equipment.region, Equipment.enterprise)
        & (Equipment.enterprise == declaration.enterprise)
        & (Equipment.gone == "")
        & Equipment.id.not_in(told)
    )
    if in_use:
        query = query.where(Equipment.use_state.not_in(RETIRED))
    return list(query.order_by(Equipment.id))


def _confirm(declaration: Declaration, devices: Sequence[Equipment]) -> None:
    bulk_insert(
        DeclarationItem,
        (
            *("declaration", "action", "kind", "region", "equipment"),
            *("base_version", "facts", "remarks"),
        ),
        [
            (declaration.id, "confirm", one.kind, one.region, one.id, one.version, "{}", "[]")
            for one in devices
        ],
    )


def _values(actor: Actor, declaration: Declaration, draft: Draft) -> dict[str, Any]:
    if draft.action == "new":
        return _new(actor, draft)
    if draft.equipment is None:
        raise Invalid.of(
            "declarations.no_equipment",
            details=[{"field": "equipment_id", "value": None, "message": "必填"}],
        )
    device = retrieval.get(actor, draft.equipment)
    if device.gone:
        raise not_found("设备", "device")
    _refuse_twice(declaration, device)
    facts = draft.facts
    if facts is None:
        facts = device.facts if draft.action == "change" else {}
    return {
        "action": draft.action,
        "kind": device.kind,
        "region": device.region,
        "equipment": device.id,
        "base_version": draft.base_version or device.version,
        "facts": {} if draft.action == "confirm" else dict(facts),
    }


def _new(actor: Actor, draft: Draft) -> dict[str, Any]:
    if draft.equipment is not None:
        raise Invalid.of("declarations.not_new_new")
    kind = retrieval.kind_of(draft.kind)
    region = draft.region or enterprises.get(actor, actor.enterprise or 0).region
    regions.get(region)
    # a lorry is declared as the truck that it is: one machine, one kind
    real, facts = turned(current.load(), kind.id, draft.facts or {})
    return {
        "action": "new",
        "kind": real,
        "region": region,
        "equipment": None,
        "base_version": None,
        "facts": facts,
    }


def _refuse_twice(declaration: Declaration, device: Equipment) -> None:
    if (
        DeclarationItem.select()
        .where(
            (DeclarationItem.declaration == declaration.id)
            & (DeclarationItem.equipment == device.id)
        )
        .exists()
    ):
        raise Conflict.of("declarations.item_twice")


def edit_item(
    actor: Actor, declaration_id: int, item_id: int, values: Mapping[str, Any]
) -> DeclarationItem:
    """Save an item: `facts` replace the former ones, `action` may change for a known device.

    If `base_version` is given it is kept: the clerk has seen that version.
    """
    with db.atomic():
        declaration = editing(actor, declaration_id)
        found = item_of(declaration, item_id)
        action = values.get("action", found.action)
        if (action == "new") != (found.action == "new"):
            raise Invalid.of("declarations.not_new_edit_item")
        found.action = action
        if action == "confirm":
            found.facts = {}
        elif "facts" in values:
            found.facts = values["facts"]
        if action == "new":
            _place_new(found, values)
        else:
            found.base_version = values.get("base_version") or found.base_version
        found.save()
    return found


def _place_new(found: DeclarationItem, values: Mapping[str, Any]) -> None:
    if values.get("region"):
        found.region = regions.get(values["region"]).code
    if values.get("kind"):
        found.kind = retrieval.kind_of(values["kind"]).id
    found.kind, found.facts = turned(current.load(), found.kind, found.facts)


def item_of(declaration: Declaration, item_id: int) -> DeclarationItem:
    found = DeclarationItem.get_or_none(
        (DeclarationItem.id == item_id) & (DeclarationItem.declaration == declaration.id)
    )
    if found is None:
        raise not_found("申报项", "item")
    return found


def remove_item(actor: Actor, declaration_id: int, item_id: int) -> None:
    """Take a device out of a draft."""
    with db.atomic():
        item_of(editing(actor, declaration_id), item_id).delete_instance()
