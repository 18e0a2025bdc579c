"""Random walks through the services, on the database: whatever people try, in whatever order.

Each walk draws who does what from a seed; what is refused leaves nothing behind. The seeds are
fixed: a walk that fails fails again.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier

import pytest

from inventory.core import clock, database
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError, Invalid
from inventory.enforcement.answering import service as answering
from inventory.enforcement.answering.service import Said
from inventory.enforcement.cases import moves, opening, reading, recording
from inventory.enforcement.cases.machine import MOVES, OVER
from inventory.enforcement.cases.models import Case, CaseDevice, CaseOfficer, CaseStep, HeldGround
from inventory.enforcement.cases.way import target
from inventory.enforcement.documents.papers.legal_review import Point
from inventory.enforcement.notices import drafting
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.notices.terms import Terms
from inventory.enforcement.papers import service as papers
from inventory.enforcement.papers import signing
from inventory.enforcement.papers.models import CasePaper
from inventory.enforcement.rechecking import service as rechecking
from inventory.enforcement.rechecking.service import Seen
from inventory.enforcement.serving import service as serving
from inventory.enforcement.serving.service import Attempt
from tests.inventory.enforcement import casework
from tests.inventory.enforcement.cases.conftest import Bureau

WALKS, STEPS = 3, 60
KEY_MOVES = frozenset({"issue", "close", "withdraw", "hand_over"})


@dataclass
class Walk:
    """One walk: whoever is next does something to the one case, sensible or not."""

    bureau: Bureau
    chance: random.Random
    case: int = 0
    turn: str = "officer"

    def who(self) -> Actor:
        """Mostly whose turn it is, else anybody; now and then an officer with all duties."""
        people = self.bureau.who
        if self.chance.random() < 0.7:
            return self.clerk if self.turn == "clerk" else getattr(people, self.turn)
        everything = replace(people.officer, duties=people.leader.duties | people.reviewer.duties)
        return self.chance.choice(
            [people.officer, people.second, people.reviewer, people.leader, everything, self.clerk]
        )

    @property
    def clerk(self) -> Actor:
        return Actor(77, "王经理", Role.ENTERPRISE, enterprise=self.bureau.enterprise.id)

    def notice(self) -> int:
        rows = Notice.select(Notice.id).where(Notice.case == self.case).order_by(Notice.id.desc())
        return next((key for (key,) in rows.tuples()), 0)

    def now(self) -> Case:
        return reading.get(SYSTEM, self.case)

    def some(self) -> list[int]:
        devices = list(self.bureau.devices)
        open_ones = [row.equipment_id for row in _unsettled(self.case)] or devices
        return self.chance.sample(open_ones, self.chance.randint(1, len(open_ones)))


def _unsettled(case: int) -> list[CaseDevice]:
    mine = (CaseDevice.case == case) & CaseDevice.settled_on.is_null()
    return list(CaseDevice.select().where(mine).order_by(CaseDevice.id))


def key() -> str:
    return str(uuid.uuid4())


def _officers(walk: Walk) -> None:
    users = walk.chance.choice([(), walk.bureau.who.officers[:1], walk.bureau.who.officers])
    opening.name_officers(walk.who(), walk.case, walk.now().version, users)


def _hear(walk: Walk) -> None:
    reason = walk.chance.choice(["", "书面放弃"])
    recording.hear(walk.who(), walk.case, walk.now().version, recording.Opinion(reason=reason))


def _draft(walk: Walk) -> None:
    terms = Terms(
        equipment_ids=walk.bureau.devices,
        case_id=walk.case,
        deadline_on=clock.today() + timedelta(days=walk.chance.choice([-1, 30, 60, 400])),
    )
    notices.draft(walk.who(), walk.bureau.enterprise.id, "order", terms)


def _edit(walk: Walk) -> None:
    changes = {"deadline_on": clock.today() + timedelta(days=walk.chance.choice([0, 45]))}
    found = notices.get(SYSTEM, walk.notice())
    drafting.edit(walk.who(), found.id, found.version, changes)


def _plain(name: str) -> Callable[[Walk], None]:
    def move(walk: Walk) -> None:
        reason = walk.chance.choice(["", "有理由"])
        moves.take(walk.who(), walk.case, name, given=moves.Given(reason))

    return move


def _review(walk: Walk) -> None:
    passed = walk.chance.choice([True, True, False])
    signing.review(walk.who(), walk.case, None, signing.Review([Point("权限", passed)]))


def _serve(walk: Walk) -> None:
    today = clock.today()
    receiver = walk.chance.choice(["", "王经理", "王经理"])
    attempt = Attempt(f"notice:{walk.notice()}", "direct", today, key(), today, receiver)
    serving.record(walk.who(), walk.case, attempt)


def _answer(walk: Walk) -> None:
    answering.give(walk.who(), walk.case, [Said(it, "stopped", key()) for it in walk.some()])


def _recheck(walk: Walk) -> None:
    result = walk.chance.choice(["put_right", "put_right", "put_right", "not_put_right"])
    seen = [Seen(it, result) for it in walk.some()]
    rechecking.record(walk.who(), walk.case, clock.today(), "visit", key(), seen)


def _decide(kind: str) -> Callable[[Walk], None]:
    def decision(walk: Walk) -> None:
        reason = walk.chance.choice(["", "有理由"])
        values = (
            {"to": "某机关", "why_theirs": reason} if kind == "handover" else {"reason": reason}
        )
        about = f"notice:{walk.notice()}" if kind == "withdrawal" else ""
        papers.decide(walk.who(), walk.case, walk.now().version, kind, about, values)

    return decision


def _issue(walk: Walk) -> None:
    notices.issue(walk.who(), walk.notice())


def _report(walk: Walk) -> None:
    signing.report(walk.who(), walk.case, None, "整改到位")


def _close(walk: Walk) -> None:
    signing.close(walk.who(), walk.case, None)


# Harsh ends are rare, so that walks get far; what carries a case on is tried more often.
ACTS: tuple[tuple[Callable[[Walk], None], int, str], ...] = (
    (_officers, 3, "officer"),
    (_hear, 3, "officer"),
    (_draft, 3, "officer"),
    (_edit, 3, "officer"),
    (_plain("submit"), 6, "officer"),
    (_review, 6, "reviewer"),
    (_plain("approve"), 6, "leader"),
    (_plain("return"), 1, "reviewer"),
    (_plain("recall"), 1, "officer"),
    (_issue, 8, "officer"),
    (_serve, 8, "officer"),
    (_answer, 4, "clerk"),
    (_recheck, 8, "officer"),
    (_plain("settle_part"), 2, "officer"),
    (_report, 6, "officer"),
    (_close, 6, "leader"),
    (_plain("close"), 1, "leader"),
    (_decide("handover"), 1, "leader"),
    (_decide("withdrawal"), 1, "leader"),
)


def _sensible(walk: Walk) -> None:
    """Most walks begin at a signed draft, so that the way behind it is walked, too."""
    case = walk.now()
    opening.name_officers(walk.bureau.who.officer, case.id, case.version, walk.bureau.who.officers)
    _edited = Terms(
        equipment_ids=walk.bureau.devices,
        case_id=walk.case,
        deadline_on=clock.today() + timedelta(days=45),
        not_heard_reason="书面放弃",
    )
    notices.draft(walk.bureau.who.officer, walk.bureau.enterprise.id, "order", _edited)
    casework.sign(walk.bureau.who, walk.case)


def held_together(case_id: int) -> None:
    """What must hold of a case at every moment."""
    case = reading.get(SYSTEM, case_id)
    steps = list(CaseStep.select().where(CaseStep.case == case_id).order_by(CaseStep.id))
    made = [step for step in steps if step.move in MOVES]
    # The story is one unbroken way through the table, and ends where the case stands.
    state = "opened"
    for step in made:
        if step.source != step.target or step.move in KEY_MOVES:
            assert step.source == state and state in MOVES[step.move].sources
            assert step.target == target(MOVES[step.move], state)
            state = step.target
    assert state == case.state
    # Every step is an event, no event without its step.
    events = AuditEvent.select().where(
        (AuditEvent.subject == "enforcement_case") & (AuditEvent.subject_id == case_id)
    )
    assert [row.event for row in events.order_by(AuditEvent.id)] == [
        f"case.{step.move}" for step in steps
    ]
    names = [step.move for step in made]
    # Officers count as they were when the draft was handed in, whoever is taken off afterwards.
    handlers = {row.user_id for row in CaseOfficer.select().where(CaseOfficer.case == case_id)}
    handed_in = [step for step in made if step.move == "submit"]
    officers = set(handed_in[-1].detail["officers"]) if handed_in else set()
    handlers |= officers | {step.actor for step in made if step.move in {"draft", "redraft"}}
    if "issue" in names:
        before = made[: names.index("issue")]
        assert len(officers) >= 2 and case.agency.competence.strip()
        assert case.heard_on or case.not_heard_reason.strip()
        signers = [step.actor for step in before if step.move in {"review", "approve"}][-2:]
        assert len(signers) == 2 and not set(signers) & handlers
        assert Notice.select().where((Notice.case == case_id) & (Notice.number > 0)).count() == 1
    if case.state == "closed":
        rechecked = CaseDevice.select().where(
            (CaseDevice.case == case_id) & CaseDevice.settled_on.is_null(False)
        )
        whole = rechecked.count() == len(CaseDevice.select().where(CaseDevice.case == case_id))
        assert ("recheck" in names and whole) or "hand_over" in names
        report = (CasePaper.case == case_id) & (CasePaper.kind == "closing_report")
        assert [row.status for row in CasePaper.select().where(report)] == ["issued"]
        assert made[-1].actor not in handlers
    if case.state in OVER:
        assert not HeldGround.select().where(HeldGround.case == case_id).exists()


def test_who_is_taken_off_a_case_does_not_sign_it(bureau: Bureau) -> None:
    order = casework.issue(bureau.who, casework.draft(bureau.who, bureau.enterprise))
    case = reading.get(SYSTEM, order.case_id)
    second = replace(bureau.who.second, duties=bureau.who.leader.duties)
    only = [bureau.who.officers[0]]
    now = opening.name_officers(bureau.who.officer, case.id, case.version, only)
    with pytest.raises(Invalid) as refusal:
        papers.decide(
            second, case.id, now.version, "withdrawal", f"notice:{order.id}", {"reason": "有误"}
        )
    assert [item["code"] for item in refusal.value.details] == ["second_person"]


def test_whatever_people_try_the_case_holds_together(bureau: Bureau) -> None:
    ends, tried, let_through = set(), 0, 0
    weights = [weight for _, weight, _ in ACTS]
    for seed in range(WALKS):
        walk = Walk(bureau, random.Random(seed))
        given = opening.Opening(bureau.enterprise.id, bureau.devices)
        walk.case = opening.open_case(bureau.who.officer, given).id
        if seed:
            _sensible(walk)
        for _ in range(STEPS):
            if walk.now().state in OVER:
                break
            tried += 1
            version = walk.now().version
            act, _, walk.turn = walk.chance.choices(ACTS, weights)[0]
            try:
                act(walk)
            except AppError:  # refused, and nothing of it is left
                assert walk.now().version == version
                continue
            let_through += 1
            held_together(walk.case)
        ends.add(walk.now().state)
        if walk.now().state not in OVER:
            _end(walk)
    assert let_through > WALKS and tried > let_through, (tried, let_through)
    assert ends & {"closed", "withdrawn", "handed_over"}, ends


def _end(walk: Walk) -> None:
    """Free the devices for the next walk."""
    Case.update(state="dropped").where(Case.id == walk.case).execute()
    HeldGround.delete().where(HeldGround.case == walk.case).execute()


def test_of_several_at_once_one_wins_and_all_others_are_told(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    casework.sign(bureau.who, draft.case_id)
    case = reading.get(SYSTEM, draft.case_id)
    who = bureau.who
    rivals: list[Callable[[], object]] = [
        lambda: notices.issue(who.officer, draft.id),
        lambda: notices.issue(who.second, draft.id),
        lambda: moves.take(who.officer, case.id, "recall", case.version, moves.Given("再改")),
        lambda: moves.take(who.leader, case.id, "return", case.version, moves.Given("退回")),
    ]
    together = Barrier(len(rivals))

    def act(rival: Callable[[], object]) -> str:
        with database.connection():
            together.wait(20)
            try:
                rival()
            except AppError as error:
                return error.code
            return "won"

    with ThreadPoolExecutor(len(rivals)) as pool:
        told = list(pool.map(act, rivals))
    # Issued first, nothing else can follow; taken back first, a return may not follow either.
    assert told.count("won") == 1 and all(told), told
    held_together(case.id)
