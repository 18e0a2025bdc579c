"""Photographs of nameplates: the only writer of their table.

A photo belongs to the person who took it. It waits, is read (or could not be), and ends confirmed,
as a device or as an item of a declaration, or dropped. `confirming` makes the device.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from peewee import ModelSelect

from inventory.core import access, clock, paging
from inventory.core.access import Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Forbidden, Invalid, not_found
from inventory.core.files import FileStore
from inventory.core.paging import FIRST, Page, Slice
from inventory.core.quotas import Quota, spend
from inventory.core.regions import service as regions
from inventory.intake.photos.models import NameplatePhoto
from inventory.people.enterprises import service as enterprises
from inventory.registry.attachments import contents, pictures
from inventory.registry.attachments import service as attachments
from inventory.registry.attachments.models import Attachment
from inventory.registry.papers import picture_child

WAITING, READ, FAILED, CONFIRMED, DROPPED = "waiting", "read", "failed", "confirmed", "dropped"
STATES = {
    WAITING: "等待识别",
    READ: "待确认",
    FAILED: "未能识别",
    CONFIRMED: "已确认",
    DROPPED: "已放弃",
}
OPEN = (WAITING, READ, FAILED)
WRITERS = access.OFFICE | {Role.ENTERPRISE}
# Of one person: photos not decided yet, and photos in a day, however many were dropped.
MOST_OPEN, MOST_A_DAY, DAY = 200, 500, timedelta(days=1)
READY, OFF, MISSING = "ready", "off", "missing"


def availability(switched_on: bool) -> str:
    """Whether photos can be read here: ready, off (by the setting), missing (the libraries)."""
    if not switched_on:
        return OFF
    return READY if picture_child.installed() else MISSING


def require_ready(switched_on: bool) -> None:
    """Refuse what nobody will read."""
    state = availability(switched_on)
    if state == OFF:
        raise Conflict.of("photos.off")
    if state == MISSING:
        raise Conflict.of("photos.missing")


@dataclass(frozen=True)
class Place:
    """Whose the photographed devices are, as far as it is known."""

    enterprise: int | None = None
    region: str = ""


def visible(actor: Actor) -> ModelSelect:
    """One's own photos, the newest first."""
    own = NameplatePhoto.created_by == actor.id
    return (
        NameplatePhoto.select()
        .where(own & NameplatePhoto.created_by.is_null(False))
        .order_by(NameplatePhoto.id.desc())
    )


def page(actor: Actor, state: str = "", part: Slice = FIRST) -> Page[NameplatePhoto]:
    """A page of one's own photos: those in a state, or all that are not dropped."""
    query = visible(actor)
    chosen = NameplatePhoto.state == state if state else NameplatePhoto.state != DROPPED
    return paging.page(query.where(chosen), part)


def get(actor: Actor, photo_id: int) -> NameplatePhoto:
    """The photo, if it is the actor's own."""
    found = visible(actor).where(NameplatePhoto.id == photo_id).get_or_none()
    if found is None:
        raise not_found("照片", "photo")
    return found


def picture_of(photo_id: int) -> Attachment:
    """The picture itself."""
    found = attachments.of(attachments.Parent(attachments.PHOTO, photo_id))
    if not found:
        raise not_found("照片", "photo")
    return found[0]


def add(
    actor: Actor,
    upload: attachments.Upload,
    place: Place,
    store: FileStore,
    limits: attachments.Limits,
) -> NameplatePhoto:
    """Keep a photo, to be read in the background; of a refused one nothing is kept."""
    access.require_role(actor, WRITERS)
    if contents.sniff(upload.content) not in pictures.IMAGES:
        raise Invalid.of("photos.not_a_picture", name=contents.clean_name(upload.name))
    enterprise, region = _placed(actor, place)
    _refuse_more(actor)
    photo = NameplatePhoto.create(
        name=contents.clean_name(upload.name),
        enterprise=enterprise,
        region=region,
        state=DROPPED,
        created_by=actor.id,
        created_at=clock.now(),
    )
    attachments.add(actor, attachments.Parent(attachments.PHOTO, photo.id), upload, store, limits)
    with db.atomic():
        NameplatePhoto.update(state=WAITING).where(NameplatePhoto.id == photo.id).execute()
        note("photo.uploaded", actor, photo.id, {"name": photo.name})
    return get(actor, photo.id)


def _placed(actor: Actor, place: Place) -> tuple[int | None, str]:
    """Enterprise and region, each the actor's to name."""
    chosen = actor.enterprise if actor.role is Role.ENTERPRISE else place.enterprise
    enterprise = enterprises.get(actor, chosen) if chosen is not None else None
    region = place.region or (enterprise.region if enterprise else "")
    if region:
        regions.get(region)
        if actor.role is not Role.ENTERPRISE:
            access.require_region(actor, region)
    return (enterprise.id if enterprise else None), region


def _refuse_more(actor: Actor) -> None:
    own = NameplatePhoto.select().where(NameplatePhoto.created_by == actor.id)
    spend(Quota("photos.too_many", MOST_OPEN), own.where(NameplatePhoto.state.in_(OPEN)))
    spend(Quota("photos.too_many_today", MOST_A_DAY, DAY), own, NameplatePhoto.created_at)


def again(actor: Actor, photo_id: int) -> NameplatePhoto:
    """Have a photo that could not be read, read once more."""
    photo = get(actor, photo_id)
    move(photo, (FAILED,), WAITING)
    return get(actor, photo_id)


def drop(actor: Actor, photo_id: int) -> None:
    """Give a photo up: its row stays, its picture is taken off."""
    photo = get(actor, photo_id)
    with db.atomic():
        move(photo, OPEN, DROPPED)
        for file in attachments.of(attachments.Parent(attachments.PHOTO, photo_id)):
            attachments.remove(actor, file)
        note("photo.dropped", actor, photo_id, {"name": photo.name})


def move(photo: NameplatePhoto, states: Sequence[str], state: str, **values: object) -> None:
    """Bring a photo from one of some states into another; Conflict where it is in none of them."""
    changed = (
        NameplatePhoto.update(state=state, decided_at=clock.now(), **values)
        .where((NameplatePhoto.id == photo.id) & NameplatePhoto.state.in_(states))
        .execute()
    )
    if not changed:
        state_now = NameplatePhoto.get_by_id(photo.id).state
        raise Conflict.of("photos.state", state=STATES[state_now], state_en=state_now)


def note(event: str, actor: Actor, photo_id: int, detail: dict[str, object]) -> None:
    """Record what was done with a photo."""
    audit.record(event, actor, subject="photo", subject_id=photo_id, detail=detail)


def own_only(actor: Actor, photo_id: int) -> None:
    """Files of a photo: its owner reads them."""
    get(actor, photo_id)


def no_more(_actor: Actor, _photo_id: int) -> None:
    """A photo has the one picture with which it was made."""
    raise Forbidden.of("attachments.forbidden")
