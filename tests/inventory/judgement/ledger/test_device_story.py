"""A device's history reads as a story, in order, with every field before and after."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.desk.dossier import service as exporting
from inventory.desk.story import service as history
from inventory.judgement.ledger import merging, rejudging, transfers, writing
from inventory.judgement.ledger import service as equipment

ORIGIN = writing.Origin("api", reason="现场核查")


def sentences(device: int) -> list[str]:
    return [entry.what for entry in history.story(SYSTEM, device)]


def test_the_story_of_a_transformer(county: Any) -> None:
    device = county.device(serial_no="1", location="一号房")
    with clock.frozen(date(2026, 11, 22)):
        changes = {"location": "二号房", "no_load_loss_w": 480, "remark": "已核"}
        equipment.update(SYSTEM, device.id, 1, ORIGIN, facts=changes)
    with clock.frozen(date(2026, 11, 23)):
        equipment.update(SYSTEM, device.id, 2, ORIGIN, facts={"use_state": "报废"})
    with clock.frozen(date(2026, 11, 24)):
        equipment.restore(SYSTEM, device.id, 2, 3, ORIGIN)
    told = sentences(device.id)
    assert told[0] == "登记设备"
    assert told[1].startswith("判定为“")
    order = ("修改安装地点、空载损耗、备注", "修改使用状态", "不再判定", "恢复第 2 版的内容")
    places = [told.index(sentence) for sentence in order if sentence in told]
    assert len(places) >= 3
    assert places == sorted(places)
    assert any(sentence.endswith("解除") for sentence in told)


def test_details_carry_headings_units_and_both_values(county: Any) -> None:
    device = county.device(no_load_loss_w=480)
    equipment.update(SYSTEM, device.id, 1, ORIGIN, facts={"no_load_loss_w": 500})
    (entry,) = (item for item in history.story(SYSTEM, device.id) if item.version == 2)
    (detail,) = entry.details
    assert (detail.field, detail.unit) == ("no_load_loss_w", "W")
    assert (detail.before, detail.after) == (480, 500)
    assert "空载损耗" in detail.heading
    assert (entry.who, entry.source, entry.reason) == ("系统", "api", "现场核查")


def test_a_merge_is_told_on_both_sides(county: Any) -> None:
    kept, gone = county.device(serial_no="1"), county.device(serial_no="2")
    merging.merge(SYSTEM, kept.id, gone.id, {}, (1, 1), ORIGIN)
    assert f"合并第 {gone.id} 号记录" in sentences(kept.id)
    assert f"合并到第 {kept.id} 号设备" in sentences(gone.id)
    merging.unmerge(SYSTEM, kept.id, None, 2, ORIGIN)
    assert f"撤销与第 {gone.id} 号记录的合并" in sentences(kept.id)
    assert f"撤销与第 {kept.id} 号设备的合并，记录恢复" in sentences(gone.id)


def test_a_new_verdict_is_told_once(county: Any) -> None:
    device = county.device()
    before = len(history.story(SYSTEM, device.id))
    rejudging.rejudge_all(date(2026, 11, 22), 365)
    rejudging.rejudge_all(date(2026, 11, 23), 365)
    assert len(history.story(SYSTEM, device.id)) == before


def test_the_export_of_a_device_is_complete(county: Any) -> None:
    device = county.device(serial_no="1")
    equipment.update(SYSTEM, device.id, 1, ORIGIN, facts={"location": "二号房"})
    transfers.transfer(SYSTEM, device.id, county.two, date(2026, 11, 1), ORIGIN)
    told = json.loads(json.dumps(exporting.device(SYSTEM, device.id)))["equipment"]
    assert told["facts"]["location"] == "二号房"
    assert [item["version"] for item in told["revisions"]] == [1, 2, 3]
    assert len(told["assessments"]) == 3
    assert told["assessments"][-1]["findings"]
    assert told["alerts"][0]["stages"]
    assert told["transfers"][0]["from_enterprise"]["name"] == "江海一厂"
    assert {item["event"] for item in told["audit"]} >= {
        "equipment.created",
        "equipment.changed",
        "equipment.transferred",
    }


def test_the_export_of_an_enterprise_holds_also_what_left_the_ledger(county: Any) -> None:
    kept, gone = county.device(serial_no="1"), county.device(serial_no="2")
    merging.merge(SYSTEM, kept.id, gone.id, {}, (1, 1), ORIGIN)
    told = exporting.enterprise(county.inspector, county.one)
    assert [item["gone"] for item in told["equipment"]] == ["", "merged"]
    assert told["equipment"][1]["merges"][0]["kept_id"] == kept.id
    # Only who may read the trail gets it.
    assert told["audit"] == told["equipment"][0]["audit"] == []
    auditor = Actor(None, "", Role.AUDITOR)
    assert exporting.enterprise(auditor, county.one)["equipment"][0]["audit"]
