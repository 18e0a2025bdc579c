"""Reports that nobody has to ask for: made and published when their time comes, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inventory.core import region_codes
from inventory.core.access import SYSTEM
from inventory.core.files import FileStore
from inventory.desk.reports import periods, service
from inventory.desk.reports.models import Report, ReportVersion
from inventory.enforcement.agencies.models import Agency
from inventory.registry.equipment.models import Equipment


@dataclass(frozen=True)
class Made:
    """How many reports were made, and how many were there already."""

    made: int
    kept: int


def publish(files: FileStore, kind: str, day: date) -> Made:
    """Publish the reports of the period in which a day lies, for every region with an office.

    After a crash it continues where it stopped; reports published by people stay.
    """
    period = periods.period_of(periods.kinds()[kind].cadence, day).name
    made = kept = 0
    for region in places():
        if _published(kind, region, period):
            kept += 1
            continue
        wanted = service.Wanted(kind, region, day)
        service.publish(SYSTEM, files, service.make(SYSTEM, files, wanted).id)
        made += 1
    return Made(made, kept)


def places() -> list[str]:
    """The regions that have an office on record and a device in the ledger."""
    codes = [code for (code,) in Agency.select(Agency.region).distinct().tuples()]
    return [code for code in sorted(codes) if _has_devices(code)]


def _has_devices(code: str) -> bool:
    return Equipment.select().where(region_codes.inside(Equipment.region, code)).exists()


def _published(kind: str, region: str, period: str) -> bool:
    return (
        ReportVersion.select()
        .join(Report)
        .where(
            (Report.kind == kind)
            & (Report.region == region)
            & (Report.period == period)
            & ReportVersion.published_at.is_null(False)
        )
        .exists()
    )
