"""What each step of a case left behind: text, papers, photographs, with time, place and hand.

行政执法全过程记录: from the start to the filing. A step that was made and left nothing but its line
in the story is said to have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inventory.core import clock, database
from inventory.core.access import Actor
from inventory.core.messages import Sentence, joined, sentence
from inventory.enforcement.answering.models import Answer, Opinion
from inventory.enforcement.answering.service import WORDS as ANSWERED
from inventory.enforcement.cases import documents, reading
from inventory.enforcement.cases.machine import MOVES
from inventory.enforcement.cases.models import Case, CaseDevice, CaseStep
from inventory.enforcement.cases.telling import OPENED
from inventory.enforcement.inspecting.models import Inspection
from inventory.enforcement.rechecking.models import Recheck
from inventory.enforcement.rechecking.service import RESULTS
from inventory.enforcement.rechecking.service import WAYS as RECHECKED
from inventory.enforcement.serving.models import Delivery
from inventory.enforcement.serving.service import WAYS as SERVED
from inventory.people.accounts.models import User
from inventory.registry.attachments import pictures
from inventory.registry.attachments import service as attachments
from inventory.registry.attachments.models import Attachment
from inventory.registry.attachments.service import Parent


@dataclass(frozen=True)
class Left:
    """One record: what it is, when and where it was made and by whom; files have their SHA-256."""

    sort: str  # text, paper, photo, file
    what: Sentence
    at: datetime | None = None
    place: str = ""
    hand: str = ""
    sha256: str = ""
    ref: str = ""  # paper:3, attachment:7


@dataclass(frozen=True)
class Step:
    """One step of the way; `bare` where it was made and left no text, paper or picture."""

    step: str
    zh: str
    made: bool
    records: tuple[Left, ...]

    @property
    def bare(self) -> bool:
        return self.made and all(item.sort == "story" for item in self.records)


# The steps in order: the moves that make them, the papers that belong to them.
STEPS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "opened": ("立案", ("open",), ()),
    "notified": ("检查通知", ("notify",), ("inspection_notice",)),
    "inspected": ("现场检查", ("inspect",), ("inspection_record",)),
    "heard": ("陈述申辩", ("hear",), ("hearing_notice", "hearing_record")),
    "reviewed": ("法制审核", ("review",), ("legal_review",)),
    "approved": ("审批", ("approve",), ()),
    "issued": ("作出决定", ("issue",), ("order", "stop_order", "advice", "correction")),
    "served": ("送达", ("serve",), ("receipt",)),
    "answered": ("整改答复、延期", ("answer", "ask_extension", "decide_extension"), ("extension",)),
    "rechecked": ("复查", ("recheck",), ("recheck",)),
    "ended": (
        "办结",
        ("close", "hand_over", "withdraw", "drop"),
        ("closing_report", "handover", "withdrawal"),
    ),
}
# Steps whose line in the story, with name and time, is the record: nothing else is asked for.
BY_NAME = frozenset({"opened", "approved"})


def of_case(actor: Actor, case_id: int) -> list[Step]:
    """Every step of the way with what it left behind."""
    case = reading.get(actor, case_id)
    story = list(CaseStep.select().where(CaseStep.case == case.id).order_by(CaseStep.id))
    papers = [item for item in documents.of_case(actor, case) if item.status != "draft"]
    told = _parts(case)
    for key, file in _files(case):
        told.setdefault(key, []).append(file)
    found = []
    for key, (zh, moves, kinds) in STEPS.items():
        lines = [_line(step, key in BY_NAME) for step in story if step.move in moves]
        written = [
            Left("paper", _paper(it), it.created_at, ref=it.ref)
            for it in papers
            if it.kind in kinds
        ]
        records = (*lines, *written, *_texts(case, key), *told.get(key, ()))
        found.append(Step(key, zh, bool(lines or written), tuple(records)))
    return found


def _paper(of: documents.Document) -> Sentence:
    """A document by its title and number; one in use under another title keeps that."""
    return joined((of.said, of.number), "", " ") if of.number else of.said


def _headed(head: Sentence | str, rest: str) -> Sentence:
    return joined((head, rest), "：", ": ")


def _line(step: CaseStep, counts: bool) -> Left:
    known = MOVES.get(step.move)
    move = Sentence(known.zh, known.en) if known else OPENED
    what = _headed(move, step.reason) if step.reason else move
    return Left("text" if counts else "story", what, step.at, hand=step.actor_name)


def _texts(case: Case, key: str) -> Iterator[Left]:
    """What the steps record as text of their own."""
    if key == "notified" and (case.noticed_on or case.notice_reason):
        yield Left("text", _noticed(case))
    if key == "heard" and (case.heard_on or case.not_heard_reason):
        yield Left("text", _heard(case))


def _noticed(case: Case) -> Sentence:
    if case.noticed_on:
        return sentence("case_record.noticed", day=case.noticed_on)
    return sentence("case_record.not_noticed", reason=case.notice_reason)


def _heard(case: Case) -> Sentence:
    if not case.heard_on:
        return sentence("case_record.not_heard", reason=case.not_heard_reason)
    opinion = case.opinion or sentence("case_record.no_objection")
    return sentence("case_record.heard", day=case.heard_on, opinion=opinion)


def _parts(case: Case) -> dict[str, list[Left]]:
    """Visits, deliveries, answers and rechecks as texts, by step."""
    return {
        "inspected": [_visit(row) for row in _visits(case)],
        "served": [_delivery(row) for row in Delivery.select().where(Delivery.case == case.id)],
        "answered": [_answer(row) for row in _answers(case)],
        "rechecked": [_recheck(row) for row in _rechecks(case)],
    }


def _visits(case: Case) -> Iterable[Inspection]:
    recorded = (Inspection.case == case.id) & (Inspection.state == "recorded")
    return Inspection.select().where(recorded).order_by(Inspection.id)


def _answers(case: Case) -> Iterable[Answer]:
    rows = Answer.select(Answer, CaseDevice).join(CaseDevice)
    return rows.where(CaseDevice.case == case.id).order_by(Answer.id)


def _rechecks(case: Case) -> Iterable[Recheck]:
    rows = Recheck.select(Recheck, CaseDevice).join(CaseDevice)
    return rows.where(CaseDevice.case == case.id).order_by(Recheck.id)


def _visit(row: Inspection) -> Left:
    name = row.witness if row.refused else row.signed_by
    signed = sentence(f"case_record.{'refused' if row.refused else 'signed'}", name=name)
    what = sentence("case_record.visit", signed=signed)
    return Left("text", what, row.began_at, row.place, row.actor_name)


def _delivery(row: Delivery) -> Left:
    end = "effective" if row.valid else "undelivered"
    what = sentence(f"case_record.{end}", way=SERVED[row.way].said, day=row.effective_on)
    if row.receiver:
        what = sentence("case_record.received", served=what, name=row.receiver)
    return Left("text", what, row.created_at, row.place, row.actor_name)


def _answer(row: Answer) -> Left:
    what = sentence("case_record.answer", text=row.text or ANSWERED[row.word])
    return Left("text", what, row.at, hand=row.actor_name)


def _recheck(row: Recheck) -> Left:
    seen = _headed(RECHECKED[row.way], row.device.name or row.device.model)
    what = joined((seen, RESULTS[row.result].said), "，")
    return Left("text", what, row.at, hand=row.actor_name)


def _files(case: Case) -> Iterator[tuple[str, Left]]:
    """Photographs and other files, with the step that they belong to."""
    rows = [(step, row) for step, _sort, row in attached(case)]
    wanted = {row.created_by for _step, row in rows if row.created_by}
    people = User.select(User.id, User.display_name).where(database.any_of(User.id, wanted))
    names = dict(people.tuples())
    for step, row in rows:
        yield step, _file(row, names)


def _file(row: Attachment, names: Mapping[int, str]) -> Left:
    sort = "photo" if row.media_type in pictures.IMAGES else "file"
    who = names.get(row.created_by, "")
    purpose = attachments.PURPOSES.get(row.purpose, row.purpose)
    what = _headed(purpose, row.name)
    return Left(sort, what, row.created_at, "", who, row.sha256, f"attachment:{row.id}")


def attached(case: Case) -> list[tuple[str, str, Attachment]]:
    """(step, parent, file) of every file of a case; the case's own belong to the recheck."""
    devices = [item.id for item in CaseDevice.select().where(CaseDevice.case == case.id)]
    parents: Sequence[tuple[str, str, Any]] = (
        (
            "inspected",
            attachments.INSPECTION,
            Inspection.select().where(Inspection.case == case.id),
        ),
        ("heard", attachments.OPINION, Opinion.select().where(Opinion.case == case.id)),
        ("served", attachments.DELIVERY, Delivery.select().where(Delivery.case == case.id)),
        (
            "answered",
            attachments.ANSWER,
            Answer.select().where(database.any_of(Answer.device, devices)),
        ),
    )
    found = [
        (step, sort, file)
        for step, sort, rows in parents
        for row in rows
        for file in attachments.of(Parent(sort, row.id))
    ]
    own = attachments.of(Parent(attachments.CASE, case.id))
    return [*found, *(("rechecked", attachments.CASE, file) for file in own)]


def shown(at: datetime | None) -> str:
    """An instant as the bureau's clock had it."""
    return at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if at else ""
