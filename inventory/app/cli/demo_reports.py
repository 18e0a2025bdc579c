"""Reports of the demo: one that is published, as the clock would have, and a draft."""

from __future__ import annotations

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.desk.reports import service


def make(demo: Settings, region: str) -> None:
    """The month's summary of the county so far, and a draft of the report to its leader."""
    files, today = FileStore(demo.files_dir), clock.today()
    summary = service.make(SYSTEM, files, service.Wanted("monthly", region, today))
    service.publish(SYSTEM, files, summary.id)
    service.make(SYSTEM, files, service.Wanted("special", region, today))
