"""Applying for an account as a stranger, and letting somebody in as the bureau."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from inventory.core.settings import Settings
from inventory.intake.registrations import ended, service, showing
from inventory.intake.registrations.models import Registration
from inventory.people.accounts import service as accounts
from inventory.people.accounts.models import User
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.notifications.models import Happening

PASSWORD = "correct horse battery"
CODE = "91350100M000100Y43"
WRONG_DIGIT = "91350100M000100Y44"
ANSWERS = {
    "uscc": CODE,
    "name": "江海区示例纺织厂",
    "region": "440704",
    "address": "一号路",
    "contact": "李申请",
    "phone": "0750-1",
    "username": "textile",
}
INSPECTOR = Actor(21, "监察员", Role.INSPECTOR, ("440704",))
ELSEWHERE = Actor(22, "外地", Role.INSPECTOR, ("140522",))
LEADER = Actor(23, "领导", Role.LEADER, ("440704",))
CLERK = Actor(24, "企业", Role.ENTERPRISE, enterprise=1)


def apply(**changes: str) -> tuple[str, Registration]:
    return service.apply({**ANSWERS, **changes}, PASSWORD, "192.0.2.1", 100)


def test_officers_are_told_of_what_waits_and_not_of_what_is_decided(ledger: Settings) -> None:
    secret, found = apply()
    told = Happening.get(Happening.event == "registration_submitted")
    assert told.things == {"registration": [found.id]}
    assert ended.decided([found.id]) == {}
    service.send_back(INSPECTOR, found.id, found.version, "电话有误")
    assert list(ended.decided([found.id])) == [found.id]
    service.correct(found.id, secret, {"phone": "0750-2"})
    assert ended.decided([found.id]) == {}  # it waits again


def test_acceptance_makes_enterprise_and_account(ledger: Settings) -> None:
    _, found = apply()
    done = service.accept(INSPECTOR, found.id, found.version)
    assert (done.state, done.enterprise.uscc, done.password_hash) == ("accepted", CODE, "")
    assert accounts.login("textile", PASSWORD)[1].user_id == done.user_id
    assert done.user.enterprise_id == done.enterprise_id
    trace = AuditEvent.get(AuditEvent.event == "registration.accepted")
    assert (trace.subject_id, trace.actor) == (found.id, 21)


def test_a_wrong_check_digit_warns_the_reviewer_and_refuses_nobody(ledger: Settings) -> None:
    _, found = apply(uscc=WRONG_DIGIT)
    assert [item.code for item in showing.warnings(INSPECTOR, found)] == ["uscc_check_digit"]
    assert service.accept(INSPECTOR, found.id, 1).state == "accepted"


def test_the_same_code_joins_only_by_the_reviewers_word(ledger: Settings) -> None:
    known = enterprises.create(SYSTEM, {"name": "老名称", "region": "440704", "uscc": CODE})
    _, found = apply()
    warning = showing.warnings(INSPECTOR, found)[0]
    assert (warning.code, warning.enterprise_id) == ("same_uscc", known.id)
    with pytest.raises(Conflict) as refused:
        service.accept(INSPECTOR, found.id, 1)
    assert refused.value.code == "uscc_taken"
    assert service.get(INSPECTOR, found.id).state == "applied"
    done = service.accept(INSPECTOR, found.id, 1, enterprise_id=known.id)
    assert (done.enterprise_id, Enterprise.select().count()) == (known.id, 1)


def test_joining_gives_a_known_enterprise_its_code_and_never_another(ledger: Settings) -> None:
    nameless = enterprises.create(SYSTEM, {"name": ANSWERS["name"], "region": "440704"})
    _, found = apply()
    assert service.accept(INSPECTOR, found.id, 1, nameless.id).enterprise.uscc == CODE
    _, other = apply(uscc=WRONG_DIGIT, username="second")
    with pytest.raises(Invalid) as refused:
        service.accept(INSPECTOR, other.id, 1, nameless.id)
    assert refused.value.code == "uscc_differs"


def test_an_enterprise_of_elsewhere_is_not_named(ledger: Settings) -> None:
    foreign = enterprises.create(SYSTEM, {"name": "机密厂", "region": "140522", "uscc": CODE})
    _, found = apply()
    (warning,) = showing.warnings(INSPECTOR, found)
    assert (warning.code, warning.enterprise_id) == ("same_uscc", None)
    assert "机密" not in warning.said.zh + warning.said.en
    with pytest.raises(NotFound):
        service.accept(INSPECTOR, found.id, 1, enterprise_id=foreign.id)


def test_a_taken_user_name_is_the_reviewers_to_solve(ledger: Settings) -> None:
    accounts.create_user("textile", "别人", PASSWORD, Role.ADMIN)
    _, found = apply()
    with pytest.raises(Conflict) as refused:
        service.accept(INSPECTOR, found.id, 1)
    assert refused.value.code == "username_taken"
    assert (Enterprise.select().count(), service.get(INSPECTOR, found.id).state) == (0, "applied")
    service.accept(INSPECTOR, found.id, 1, username="textile.2")
    assert User.select().where(User.username == "textile.2").exists()


def test_a_return_is_corrected_by_the_secret_alone(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, found = apply(name="错名")
    with monkeypatch.context() as patched, pytest.raises(Conflict) as refused:
        patched.setattr(service, "_hash", None)  # nothing is hashed that nobody asked for
        service.correct(found.id, secret, {"name": "对名"}, "another horse battery")
    assert refused.value.code == "illegal_step"
    service.send_back(INSPECTOR, found.id, 1, "名称与执照不符")
    assert service.by_secret(found.id, secret).remark == "名称与执照不符"
    with pytest.raises(NotFound):
        service.correct(found.id, "wrong", {"name": "对名"})
    again = service.correct(found.id, secret, {"name": "对名"}, "another horse battery")
    assert (again.state, again.name, again.uscc) == ("applied", "对名", CODE)
    service.accept(INSPECTOR, found.id, again.version)
    assert accounts.login("textile", "another horse battery")
    with pytest.raises(Conflict) as refused:
        service.send_back(INSPECTOR, found.id, again.version + 1, "太晚")
    assert list(refused.value.details) == []


def test_a_rejection_is_final_and_tells_the_applicant_why(ledger: Settings) -> None:
    secret, found = apply()
    rejected = service.reject(INSPECTOR, found.id, 1, "不是本辖区的企业")
    assert (rejected.state, rejected.password_hash) == ("rejected", "")
    assert service.by_secret(found.id, secret).remark == "不是本辖区的企业"
    assert User.select().where(User.username == "textile").count() == 0
    for late in (
        lambda: service.correct(found.id, secret, {"name": "对名"}),
        lambda: service.proof_parent(found.id, secret),
        lambda: service.accept(INSPECTOR, found.id, 2),
        lambda: service.send_back(INSPECTOR, found.id, 2, "再看"),
        lambda: service.reject(INSPECTOR, found.id, 2, "再拒"),
    ):
        with pytest.raises(Conflict) as refused:
            late()
        assert refused.value.code == "illegal_step"
    trace = AuditEvent.get(AuditEvent.event == "registration.rejected")
    assert (trace.subject_id, trace.detail) == (
        found.id,
        '{"reason":"不是本辖区的企业"}',
    )


def test_a_returned_application_that_nobody_corrects_can_be_closed(ledger: Settings) -> None:
    _, found = apply()
    service.send_back(INSPECTOR, found.id, 1, "请补营业执照")
    assert service.reject(INSPECTOR, found.id, 2, "逾期未补").state == "rejected"


def test_a_rejected_code_may_apply_anew_and_the_reviewer_is_told(ledger: Settings) -> None:
    """Who applied in another's name must not shut the true enterprise out."""
    _, found = apply(contact="冒名者")
    service.reject(INSPECTOR, found.id, 1, "冒用代码")
    with pytest.raises(TooMany) as refused:
        apply()
    assert refused.value.code == "rejected_recently"
    _, true = service.apply(ANSWERS, PASSWORD, "192.0.2.99", 100)
    (told,) = showing.warnings(INSPECTOR, true)
    assert told.code == "rejected_before"
    assert "冒用代码" in told.said.zh and "冒用代码" in told.said.en
    with clock.frozen(clock.now() + service.PAUSE):
        _, again = apply()
    codes = [item.code for item in showing.warnings(INSPECTOR, again)]
    assert codes == ["also_applied", "rejected_before"]
    assert service.accept(INSPECTOR, true.id, 1).state == "accepted"


def test_what_another_region_rejected_is_not_told(ledger: Settings) -> None:
    _, elsewhere = apply(region="140522", contact="机密")
    service.reject(ELSEWHERE, elsewhere.id, 1, "机密理由")
    _, found = service.apply(ANSWERS, PASSWORD, "192.0.2.99", 100)
    assert showing.warnings(INSPECTOR, found) == []


def test_only_officials_of_the_region_decide(ledger: Settings) -> None:
    _, found = apply()
    for actor in (ELSEWHERE, CLERK):
        with pytest.raises(NotFound):
            service.accept(actor, found.id, 1)
        with pytest.raises(NotFound):
            service.reject(actor, found.id, 1, "不受理")
    with pytest.raises(Forbidden):
        service.accept(LEADER, found.id, 1)
    with pytest.raises(Forbidden):
        service.reject(LEADER, found.id, 1, "不受理")
    with pytest.raises(Conflict) as refused:
        service.accept(INSPECTOR, found.id, 7)
    assert refused.value.code == "version"


@pytest.mark.parametrize("changes", [{"region": "999999"}, {"username": "a b"}])
def test_answers_that_cannot_be_used_are_refused_at_once(
    ledger: Settings, changes: dict[str, str]
) -> None:
    with pytest.raises(Invalid):
        apply(**changes)


# Over HTTP --------------------------------------------------------------------------------------


@pytest.fixture
def send(app: Flask) -> Callable[..., Any]:
    client = app.test_client()

    def call(method: str, path: str, token: str = "", **kwargs: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return client.open(f"/api/v1{path}", method=method, headers=headers, **kwargs)

    return call


@pytest.fixture
def inspector(app: Flask) -> str:
    accounts.create_user("inspector", "监察员", PASSWORD, Role.INSPECTOR, ["440704"])
    return accounts.login("inspector", PASSWORD)[0]


def body(**changes: str) -> dict[str, str]:
    return {**ANSWERS, "password": PASSWORD, **changes}


def test_the_answer_tells_nobody_what_is_known(send: Any, inspector: str) -> None:
    unknown = send("POST", "/registrations", json=body())
    enterprises.create(SYSTEM, {"name": ANSWERS["name"], "region": "440704", "uscc": CODE})
    known = send("POST", "/registrations", json=body(username="inspector"))
    for answer in (unknown, known):
        assert (answer.status_code, answer.json["state"]) == (201, "applied")
        assert set(answer.json) == {"id", "secret", "state"}
    followed = send("GET", f"/registrations/{known.json['id']}?secret={known.json['secret']}")
    assert followed.status_code == 200
    assert not {"warnings", "enterprise_id", "user_id", "password_hash"} & set(followed.json)


def test_without_its_secret_an_application_is_not_there(send: Any, inspector: str) -> None:
    made = send("POST", "/registrations", json=body()).json
    missing = send("GET", "/registrations/999?secret=x")
    wrong = send("GET", f"/registrations/{made['id']}?secret=x")
    assert (missing.status_code, missing.json) == (wrong.status_code, wrong.json)
    assert missing.status_code == 404
    assert send("GET", f"/registrations/{made['id']}").status_code == 422
    assert send("GET", "/registrations").status_code == 401
    assert send("GET", f"/registrations/{made['id']}/review").status_code == 401


def test_the_bureau_sees_the_proof_and_accepts(send: Any, inspector: str) -> None:
    made = send("POST", "/registrations", json=body(uscc=WRONG_DIGIT)).json
    proof = send(
        "POST",
        f"/registrations/{made['id']}/attachments?secret={made['secret']}",
        data={"file": (io.BytesIO(b"%PDF-1.7\n"), "营业执照.pdf")},
    )
    assert proof.status_code == 201
    (listed,) = send("GET", "/registrations?state=applied", inspector).json["items"]
    shown = send("GET", f"/registrations/{listed['id']}/review", inspector).json
    assert [item["name"] for item in shown["attachments"]] == ["营业执照.pdf"]
    assert [item["code"] for item in shown["warnings"]] == ["uscc_check_digit"]
    content = send("GET", f"/attachments/{proof.json['id']}/content", inspector)
    assert (content.status_code, content.data) == (200, b"%PDF-1.7\n")
    accepted = send("POST", f"/registrations/{listed['id']}/accept", inspector, json={"version": 1})
    assert (accepted.status_code, accepted.json["state"]) == (200, "accepted")
    late = send(
        "POST",
        f"/registrations/{made['id']}/attachments?secret={made['secret']}",
        data={"file": (io.BytesIO(b"%PDF-1.7\n"), "b.pdf")},
    )
    assert (late.status_code, late.json["error"]["code"]) == (409, "illegal_step")
    login = send("POST", "/accounts/login", json={"username": "textile", "password": PASSWORD})
    assert login.status_code == 200


def test_the_applicant_reads_why_it_was_rejected(send: Any, inspector: str) -> None:
    made = send("POST", "/registrations", json=body()).json
    path = f"/registrations/{made['id']}"
    blank = send("POST", f"{path}/reject", inspector, json={"version": 1, "reason": " "})
    assert blank.status_code == 422
    done = send("POST", f"{path}/reject", inspector, json={"version": 1, "reason": "代码不符"})
    assert (done.status_code, done.json["state"]) == (200, "rejected")
    followed = send("GET", f"{path}?secret={made['secret']}").json
    assert (followed["state"], followed["remark"]) == ("rejected", "代码不符")
    again = send("POST", "/registrations", json=body())
    assert (again.status_code, again.json["error"]["code"]) == (429, "rejected_recently")


def test_an_address_gets_so_many_applications_an_hour(app: Flask, send: Any) -> None:
    allowed = app.config["HUANXIN"].registrations_per_hour
    answers = [send("POST", "/registrations", json=body()) for _ in range(allowed + 1)]
    assert [answer.status_code for answer in answers] == [201] * allowed + [429]
    assert answers[-1].json["error"]["remedy"]
    with clock.frozen(clock.now() + service.HOUR):
        assert send("POST", "/registrations", json=body()).status_code == 201


def test_a_weak_password_is_refused(send: Any, inspector: str) -> None:
    refused = send("POST", "/registrations", json=body(password="1234567890"))
    assert refused.status_code == 422
    assert Registration.select().count() == 0
