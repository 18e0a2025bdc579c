"""Why a device's finding says what it says, worked out when somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.errors import NotFound
from inventory.core.registries import Registry
from inventory.judgement.library import current
from inventory.registry.equipment import retrieval, sources
from inventory.registry.equipment.models import Equipment
from standards.explaining import explain
from standards.explaining_steps import Step
from standards.orders import Admission, Judged

# Given a device: whether a finding of it may enter an order, as whoever issues orders knows it.
admissions: Registry[Callable[[Equipment], Callable[[Judged], Admission]]] = Registry("admissions")
ORDER = "order"


def explanation(actor: Actor, equipment_id: int, rule: str) -> dict[str, Any]:
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
            return {"finding": item.finding, "steps": [_shown(step) for step in item.steps]}
    raise NotFound.of("assessments.no_finding", rule=rule)


def _shown(step: Step) -> dict[str, Any]:
    """A step as the page shows it; what a kind of step does not have is null."""
    names = ("source", "document", "clause", "relation", "code")
    told = {name: step.data.get(name) for name in names}
    return {
        "kind": step.kind,
        "zh": step.zh,
        "en": step.en,
        **told,
        "shown": step.data.get("shown", []),
    }
