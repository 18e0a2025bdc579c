"""A photo as its page shows it: each fact with its place on the picture, and devices it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.core import access
from inventory.core.access import Actor
from inventory.intake.photos.confirming import require_readable
from inventory.intake.photos.models import NameplatePhoto
from inventory.intake.photos.reading import lines_of, meaning
from inventory.intake.photos.service import picture_of
from inventory.registry.equipment.identity import numbers
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.retrieval import kind_of
from inventory.registry.plates.lines import Box
from inventory.registry.plates.plate import PlateField, PlateReading

MOST_KNOWN = 5
# Around a clipping, in parts of its height, so that the characters are seen whole.
MARGIN = 0.35


@dataclass(frozen=True)
class Clipping:
    """A part of the picture, as shares of its width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class FieldShown:
    """A fact that was read, where it stands, and why it is not sure ("" where it is)."""

    field: str
    value: object
    text: str
    score: float
    doubt: str
    others: tuple[object, ...]
    clipping: Clipping | None


@dataclass(frozen=True)
class KnownDevice:
    """A device of the ledger with the number that stands on the plate."""

    equipment_id: int
    version: int
    name: str
    model: str
    identifier: str
    enterprise_id: int
    enterprise: str


@dataclass(frozen=True)
class PhotoRead:
    """A photo with what it says as a device of one kind."""

    photo: NameplatePhoto
    attachment_id: int
    kind: str
    kinds: tuple[str, ...]
    fields: list[FieldShown]
    left: tuple[str, ...]
    known: list[KnownDevice]


def show(actor: Actor, photo: NameplatePhoto, kind: str = "") -> PhotoRead:
    """What a photo says, as a device of `kind` or of the kind that the plate tells."""
    require_readable(photo)
    chosen = kind_of(kind).id if kind else None
    reading = meaning(lines_of(photo), chosen)
    return PhotoRead(
        photo,
        picture_of(photo.id).id,
        reading.kind,
        tuple(found.kind for found in reading.kinds),
        [_shown(photo, one) for one in reading.fields],
        reading.left,
        _known(actor, reading),
    )


def _shown(photo: NameplatePhoto, one: PlateField) -> FieldShown:
    clipping = _clipping(photo, one.box) if one.box else None
    return FieldShown(one.field, one.value, one.text, one.score, one.doubt, one.others, clipping)


def _clipping(photo: NameplatePhoto, box: Box) -> Clipping:
    margin = MARGIN * (box.bottom - box.top)
    left, top = max(0.0, box.left - margin), max(0.0, box.top - margin)
    right = min(float(photo.width), box.right + margin)
    bottom = min(float(photo.height), box.bottom + margin)
    return Clipping(
        left / photo.width,
        top / photo.height,
        (right - left) / photo.width,
        (bottom - top) / photo.height,
    )


def _known(actor: Actor, reading: PlateReading) -> list[KnownDevice]:
    """Devices of the kind that the actor may see, with one of the plate's numbers."""
    if not reading.kind:
        return []
    kind = kind_of(reading.kind)
    told = [reading.of(name) for name in numbers(kind)]
    wanted = [str(one.value) for one in told if one is not None and one.value]
    return [_device(one) for one in _with_number(actor, kind.id, wanted)] if wanted else []


def _with_number(actor: Actor, kind: str, wanted: Sequence[str]) -> Sequence[Equipment]:
    return list(
        Equipment.select()
        .where(
            access.scope(actor, Equipment.region, Equipment.enterprise)
            & (Equipment.kind == kind)
            & (Equipment.gone == "")
            & Equipment.identifier.in_(list(wanted))
        )
        .order_by(Equipment.id)
        .limit(MOST_KNOWN)
    )


def _device(one: Equipment) -> KnownDevice:
    return KnownDevice(
        one.id,
        one.version,
        one.name,
        one.model,
        one.identifier,
        one.enterprise_id,
        one.enterprise.name,
    )
