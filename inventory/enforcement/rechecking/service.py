"""Rechecks, device by device: what was found, on what it rests, and what the ledger learns.

A device that is put right is settled: its grounds are free again. What is written here stays; a
later recheck says what has changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import IntegrityError

from inventory.core import clock, database
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Invalid, NotFound, not_found
from inventory.core.messages import Sentence, sentence
from inventory.enforcement.answering.models import Answer
from inventory.enforcement.cases import moves, reading, settling
from inventory.enforcement.cases.machine import MOVES
from inventory.enforcement.cases.models import Case, CaseDevice
from inventory.enforcement.inspecting.models import Inspection
from inventory.enforcement.rechecking.models import Recheck
from inventory.judgement.ledger import service as ledger
from inventory.judgement.ledger.writing import Origin
from inventory.registry.attachments.models import Attachment
from inventory.registry.equipment import lookup, retrieval

WAYS = {
    "visit": Sentence("现场复查", "recheck on the spot"),
    "photo": Sentence("照片核查", "recheck by photographs"),
    "document": Sentence("材料核查", "recheck of documents"),
}


@dataclass(frozen=True)
class Result:
    """A result of a recheck: whether it settles the device, and how it changes the ledger."""

    said: Sentence
    settles: bool
    facts: Mapping[str, Any]

    @property
    def reason(self) -> Sentence:
        """Why the ledger changes."""
        return sentence("cases.rechecked", result=self.said)


RESULTS: Mapping[str, Result] = {
    "put_right": Result(Sentence("已整改到位", "put right"), True, {}),
    "tested": Result(Sentence("已检验检测合格", "tested and in order"), True, {}),
    "stopped": Result(Sentence("已停止使用", "stopped"), True, {"use_state": "停用"}),
    "dismantled": Result(Sentence("已拆除", "dismantled"), True, {"use_state": "拆除"}),
    "replaced": Result(Sentence("已更换", "replaced"), True, {"use_state": "报废"}),
    "not_put_right": Result(Sentence("未整改到位", "not put right"), False, {}),
}


@dataclass(frozen=True)
class Seen:
    """What was found at one device; `files` are attachments of the case that it rests on."""

    equipment: int
    result: str
    files: tuple[int, ...] = ()
    replaced_by: int | None = None
    facts: Mapping[str, Any] | None = None  # what a test report changes in the ledger
    note: str = ""


def of_case(actor: Actor, case_id: int) -> list[Recheck]:
    """Every recheck of a case, the oldest first."""
    case = reading.get(actor, case_id)
    rows = Recheck.select(Recheck, CaseDevice).join(CaseDevice).where(CaseDevice.case == case.id)
    return list(rows.order_by(Recheck.id))


def get(actor: Actor, recheck_id: int) -> Recheck:
    rows = Recheck.select(Recheck, CaseDevice, Case).join(CaseDevice).join(Case)
    found = rows.where(Recheck.id == recheck_id).get_or_none()
    try:
        reading.get(actor, found.device.case_id if found else 0)
    except NotFound as error:
        raise not_found("复查记录", "recheck") from error
    return found


def record(
    actor: Actor, case_id: int, on: date, way: str, key: str, seen: Sequence[Seen]
) -> list[Recheck]:
    """Record a recheck, settle what is corrected and update the ledger, all or nothing."""
    known = _sent_before(actor, key)
    if known:
        return known
    if on > clock.today():
        raise Invalid.of("rechecking.future", details=[{"field": "on", "message": "晚于今天"}])
    try:
        with db.atomic():
            case = reading.lock(actor, case_id)
            moves.require(actor, case, MOVES["recheck"])
            devices = {
                item.equipment_id: item
                for item in reading.devices_of([case.id]).get(case.id, [])
                if item.settled_on is None
            }
            made = [_one(actor, case, devices, on, way, key, item) for item in seen]
            detail = {"rechecks": [item.id for item in made], "on": on.isoformat(), "way": way}
            moves.take(actor, case.id, "recheck", given=moves.Given(detail=detail))
        return made
    except IntegrityError:
        known = _sent_before(actor, key)
        if not known:
            raise
        return known


def _sent_before(actor: Actor, key: str) -> list[Recheck]:
    same = (Recheck.actor == actor.id) & (Recheck.key == key)
    rows = Recheck.select(Recheck, CaseDevice).join(CaseDevice).where(same)
    return [] if actor.id is None else list(rows.order_by(Recheck.id))


def _one(
    actor: Actor,
    case: Case,
    devices: Mapping[int, CaseDevice],
    on: date,
    way: str,
    key: str,
    seen: Seen,
) -> Recheck:
    device = devices.get(seen.equipment)
    if device is None:
        raise Invalid.of(
            "rechecking.no_device", details=[{"field": "equipment_id", "value": seen.equipment}]
        )
    _check(case, device, way, seen)
    result = RESULTS[seen.result]
    learned = _learn(actor, case, device, seen, result)
    settling.rechecked(device, seen.result, on, settles=result.settles)
    made = Recheck.create(
        device=device,
        on=on,
        way=way,
        result=seen.result,
        replaced_by=seen.replaced_by,
        files=list(seen.files),
        note=seen.note,
        learned=learned,
        key=key,
        actor=actor.id,
        actor_name=actor.name[:200],
        at=clock.now(),
    )
    audit.record(
        "recheck.recorded",
        actor,
        subject="case_recheck",
        subject_id=made.id,
        detail={"case": case.id, "equipment": seen.equipment, "result": seen.result},
    )
    return made


def _check(case: Case, device: CaseDevice, way: str, seen: Seen) -> None:
    """A recheck rests on a visit, a photograph or a document; a replacement names the new one."""
    if way != "visit" and not seen.files:
        raise Invalid.of("rechecking.no_evidence", name=device.name or device.model)
    if seen.result in {"tested", "dismantled"} and not seen.files:
        raise Invalid.of("rechecking.no_evidence", name=device.name or device.model)
    strange = set(seen.files) - _files_of(case)
    if strange:
        raise Invalid.of(
            "rechecking.strange_file",
            details=[{"field": "files", "value": key} for key in sorted(strange)],
        )
    if seen.result == "replaced":
        new = lookup.by_ids([seen.replaced_by or 0]).get(seen.replaced_by or 0)
        if new is None or new.enterprise_id != case.enterprise_id or new.id == seen.equipment:
            raise Invalid.of("rechecking.no_replacement")


def _files_of(case: Case) -> set[int]:
    """The attachments of a case, of its answers and of its devices."""
    own = CaseDevice.select().where(CaseDevice.case == case.id)
    devices = {item.id: item.equipment_id for item in own}
    visits = Inspection.select(Inspection.id).where(Inspection.case == case.id)
    answers = Answer.select(Answer.id).where(database.any_of(Answer.device, list(devices)))
    parents = (
        ("enforcement_case", [case.id]),
        ("case_answer", [key for (key,) in answers.tuples()]),
        ("equipment", list(devices.values())),
        ("inspection", [key for (key,) in visits.tuples()]),
    )
    found: set[int] = set()
    for sort, ids in parents:
        rows = Attachment.select(Attachment.id).where(
            (Attachment.parent == sort)
            & database.any_of(Attachment.parent_id, ids)
            & Attachment.removed_at.is_null()
        )
        found |= {key for (key,) in rows.tuples()}
    return found


def _learn(actor: Actor, case: Case, device: CaseDevice, seen: Seen, result: Result) -> str:
    """Change the ledger, which judges again. The recheck keeps the change."""
    facts = {**result.facts, **(seen.facts or {})}
    now = retrieval.get(actor, device.equipment_id)
    changes = {key: value for key, value in facts.items() if now.facts.get(key) != value}
    if not changes:
        return ""
    origin = Origin(f"case:{case.id}", reason=result.reason.zh, actor=actor.id)
    ledger.update(actor, now.id, now.version, origin, facts=dict(changes))
    return "，".join(f"{key}={value}" for key, value in sorted(changes.items()))[:300]
