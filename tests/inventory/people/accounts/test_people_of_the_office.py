"""Departments, roles and names of users."""

from __future__ import annotations

import pytest

from inventory.core import access
from inventory.core.access import SYSTEM, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError, Conflict, Forbidden, Invalid
from inventory.core.settings import Settings
from inventory.people.accounts import (
    departments,
    service,
    sessions,
    users,
)
from inventory.people.accounts.models import Department, User
from tests.inventory.people.accounts.logging_in import PASSWORD, events


def test_departments_of_the_packs_lead_kinds(user: User) -> None:
    assert departments.load_packs() == 0  # an administrator's changes must not come back
    energy, market = (
        Department.get((Department.region == "440704") & (Department.name == name))
        for name in ("江门市江海区经济促进局", "江门市江海区市场监督管理局")
    )
    assert sessions.actor_for(user).kinds is None
    users.update(SYSTEM, user.id, {"departments": [energy.id, market.id]})
    actor = sessions.actor_for(user)
    assert actor.kinds and {"boiler", "transformer", "elevator"} <= actor.kinds
    assert "truck" not in actor.kinds
    access.require_write(actor, "440704", "elevator")
    for region, kind in (("440704", "truck"), ("140522", "elevator")):
        with pytest.raises(Forbidden):
            access.require_write(actor, region, kind)
    with pytest.raises(Conflict):
        departments.delete(SYSTEM, energy.id)
    departments.update(SYSTEM, market.id, {"kinds": []})
    left = sessions.actor_for(user).kinds
    assert left and {"boiler", "transformer"} <= left and "elevator" not in left


def test_departments_are_checked(ledger: Settings) -> None:
    made = departments.create(SYSTEM, "360704", "行政审批局", ["boiler", "boiler"])
    assert made.kinds == ["boiler"]
    for call in (
        lambda: departments.create(SYSTEM, "360704", "行政审批局", []),
        lambda: departments.create(SYSTEM, "999999", "某局", []),
        lambda: departments.update(SYSTEM, made.id, {"kinds": ["spaceship"]}),
        lambda: users.update(SYSTEM, 0, {}),
    ):
        with pytest.raises(AppError):
            call()
    departments.delete(SYSTEM, made.id)
    assert Department.get_or_none(Department.id == made.id) is None


def test_the_last_administrator_stays(user: User) -> None:
    first = service.create_user("root", "管理员", PASSWORD, Role.ADMIN)
    for values in ({"active": False}, {"role": Role.AUDITOR}):
        with pytest.raises(Conflict):
            users.update(SYSTEM, first.id, values)
    service.create_user("root2", "管理员乙", PASSWORD, Role.ADMIN)
    assert users.update(SYSTEM, first.id, {"active": False}).active is False
    assert "user.disabled" in events()


def test_a_change_of_role_is_on_record_with_before_and_after(user: User) -> None:
    users.update(SYSTEM, user.id, {"role": Role.LEADER, "regions": ["440704", "360704"]})
    event = AuditEvent.get(AuditEvent.event == "user.role_changed")
    assert '"role":["inspector","leader"]' in event.detail
    with pytest.raises(Invalid):
        users.update(SYSTEM, user.id, {"regions": []})
    with pytest.raises(Invalid):
        users.update(SYSTEM, user.id, {"role": Role.ENTERPRISE})


@pytest.mark.parametrize("username", ["two words", "", "a" * 65, "tab\t", "<b>"])
def test_odd_user_names_are_refused(ledger: Settings, username: str) -> None:
    with pytest.raises(Invalid):
        service.create_user(username, "某人", PASSWORD, Role.ADMIN)
