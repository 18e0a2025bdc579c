"""Explaining a finding of a device, computed on request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.errors import NotFound
from inventory.core.registries import Registry
from inventory.judgement.assessments import unread
from inventory.judgement.library import current
from inventory.registry.equipment import retrieval, sources
from inventory.registry.equipment.models import Equipment
from standards import Finding
from standards.explaining import explain
from standards.explaining_steps import Step
from standards.orders import Admission, Judged

# Given a device: whether a finding of it may enter an order, as enforcement decides it.
admissions: Registry[Callable[[Equipment], Callable[[Judged], Admission]]] = Registry("admissions")
ORDER = "order"


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """A step as the page shows it; what a kind of step does not have is None."""

    kind: str
    zh: str
    en: str
    source: Any
    document: Any
    clause: Any
    relation: Any
    code: Any
    shown: Sequence[Any]


@dataclass(frozen=True)
class Explanation:
    """A finding with the steps that lead to it."""

    finding: Finding
    steps: Sequence[StepShown]


def explanation(actor: Actor, equipment_id: int, rule: str) -> Explanation:
    """The finding of a rule on a device today, with its steps.

    Raises NotFound where `actor` may not see the device or the rule says nothing about it today.
    """
    device = retrieval.get(actor, equipment_id)
    known = sources.of(device)
    found = explain(
        current.load(),
        device.kind,
        device.facts,
        device.region or None,
        clock.today(),
        current_app.config["HUANXIN"].horizon_days,
        sources=known.by_field,
        doubts=known.doubts,
        key_energy_user=device.enterprise.key_energy_user,
        admit=admissions[ORDER](device),
    )
    for item in found:
        if item.finding.rule == rule:
            words = unread.words_of(retrieval.kind_of(device.kind), known.unread)
            finding = unread.told_with(item.finding, words)
            return Explanation(finding, [_shown(step) for step in item.steps])
    raise NotFound.of("assessments.no_finding", rule=rule)


def _shown(step: Step) -> StepShown:
    data = step.data
    return StepShown(
        kind=step.kind,
        zh=step.zh,
        en=step.en,
        source=data.get("source"),
        document=data.get("document"),
        clause=data.get("clause"),
        relation=data.get("relation"),
        code=data.get("code"),
        shown=data.get("shown", []),
    )
