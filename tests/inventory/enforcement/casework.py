"""People who carry a case: two officers, a reviewer, a leader; and the way to a signed order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Duty, Role
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.cases import moves, opening, reading
from inventory.enforcement.cases.models import Case
from inventory.enforcement.documents.model import (
    Agency,
    NoticeDevice,
    NoticeDocument,
    NoticeFinding,
    Officer,
    Party,
)
from inventory.enforcement.documents.papers.legal_review import POINTS, Point
from inventory.enforcement.notices import content, drafting
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.notices.terms import Terms
from inventory.enforcement.papers import signing
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions
from inventory.people.enterprises.models import Enterprise

PASSWORD = "correct horse battery"
REGION = "440704"


@dataclass(frozen=True)
class People:
    officer: Actor
    second: Actor
    reviewer: Actor
    leader: Actor

    @property
    def officers(self) -> tuple[int, int]:
        return self.officer.id or 0, self.second.id or 0


def people(region: str = REGION, prefix: str = "") -> People:
    """Four accounts of a division; the officers have certificates."""

    def made(name: str, role: Role, duties: tuple[Duty, ...], certificate: str = "") -> Actor:
        standing = accounts.Standing(duties, certificate)
        user = accounts.create_user(
            f"{prefix}{name}", name, PASSWORD, role, [region], standing=standing
        )
        return sessions.actor_for(user)

    return People(
        made("officer", Role.INSPECTOR, (), f"{prefix}YS000001"),
        made("second", Role.INSPECTOR, (), f"{prefix}YS000002"),
        made("reviewer", Role.INSPECTOR, (Duty.REVIEW,)),
        made("boss", Role.LEADER, (Duty.APPROVE,)),
    )


def settle_agencies(region: str = REGION) -> None:
    """What every order needs of its agency."""
    settled = {
        "court": "江门市江海区人民法院",
        "competence": "某区机构编制规定第三条",
        "address": "江海区一号",
    }
    for agency in agencies.of_region(region):
        agencies.update(SYSTEM, agency.id, settled)


def draft(
    who: People, enterprise: Enterprise, devices: tuple[int, ...] = (), **more: object
) -> Notice:
    """An order's draft in a case of its own, with both officers."""
    usual: dict[str, Any] = {
        "not_heard_reason": "当事人书面放弃陈述申辩",
        "deadline_on": date(2027, 1, 31),
    }
    terms = Terms(equipment_ids=devices, **{**usual, **more})
    made = notices.draft(who.officer, enterprise.id, "order", terms)
    return staff(who, made)


def staff(who: People, notice: Notice) -> Notice:
    """Name both officers in the case of a draft, and let the draft say so."""
    case = reading.get(SYSTEM, notice.case_id)
    opening.name_officers(who.officer, case.id, case.version, who.officers)
    now = notices.get(who.officer, notice.id)
    return drafting.edit(who.officer, now.id, now.version, {})


def sign(who: People, case_id: int) -> Case:
    """Submit, review, approve."""
    moves.take(who.officer, case_id, "submit")
    review(who, case_id)
    return moves.take(who.leader, case_id, "approve")


def review(who: People, case_id: int) -> None:
    """Pass the legal review, with its opinion in writing."""
    points = [Point(text, True) for text in POINTS]
    signing.review(who.reviewer, case_id, None, signing.Review(points))


def close(who: People, case_id: int) -> Case:
    """Report for closing, and close."""
    signing.report(who.officer, case_id, None, "整改到位")
    return signing.close(who.leader, case_id, None)


def issue(who: People, notice: Notice) -> Notice:
    """The whole way of a draft to its number."""
    sign(who, notice.case_id)
    return notices.issue(who.officer, notice.id)


def bare_case(who: People, enterprise: Enterprise) -> Case:
    """A case without devices, for tests about papers alone."""
    return opening.open_case(
        who.officer, opening.Opening(enterprise.id, officers=who.officers, matter="测试")
    )


FINDING = NoticeFinding(
    rule="transformer.batch-1",
    outcome="eliminate",
    outcome_zh="应淘汰",
    document="高耗能落后机电设备（产品）淘汰目录（第一批）",
    clause="3-3",
    message="S7-315/10 列入第一批淘汰目录",
)


def signed_order(who: People, enterprise: Enterprise, code_word: str = "江海经促节能") -> Notice:
    """A signed draft in a case of its own."""
    case = bare_case(who, enterprise)
    agency = agencies.of_region("440704")[0]
    document = NoticeDocument(
        kind="order",
        agency=Agency(
            agency.name,
            code_word,
            address="江海区一号",
            phone="0750-1",
            review_body="江门市江海区人民政府",
            court="江门市江海区人民法院",
            competence="某区机构编制规定第三条",
        ),
        enterprise=Party(enterprise.name, "91440704BB55KBCBBG", "江海区二号"),
        devices=(NoticeDevice("变压器", "变压器", "S7-315/10", "1", findings=(FINDING,)),),
        officers=(Officer("甲", "1"), Officer("乙", "2")),
        deadline_on=date(2027, 1, 31),
        inspected_on=date(2026, 11, 18),
        not_heard_reason="当事人书面放弃陈述申辩",
    )
    made = Notice.create(
        kind="order",
        status="draft",
        agency=agency,
        enterprise=enterprise,
        content=content.as_json(document),
        created_at=clock.now(),
        case=case,
    )
    recorded = {"not_heard_reason": document.not_heard_reason, "notice_reason": "抽查"}
    moves.take(who.officer, case.id, "draft", given=moves.Given(changes=recorded))
    sign(who, case.id)
    return made
