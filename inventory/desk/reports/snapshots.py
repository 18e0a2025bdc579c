"""The ledger at the end of each month, kept as a file; a month without a snapshot stays without."""

from __future__ import annotations

from datetime import date, timedelta

from peewee import IntegrityError

from inventory.core import clock, replicas
from inventory.core.database import db
from inventory.core.files import FileStore
from inventory.desk.reports import frames
from inventory.desk.reports.models import LedgerSnapshot
from inventory.desk.reports.periods import month_of, period_of
from inventory.judgement.library import current

# The ledger of the third is still that of the month's end, nearly; that of the twentieth is not.
LATEST = timedelta(days=7)


def take(files: FileStore, month: str) -> LedgerSnapshot | None:
    """Keep the ledger as the one at the end of a month; None where it is too late, or kept."""
    end = period_of("monthly", date.fromisoformat(f"{month}-01")).end
    if not end <= clock.today() <= end + LATEST or of_month(month) is not None:
        return None
    frame = replicas.reader()(frames.devices)
    sha256 = files.put(frames.as_bytes(frame))
    try:
        with db.atomic():
            return LedgerSnapshot.create(
                month=month,
                taken_at=clock.now(),
                library=current.load().version,
                records=frame.height,
                devices=frame["quantity"].sum(),
                sha256=sha256,
            )
    except IntegrityError:
        return None  # somebody else was quicker


def of_month(month: str) -> LedgerSnapshot | None:
    """The snapshot of a month, if one was taken."""
    return LedgerSnapshot.get_or_none(LedgerSnapshot.month == month)


def at_end(day: date) -> LedgerSnapshot | None:
    """The snapshot of the month that ends with a day."""
    return of_month(month_of(day))
