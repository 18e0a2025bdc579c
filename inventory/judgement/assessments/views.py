"""Verdicts over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import current_app

import standards
from inventory.core import clock
from inventory.core.access import Role
from inventory.core.web.api import Blueprint, actor, allow
from inventory.judgement.assessments import explaining, schemas, unread
from inventory.judgement.library import current
from inventory.registry.equipment import retrieval, sources
from inventory.registry.equipment.facts import Questioned, asked, checked
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.schemas import JobResult
from standards.catalogues import CatalogueHint
from standards.doubts import Doubts

blp = Blueprint("assessments", __name__, description="判定 / Assessments")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The verdict on facts as of a day, by a version of the library."""

    verdict: str | None
    incomplete: bool
    as_of: date
    library: str
    findings: Sequence[standards.Finding]
    warnings: Sequence[Questioned] = ()


@dataclass(frozen=True, kw_only=True)
class DeviceJudged(Judged):
    """The verdict on a device, with catalogue entries to look at."""

    hints: Sequence[CatalogueHint]


def _judge(
    kind: str,
    facts: dict[str, Any],
    region: str,
    as_of: date,
    horizon: int,
    doubts: Doubts | None,
) -> Judged:
    library = current.load()
    findings = standards.assess_one(
        library, kind, facts, region or None, as_of=as_of, horizon=horizon, doubts=doubts
    )
    verdict, incomplete = standards.verdict_of(findings)
    return Judged(
        verdict=verdict,
        incomplete=incomplete,
        as_of=as_of,
        library=library.version,
        findings=findings,
        warnings=asked(library.kind(kind), facts),
    )


@blp.route("/equipment/<int:equipment_id>/assessment", methods=["GET"])
@blp.response(200, schemas.DeviceAssessment)
def get_assessment(equipment_id: int) -> DeviceJudged:
    """The verdict on a device today, with every finding, and catalogue entries to look at."""
    device = retrieval.get(actor(), equipment_id)
    horizon = current_app.config["HUANXIN"].horizon_days
    doubts = sources.of(device).doubts
    judged = _judge(device.kind, device.facts, device.region, clock.today(), horizon, doubts)
    words = unread.words_of(retrieval.kind_of(device.kind), sources.of(device).unread)
    judged = replace(judged, findings=[unread.told_with(it, words) for it in judged.findings])
    hints = standards.catalogue_hints(current.load(), device.kind, device.facts)
    return DeviceJudged(**vars(judged), hints=hints)


@blp.route("/equipment/<int:equipment_id>/findings/<rule_id>/explanation", methods=["GET"])
@blp.response(200, schemas.ExplanationResult)
def explain_finding(equipment_id: int, rule_id: str) -> explaining.Explanation:
    """Why a rule has its finding on the device today: facts, row, comparison, edition, order."""
    return explaining.explanation(actor(), equipment_id, rule_id)


@blp.route("/assessments/preview", methods=["POST"])
@blp.arguments(schemas.PreviewArgs)
@blp.response(200, schemas.AssessmentResult)
def preview(args: dict[str, Any]) -> Judged:
    """The verdict on a device with these facts, and the missing facts. Stores nothing."""
    kind = retrieval.kind_of(args["kind"])
    facts = checked(kind, args["facts"])
    horizon = args["horizon"]
    if horizon is None:
        horizon = current_app.config["HUANXIN"].horizon_days
    as_of = args["as_of"] or clock.today()
    record = sources.completed(kind, facts, sources.FORM)
    return _judge(kind.id, record.facts, args["region"], as_of, horizon, record.sources.doubts)


@blp.route("/assessments/runs", methods=["POST"])
@blp.arguments(schemas.RejudgeArgs)
@blp.response(202, JobResult)
@allow(frozenset({Role.ADMIN}))
def rejudge(args: dict[str, Any]) -> Job:
    """Judge the whole ledger again in the background."""
    params = {
        "as_of": args["as_of"].isoformat() if args["as_of"] else None,
        "horizon": current_app.config["HUANXIN"].horizon_days,
    }
    job = jobs.create("rejudge", params, actor().id)
    current_app.extensions["queue"].send(job.id)
    return job
