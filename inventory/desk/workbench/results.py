"""What stands on the desk of each role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inventory.desk.dashboard.numbers import Number
from inventory.desk.dashboard.results import Dashboard
from inventory.desk.workbench.cases import CaseList, Cases


@dataclass(frozen=True, kw_only=True)
class ListCount:
    """How many entries a list has; `filter` are the query parameters that open it."""

    count: int
    filter: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class StageCount(ListCount):
    """Open alerts of a stage."""

    stage: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Alerts:
    """Open alerts by stage, and one's own."""

    total: int
    stages: Sequence[StageCount]
    mine: ListCount


@dataclass(frozen=True, kw_only=True)
class NoticeEntry:
    """A notice; `number` is None while it is a draft."""

    id: int
    number: str | None
    kind: str
    enterprise: str
    deadline_on: date | None


@dataclass(frozen=True, kw_only=True)
class Notices(ListCount):
    """Notices, those with the nearest deadline first."""

    items: Sequence[NoticeEntry]


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """What a finding asks of the user of the device; `missing` are ids of fields."""

    rule: str
    outcome: str
    outcome_name: str
    presumed: bool
    message: str
    message_en: str
    advice: str
    advice_en: str
    due: date | None
    missing: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class OwnDevice:
    """A device of the clerk's enterprise with what there is to do."""

    id: int
    kind: str
    kind_name: str
    name: str
    model: str
    identifier: str
    verdict: str | None
    verdict_name: str
    to_do: Sequence[ToDo]


@dataclass(frozen=True, kw_only=True)
class InspectorDesk:
    """What an inspector or administrator finds besides what waits."""

    due_this_week: Number
    overdue: Number
    eliminate: Number
    incomplete: Number
    disputed: Number
    alerts: Alerts
    overdue_notices: Notices
    cases: Cases


@dataclass(frozen=True, kw_only=True)
class LeaderDesk:
    """What a leader or auditor finds."""

    dashboard: Dashboard
    alerts: Alerts
    overdue_notices: Notices
    cases: Cases


@dataclass(frozen=True, kw_only=True)
class ClerkDesk:
    """What the clerk of an enterprise finds."""

    total: Number
    overdue: Number
    devices: Sequence[OwnDevice]
    notices: Notices
    cases: CaseList


# One class a role: the API leaves the desks of other roles out.
@dataclass(frozen=True, kw_only=True)
class OfInspector:
    role: str
    inspector: InspectorDesk


@dataclass(frozen=True, kw_only=True)
class OfLeader:
    role: str
    leader: LeaderDesk


@dataclass(frozen=True, kw_only=True)
class OfClerk:
    role: str
    clerk: ClerkDesk


Workbench = OfInspector | OfLeader | OfClerk
