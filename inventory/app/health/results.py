"""What is found out about the running system; sizes in bytes, ages in seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inventory.app.integrity import Looked
from inventory.app.processes import Standing
from inventory.core import replicas
from inventory.core.migrating import MigrationState
from inventory.registry.notifications.channels import Failing


@dataclass(frozen=True, kw_only=True)
class ScheduleHealth:
    """The last run of a schedule that ended well, and since when one has not ended."""

    schedule: str
    last_success: datetime | None
    age_seconds: int | None
    slot: str | None
    result: Mapping[str, Any] | None  # as the run left it
    unfinished_since: datetime | None


@dataclass(frozen=True, kw_only=True)
class QueueHealth:
    """Jobs by state."""

    queued: int
    running: int
    failed: int
    failed_lately: int
    without_heartbeat: int
    oldest_waits_seconds: int | None


@dataclass(frozen=True, kw_only=True)
class DatabaseHealth:
    """Which database, and how large."""

    engine: str
    bytes: int
    empty: bool = False  # no device yet: a fresh installation


@dataclass(frozen=True)
class DiskHealth:
    """The disk of the data folder."""

    free: int
    total: int


@dataclass(frozen=True, kw_only=True)
class BackupHealth:
    """The last backup that is known of."""

    name: str
    bytes: int
    made_at: datetime
    age_seconds: int
    verified_at: datetime | None = None  # restored into a scratch folder and found whole


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was looked at."""

    version: str
    library: str
    now: datetime
    schedules: Sequence[ScheduleHealth]
    failed_schedules: Sequence[str] = ()
    processes: Sequence[Standing] = ()
    queue: QueueHealth
    database: DatabaseHealth
    backup: BackupHealth | None
    disk: DiskHealth
    migrations: MigrationState
    replica: replicas.Standing | None = None  # None where the settings name none
    integrity: Looked | None = None  # of the database file; None on PostgreSQL
    failing_channels: Sequence[Failing] = ()
    unknown_proxy: datetime | None = None  # when a proxy was last seen that the settings lack
    missing_keys: Sequence[str] = ()  # that something was signed or encrypted with


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: `remedy` is blank where all is well."""

    id: str
    level: str
    message: str
    message_en: str
    remedy: str = ""
    remedy_en: str = ""


@dataclass(frozen=True, kw_only=True)
class HealthDetails(Found):
    """What was looked at, with what it means; `level` is the worst."""

    checks: Sequence[Check]
    level: str
