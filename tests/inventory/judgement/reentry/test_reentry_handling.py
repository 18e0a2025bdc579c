"""Cases are seen from both sides, handled where the device is in service, and tell no secrets."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Conflict, Forbidden, Invalid, NotFound
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.judgement.reentry import service
from inventory.judgement.reentry.models import ReentryCase
from inventory.judgement.reentry.service import Narrowed, Taken
from inventory.judgement.reentry.telling import SharedNumber
from inventory.registry.equipment import retrieval


@pytest.fixture
def case(place: Any) -> int:
    place.truck("yard", "报废", model="机密型号", scrapped_on="2025-03-01")
    place.truck("mill", "在用", model="DFL1160")
    return ReentryCase.get().id


def explain(version: int = 1, **more: Any) -> Taken:
    return Taken("explain", version, "核对行驶证，原车号码录错", reason="typing_error", **more)


def test_the_other_region_is_a_state_and_a_day(place: Any, case: int) -> None:
    seen = service.detail(place.here, case)
    former, again = seen.former, seen.again
    assert former.what == "另一地区的一台已报废设备"
    assert former.day.isoformat() == "2025-03-01"
    assert (former.visible, former.id, former.model, former.region) == (
        False,
        None,
        None,
        None,
    )
    assert (again.visible, again.model) == (True, "DFL1160")
    assert seen.numbers == [SharedNumber("vin", "LFWSRXSJ1M1F12345")]
    told = json.dumps(asdict(seen), ensure_ascii=False, default=str)
    assert "机密" not in told and "140522" not in told
    assert all(item.former is None and item.same is None for item in seen.fields)


def test_each_side_sees_its_own_and_the_country_sees_both(place: Any, case: int) -> None:
    there = service.detail(place.there, case)
    assert (there.former.visible, there.again.visible) == (True, False)
    assert there.source == "" and there.allowed == []
    both = service.detail(SYSTEM, case)
    fields = {item.field: item for item in both.fields}
    assert fields["vin"].same is True
    assert (fields["model"].former, fields["model"].again) == ("机密型号", "DFL1160")
    assert fields["use_state"].same is False


def test_others_see_no_case(place: Any, case: int) -> None:
    stranger = Actor(9, "外地", Role.INSPECTOR, ("360704",))
    clerk = Actor(10, "企业", Role.ENTERPRISE, enterprise=place.yard + 1)
    for actor in (stranger, clerk):
        assert service.find(actor, Narrowed())[1] == 0
        with pytest.raises(NotFound):
            service.detail(actor, case)


def test_filters_do_not_tell_where_the_other_side_is(place: Any, case: int) -> None:
    found = ReentryCase.get()
    assert service.find(place.here, Narrowed(region="440704"))[1] == 1
    assert service.find(place.here, Narrowed(region="140522"))[1] == 0
    assert service.find(place.here, Narrowed(equipment=found.again_id))[1] == 1
    with pytest.raises(NotFound):
        service.find(place.here, Narrowed(equipment=found.former_id))
    undone = Narrowed(state="undone")
    assert service.find(place.here, undone).total == service.find(place.there, undone).total == 1


def test_explained_then_closed_with_its_history(place: Any, case: int) -> None:
    assert service.take(place.here, case, explain()).state == "explained"
    done = service.take(place.here, case, Taken("close", 2, "已更正"))
    assert (done.state, done.reason) == ("closed", "typing_error")
    assert [step.action for step in done.steps] == ["explain", "close"]
    assert service.find(place.here, Narrowed(state="undone")).total == 0
    events = [event.event for event in AuditEvent.select().where(AuditEvent.subject == "reentry")]
    assert events == ["reentry.explained", "reentry.closed"]


def test_confirmed_and_reopened(place: Any, case: int) -> None:
    service.take(place.here, case, Taken("confirm", 1, "现场核实为同一辆车"))
    again = service.take(place.here, case, Taken("reopen", 2, "补充材料"))
    assert (again.state, again.reason) == ("open", "")


def test_steps_that_are_refused(place: Any, case: int) -> None:
    with pytest.raises(Invalid):
        service.take(place.here, case, Taken("explain", 1, "  ", reason="lawful"))
    with pytest.raises(Invalid):
        service.take(place.here, case, Taken("explain", 1, "有依据"))
    with pytest.raises(Conflict):
        service.take(place.here, case, Taken("close", 1, "直接办结"))
    with pytest.raises(Forbidden):
        service.take(place.there, case, explain())
    service.take(place.here, case, explain())
    with pytest.raises(Conflict) as stale:
        service.take(place.here, case, Taken("close", 1, "别的页面"))
    assert stale.value.code == "version"


def test_a_record_that_is_back_shows_what_it_was(place: Any) -> None:
    device = place.truck("mill", "报废", remark="旧")
    place.change(device, use_state="在用", remark="新")
    seen = service.detail(place.here, ReentryCase.get().id)
    fields = {item.field: (item.former, item.again) for item in seen.fields}
    assert fields["use_state"] == ("报废", "在用")
    assert fields["remark"] == ("旧", "新")
    assert seen.same_record is True


def test_the_case_follows_a_device_that_changes_hands(place: Any, case: int) -> None:
    again = retrieval.get(SYSTEM, ReentryCase.get().again_id)
    equipment.update(
        SYSTEM,
        again.id,
        again.version,
        writing.Origin("test"),
        enterprise_id=place.yard,
        region="140522",
    )
    assert service.find(place.here, Narrowed())[1] == 0
    assert service.detail(place.there, case).allowed == ["explain", "confirm"]
