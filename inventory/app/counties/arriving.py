"""Taking in a county's ledger from a file of another installation: whole, or not begun.

What stands in the way is found before anything is written. Then devices come in by batches; a run
that broke off goes on where it stopped, and the same file a second time changes nothing.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peewee import chunked

from inventory.app.counties import parcel
from inventory.app.counties.parcel import (
    AttachmentLine,
    DeviceLine,
    EnterpriseLine,
    Reader,
    RevisionLine,
)
from inventory.core import access
from inventory.core.access import SYSTEM
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid
from inventory.core.files import FileStore
from inventory.core.kinds import known_kinds
from inventory.core.regions import service as regions
from inventory.core.settings import Settings
from inventory.judgement.ledger import arriving
from inventory.judgement.ledger.arriving import Arrival, Past
from inventory.judgement.ledger.writing import Change, Origin
from inventory.judgement.library import current
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.service import Named, Particulars
from inventory.registry.attachments import service as attachments
from inventory.registry.attachments.models import Attachment
from inventory.registry.equipment import lookup, sources
from inventory.registry.equipment.identity import described

BATCH = 2000
SHOWN = 10


@dataclass
class Arrived:
    """What came in, and what had come in before from the same file."""

    region: str = ""
    enterprises: int = 0  # new ones
    devices: int = 0
    revisions: int = 0
    files: int = 0
    before: int = 0


def receive(settings: Settings, path: Path, *, dry_run: bool = False) -> Arrived:
    """Take in the file; raises what stands in the way. `dry_run`: only look."""
    with parcel.reading(path) as file, current.holding():
        origin = Origin(f"{arriving.SOURCE}:{file.digest[:32]}", horizon=settings.horizon_days)
        before = arriving.arrived(origin)
        result = Arrived(
            f"{file.manifest.region_name}（{file.manifest.region}）", before=len(before)
        )
        _refuse_unknown(file)
        _refuse_known(file, before)
        foreseen = _owners(file, write=False)
        result.enterprises = sum(1 for key in foreseen.values() if key < 0)
        if dry_run:
            result.devices = file.manifest.counts[parcel.DEVICES] - len(before)
            return result
        owners = _owners(file, write=True)
        _carry(settings, file, origin, owners, result)
        with db.atomic():
            detail = {**vars(result), "file": file.digest}
            audit.record("county.received", SYSTEM, detail=detail)
        return result


def _carry(
    settings: Settings, file: Reader, origin: Origin, owners: Mapping[int, int], result: Arrived
) -> None:
    """Devices and their files, by batches that can be gone on with."""
    before = arriving.arrived(origin)
    attached: dict[int, list[AttachmentLine]] = {}
    for line in file.lines(parcel.ATTACHMENTS, AttachmentLine):
        attached.setdefault(line.device, []).append(line)
    store = FileStore(settings.files_dir)
    lines = (line for line in file.lines(parcel.DEVICES, DeviceLine) if line.id not in before)
    for batch in chunked(lines, BATCH):
        arrivals = [_arrival(line, owners) for line in batch]
        files = [item for line in batch for item in attached.get(line.id, ())]
        for sha256 in {name for item in files for name in item.files}:
            _keep(file, store, sha256)
        with db.atomic():
            keys = arriving.arrive(arrivals, origin)
            places = dict(zip((line.id for line in batch), keys, strict=True))
            attachments.bring([_attachment(item, places[item.device]) for item in files])
        result.devices += len(batch)
        result.revisions += sum(len(item.past) for item in arrivals)
        result.files += len(files)


def _arrival(line: DeviceLine, owners: Mapping[int, int]) -> Arrival:
    known = sources.read(line.sources, line.facts)
    owner = owners[line.enterprise]
    change = Change(line.kind, owner, line.region, line.facts, sources=known)
    past = [_past(item, owners) for item in line.history]
    return Arrival(line.id, change, past)


def _past(item: RevisionLine, owners: Mapping[int, int]) -> Past:
    after = item.after and {**item.after, "enterprise": owners[item.after["enterprise"]]}
    who = f"（{item.who}）" if item.who else ""
    return Past(datetime.fromisoformat(item.at), item.source, who + item.reason, after)


def _attachment(item: AttachmentLine, device: int) -> Attachment:
    return Attachment(
        parent=attachments.DEVICE,
        parent_id=device,
        purpose=item.purpose,
        name=item.name,
        media_type=item.media_type,
        size=item.size,
        sha256=item.sha256,
        served_sha256=item.served_sha256,
        preview_sha256=item.preview_sha256,
        created_at=datetime.fromisoformat(item.created_at),
    )


def _keep(file: Reader, store: FileStore, sha256: str) -> None:
    with tempfile.TemporaryDirectory(dir=_made(store.root)) as folder:
        copy = Path(folder) / "file"
        with file.open(sha256) as entry, copy.open("wb") as target:
            shutil.copyfileobj(entry, target)
        store.adopt(copy)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _refuse_unknown(file: Reader) -> None:
    """Divisions and kinds that this installation does not have."""
    access.require_region(SYSTEM, file.manifest.region)
    lines = list(file.lines(parcel.ENTERPRISES, EnterpriseLine))
    places = {line.region for line in lines}
    kinds = set()
    for line in file.lines(parcel.DEVICES, DeviceLine):
        places.add(line.region)
        kinds.add(line.kind)
    missing = places - {region.code for region in regions.by_codes(places)}
    if missing:
        raise Invalid.of("counties.unknown_regions", codes="、".join(sorted(missing)[:SHOWN]))
    if kinds - set(known_kinds()):
        raise Invalid.of(
            "counties.unknown_kinds", kinds="、".join(sorted(kinds - set(known_kinds())))
        )


def _refuse_known(file: Reader, before: Mapping[int, int]) -> None:
    """Devices whose numbers stand in this ledger already: which record is right, people decide."""
    known: list[str] = []
    for batch in chunked(file.lines(parcel.DEVICES, DeviceLine), BATCH):
        numbers: dict[str, dict[tuple[str, str], DeviceLine]] = {}
        for line in batch:
            if line.id not in before:
                told = described(known_kinds()[line.kind], line.facts)
                numbers.setdefault(line.kind, {}).update(dict.fromkeys(told.numbers, line))
        for kind, wanted in numbers.items():
            taken = lookup.known_identities(kind, sorted(wanted))
            known += [f"{value}（#{key}）" for (_scheme, value), key in taken.items()]
    if known:
        raise Conflict.of(
            "counties.known_devices", count=len(known), devices="、".join(sorted(known)[:SHOWN])
        )


def _owners(file: Reader, *, write: bool) -> dict[int, int]:
    """Number in the file → enterprise here, below zero for one that would be new."""
    lines: Sequence[EnterpriseLine] = list(file.lines(parcel.ENTERPRISES, EnterpriseLine))
    named = {line.id: Named(line.name, line.uscc, line.region) for line in lines}
    foreseen = enterprises.foresee(named.values())
    wrong = [item for item in foreseen.values() if isinstance(item, Invalid)]
    if wrong:
        raise Conflict.of(
            "counties.enterprises_unclear",
            count=len(wrong),
            first_zh=wrong[0].message,
            first_en=wrong[0].message_en,
        )
    if not write:
        return {key: _id(foreseen[item]) for key, item in named.items()}
    with db.atomic():
        found = enterprises.resolve(named.values())
        for line in lines:
            if _id(foreseen[named[line.id]]) < 0:
                known = (line.address, line.contact, line.phone, line.key_energy_user)
                enterprises.describe(_id(found[named[line.id]]), Particulars(*known))
    return {key: _id(found[item]) for key, item in named.items()}


def _id(found: int | Invalid) -> int:
    if isinstance(found, Invalid):
        raise found
    return found
