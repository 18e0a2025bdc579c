"""What is known of an enterprise is corrected by its officials, and every correction is kept."""

from __future__ import annotations

import json

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Conflict, Forbidden, NotFound
from inventory.core.settings import Settings
from inventory.people.enterprises import service
from inventory.people.enterprises.models import Enterprise
from inventory.registry.attachments import parents
from inventory.registry.attachments import service as attachments

INSPECTOR = Actor(None, "监察员", Role.INSPECTOR, ("440704",))
LEADER = Actor(None, "领导", Role.LEADER, ("440704",))
STRANGER = Actor(None, "外县监察员", Role.INSPECTOR, ("140522",))
CODE = "91440704MA4X00002K"


@pytest.fixture
def factory(ledger: Settings) -> Enterprise:
    values = {"name": "江海一厂", "region": "440704", "contact": "旧联系人", "phone": "1"}
    return service.create(SYSTEM, values)


def test_a_change_is_kept_with_what_was_before(factory: Enterprise) -> None:
    values = {"name": "江海一厂", "uscc": f" {CODE.lower()} ", "contact": "新联系人"}
    changed = service.update(INSPECTOR, factory.id, values, factory.version)
    assert (changed.uscc, changed.contact, changed.version) == (CODE, "新联系人", 2)
    event = AuditEvent.select().where(AuditEvent.event == "enterprise.changed").get()
    assert event.subject_id == factory.id
    assert json.loads(event.detail) == {
        "before": {"uscc": None, "contact": "旧联系人"},
        "after": {"uscc": CODE, "contact": "新联系人"},
    }


def test_a_stale_change_and_a_code_of_another_are_refused(factory: Enterprise) -> None:
    service.create(SYSTEM, {"name": "江海二厂", "region": "440704", "uscc": CODE})
    with pytest.raises(Conflict) as taken:
        service.update(INSPECTOR, factory.id, {"uscc": CODE}, factory.version)
    assert taken.value.code == "uscc_taken"
    service.update(INSPECTOR, factory.id, {"phone": "2"}, factory.version)
    with pytest.raises(Conflict) as stale:
        service.update(INSPECTOR, factory.id, {"phone": "3"}, factory.version)
    assert stale.value.code == "version"
    assert Enterprise.get_by_id(factory.id).phone == "2"


def test_files_of_an_enterprise_are_put_by_its_officials_and_read_by_its_own(
    factory: Enterprise,
) -> None:
    clerk = Actor(None, "企业", Role.ENTERPRISE, enterprise=factory.id)
    parent = parents.writable(INSPECTOR, attachments.ENTERPRISE, factory.id)
    assert (parent.sort, parent.id) == ("enterprise", factory.id)
    for reader in (LEADER, clerk):
        assert parents.readable(reader, attachments.ENTERPRISE, factory.id) == parent
        with pytest.raises(Forbidden):
            parents.writable(reader, attachments.ENTERPRISE, factory.id)
    with pytest.raises(NotFound):
        parents.readable(STRANGER, attachments.ENTERPRISE, factory.id)
