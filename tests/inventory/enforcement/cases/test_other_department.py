"""A neighbour of the same county in another department writes nothing about these devices.

Every route of the enforcement band that writes is tried, with a body that would do; the list below
is held against the service's own, so that a new route must say what is to be tried.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from inventory.core import clock
from inventory.core.access import SYSTEM, Duty, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.database import BaseModel
from inventory.core.web.client import Client
from inventory.enforcement.answering.models import Answer, Opinion
from inventory.enforcement.campaigns import service as campaigns
from inventory.enforcement.cases import opening
from inventory.enforcement.cases.models import CaseDevice, CaseRemark, CaseStep
from inventory.enforcement.inspecting import service as inspecting
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.terms import Terms
from inventory.enforcement.papers import service as papers
from inventory.people.accounts import departments, sessions
from inventory.people.accounts import service as accounts
from inventory.people.accounts.models import User, UserDepartment
from inventory.registry.equipment.models import Equipment
from tests.inventory.enforcement import casework
from tests.inventory.enforcement.cases.conftest import Bureau

DAY = "2026-11-21"
NOON = "2026-11-21T02:00:00+00:00"
KEY = str(uuid.uuid4())
POINTS = [{"matter": "事实是否清楚", "passed": True}]


def casebody(**more: Any) -> dict[str, Any]:
    return {"version": 1, **more}


CASE = "/api/v1/cases/<int:enforcement_case_id>"
# What is sent to each route; a function makes it of the ids that there are.
Ids = dict[str, int]
Body = Callable[[Ids], Any]
SENT: dict[tuple[str, str], Body] = {
    ("POST", "/api/v1/answers/<int:answer_id>/decision"): lambda _: {"accepted": True},
    ("POST", "/api/v1/campaigns/<int:campaign_id>/cases"): lambda _: casebody(),
    ("POST", "/api/v1/campaigns/<int:campaign_id>/draw"): lambda _: casebody(count=1, seed="x"),
    ("PUT", "/api/v1/campaigns/<int:campaign_id>/officers"): lambda ids: casebody(
        enterprises=[ids["enterprise"]], officers=[]
    ),
    ("POST", "/api/v1/cases"): lambda ids: {
        "enterprise_id": ids["enterprise"],
        "devices": [ids["device"]],
    },
    ("POST", f"{CASE}/answers"): lambda ids: {
        "answers": [{"equipment_id": ids["device"], "word": "stopped", "key": KEY}]
    },
    ("POST", f"{CASE}/closing"): lambda _: casebody(),
    ("POST", f"{CASE}/correction"): lambda ids: casebody(
        about=f"notice:{ids['issued']}", values={"reason": "x"}
    ),
    ("POST", f"{CASE}/withdrawal"): lambda ids: casebody(
        about=f"notice:{ids['issued']}", values={"reason": "x"}
    ),
    ("POST", f"{CASE}/handover"): lambda _: casebody(values={"to": "x", "why_theirs": "x"}),
    ("POST", f"{CASE}/deliveries"): lambda ids: {
        "document": f"notice:{ids['issued']}",
        "way": "direct",
        "tried_on": DAY,
        "received_on": DAY,
        "receiver": "王",
        "key": KEY,
    },
    ("POST", f"{CASE}/devices"): lambda ids: casebody(devices=[ids["device"]]),
    ("POST", f"{CASE}/extension"): lambda _: {"until": "2027-03-01", "reason": "x"},
    ("POST", f"{CASE}/extension/decision"): lambda _: casebody(granted=False, reason="x"),
    ("POST", f"{CASE}/hearing"): lambda _: casebody(reason="x"),
    ("POST", f"{CASE}/inspections"): lambda _: {"planned_on": DAY},
    ("POST", f"{CASE}/moves"): lambda _: casebody(move="recall", reason="x"),
    ("POST", f"{CASE}/notice"): lambda _: casebody(reason="x"),
    ("PUT", f"{CASE}/officers"): lambda _: casebody(officers=[]),
    ("POST", f"{CASE}/papers"): lambda _: {"kind": "recheck"},
    ("POST", f"{CASE}/rechecks"): lambda ids: {
        "on": DAY,
        "way": "visit",
        "key": KEY,
        "devices": [{"equipment_id": ids["device"], "result": "put_right"}],
    },
    ("POST", f"{CASE}/remarks/<int:remark_id>/answers"): lambda _: {"text": "x"},
    ("POST", f"{CASE}/report"): lambda _: casebody(opinion="x"),
    ("POST", f"{CASE}/report/return"): lambda _: casebody(reason="x"),
    ("POST", f"{CASE}/review"): lambda _: casebody(points=POINTS),
    ("POST", "/api/v1/inspections/<int:inspection_id>/cancellation"): lambda _: {"reason": "x"},
    ("PUT", "/api/v1/inspections/<int:inspection_id>/record"): lambda _: {
        "key": KEY,
        "began_at": NOON,
        "ended_at": NOON,
        "place": "厂区",
        "showed_certificates": True,
        "told_rights": True,
        "signed_by": "王",
    },
    ("POST", "/api/v1/notices"): lambda ids: {"enterprise_id": ids["second"], "kind": "order"},
    ("PATCH", "/api/v1/notices/<int:notice_id>"): lambda _: casebody(free_text="x"),
    ("DELETE", "/api/v1/notices/<int:notice_id>"): lambda _: None,
    ("POST", "/api/v1/notices/<int:notice_id>/issue"): lambda _: None,
    ("POST", "/api/v1/opinions/<int:opinion_id>/reply"): lambda _: {"reply": "x", "upheld": True},
    ("PATCH", "/api/v1/papers/<int:paper_id>"): lambda _: casebody(values={"next_step": "x"}),
    ("DELETE", "/api/v1/papers/<int:paper_id>"): lambda _: None,
    ("POST", "/api/v1/papers/<int:paper_id>/issue"): lambda _: casebody(),
    ("PUT", "/api/v1/publicity/notices/<int:notice_id>/withholding"): lambda _: {"reason": "x"},
    ("DELETE", "/api/v1/publicity/notices/<int:notice_id>/withholding"): lambda _: None,
}
# These leave out what is another department's, and tell so.
LEAVES_OUT: dict[tuple[str, str], Any] = {
    ("POST", "/api/v1/campaigns"): {
        "name": "x",
        "filters": {"kind": "transformer"},
        "starts_on": DAY,
        "ends_on": DAY,
    },
    ("POST", "/api/v1/notices/bulk"): {"filters": {"kind": "transformer"}, "kind": "order"},
    ("POST", "/api/v1/notices/bulk/preview"): {"filters": {"kind": "transformer"}, "kind": "order"},
}
# Who may call these is asked by the role alone: administrators, or the enterprise itself.
BY_ROLE = frozenset({Role.ADMIN}), frozenset({Role.ENTERPRISE})


def routes(app: Flask) -> set[tuple[str, str]]:
    """Every route of the band that writes, beside those that one role alone may call."""
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for view in [app.view_functions[rule.endpoint]]
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        if view.__module__.startswith("inventory.enforcement")
        and getattr(view, "allowed", frozenset()) not in BY_ROLE
    }


@pytest.fixture
def ids(app: Flask, bureau: Bureau) -> Ids:
    """One of everything that a transformer's case has, and a draft about another one."""
    who = bureau.who
    order = casework.issue(who, casework.draft(who, bureau.enterprise, bureau.devices[:1]))
    draft = casework.draft(who, bureau.enterprise, bureau.devices[1:2])
    case = order.case_id
    device = CaseDevice.get(CaseDevice.case == case)
    said = {"key": KEY, "actor": None, "actor_name": "王", "at": clock.now()}
    agency = order.agency_id
    filters = {"kind": "transformer"}
    day = clock.today()
    begun = campaigns.Begun("专项", agency, filters, day, day)
    return {
        "enterprise": bureau.enterprise.id,
        "second": bureau.enterprise.id,
        "device": bureau.devices[0],
        "issued": order.id,
        "agency": agency,
        "enforcement_case_id": case,
        "notice_id": draft.id,
        "paper_id": papers.draft(who.officer, case, "recheck", "", {}).id,
        "inspection_id": inspecting.plan(who.officer, case, day).id,
        "remark_id": _remark(case),
        "answer_id": Answer.create(device=device, word="stopped", **said).id,
        "opinion_id": Opinion.create(case=case, text="有异议", **said).id,
        "campaign_id": campaigns.begin(who.officer, begun).id,
    }


def _remark(case: int) -> int:
    step = CaseStep.select().where(CaseStep.case == case).first()
    made = CaseRemark.create(
        case=case, step=step, document="", text="请改", actor_name="王", at=clock.now()
    )
    return int(made.id)


@pytest.fixture
def call(app: Flask) -> Callable[..., Any]:
    """Requests of an inspector with every duty, whose department leads boilers."""
    standing = accounts.Standing((Duty.REVIEW, Duty.APPROVE), "YS000009")
    user = accounts.create_user(
        "neighbour", "邻居", casework.PASSWORD, Role.INSPECTOR, [casework.REGION], standing=standing
    )
    bureau = departments.create(SYSTEM, casework.REGION, "锅炉科", ["boiler"])
    UserDepartment.create(user=user, department=bureau.id)
    secret, _ = sessions.open_session(User.get_by_id(user.id), Client(agent="test"))
    headers = {"Authorization": f"Bearer {secret}"}

    def ask(method: str, rule: str, ids: Ids, body: Any) -> Any:
        path = rule
        for name, value in ids.items():
            path = path.replace(f"<int:{name}>", str(value))
        sent = {"json": body} if body is not None else {}
        return app.test_client().open(path, method=method, headers=headers, **sent)

    return ask


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of the band's tables, and of the ledger."""
    own = [
        model
        for model in BaseModel.__subclasses__()
        if model.__module__.startswith("inventory.enforcement")
    ]
    return {
        model.__name__: sorted((dict(row) for row in model.select().dicts()), key=str)
        for model in [*own, Equipment]
    }


def test_every_route_that_writes_is_tried(app: Flask) -> None:
    assert routes(app) == set(SENT) | set(LEAVES_OUT)


def test_a_neighbour_of_another_department_writes_nothing(
    ids: Ids, call: Callable[..., Any]
) -> None:
    before = rows()
    answers = {
        (method, rule): call(method, rule, ids, body(ids)).status_code
        for (method, rule), body in SENT.items()
    }
    assert {key: status for key, status in answers.items() if status != 403} == {}
    for (method, rule), body in LEAVES_OUT.items():
        sent = {**body, "agency_id": ids["agency"]} if rule == "/api/v1/campaigns" else body
        answer = call(method, rule, ids, sent)
        if rule.endswith("preview"):
            assert answer.get_json()["owners"] == []
            reasons = {item["reason"] for item in answer.get_json()["skipped"]}
            assert reasons == {"kind_forbidden"}
        else:
            assert answer.status_code == 422, (rule, answer.get_json())
    assert rows() == before


def test_a_discarded_draft_stands_in_the_trail(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    notices.discard(bureau.who.officer, draft.id)
    advice = notices.draft(bureau.who.officer, bureau.enterprise.id, "advice", Terms())
    notices.discard(bureau.who.officer, advice.id)
    told = AuditEvent.select().where(AuditEvent.event == "notice.discarded")
    assert [item.subject_id for item in told.order_by(AuditEvent.id)] == [draft.id, advice.id]
    assert opening.held_grounds(bureau.devices) == []
