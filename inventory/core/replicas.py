"""Long reads may be answered by a streaming replica of PostgreSQL, where the settings name one.

A replica is a little behind. Before it is asked it must have everything that the ledger had when
the work began, so that nobody misses what he has just written; else the ledger itself answers. That
nothing is written within is held by PostgreSQL: a replica takes no write.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

import structlog
from peewee import InterfaceError, OperationalError
from playhouse.pool import MaxConnectionsExceeded

from inventory.core import database
from inventory.core.database import Server, db

log = structlog.get_logger()
T = TypeVar("T")
AWAY, FOREIGN, LATE, READY = "away", "foreign", "late", "ready"
# What a replica fails by: gone, out of connections, or a query that stood in the way of its replay.
ERRORS = (OperationalError, InterfaceError, MaxConnectionsExceeded)
# Seconds between two looks at how far it is.
PAUSE = 0.05
# Up to where the ledger's log is safe: every commit that was answered lies before it.
WRITTEN = (
    "SELECT pg_current_wal_flush_lsn()::text, system_identifier::text FROM pg_control_system()"
)
STANDING = (
    "SELECT pg_is_in_recovery(), system_identifier::text, pg_last_wal_replay_lsn() >= %s::pg_lsn,"
    " EXTRACT(EPOCH FROM clock_timestamp() -"
    " COALESCE(pg_last_xact_replay_timestamp(), pg_postmaster_start_time()))::float"
    " FROM pg_control_system()"
)


@dataclass(frozen=True)
class Standing:
    """How the replica stands: a state, the seconds that it is behind, and what it failed by."""

    state: str
    behind: float = 0.0
    reason: str = ""


class Reader:
    """Does work that only reads: on the replica while that is fit, else on the ledger itself."""

    def __init__(self, replica: Server | None) -> None:
        self._replica = replica

    def __call__(self, work: Callable[[], T]) -> T:
        """What `work` gives. A replica that fails is not asked again; the work begins anew."""
        if self._replica is not None and not db.in_transaction():
            try:
                with db.obj.answered_by(self._replica):
                    return work()
            except ERRORS as error:
                self._replica = None
                log.warning("replica_failed", reason=str(error).strip())
        return work()


def reader() -> Reader:
    """For a piece of work that begins now; waits for the replica as long as the settings allow."""
    replica = database.replica()
    if replica is None or db.in_transaction():
        return Reader(None)
    ledger, until = _ledger(), monotonic() + replica.patience
    found = _look(replica, ledger)
    while found.state == LATE and monotonic() < until:
        threading.Event().wait(PAUSE)
        found = _look(replica, ledger)
    if found.state == READY:
        return Reader(replica)
    log.warning("replica_not_used", state=found.state, behind=found.behind, reason=found.reason)
    return Reader(None)


def standing() -> Standing | None:
    """How the replica stands now; None where the settings name none.

    It is late once it is further behind than work may wait.
    """
    replica = database.replica()
    if replica is None:
        return None
    found = _look(replica, _ledger())
    if found.state == LATE and found.behind <= replica.patience:
        return Standing(READY, found.behind)
    return found


def _ledger() -> tuple[str, str]:
    """Up to where the ledger is written, and which cluster it is."""
    position, cluster = db.execute_sql(WRITTEN).fetchone()
    return position, cluster


def _look(replica: Server, ledger: tuple[str, str]) -> Standing:
    position, cluster = ledger
    try:
        with db.obj.answered_by(replica):
            copies, of, has_all, behind = db.execute_sql(STANDING, (position,)).fetchone()
    except ERRORS as error:
        return Standing(AWAY, reason=str(error).strip())
    if not copies or of != cluster:
        return Standing(FOREIGN)
    return Standing(READY) if has_all else Standing(LATE, behind)
