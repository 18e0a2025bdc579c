"""A whole case as a reader may see it: stages, people, devices, story, next moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory.core.access import OFFICIALS, Actor
from inventory.enforcement.cases import reading, remarking
from inventory.enforcement.cases.checks import Check, Possible, checks, possible
from inventory.enforcement.cases.machine import MOVES, OVER, STATES
from inventory.enforcement.cases.models import (
    Case,
    CaseDevice,
    CaseOfficer,
    CaseRemark,
    CaseStep,
)

# The way as the stepper draws it; what stands beside the way takes the place of where it left.
WAY = (
    "opened",
    "notified",
    "inspected",
    "heard",
    "drafted",
    "reviewed",
    "approved",
    "issued",
    "served",
    "answered",
    "rechecked",
    "closed",
)
# States beside the way, and the stage that they stand at.
BESIDE = {"returned": "drafted", "partly": "rechecked"}
# An enterprise reads only what it was notified of; the rest is internal.
INSIDE = ("review_opinion", "notice_reason", "not_heard_reason")
TOLD_MOVES = frozenset(
    {
        "notify",
        "hear",
        "inspect",
        "issue",
        "serve",
        "answer",
        "ask_extension",
        "decide_extension",
        "recheck",
        "settle_part",
        "hand_over",
        "withdraw",
        "correct",
        "close",
    }
)


@dataclass(frozen=True)
class Stage:
    state: str
    zh: str
    status: str
    at: datetime | None
    who: str


@dataclass(frozen=True)
class Parts:
    """What belongs to a case."""

    stages: list[Stage]
    officers: list[CaseOfficer]
    devices: list[CaseDevice]
    story: list[CaseStep]
    remarks: list[CaseRemark]
    checks: list[Check]
    moves: list[Possible]


def whole(actor: Actor, case_id: int) -> Case:
    """The case with everything that its page shows, as attributes of the row."""
    case = reading.get(actor, case_id)
    inside = actor.role in OFFICIALS
    steps = list(CaseStep.select().where(CaseStep.case == case.id).order_by(CaseStep.id))
    for step in steps:
        step.zh = MOVES[step.move].zh if step.move in MOVES else WORDS.get(step.move, step.move)
    case.parts = Parts(
        stages(case, steps),
        reading.officers_of([case.id]).get(case.id, []),
        reading.devices_of([case.id]).get(case.id, []),
        steps if inside else [step for step in steps if step.move in TOLD_MOVES],
        remarking.of_case(case, steps) if inside else [],
        checks(actor, case) if inside and case.state not in OVER else [],
        possible(actor, case),
    )
    if not inside:
        for name in INSIDE:
            setattr(case, name, "")
    return case


# Steps of the story that are no moves.
WORDS = {
    "late": "整改期限已过",
    "hand_over_due": "逾期，应当考虑移送",
    "open": "立案",
    "devices": "增加设备",
    "officers": "确定承办人",
    "hear": "听取意见",
    remarking.ANSWER: "回复意见",
}


def stages(case: Case, steps: Sequence[CaseStep]) -> list[Stage]:
    """Each stage of the way: when it was reached and by whom, skipped, now or ahead."""
    reached: dict[str, CaseStep] = {}
    for step in steps:
        if step.source != step.target:  # a note does not reach a stage
            reached[step.target] = step
    here = BESIDE.get(case.state, case.state)
    way = [*WAY]
    if here not in way:  # dropped, withdrawn, handed over: the way ends there
        last = max((WAY.index(state) for state in reached if state in WAY), default=0)
        way = [*WAY[: last + 1], here]
    position = way.index(here)
    return [_stage(state, number, position, reached.get(state)) for number, state in enumerate(way)]


def _stage(state: str, number: int, position: int, step: CaseStep | None) -> Stage:
    if number == position:
        status = "now"
    elif number > position:
        status = "ahead"
    else:
        status = "done" if step else "skipped"
    shown = step if number <= position else None
    return Stage(
        state, STATES[state], status, shown.at if shown else None, shown.actor_name if shown else ""
    )
