"""What makes the demo a month old: a ledger begun last month, reports of both months."""

from __future__ import annotations

from datetime import date, timedelta

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.desk.reports import periods, service, snapshots
from inventory.judgement.ledger import bulk, listing, writing


def last_month() -> date:
    """The last day of the month before."""
    return clock.today().replace(day=1) - timedelta(days=1)


def keep(demo: Settings) -> None:
    """Keep the ledger as the one at the end of the month that ends today."""
    snapshots.take(FileStore(demo.files_dir), periods.month_of(clock.today()))


def go_on(demo: Settings, region: str) -> None:
    """What the month brought: lifts were maintained as before, as their keepers reported."""
    passed = clock.today() - last_month()
    lifts = listing.query(SYSTEM, listing.Filters(region=region, kind="elevator"))
    rows = []
    for lift in lifts:
        maintained = lift.facts.get("last_maintained_on")
        if maintained:
            day = date.fromisoformat(maintained) + passed
            facts = {"last_maintained_on": day.isoformat()}
            rows.append(
                {
                    "equipment_id": lift.id,
                    "version": lift.version,
                    "region": None,
                    "enterprise_id": None,
                    "facts": facts,
                }
            )
    origin = writing.Origin("demo", reason="本月维保记录（演示）", horizon=demo.horizon_days)
    bulk.write(SYSTEM, rows, origin, all_or_nothing=True)


def make(demo: Settings, region: str) -> None:
    """Last month's summary of the county, and a draft of the report to its leader so far."""
    files = FileStore(demo.files_dir)
    summary = service.make(SYSTEM, files, service.Wanted("monthly", region, last_month()))
    service.publish(SYSTEM, files, summary.id)
    service.make(SYSTEM, files, service.Wanted("special", region, clock.today()))
