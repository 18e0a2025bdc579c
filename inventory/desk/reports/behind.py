"""The list behind every number of a report, as it was when the report was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from inventory.core.access import Actor
from inventory.core.errors import Invalid
from inventory.core.files import FileStore
from inventory.core.paging import Slice
from inventory.desk.reports import frames, periods, service
from inventory.desk.reports.measures import CASES, DEVICES, MEASURES
from inventory.desk.reports.models import ReportVersion
from inventory.desk.reports.periods import Period
from inventory.desk.reports.summing import BY
from inventory.enforcement.cases.models import Case
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment import lookup
from inventory.registry.equipment.models import Equipment


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A device or a case behind a number; name and model are those of today."""

    id: int
    case_id: int | None
    equipment_id: int | None
    name: str
    model: str
    enterprise: str
    region: str
    kind: str
    quantity: int


@dataclass(frozen=True)
class Behind:
    """A page of the list; `sum` is the number of the report, `total` the records."""

    items: list[Entry]
    total: int
    sum: int


def behind(
    actor: Actor, files: FileStore, version_id: int, place: tuple[str, str, str], part: Slice
) -> Behind:
    """What a number counts; `place` is measure, table ("total" for all) and line."""
    name, table, line = place
    if name not in MEASURES or table not in ("total", *BY):
        raise Invalid.of("reports.no_such_number", measure=name, table=table)
    version = service.get(actor, version_id)
    frame = _frame(files, version, MEASURES[name].frame)
    if frame is None:
        return Behind([], 0, 0)
    period = _period(version)
    found = frame.filter(MEASURES[name].counts(period))
    if table != "total":
        found = found.filter(pl.col(f"by_{table}") == line)
    start = (part.number - 1) * part.size
    rows = found.slice(start, part.size)
    return Behind(_entries(rows, MEASURES[name].frame), found.height, int(found["quantity"].sum()))


def _frame(files: FileStore, version: ReportVersion, frame: str) -> pl.DataFrame | None:
    if frame == DEVICES:
        sha256 = version.devices_sha256
        return frames.of_bytes(files.get(sha256)) if sha256 else None
    both = frames.of_bytes(files.get(version.cases_sha256))
    return both.filter(pl.col("frame") == frame)


def _period(version: ReportVersion) -> Period:
    """The period as it was counted: one that still ran ended on the day."""
    report = version.report
    as_of = date.fromisoformat(version.content["as_of"])
    cadence = periods.kinds()[report.kind].cadence
    return Period(cadence, report.begin, min(report.end, as_of))


def _entries(rows: pl.DataFrame, frame: str) -> list[Entry]:
    owners = _owners(rows["enterprise"].to_list())
    cases = frame == CASES
    devices = {} if cases else lookup.by_ids(rows["id"].to_list())
    matters = _matters(rows["id"].to_list()) if cases else {}
    return [
        Entry(
            id=number,
            case_id=row["id"] if cases else row.get("case"),
            equipment_id=None if cases else row["id"],
            name=matters.get(row["id"], "") if cases else _name(devices.get(row["id"])),
            model="" if cases else getattr(devices.get(row["id"]), "model", ""),
            enterprise=owners.get(row["enterprise"], ""),
            region=row["region"],
            kind=row["kind"],
            quantity=row["quantity"],
        )
        for number, row in enumerate(rows.iter_rows(named=True), 1)
    ]


def _name(device: Equipment | None) -> str:
    return device.name or device.identifier if device else ""


def _owners(ids: list[int]) -> dict[int, str]:
    query = Enterprise.select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(ids))
    return dict(query.tuples())


def _matters(ids: list[int]) -> dict[int, str]:
    return dict(Case.select(Case.id, Case.matter).where(Case.id.in_(ids)).tuples())
