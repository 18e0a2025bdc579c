"""Declarations that a user may see, and what blocks their next step. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from peewee import Expression, ModelSelect

from inventory.core import access
from inventory.core.access import Actor, Role
from inventory.core.errors import not_found
from inventory.core.regions import service as regions
from inventory.intake.declarations import accepting, checking, naming, pending
from inventory.intake.declarations.models import Declaration, DeclarationEvent, DeclarationItem
from inventory.intake.declarations.results import (
    Contact,
    Double,
    Event,
    Head,
    Problem,
    WholeDeclaration,
)
from inventory.intake.declarations.states import DECLARATION
from inventory.people.accounts.models import User
from inventory.people.enterprises.models import Enterprise

HEAD = tuple(each.name for each in fields(Head))


def _within(actor: Actor) -> Expression:
    return access.scope(actor, DeclarationItem.region, Declaration.enterprise)


def visible(actor: Actor) -> ModelSelect:
    """The declarations that `actor` may see, the newest first.

    An enterprise sees its own; officials see those with a device in their regions, from the
    first submission on: only the enterprise sees a draft.
    """
    query = Declaration.select().order_by(Declaration.id.desc())
    if actor.role is Role.ENTERPRISE:
        return query.where(_within(actor))
    reviewed = DeclarationItem.select(DeclarationItem.declaration).where(_within(actor))
    return query.where(Declaration.submitted_at.is_null(False) & Declaration.id.in_(reviewed))


def listing(
    actor: Actor, state: str = "", enterprise: int | None = None, waiting: bool = False
) -> ModelSelect:
    """The visible declarations, each with its enterprise, narrowed down."""
    query = visible(actor).select(Declaration, Enterprise).join(Enterprise)
    if state:
        query = query.where(Declaration.state == state)
    if waiting:
        query = query.where((Declaration.state == "submitted") & Declaration.id.in_(_open(actor)))
    return query if enterprise is None else query.where(Declaration.enterprise == enterprise)


def _open(actor: Actor) -> ModelSelect:
    """The declarations with an item that this official has yet to look at."""
    own = _within(actor) & DeclarationItem.approved_at.is_null()
    if actor.kinds is not None:
        own &= DeclarationItem.kind.in_(sorted(actor.kinds))
    return DeclarationItem.select(DeclarationItem.declaration).where(own)


def get(actor: Actor, declaration_id: int) -> Declaration:
    found = visible(actor).where(Declaration.id == declaration_id).get_or_none()
    if found is None:
        raise not_found("申报", "declaration")
    return found


def whole(actor: Actor, declaration: Declaration) -> WholeDeclaration:
    """A declaration with what `actor` may see of it, and may do."""
    listed = items(actor, declaration)
    naming.name_all(listed, accepting.devices_of(listed))
    enterprise = declaration.enterprise
    names = _people([declaration.created_by])
    return WholeDeclaration(
        **{name: getattr(declaration, name) for name in HEAD},
        remark=declaration.remark,
        statement=declaration.statement,
        steps=steps(actor, declaration),
        waiting=waiting(declaration),
        contact=contact(actor, declaration),
        place=enterprise.address or regions.names({enterprise.region}).get(enterprise.region, ""),
        author=names.get(declaration.created_by, ""),
        items=listed,
        events=events(actor, declaration),
    )


def items(actor: Actor, declaration: Declaration) -> list[DeclarationItem]:
    """The items that `actor` may see: an official those in their regions."""
    return list(
        DeclarationItem.select()
        .join(Declaration)
        .where((DeclarationItem.declaration == declaration.id) & _within(actor))
        .order_by(DeclarationItem.id)
    )


def item(actor: Actor, item_id: int) -> DeclarationItem:
    """One item, if the actor may see its declaration and its device."""
    found = (
        DeclarationItem.select()
        .join(Declaration)
        .where(
            (DeclarationItem.id == item_id)
            & _within(actor)
            & DeclarationItem.declaration.in_(visible(actor).select(Declaration.id).order_by())
        )
        .get_or_none()
    )
    if found is None:
        raise not_found("申报项", "item")
    return found


def events(actor: Actor, declaration: Declaration) -> list[Event]:
    """Every step so far, with statements, and the remarks on visible items."""
    seen = {item.id for item in items(actor, declaration)}
    steps_taken = list(declaration.events.order_by(DeclarationEvent.id))
    names = _people([event.actor for event in steps_taken])
    return [
        Event(
            event.at,
            event.actor,
            names.get(event.actor, ""),
            event.step,
            event.state,
            {
                **event.detail,
                "remarks": [r for r in event.detail.get("remarks", ()) if r["item"] in seen],
            },
        )
        for event in steps_taken
    ]


def _people(ids: Iterable[int | None]) -> dict[int | None, str]:
    people = User.select(User.id, User.display_name)
    return dict(people.where(User.id.in_([key for key in ids if key])).tuples())


def contact(actor: Actor, declaration: Declaration) -> Contact:
    """Who signed last for the enterprise, by the own account if it ever handed one in."""
    signed = (
        Declaration.select(Declaration.created_by, Declaration.statement)
        .where(
            (Declaration.enterprise == declaration.enterprise)
            & Declaration.statement.is_null(False)
        )
        .order_by(
            (Declaration.created_by == (actor.id or 0)).desc(), Declaration.submitted_at.desc()
        )
        .first()
    )
    if signed is None:
        enterprise = declaration.enterprise
        return Contact(enterprise.contact, "", enterprise.phone)
    said = signed.statement
    return Contact(said["name"], said["title"], said["phone"])


def steps(actor: Actor, declaration: Declaration) -> list[str]:
    """The steps that `actor` may take now."""
    return [step.name for step in DECLARATION.allowed(declaration.state, actor.role)]


def problems(actor: Actor, declaration_id: int) -> list[Problem]:
    """What would have to be corrected before this declaration can be submitted."""
    declaration = get(actor, declaration_id)
    listed = items(actor, declaration)
    return checking.problems(listed, accepting.devices_of(listed), declaration.enterprise_id)


def doubles(actor: Actor, declaration_id: int) -> list[Double]:
    """Devices that also stand in another pending declaration: not a fault, but worth checking."""
    declaration = get(actor, declaration_id)
    listed = items(actor, declaration)
    numbers = {item.id: number for number, item in enumerate(listed, start=1)}
    found = pending.doubles(actor, declaration, listed, accepting.devices_of(listed))
    return [
        Double(item=key, number=numbers[key], **vars(pending.warning(actor, double)))
        for key, others in found.items()
        for double in others
    ]


def waiting(declaration: Declaration) -> list[str]:
    """The kinds that nobody has approved yet, while the declaration is under review."""
    if declaration.state != "submitted":
        return []
    open_items = DeclarationItem.select(DeclarationItem.kind).where(
        (DeclarationItem.declaration == declaration.id) & DeclarationItem.approved_at.is_null()
    )
    return sorted({kind for (kind,) in open_items.tuples()})
