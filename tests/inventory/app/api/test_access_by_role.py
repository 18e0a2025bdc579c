"""Every route × every role: who is let in at all. What they reach: test_nobody_crosses."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from inventory.core.access import EVERYONE, Role
from tests.inventory.app.api import crossing

# An applicant has no account yet; what one may see of an application opens with its secret.
APPLICANTS = {
    ("POST", "/api/v1/registrations"),
    ("GET", "/api/v1/registrations/<int:registration_id>"),
    ("PATCH", "/api/v1/registrations/<int:registration_id>"),
    ("POST", "/api/v1/registrations/<int:registration_id>/attachments"),
}
PUBLIC = {
    ("GET", "/api/v1/regions"),
    ("POST", "/api/v1/accounts/login"),
    ("GET", "/api/v1/accounts/ways"),
    ("GET", "/api/v1/accounts/oidc"),
    ("GET", "/api/v1/accounts/oidc/return"),
    ("GET", "/api/v1/openapi.json"),
    # What a QR code leads to: number, digest and state.
    ("GET", "/api/v1/documents/<digest>"),
    # What an agency has switched on for everybody to read.
    ("GET", "/api/v1/publicity/agencies/<int:agency_id>/decisions"),
    *APPLICANTS,
}
READERS = ["leader", "auditor"]
# What everybody may do with the own account.
OWN_ACCOUNT = {
    "/api/v1/accounts/login",
    "/api/v1/accounts/logout",
    "/api/v1/accounts/password",
    "/api/v1/accounts/tokens",
    "/api/v1/accounts/tokens/<int:token_id>",
    "/api/v1/accounts/sessions/<int:session_id>",
    "/api/v1/accounts/second-factor",
    "/api/v1/accounts/second-factor/confirm",
    "/api/v1/accounts/second-factor/remove",
    "/api/v1/accounts/second-factor/recovery-codes",
    "/api/v1/notifications/read",
    "/api/v1/notifications/preferences",
}
APPLIED = {rule for _, rule in APPLICANTS}
# POSTs that only compute or print what one may read.
COMPUTES = {"/api/v1/assessments/preview", "/api/v1/equipment/labels"}
# Sums over what one may read, for all officials: the job is the asker's own.
SUMS = {"/api/v1/potential/runs"}
# Working tools of one person, which change no record: a saved list, a file of what one may read.
PERSONAL = {
    "/api/v1/saved-views",
    "/api/v1/saved-views/<int:view_id>",
    "/api/v1/exports",
    "/api/v1/equipment/labels",
}
# Where leaders sign; whose signature it is, the case says (tests/inventory/enforcement/cases).
SIGNS = {
    f"/api/v1/cases/<int:enforcement_case_id>/{step}"
    for step in (
        "moves",
        "extension/decision",
        "withdrawal",
        "correction",
        "handover",
        "review",
        "report/return",
        "closing",
    )
}
FOR_EVERYBODY = OWN_ACCOUNT | APPLIED | COMPUTES | PERSONAL
# Who is let in, the routes say; which database it is does not matter.
only_sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
PARAMETER = re.compile(r"<(?:int:)?(\w+)>")


def api_rules(app: Flask) -> list[tuple[str, str]]:
    """(method, rule) of every API route."""
    return sorted(
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") and not rule.rule.startswith("/api/v1/docs")
    )


def allowed_roles(app: Flask) -> dict[tuple[str, str], frozenset[Role]]:
    """The roles that each route says it lets in; all, where it says nothing."""
    return {
        (method, rule.rule): getattr(app.view_functions[rule.endpoint], "allowed", EVERYONE)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }


def address(rule: str, world: Any, foreign: bool) -> str:
    """The rule with ids filled in."""
    ids = {**crossing.LIBRARY_IDS, **(world.foreign if foreign else world.own)}
    return PARAMETER.sub(lambda found: str(ids.get(found[1], 999)), rule).removeprefix("/api/v1")


@only_sqlite
def test_every_id_in_an_address_has_a_foreign_row_to_try(app: Flask, world: Any) -> None:
    named = {name for _, rule in api_rules(app) for name in PARAMETER.findall(rule)}
    assert named <= set(world.foreign) | set(crossing.LIBRARY_IDS), (
        "add one to tests/inventory/api/conftest.py"
    )


@only_sqlite
def test_strangers_get_nowhere(app: Flask, call: Any, world: Any) -> None:
    for method, rule in api_rules(app):
        if (method, rule) in PUBLIC:
            continue
        response = call(None, method, address(rule, world, foreign=False), json={})
        assert response.status_code == 401, (method, rule)
        assert response.json["error"]["code"] == "not_logged_in"


@only_sqlite
@pytest.mark.parametrize("role", READERS)
def test_readers_write_nothing(app: Flask, call: Any, world: Any, role: str) -> None:
    """Leaders and auditors: every change but a signature is refused, before its arguments are
    looked at.
    """
    signs = SIGNS if role == "leader" else set()
    for method, rule in api_rules(app):
        if method != "GET" and rule not in FOR_EVERYBODY | SUMS | signs:
            response = call(role, method, address(rule, world, foreign=False), json={})
            assert response.status_code == 403, (method, rule, response.status_code)


@only_sqlite
def test_auditors_read_what_administrators_read(app: Flask, call: Any, world: Any) -> None:
    roles = allowed_roles(app)
    for method, rule in api_rules(app):
        if method == "GET" and Role.AUDITOR in roles[method, rule] and "job_id" not in rule:
            path = address(rule, world, foreign=True)
            answers = [call(role, "GET", path).status_code for role in ("admin", "auditor")]
            personal = {"view_id", "export_id"} & set(PARAMETER.findall(rule))
            assert answers[0] == answers[1] or personal, (rule, answers)


@only_sqlite
def test_roles_are_asked_before_arguments(app: Flask, call: Any, world: Any) -> None:
    roles = allowed_roles(app)
    people = {"clerk": Role.ENTERPRISE, "inspector": Role.INSPECTOR, "leader": Role.LEADER}
    for method, rule in api_rules(app):
        for name, role in people.items():
            if role not in roles[method, rule]:
                response = call(name, method, address(rule, world, foreign=False), json={"x": 1})
                assert response.status_code == 403, (name, method, rule)


@pytest.mark.parametrize("role", ["clerk", "inspector"])
def test_lists_and_counts_hold_only_what_is_ones_own(call: Any, role: str) -> None:
    for path in ("/equipment", "/enterprises"):
        answer = call(role, "GET", path).json
        assert (len(answer["items"]), answer["total"]) == (1, 1), path
    assert sum(row["count"] for row in call(role, "GET", "/equipment/summary").json) == 1
    alerts = call(role, "GET", "/alerts").json
    assert alerts["total"] == sum(alerts["stages"].values()) == len(alerts["items"]) == 1


def test_administrators_see_everything(call: Any) -> None:
    assert call("admin", "GET", "/equipment").json["total"] == 2


@pytest.mark.parametrize("role", ["clerk", "inspector"])
def test_filters_do_not_leak(call: Any, world: Any, role: str) -> None:
    for query in ("region=140522", f"enterprise={world.foreign_enterprise}", "q=SECRET"):
        answer = call(role, "GET", f"/equipment?{query}").json
        assert answer["total"] == 0, query


def test_a_patch_cannot_move_a_device_out_of_or_into_ones_area(call: Any, world: Any) -> None:
    out = call(
        "inspector",
        "PATCH",
        f"/equipment/{world.own_device}",
        json={"version": 1, "region": "140522"},
    )
    assert out.status_code == 403
    into = call(
        "inspector",
        "PATCH",
        f"/equipment/{world.foreign_device}",
        json={"version": 1, "region": "440704"},
    )
    assert into.status_code == 404
    owner = call(
        "inspector",
        "PATCH",
        f"/equipment/{world.own_device}",
        json={"version": 1, "enterprise_id": world.foreign_enterprise},
    )
    assert owner.status_code == 404


@only_sqlite
def test_clerks_write_only_what_says_so(app: Flask, call: Any, world: Any) -> None:
    roles = allowed_roles(app)
    for method, rule in api_rules(app):
        if method == "GET" or rule in FOR_EVERYBODY:
            continue
        named = roles[method, rule]
        assert named != EVERYONE, (method, rule, "a change needs @allow")
        if Role.ENTERPRISE not in named:
            response = call("clerk", method, address(rule, world, foreign=False), json={})
            assert response.status_code == 403, (method, rule)
    assert call("admin", "GET", "/equipment").json["total"] == 2


def test_the_number_of_a_foreign_device_is_refused_without_its_owner(call: Any, world: Any) -> None:
    response = call(
        "inspector",
        "POST",
        "/equipment",
        json={
            "kind": "transformer",
            "enterprise_id": world.own_enterprise,
            "facts": {"serial_no": "SECRET-778", "manufacturer": "机密变压器厂"},
        },
    )
    assert response.status_code == 409
    assert "阳城" not in crossing.text(response)
