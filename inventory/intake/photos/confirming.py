"""From a confirmed photo to a device of the ledger, or to an item of the clerk's declaration.

What the plate says without doubt, and what a person has looked at, has the source `photo`; what was
typed instead has the source `form`. A doubtful value that nobody has looked at is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from inventory.core.access import Actor, Role
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid
from inventory.intake.declarations import drafting, lookup
from inventory.intake.declarations.models import Declaration
from inventory.intake.declarations.states import EDITABLE
from inventory.intake.photos import service
from inventory.intake.photos.models import NameplatePhoto
from inventory.intake.photos.reading import lines_of, meaning
from inventory.judgement.ledger import service as ledger
from inventory.judgement.ledger.writing import Origin
from inventory.registry.attachments import service as attachments
from inventory.registry.equipment import retrieval, sources
from inventory.registry.plates.plate import PlateReading


@dataclass(frozen=True)
class Confirmed:
    """What a person confirms: the facts, which doubtful ones were looked at, and whose it is.

    `equipment` with the `version` that was seen: it is this device, and its facts are brought up
    to date.
    """

    kind: str
    facts: Mapping[str, Any]
    checked: Collection[str] = ()
    enterprise: int | None = None
    region: str = ""
    equipment: int | None = None
    version: int | None = None


def confirm(actor: Actor, photo_id: int, said: Confirmed, origin: Origin) -> NameplatePhoto:
    """Make the device, or bring a known one up to date; the picture goes with it."""
    photo = service.get(actor, photo_id)
    if photo.state != service.READ:
        service.move(photo, (), service.CONFIRMED)
    kind = retrieval.kind_of(said.kind)
    reading = meaning(lines_of(photo), kind.id)
    given = _given(reading, said)
    with db.atomic():
        service.move(photo, (service.READ,), service.CONFIRMED, kind=kind.id)
        if actor.role is Role.ENTERPRISE:
            _declare(actor, photo, said)
        else:
            _enter(actor, photo, said, origin, given)
    return service.get(actor, photo_id)


def _given(reading: PlateReading, said: Confirmed) -> dict[str, str]:
    """Where each fact comes from; refuses doubtful ones that nobody looked at."""
    given: dict[str, str] = {}
    unseen = []
    for name, value in said.facts.items():
        read = reading.of(name)
        from_plate = read is not None and read.box is not None and _same(read.value, value)
        given[name] = sources.PHOTO if from_plate else sources.FORM
        if read is not None and from_plate and read.doubt and name not in said.checked:
            unseen.append(name)
    if unseen:
        kind = retrieval.kind_of(said.kind)
        raise Invalid.of(
            "photos.unchecked",
            fields="、".join(kind.field(name).heading_zh for name in unseen),
            fields_en=", ".join(kind.field(name).heading_en for name in unseen),
            details=[
                {"field": name, "value": said.facts[name], "message": "请对照照片核对"}
                for name in unseen
            ],
        )
    return given


def _same(one: object, other: object) -> bool:
    return one is not None and (one == other or str(one).strip() == str(other).strip())


def _enter(
    actor: Actor, photo: NameplatePhoto, said: Confirmed, origin: Origin, given: dict[str, str]
) -> None:
    facts = dict(said.facts)
    if said.equipment is not None:
        device = retrieval.get(actor, said.equipment)
        if device.kind != said.kind:
            raise Invalid.of("photos.other_kind")
        version = said.version or device.version
        device = ledger.update(actor, device.id, version, origin, facts=facts, given=given)
    else:
        owner = said.enterprise or photo.enterprise_id
        if owner is None:
            raise Invalid.of(
                "photos.no_enterprise",
                details=[{"field": "enterprise_id", "value": None, "message": "请选择使用单位"}],
            )
        region = said.region or photo.region
        device = ledger.create(actor, said.kind, owner, region, facts, origin, given)
    NameplatePhoto.update(equipment=device.id).where(NameplatePhoto.id == photo.id).execute()
    attachments.hand_on([(photo.id, device.id)], attachments.PHOTO)
    service.note("photo.confirmed", actor, photo.id, {"equipment": device.id})


def _declare(actor: Actor, photo: NameplatePhoto, said: Confirmed) -> None:
    """A clerk's device is declared, in the draft that is open, and reviewed as every other."""
    declaration = _open_declaration(actor)
    action = "change" if said.equipment is not None else "new"
    facts = dict(said.facts)
    if said.equipment is not None:
        device = retrieval.get(actor, said.equipment)
        if device.kind != said.kind:
            raise Invalid.of("photos.other_kind")
        facts = {**device.facts, **facts}
    draft = drafting.Draft(
        action, said.kind, said.equipment, said.region or photo.region, facts, said.version
    )
    item = drafting.add_item(actor, declaration.id, draft)
    NameplatePhoto.update(declaration_id=declaration.id).where(
        NameplatePhoto.id == photo.id
    ).execute()
    attachments.hand_on([(photo.id, item.id)], attachments.PHOTO, attachments.ITEM)
    service.note("photo.confirmed", actor, photo.id, {"declaration": declaration.id})


def _open_declaration(actor: Actor) -> Declaration:
    found = (
        lookup.visible(actor)
        .where(Declaration.state.in_(EDITABLE))
        .order_by(Declaration.id.desc())
        .first()
    )
    return found or drafting.create(actor)


def require_readable(photo: NameplatePhoto) -> None:
    """Refuse to show the facts of what was not read yet."""
    if photo.lines is None:
        raise Conflict.of("photos.not_read")
