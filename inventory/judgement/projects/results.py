"""What the services of projects return. Money in fen, energy in kgce and CO₂ in kg a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class ProjectShown:
    """A project in a list."""

    id: int
    version: int
    name: str
    state: str
    region: str
    enterprise_id: int
    enterprise: str
    uscc: str | None
    contents: str
    contact: str
    phone: str
    planned_from: date | None
    planned_to: date | None
    started_on: date | None
    finished_on: date | None
    planned_fen: int
    spent_fen: int
    devices: int
    replaced: int
    claims: int
    expected_kgce: float | None
    measured_kgce: float | None
    updated_at: datetime


@dataclass(frozen=True)
class ProjectPage:
    items: Sequence[ProjectShown]
    total: int
    next: int | None


@dataclass(frozen=True)
class Money:
    """The money of a year and source; in a sum also of a division."""

    year: int
    source: str
    planned_fen: int
    spent_fen: int


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device of a project, old or new."""

    id: int
    kind: str
    name: str
    model: str
    identifier: str
    quantity: int
    use_state: str
    verdict: str | None
    in_ledger: bool


@dataclass(frozen=True, kw_only=True)
class Match:
    """How a programme answers for an old device on the day of the question."""

    programme: str
    title: str
    title_en: str
    status: str
    message: str
    message_en: str
    amount: float | None
    amount_most: float | None
    presumed: bool
    claimed: bool


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A device that is replaced, what takes its place, and the subsidies that fit it."""

    old: Device
    new: Device | None
    new_text: str
    subsidies: Sequence[Match]


@dataclass(frozen=True, kw_only=True)
class Claim:
    id: int
    equipment_id: int
    device: str
    programme: str
    title: str
    title_en: str
    on: date
    amount_fen: int | None
    note: str
    who: str
    revoked_at: datetime | None
    revoked_reason: str


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The saving that was computed when it was frozen, with one item for each device.

    `stale`: the project has other devices now.
    """

    as_of: date
    library: str
    aim: str
    devices: int
    computed: int
    kgce: float
    kgce_low: float
    kgce_high: float
    kgco2: float
    kgco2_low: float
    kgco2_high: float
    presumed: bool
    items: Sequence[Mapping[str, Any]]
    stale: bool


@dataclass(frozen=True, kw_only=True)
class ProjectDetail(ProjectShown):
    investments: Sequence[Money]
    pairs: Sequence[Pair]
    claim_list: Sequence[Claim]
    estimate: Estimate | None
    measured_from: date | None
    measured_to: date | None
    measured_source: str
    moves: Sequence[str]
    editable: bool
    manageable: bool


@dataclass(frozen=True)
class Change:
    """A version of a project; `fields` differ from the version before."""

    version: int
    at: datetime
    who: str
    act: str
    note: str
    fields: Sequence[str]


@dataclass(frozen=True)
class YearSum:
    """A year; growth in percent on the base where there is one."""

    year: int
    planned_fen: int
    spent_fen: int
    planned_growth: float | None
    spent_growth: float | None


@dataclass(frozen=True)
class SourceSum:
    source: str
    planned_fen: int
    spent_fen: int


@dataclass(frozen=True)
class PlaceSum:
    """A division; `name` is blank where its code is not known."""

    region: str
    name: str
    projects: int
    planned_fen: int
    spent_fen: int


@dataclass(frozen=True)
class StateSum:
    state: str
    projects: int


@dataclass(frozen=True)
class Base:
    region: str
    year: int
    amount_fen: int
    source: str
    version: int


@dataclass(frozen=True)
class GrowthTarget:
    """A target of a local plan that asks for the growth of equipment investment."""

    region: str
    task_no: str
    indicator: str
    indicator_en: str
    value: float | None
    unit: str
    unit_en: str
    baseline_year: int | None
    due: date | None
    quote: str


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Sums over the projects in reserve or further. `missing`: why there is no growth."""

    region: str
    projects: int
    planned_fen: int
    spent_fen: int
    years: Sequence[YearSum]
    sources: Sequence[SourceSum]
    places: Sequence[PlaceSum]
    states: Sequence[StateSum]
    base: Base | None
    missing: str
    targets: Sequence[GrowthTarget]
