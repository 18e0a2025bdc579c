"""What a record rests on: photographs at their lines, and signatures drawn on the phone."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inventory.core.errors import AppError, Invalid
from inventory.enforcement.cases import reading
from inventory.enforcement.inspecting.models import Inspection, InspectionSignature
from inventory.registry.attachments import contents
from inventory.registry.attachments import service as attachments
from inventory.registry.attachments.service import INSPECTION, INSPECTION_LINE, Parent


@dataclass(frozen=True)
class Photo:
    """A photograph of a line, which is an attachment of it; time and place as the phone says."""

    file: int
    taken_at: datetime | None = None
    place: str = ""


@dataclass(frozen=True)
class Signed:
    """A signature as drawn, a PNG in base64; of the party where `officer` is None."""

    name: str
    signed_at: datetime
    image: str
    officer: int | None = None


def photos(line: int, taken: Sequence[Photo]) -> list[Mapping[str, Any]]:
    """The photographs of a line as kept, with their digests; Invalid where one stands elsewhere."""
    if not taken:
        return []
    known = {item.id: item for item in attachments.of(Parent(INSPECTION_LINE, line))}
    strange = [photo.file for photo in taken if photo.file not in known]
    if strange:
        raise Invalid.of(
            "inspecting.no_photo", details=[{"field": "photos", "value": key} for key in strange]
        )
    return [
        {
            "file": photo.file,
            "sha256": known[photo.file].sha256,
            "taken_at": photo.taken_at.isoformat() if photo.taken_at else None,
            "place": photo.place,
        }
        for photo in taken
    ]


def require_scan(inspection: Inspection, file: int | None) -> None:
    """A scanned signature must be an attachment of its visit."""
    if file is None:
        return
    if file not in {item.id for item in attachments.of(Parent(INSPECTION, inspection.id))}:
        raise Invalid.of(
            "inspecting.no_photo", details=[{"field": "signature_file", "value": file}]
        )


def sign(inspection: Inspection, signed: Sequence[Signed]) -> None:
    """Keep the signatures of a visit: at most one of the party, and one of each officer."""
    officers = {
        item.user_id: item.name
        for item in reading.officers_of([inspection.case_id]).get(inspection.case_id, [])
    }
    who = [item.officer for item in signed]
    if len(set(who)) < len(who) or set(who) - {None, *officers}:
        raise Invalid.of("inspecting.signature", details=[{"field": "signatures"}])
    for item in signed:
        InspectionSignature.create(
            inspection=inspection.id,
            officer=item.officer,
            name=item.name if item.officer is None else officers[item.officer],
            signed_at=item.signed_at,
            image=_drawn(item.image),
        )


def _drawn(image: str) -> str:
    """The picture again from its pixels; Invalid where it is none."""
    try:
        checked = contents.check("signature.png", base64.b64decode(image, validate=True))
    except (AppError, binascii.Error) as error:
        raise Invalid.of("inspecting.signature", details=[{"field": "image"}]) from error
    return base64.b64encode(checked.served).decode()


def signatures(inspection: Inspection) -> list[InspectionSignature]:
    """The party's first, then the officers'."""
    rows = InspectionSignature.select().where(InspectionSignature.inspection == inspection.id)
    return sorted(rows, key=lambda item: (item.officer is not None, item.id))
