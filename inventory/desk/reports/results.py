"""What the service of reports hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from inventory.desk.reports.content import Content


@dataclass(frozen=True, kw_only=True)
class ReportListed:
    """A report with its newest version."""

    id: int
    kind: str
    kind_zh: str
    kind_en: str
    title: str
    title_en: str
    region: str
    region_name: str
    period: str
    begin: date
    end: date
    version_id: int
    number: int
    state: str
    made_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class VersionListed:
    """A version in one line; `by_clock`: nobody asked for it."""

    id: int
    number: int
    state: str
    reason: str
    digest: str
    by_clock: bool
    made_by_name: str
    made_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ReportShown(ReportListed):
    """A version of a report in full, and which versions there are."""

    content: Content
    versions: list[VersionListed]
    may_write: bool
