"""Exports: asked for by a person, made by the worker, fetched by the same person."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from peewee import chunked

from inventory.core import access, clock, replicas
from inventory.core.access import Actor, actor_of, snapshot
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Forbidden, Invalid, not_found
from inventory.core.files import FileStore
from inventory.core.kinds import known_kinds
from inventory.core.quotas import Quota, beyond
from inventory.core.replicas import Reader
from inventory.desk.exports import columns, reading
from inventory.desk.exports.columns import Device, FindingRow
from inventory.desk.exports.models import Export
from inventory.desk.exports.writing import TextTable, Workbook, Writer
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.listing import Filters
from inventory.judgement.ledger.schemas import EquipmentFilters
from inventory.judgement.library import current
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.service import Progress

# A file with a region's whole ledger should not lie about for ever.
KEPT = timedelta(days=7)
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


MOST = 5  # under way at the same time, of one person


@dataclass(frozen=True)
class ExportRequest:
    """What to export: the filters and order of a list, the columns (none = all), the format."""

    filters: dict[str, Any]
    columns: tuple[str, ...]
    format: str
    sort: str = "verdict"


def store(data_dir: Path) -> FileStore:
    """Where the files lie: apart from uploads, for these are deleted after a while."""
    return FileStore(data_dir / "exports")


def request(actor: Actor, wanted: ExportRequest, data_dir: Path) -> Export:
    """Ask for an export; the caller wakes the worker with its job afterwards.

    The same question again, while it is under way, is the same export. Raises TooMany beyond a few.
    """
    columns.check(wanted.columns)
    if wanted.sort.lstrip("-") not in listing.ORDERS:
        raise Invalid.of("exports.unknown_sort", sort=wanted.sort, names="、".join(listing.ORDERS))
    listing.query(actor, filters_of(wanted.filters))  # refuses an unknown verdict now, not later
    under_way = _under_way(actor)
    for export in under_way:
        if _asks(export, actor, wanted):
            return export
    if len(under_way) >= MOST:
        raise beyond(Quota("exports.too_many", MOST))
    with db.atomic():
        export = Export.create(
            owner=actor.id,
            scope=snapshot(actor),
            filters=wanted.filters,
            sort=wanted.sort,
            columns=list(wanted.columns),
            format=wanted.format,
            created_at=clock.now(),
        )
        params = {"export": export.id, "data_dir": str(data_dir)}
        export.job = jobs.create("export", params, actor.id)
        export.save()
        audit.record(
            "export.requested",
            actor,
            subject="export",
            subject_id=export.id,
            detail={"filters": wanted.filters, "format": wanted.format},
        )
    return export


def _under_way(actor: Actor) -> list[Export]:
    """One's own exports that wait or are being made."""
    waiting = (Export.owner == actor.id) & Job.status.in_(("queued", "running"))
    waiting &= Export.finished_at.is_null()
    return list(Export.select(Export, Job).join(Job).where(waiting).order_by(Export.id))


def _asks(export: Export, actor: Actor, wanted: ExportRequest) -> bool:
    """Whether an export is of this very question, asked with the same rights."""
    question = (export.filters, export.sort, tuple(export.columns), export.format)
    same = question == (wanted.filters, wanted.sort, wanted.columns, wanted.format)
    return same and export.scope == snapshot(actor)


def filters_of(chosen: dict[str, Any]) -> Filters:
    """The filters of their stored form."""
    return Filters(**EquipmentFilters().load(chosen))


def produce(export_id: int, data_dir: Path, progress: Progress) -> Mapping[str, Any]:
    """Make the file of an export; beginning again does no harm: the first file made is the file.

    A worker that was taken for dead and comes back may end after its successor, whose file has
    perhaps been fetched already.
    """
    export = Export.get_by_id(export_id)
    actor, filters = actor_of(export.scope), filters_of(export.filters)
    read = replicas.reader()
    keys = read(lambda: reading.ids(actor, filters, export.sort))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{export.format}"
        there = read(lambda: reading.kinds(actor, filters))
        writer = _writer(export, actor, there, len(keys), path)
        devices, findings = _write(writer, actor, keys, read, progress)
        size = path.stat().st_size
        sha256 = store(data_dir).adopt(path)
    name = f"设备台账-{clock.today().isoformat()}-{export.id}.{export.format}"
    first = (
        Export.update(
            devices=devices,
            findings=findings,
            name=name,
            sha256=sha256,
            size=size,
            finished_at=clock.now(),
        )
        .where((Export.id == export_id) & Export.finished_at.is_null())
        .execute()
    )
    if not first and not Export.select().where(Export.sha256 == sha256).exists():
        store(data_dir).path(sha256).unlink(missing_ok=True)
    return {"export": export_id, "devices": devices, "findings": findings}


def _write(
    writer: Writer, actor: Actor, keys: list[int], read: Reader, progress: Progress
) -> tuple[int, int]:
    devices = findings = 0
    for part in chunked(keys, reading.CHUNK):
        chunk, found = read(partial(_chunk, actor, part, writer.lists_findings))
        for device in chunk:
            own = found.get(device.id, [])
            writer.add(device, own)
            findings += len(own)
        devices += len(chunk)
        progress(devices, len(keys))
    writer.close()
    return devices, findings


def _chunk(
    actor: Actor, keys: Sequence[int], findings: bool
) -> tuple[list[Device], dict[int, list[FindingRow]]]:
    """Devices, and their findings where these are listed."""
    chunk = reading.devices(actor, keys)
    return chunk, reading.findings(chunk) if findings else {}


def _writer(export: Export, actor: Actor, there: set[str], count: int, path: Path) -> Writer:
    kinds = [kind for kind in known_kinds().values() if kind.id in there]
    if export.format == "csv":
        return TextTable(path, kinds, export.columns)
    return Workbook(path, kinds, export.columns, _notes(export, actor, count))


def _notes(export: Export, actor: Actor, count: int) -> list[str]:
    made = clock.now().astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    chosen = "；".join(_told(key, value) for key, value in export.filters.items()) or "无"
    return [
        "焕新台账导出",
        f"导出人：{actor.name}",
        f"导出时间：{made}",
        f"筛选条件：{chosen}",
        f"设备台数：{count}",
        f"标准库版本：{current.load().version}",
        "“推定”的判定结果含推断的数据或待核对的标准，核实前不作为执法依据。",
    ]


def _told(key: str, value: Any) -> str:
    """A filter as the notes say it; a thousand numbers tell nobody anything."""
    return f"选中的 {len(value)} 台" if key == "ids" else f"{key} = {value}"


def get(actor: Actor, export_id: int) -> Export:
    """An export of one's own; nobody else sees it, administrators neither."""
    export = Export.get_or_none((Export.id == export_id) & (Export.owner == actor.id))
    if export is None or actor.id is None:
        raise not_found("导出", "export")
    return export


def listed(actor: Actor) -> list[Export]:
    """One's own exports that can still be fetched, the newest first."""
    alive = Export.created_at > clock.now() - KEPT
    query = Export.select().where((Export.owner == actor.id) & alive)
    return list(query.order_by(Export.id.desc()).limit(100))


def file(actor: Actor, export_id: int, data_dir: Path) -> tuple[Export, Path]:
    """The finished file of an export of one's own, while one has the rights it was made with."""
    export = get(actor, export_id)
    if not access.still_holds(actor, export.scope):
        raise Forbidden.of("exports.rights_changed")
    if not export.sha256 and export.finished_at is not None:
        raise not_found("导出文件（已过保存期）", "file, it has been deleted")
    if not export.sha256:
        raise Conflict.of("exports.not_finished")
    audit.record(
        "export.fetched",
        actor,
        subject="export",
        subject_id=export.id,
        detail={"devices": export.devices, "sha256": export.sha256},
    )
    return export, store(data_dir).path(export.sha256)


def tidy(data_dir: Path, unlink: Callable[[Path], None] = lambda path: path.unlink(True)) -> int:
    """Delete the files of exports that are too old; returns how many exports lost theirs."""
    old = list(
        Export.select().where((Export.created_at < clock.now() - KEPT) & (Export.sha256 != ""))
    )
    kept = {row.sha256 for row in Export.select(Export.sha256)} - {row.sha256 for row in old}
    for export in old:
        Export.update(sha256="").where(Export.id == export.id).execute()
        if export.sha256 not in kept:
            unlink(store(data_dir).path(export.sha256))
    return len(old)
