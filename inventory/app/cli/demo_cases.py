"""Cases of the demo: one in each state that is worth a look, made by the people who would."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inventory.core import clock
from inventory.core.access import Actor, Role
from inventory.core.errors import AppError
from inventory.enforcement.answering import service as answering
from inventory.enforcement.answering.service import Said
from inventory.enforcement.cases import moves, opening, reading, recording
from inventory.enforcement.cases.models import Case, CaseDevice
from inventory.enforcement.documents.papers.legal_review import POINTS, Point
from inventory.enforcement.inspecting import missions
from inventory.enforcement.inspecting import service as inspecting
from inventory.enforcement.notices import drafting, service
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.notices.terms import Terms
from inventory.enforcement.papers import service as papers
from inventory.enforcement.papers import signing
from inventory.enforcement.rechecking import service as rechecking
from inventory.enforcement.rechecking.service import Seen
from inventory.enforcement.serving import service as serving
from inventory.enforcement.serving.service import Attempt
from inventory.people.enterprises.models import Enterprise

# How many days ago each began, so that terms run, are over, or are far away.
STARTED = {"late": 100, "closed": 80, "partly": 70, "handed_over": 120}
USUAL_START = 25
DEVICES = 3  # of each case


@dataclass
class Bench:
    """The people of the office, and one case that they carry on."""

    officer: Actor
    second: Actor
    reviewer: Actor
    leader: Actor
    enterprise: Enterprise
    devices: tuple[int, ...]
    start: date
    case: int = 0
    notice: int = 0

    def now(self) -> Case:
        return reading.get(self.officer, self.case)

    @property
    def clerk(self) -> Actor:
        return Actor(None, "企业经办人（演示）", Role.ENTERPRISE, enterprise=self.enterprise.id)


def _key() -> str:
    return str(uuid.uuid4())


def _open(on: Bench) -> None:
    pair = (on.officer.id or 0, on.second.id or 0)
    given = opening.Opening(on.enterprise.id, on.devices, pair)
    on.case = opening.open_case(on.officer, given).id


def _notify(on: Bench) -> None:
    told = recording.Notice(on.start + timedelta(days=8), on.start)
    recording.notify(on.officer, on.case, on.now().version, told)


def _inspect(on: Bench) -> None:
    (planned,) = missions.listed(on.officer, missions.Narrowed(case=on.case))
    visit = inspecting.get(on.officer, planned.id)
    ended = clock.now()
    record = inspecting.Record(
        _key(),
        ended - timedelta(hours=2),
        ended,
        on.enterprise.address or "厂区",
        "企业负责人（演示）",
        showed_certificates=True,
        told_rights=True,
        facts_text="现场核对铭牌，设备在用。",
        statement="情况属实。",
        signed_by="企业负责人（演示）",
    )
    found = [inspecting.Found(line.id, "yes") for line in visit.items]
    inspecting.record(on.officer, visit.id, record, found)


def _announce(on: Bench) -> None:
    _paper(on, "inspection_notice")


def _paper(on: Bench, kind: str) -> None:
    made = papers.draft(on.officer, on.case, kind, "", {})
    papers.issue(on.officer, made.id, made.version)


def _hear(on: Bench) -> None:
    opinion = recording.Opinion(clock.today(), "希望给予更换设备的时间", "整改期限已予考虑")
    recording.hear(on.officer, on.case, on.now().version, opinion)


def _draft(on: Bench) -> None:
    deadline = clock.today() + timedelta(days=45)
    terms = Terms(deadline_on=deadline, equipment_ids=on.devices, case_id=on.case)
    made = service.draft(on.officer, on.enterprise.id, "order", terms)
    on.notice = drafting.edit(on.officer, made.id, made.version, {}).id


def _submit(on: Bench) -> None:
    moves.take(on.officer, on.case, "submit")


def _return(on: Bench) -> None:
    remark = moves.Remark("整改期限请说明理由", f"notice:{on.notice}", 3, 1)
    given = moves.Given("请按批注修改（演示）", remarks=[remark])
    moves.take(on.reviewer, on.case, "return", given=given)


def _review(on: Bench) -> None:
    review(on.reviewer, on.case)


def review(reviewer: Actor, case: int) -> None:
    """Pass the legal review of the demo, with its opinion in writing."""
    points = [Point(text, None if "移送" in text else True) for text in POINTS]
    signing.review(
        reviewer, case, None, signing.Review(points, remarks="事实清楚，依据正确（演示）")
    )


def _approve(on: Bench) -> None:
    moves.take(on.leader, on.case, "approve")


def _issue(on: Bench) -> None:
    service.issue(on.officer, on.notice)


def _serve(on: Bench) -> None:
    serve(on.officer, service.get(on.officer, on.notice))


def serve(officer: Actor, notice: Notice) -> None:
    """Serve a document of the demo directly, today."""
    today = clock.today()
    attempt = Attempt(f"notice:{notice.id}", "direct", today, _key(), today, "企业负责人（演示）")
    serving.record(officer, notice.case_id, attempt)


def _answer(on: Bench) -> None:
    said = [Said(key, "stopped", _key(), "已断电封存") for key in _held(on)]
    answering.give(on.clerk, on.case, said)


def _accept(on: Bench) -> None:
    for answer in answering.answers(on.officer, on.case):
        answering.decide(on.officer, answer.id, True, "照片和现场情况一致（演示）")


def _ask(on: Bench) -> None:
    until = on.now().deadline_on + timedelta(days=30)
    answering.ask_extension(on.clerk, on.case, until, "新变压器交货期为两个月")


def _held(on: Bench) -> list[int]:
    rows = CaseDevice.select(CaseDevice.equipment).where(CaseDevice.case == on.case)
    return [key for (key,) in rows.order_by(CaseDevice.id).tuples()]


def _recheck(on: Bench, *, all_right: bool) -> None:
    held = _held(on)
    seen = [
        Seen(key, "stopped" if all_right or not number else "not_put_right", note="现场查看")
        for number, key in enumerate(held)
    ]
    rechecking.record(on.officer, on.case, clock.today(), "visit", _key(), seen)


def _part(on: Bench) -> None:
    _recheck(on, all_right=False)
    moves.take(on.officer, on.case, "settle_part")


def _settled(on: Bench) -> None:
    _recheck(on, all_right=True)


def _opinion(on: Bench) -> None:
    _paper(on, "recheck")


def _report(on: Bench) -> None:
    signing.report(on.officer, on.case, None, "涉案设备全部停止使用，建议结案（演示）。")


def _close(on: Bench) -> None:
    _report(on)
    signing.close(on.leader, on.case, None, "同意结案（演示）。")


def _hand_over(on: Bench) -> None:
    values = {
        "to": "江门市市场监督管理局江海分局（演示）",
        "why_theirs": "逾期未整改，涉嫌违法，依法移送（演示）",
        "source": "监督检查",
    }
    papers.decide(on.leader, on.case, on.now().version, "handover", f"notice:{on.notice}", values)


def _withdraw(on: Bench) -> None:
    values = {"reason": "设备型号认定有误（演示）"}
    papers.decide(on.leader, on.case, on.now().version, "withdrawal", f"notice:{on.notice}", values)


def _drop(on: Bench) -> None:
    moves.take(on.officer, on.case, "drop", given=moves.Given("经核实设备已报废（演示）"))


Step = Callable[[Bench], None]
BEGUN: tuple[Step, ...] = (_open, _notify)
HEARD: tuple[Step, ...] = (_inspect, _hear, _draft)
READY: tuple[Step, ...] = (*BEGUN, *HEARD)
SIGNED: tuple[Step, ...] = (_submit, _review, _approve, _issue)
ISSUED: tuple[Step, ...] = (*READY, *SIGNED)
SERVED: tuple[Step, ...] = (*ISSUED, _serve)
# What each case of the demo goes through; each step is two days after the one before.
WAYS: Mapping[str, tuple[Step, ...]] = {
    "partly": (*SERVED, _answer, _part),
    "closed": (
        *BEGUN,
        _announce,
        *HEARD,
        *SIGNED,
        _serve,
        _answer,
        _accept,
        _settled,
        _opinion,
        _close,
    ),
    "reported": (*SERVED, _answer, _settled, _report),
    "late": SERVED,
    "answered": (*SERVED, _answer),
    "extension": (*SERVED, _ask),
    "served": SERVED,
    "issued": ISSUED,
    "approved": (*READY, _submit, _review, _approve),
    "reviewed": (*READY, _submit, _review),
    "submitted": (*READY, _submit),
    "returned": (*READY, _submit, _return),
    "heard": (_open, _notify, _inspect, _hear),
    "inspected": (_open, _notify, _inspect),
    "notified": (_open, _notify),
    "opened": (_open,),
    "handed_over": (*SERVED, _hand_over),
    "withdrawn": (*ISSUED, _withdraw),
    "dropped": (_open, _drop),
}
# Days between the steps: a visit is six days after its notice.
GAPS: Mapping[Step, int] = {_announce: 0, _inspect: 6}


def make(
    people: Callable[[str], Actor], owners: Iterable[tuple[Enterprise, tuple[int, ...]]]
) -> dict[str, int]:
    """Carry a case to each state; owners whose devices cannot be ordered about are passed over."""
    officer, second = people("inspector"), people("second")
    reviewer, leader = people("reviewer"), people("leader")
    today, made = clock.today(), {}
    # Those with several devices first: the first way closes a case in part.
    waiting = sorted(owners, key=lambda owner: -len(owner[1]))
    for name, way in WAYS.items():
        begun = today - timedelta(days=STARTED.get(name, USUAL_START))
        while waiting:
            enterprise, devices = waiting.pop(0)
            on = Bench(officer, second, reviewer, leader, enterprise, devices[:DEVICES], begun)
            if _carried(on, way, today):
                made[name] = on.case
                break
    return made


def _carried(on: Bench, way: tuple[Step, ...], today: date) -> bool:
    """Whether the case came to its state; where it cannot begin so, it is dropped."""
    day = on.start
    for step in way:
        day = min(day + timedelta(days=GAPS.get(step, 1)), today)
        try:
            with clock.frozen(datetime(day.year, day.month, day.day, 15, tzinfo=clock.SHANGHAI)):
                step(on)
        except AppError:
            if on.case and Notice.select().where(Notice.case == on.case).count() == 0:
                moves.take(on.officer, on.case, "drop", given=moves.Given("演示数据不适用"))
            return False
    return True
