"""Reading photos in the background: all that wait of one person, with one load of the models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory.core import clock
from inventory.core.files import FileStore
from inventory.intake.photos.models import NameplatePhoto
from inventory.intake.photos.service import FAILED, READ, WAITING, picture_of
from inventory.judgement.library import current
from inventory.registry.jobs.service import Progress
from inventory.registry.plates.lines import Line, line_of
from inventory.registry.plates.plate import PlateReading, read_plate
from inventory.registry.plates.recogniser import NotRecognised, Recogniser

NOTHING = "nothing"


def read_waiting(user: int, store: FileStore, progress: Progress) -> Mapping[str, Any]:
    """Read the photos of a person that wait; those that come meanwhile, too."""
    done = failed = 0
    with Recogniser() as recogniser:
        while (photo := _next(user)) is not None:
            waiting = _waiting(user).count()
            if not _read(photo, recogniser, store):
                failed += 1
            done += 1
            progress(done, done + waiting - 1)
    return {"read": done - failed, "failed": failed}


def _waiting(user: int) -> Any:
    return NameplatePhoto.select().where(
        (NameplatePhoto.created_by == user) & (NameplatePhoto.state == WAITING)
    )


def _next(user: int) -> NameplatePhoto | None:
    return _waiting(user).order_by(NameplatePhoto.id).first()


def _read(photo: NameplatePhoto, recogniser: Recogniser, store: FileStore) -> bool:
    """Read one photo; nothing of it holds up the others."""
    try:
        found = recogniser.read(store.get(picture_of(photo.id).served_sha256))
    except NotRecognised as problem:
        _keep(photo, state=FAILED, problem=problem.code)
        return False
    if not found.lines:
        _keep(photo, state=FAILED, problem=NOTHING)
        return False
    reading = meaning(found.lines)
    _keep(
        photo,
        state=READ,
        problem="",
        lines=[line.as_dict() for line in found.lines],
        width=found.width,
        height=found.height,
        kind=reading.kind,
        title=_title(reading),
        doubts=sum(not one.sure for one in reading.fields),
    )
    return True


def _keep(photo: NameplatePhoto, **values: Any) -> None:
    """Write what was found, unless the photo was dropped meanwhile."""
    NameplatePhoto.update(read_at=clock.now(), **values).where(
        (NameplatePhoto.id == photo.id) & (NameplatePhoto.state == WAITING)
    ).execute()


def _title(reading: PlateReading) -> str:
    told = [one.value for name in ("name", "model") if (one := reading.of(name))]
    return " ".join(str(value) for value in told if value)[:200]


def meaning(lines: list[Line], kind: str | None = None) -> PlateReading:
    """What lines say, by the library in force."""
    return read_plate(lines, current.load(), clock.today(), kind)


def lines_of(photo: NameplatePhoto) -> list[Line]:
    """The lines that were recognised on a photo."""
    return [line_of(line) for line in photo.lines or []]
