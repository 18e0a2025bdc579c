"""Saved views: the only writer of their table.

A view holds filters, never devices: each reader sees the devices that their own rights allow.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from peewee import Expression, ModelSelect

from inventory.core import access, clock, region_codes
from inventory.core.access import EVERYWHERE, OFFICE, Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Forbidden, Invalid, not_found
from inventory.core.regions import service as regions
from inventory.desk.saved_views.models import SavedView
from inventory.judgement.ledger import listing
from inventory.people.accounts.models import User

# Enough for anybody's work; a script that saves without end is stopped.
MAXIMUM = 200


def visible(actor: Actor) -> ModelSelect:
    """One's own views, and for officials those shared with a region that is theirs."""
    return (
        SavedView.select(SavedView, User.display_name.alias("owner_name"))
        .join(User)
        .where((SavedView.owner == actor.id) | _shared(actor))
        .order_by(SavedView.region != "", SavedView.name, SavedView.id)
    )


def _shared(actor: Actor) -> Expression:
    if actor.role in EVERYWHERE:
        return SavedView.region != ""
    if actor.role is access.Role.ENTERPRISE or not actor.regions:
        return SavedView.id.is_null()
    # Shared with a region that lies in one's own, or in which one's own lies.
    above = {region_codes.prefix(code)[:length] for code in actor.regions for length in (2, 4, 6)}
    codes = {start.ljust(6, "0") for start in above} | set(actor.regions)
    within = reduce(or_, [region_codes.inside(SavedView.region, code) for code in actor.regions])
    return (SavedView.region != "") & (SavedView.region.in_(sorted(codes)) | within)


def get(actor: Actor, view_id: int) -> SavedView:
    found = visible(actor).where(SavedView.id == view_id).objects().first()
    if found is None:
        raise not_found("视图", "view")
    return found


def listed(actor: Actor) -> list[SavedView]:
    return list(visible(actor).objects())


def create(actor: Actor, values: dict[str, Any]) -> SavedView:
    """A new view; sharing it needs the region to be the actor's own."""
    _check(actor, values)
    now = clock.now()
    with db.atomic():
        mine = SavedView.select().where(SavedView.owner == actor.id)
        if mine.count() >= MAXIMUM:
            raise Conflict.of("saved_views.too_many_views", maximum=MAXIMUM)
        _refuse_taken(actor, values["name"], None)
        view = SavedView.create(owner=actor.id, created_at=now, updated_at=now, **values)
        _note("view.created", actor, view)
    return get(actor, view.id)


def update(actor: Actor, view_id: int, version: int, values: dict[str, Any]) -> SavedView:
    """Change a view of one's own."""
    with db.atomic():
        view = _own(actor, view_id)
        _check(actor, values)
        if "name" in values:
            _refuse_taken(actor, values["name"], view_id)
        changed = (
            SavedView.update({**values, "version": version + 1, "updated_at": clock.now()})
            .where((SavedView.id == view_id) & (SavedView.version == version))
            .execute()
        )
        if not changed:
            raise Conflict.of("saved_views.version")
        _note("view.updated", actor, view)
    return get(actor, view_id)


def delete(actor: Actor, view_id: int) -> None:
    """Delete a view of one's own; administrators may delete shared ones."""
    with db.atomic():
        view = get(actor, view_id)
        if actor.role is not access.Role.ADMIN:
            view = _own(actor, view_id)
        SavedView.delete().where(SavedView.id == view_id).execute()
        _note("view.deleted", actor, view)


def _own(actor: Actor, view_id: int) -> SavedView:
    view = get(actor, view_id)
    if view.owner_id != actor.id:
        raise Forbidden.of("saved_views.not_owner")
    return view


def _check(actor: Actor, values: dict[str, Any]) -> None:
    region = values.get("region", "")
    if region:
        access.require_role(actor, OFFICE)
        access.require_region(actor, region)
        regions.get(region)
    sort = values.get("sort", "id")
    if sort.lstrip("-") not in listing.ORDERS:
        raise Invalid.of("saved_views.unknown_sort", sort=sort, names="、".join(listing.ORDERS))


def _refuse_taken(actor: Actor, name: str, own_id: int | None) -> None:
    taken = SavedView.get_or_none((SavedView.owner == actor.id) & (SavedView.name == name))
    if taken is not None and taken.id != own_id:
        raise Conflict.of("saved_views.name_taken", name=name)


def _note(event: str, actor: Actor, view: SavedView) -> None:
    audit.record(
        event,
        actor,
        subject="saved_view",
        subject_id=view.id,
        detail={"name": view.name, "region": view.region},
    )
