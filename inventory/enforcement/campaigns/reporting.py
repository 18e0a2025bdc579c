"""How far a campaign is, and what it found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from peewee import ModelSelect, fn

from inventory.core import database
from inventory.core.access import Actor
from inventory.enforcement.campaigns.service import get, rows_of
from inventory.enforcement.cases.models import Case, CaseDevice, CaseFinding


@dataclass(frozen=True)
class Count:
    word: str
    count: int


@dataclass(frozen=True)
class Report:
    """How far a campaign is, and what it found."""

    enterprises: int
    chosen: int
    cases: int
    devices: int
    states: list[Count]
    findings: list[Count]
    results: list[Count]
    refused: int  # chosen, and no case could be opened


def report(actor: Actor, campaign_id: int) -> Report:
    """Progress and results, counted."""
    campaign = get(actor, campaign_id)
    rows = rows_of(campaign)
    cases = [row.case_id for row in rows if row.case_id is not None]
    of_cases = database.any_of(CaseDevice.case, cases)
    devices = CaseDevice.select().where(of_cases)
    states = _count(
        Case.select(Case.state, fn.COUNT(Case.id)).where(database.any_of(Case.id, cases)),
        Case.state,
    )
    findings = _count(
        CaseFinding.select(CaseFinding.rule, fn.COUNT(CaseFinding.id))
        .join(CaseDevice)
        .where(of_cases),
        CaseFinding.rule,
    )
    results = _count(
        CaseDevice.select(CaseDevice.result, fn.COUNT(CaseDevice.id)).where(of_cases),
        CaseDevice.result,
    )
    chosen = sum(row.chosen for row in rows)
    return Report(
        enterprises=len(rows),
        chosen=chosen,
        cases=len(cases),
        devices=devices.count(),
        states=states,
        findings=findings,
        results=[item for item in results if item.word],
        refused=chosen - len(cases) if campaign.opened_at else 0,
    )


def _count(query: ModelSelect, column: Any) -> list[Count]:
    counted = Counter(dict(query.group_by(column).tuples()))
    return [Count(word, count) for word, count in sorted(counted.items(), key=lambda it: -it[1])]
