"""The same device in two declarations that are not decided yet: each looks right by itself.

An official is told of every such declaration, and which one it is if its device is in the
own regions. An enterprise is told of its own declarations only: that another one declares a number
must stay hidden from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inventory.core import database
from inventory.core.access import Actor, Role
from inventory.core.bulk import bulk_insert
from inventory.core.kinds import known_kind
from inventory.intake.declarations.checking import desired
from inventory.intake.declarations.models import Declaration, DeclarationItem, DeclaredIdentity
from inventory.intake.declarations.results import PendingElsewhere
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import Equipment

# Handed in and not decided. Nobody else sees a draft before it is handed in.
PENDING = ("submitted", "returned")
# A scheme beside those of the kinds: the id of a device in the ledger.
DEVICE = "equipment"
LONGEST = 400

Identity = tuple[str, str, str]  # kind, scheme, value


@dataclass(frozen=True)
class Double:
    """An item of another pending declaration about the same device."""

    scheme: str
    value: str
    item: int
    declaration: int
    enterprise: int
    enterprise_name: str
    region: str


def remember(items: Sequence[DeclarationItem], devices: Mapping[int, Equipment]) -> None:
    """Store the numbers that identify these items; call when their declaration is handed in."""
    old = DeclaredIdentity.delete()
    old.where(database.any_of(DeclaredIdentity.item, [item.id for item in items])).execute()
    rows = [(item.id, *identity) for item in items for identity in _identities(item, devices)]
    bulk_insert(DeclaredIdentity, ("item", "kind", "scheme", "value"), rows)


def _identities(item: DeclarationItem, devices: Mapping[int, Equipment]) -> Iterator[Identity]:
    """The device's own number first: it says most."""
    device = devices.get(item.equipment_id) if item.equipment_id else None
    if device is not None:
        yield item.kind, DEVICE, str(device.id)
    for scheme, value in identities(known_kind(item.kind), desired(item, device)):
        # A draft may hold a text of any length; no nameplate has one.
        if len(value) <= LONGEST:
            yield item.kind, scheme, value


def doubles(
    actor: Actor,
    declaration: Declaration,
    items: Sequence[DeclarationItem],
    devices: Mapping[int, Equipment],
) -> dict[int, list[Double]]:
    """Item id → the items of other pending declarations about the same device.

    One query, however many items there are; each other item once, by its strongest number.
    """
    wanted = {item.id: list(_identities(item, devices)) for item in items}
    held: dict[Identity, list[Double]] = {}
    values = {value for own in wanted.values() for _, _, value in own}
    for identity, double in _pending(actor, declaration, values):
        held.setdefault(identity, []).append(double)
    found: dict[int, list[Double]] = {}
    for key, own in wanted.items():
        each: dict[int, Double] = {}
        for identity in own:
            for double in held.get(identity, ()):
                each.setdefault(double.item, double)
        if each:
            found[key] = list(each.values())
    return found


def _pending(
    actor: Actor, declaration: Declaration, values: set[str]
) -> Iterator[tuple[Identity, Double]]:
    if not values:
        return
    query = (
        DeclaredIdentity.select(
            DeclaredIdentity.kind,
            DeclaredIdentity.scheme,
            DeclaredIdentity.value,
            DeclarationItem.id,
            Declaration.id,
            Declaration.enterprise,
            Enterprise.name,
            DeclarationItem.region,
        )
        .join(DeclarationItem)
        .join(Declaration)
        .join(Enterprise)
        .where(
            database.any_of(DeclaredIdentity.value, values)
            & Declaration.state.in_(PENDING)
            & (Declaration.id != declaration.id)
        )
        .order_by(DeclarationItem.id)
    )
    if actor.role is Role.ENTERPRISE:
        query = query.where(Declaration.enterprise == actor.enterprise)
    for kind, scheme, value, *other in query.tuples():
        yield (kind, scheme, value), Double(scheme, value, *other)


def warning(actor: Actor, double: Double) -> PendingElsewhere:
    """The warning about a double; only a user who may see its device is told which declaration."""
    seen = actor.sees(double.region, double.enterprise)
    same = double.scheme == DEVICE
    what = "这台设备" if same else f"{double.value}：相同标识的设备"
    what_en = "This device" if same else f"{double.value}: a device of this identity"
    where = f"第 {double.declaration} 号申报（{double.enterprise_name}）" if seen else "另一份申报"
    number = f"declaration {double.declaration}" if seen else "another declaration"
    return PendingElsewhere(
        "pending_duplicate",
        None if same else double.scheme,
        f"{what}也在{where}中，那份申报尚未办结",
        f"{what_en} also stands in {number}, which is not decided yet",
        double.declaration if seen else None,
    )
