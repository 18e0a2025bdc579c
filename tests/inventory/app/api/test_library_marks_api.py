"""Marks as checked over HTTP, and what the catalogues' entries are good for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import standards
from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.audit.models import AuditEvent
from inventory.enforcement.notices import content
from inventory.judgement.assessments import service as assessments
from inventory.judgement.assessments.models import Finding
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.judgement.library import current
from inventory.judgement.library.models import LibraryMark
from inventory.registry.equipment.models import Equipment
from inventory.registry.jobs import service as jobs

TABLE = "gb13271-2014"
PAGE = f"/library/tables/{TABLE}"
MARKS = f"{PAGE}/marks"
# Its limits of sulphur dioxide are recalled: a finding by them is presumed. In Jiangxi no local
# standard takes its place.
BOILER = {
    "model": "WNS2-1.25-QL",
    "serial_no": "B1",
    "made_on": "2018",
    "in_service_on": "2019-01-26",
    "boiler_type": "蒸汽锅炉",
    "rated_capacity_tph": 2,
    "fuel": "天然气",
    "combustion": "室燃",
    "so2_mg_m3": 56,
}


@pytest.fixture
def boiler(world: Any) -> int:
    made = equipment.create(
        SYSTEM, "boiler", world.own_enterprise, "360704", BOILER, writing.Origin("test")
    )
    return int(made.id)


def emission(boiler: int) -> Finding:
    _, found = assessments.current(boiler)
    return next(item for item in found if item.rule == "boiler.emission")


def _ordered(boiler: int) -> bool:
    device = Equipment.get_by_id(boiler)
    return content.belongs("order", emission(boiler), device, content.Standing())


def mark(call: Any, **values: Any) -> Any:
    answer = call("admin", "POST", MARKS, json={"page": "第3页表2", **values})
    assert answer.status_code == 201, answer.json
    assert jobs.run(answer.json["job"]).status == "done"
    return answer.json["mark"]


def test_a_checked_table_lifts_presumed_and_revoking_brings_it_back(call: Any, boiler: int) -> None:
    assert (emission(boiler).outcome, emission(boiler).presumed) == ("rectify", True)
    assert not _ordered(boiler)
    made = mark(call, checked_on="2026-11-20", remark="逐行核对")
    assert (made["name"], made["checked_on"], made["valid"]) == ("管理员", "2026-11-20", True)
    assert (emission(boiler).outcome, emission(boiler).presumed) == ("rectify", False)
    assert _ordered(boiler)

    path = f"/library/marks/{made['id']}/revoke"
    answer = call("admin", "POST", path, json={"reason": "看错了版次"})
    assert answer.status_code == 202
    assert jobs.run(answer.json["job"]).status == "done"
    assert emission(boiler).presumed
    assert current.load() is standards.load()
    (told,) = call("leader", "GET", PAGE).json["marks"]
    assert (told["valid"], told["revoked_reason"]) == (False, "看错了版次")
    assert call("admin", "POST", path, json={"reason": "再来一次"}).status_code == 409
    events = [item.event for item in AuditEvent.select().order_by(AuditEvent.id)]
    assert events[-2:] == ["library.table.checked", "library.table.check_revoked"]


def test_pages_show_who_checked_and_when(call: Any, world: Any) -> None:
    before = call("leader", "GET", PAGE).json
    assert before["check"] is None
    assert "recalled" in before["certainties"]
    mark(call)
    shown = call("leader", "GET", PAGE).json
    assert (shown["check"]["name"], shown["check"]["page"]) == ("管理员", "第3页表2")
    assert shown["check"]["checked_on"] == clock.today().isoformat()
    assert "recalled" not in shown["certainties"]
    listed = {item["id"]: item for item in call("auditor", "GET", "/library/tables").json}
    assert listed[TABLE]["check"]["valid"]
    assert listed[TABLE]["document_title"]
    document = call("leader", "GET", f"/library/documents/{before['document']}").json
    assert document["table_list"][0]["check"]["page"] == "第3页表2"
    assert document["last_checked"] == clock.today().isoformat()
    assert not document["stale"]


def test_an_enterprise_sees_that_it_is_checked_and_not_by_whom(call: Any, world: Any) -> None:
    mark(call)
    check = call("clerk", "GET", PAGE).json["check"]
    assert (check["valid"], check["name"]) == (True, "")


def test_a_mark_of_another_content_no_longer_counts_and_says_so(call: Any, world: Any) -> None:
    mark(call)
    LibraryMark.update(content="0" * 64).execute()
    current.changed()
    shown = call("leader", "GET", PAGE).json
    assert shown["check"]["valid"] is False
    assert "recalled" in shown["certainties"]
    mark(call, page="新版第5页")
    assert call("leader", "GET", PAGE).json["check"]["valid"] is True


def test_what_cannot_be_marked(call: Any, world: Any) -> None:
    assert call("inspector", "POST", MARKS, json={"page": "1"}).status_code == 403
    assert call("admin", "POST", MARKS, json={"page": ""}).status_code == 422
    late = date(2026, 11, 22).isoformat()
    answer = call("admin", "POST", MARKS, json={"page": "1", "checked_on": late})
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "future")
    path = "/library/tables/none/marks"
    assert call("admin", "POST", path, json={"page": "1"}).status_code == 404
    mark(call)
    again = call("admin", "POST", MARKS, json={"page": "1"})
    assert (again.status_code, again.json["error"]["code"]) == (409, "already_checked")
    gone = call("admin", "POST", "/library/marks/999/revoke", json={"reason": "没有"})
    assert gone.status_code == 404


def test_coverage_counts_every_entry_and_lists_what_people_must_decide(
    call: Any, world: Any
) -> None:
    found = call("leader", "GET", "/library/coverage").json
    assert len(found) == 5
    for item in found:
        uses = [entry["use"] for entry in item["entries"]]
        assert (uses.count("hint"), uses.count("none")) == (item["hinted"], item["unusable"])
        assert all(entry["product"] for entry in item["entries"])
    assert sum(item["matched"] for item in found) > 800
    assert sum(item["unusable"] for item in found) > 0
    assert call("clerk", "GET", "/library/coverage").status_code == 403
