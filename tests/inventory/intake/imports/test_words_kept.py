"""A word that was not understood stays with the device: the verdict says which one is in doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.settings import Settings
from inventory.intake.imports import staging
from inventory.intake.imports.committing import commit
from inventory.judgement.assessments.models import Finding
from inventory.judgement.ledger import rejudging, writing
from inventory.judgement.ledger import service as equipment
from inventory.registry.equipment import sources
from inventory.registry.equipment.models import Equipment

HEAD = "设备名称,锅炉型号,额定蒸发量(t/h),燃料种类,使用登记证编号,使用单位,安装地点"
ORIGIN = writing.Origin("api", reason="现场核对")
UNREAD = "型渣混合料"


def _take_in(folder: Path, fuel: str, remark: str = "") -> Equipment:
    path = folder / "锅炉.csv"
    line = f"蒸汽锅炉,,15,{fuel},锅10粤JA0032,江海一厂,{remark}"
    path.write_text(f"{HEAD}\n{line}\n", encoding="utf-8")
    staged = staging.stage(SYSTEM, staging.Request(path, path.name, "440704", "boiler"))
    commit(staged.id, suggested="update")
    return Equipment.get()


def _told(device: Equipment) -> list[str]:
    """What the unknown findings say that lack the fuel."""
    found = Finding.select().where(
        (Finding.equipment == device) & Finding.current & (Finding.outcome == "unknown")
    )
    return [each.message for each in found if "fuel" in each.missing]


def test_the_finding_of_the_ledger_names_the_word(ledger: Settings, tmp_path: Path) -> None:
    device = _take_in(tmp_path, UNREAD)
    assert sources.of(device).unread == {"fuel": UNREAD}
    assert _told(device) and all(f"“{UNREAD}”，未能识别" in said for said in _told(device))
    Equipment.update(findings_digest="").execute()
    rejudging.rejudge_all(clock.today(), 365)
    assert all(f"“{UNREAD}”，未能识别" in said for said in _told(device))


def test_filling_the_field_ends_it_and_clearing_it_does_not_bring_it_back(
    ledger: Settings, tmp_path: Path
) -> None:
    device = _take_in(tmp_path, UNREAD)
    for number, fuel in enumerate(("天然气", None), start=1):
        changed = equipment.update(SYSTEM, device.id, number, ORIGIN, facts={"fuel": fuel})
        assert sources.of(changed).unread == {}


def test_another_change_leaves_it(ledger: Settings, tmp_path: Path) -> None:
    device = _take_in(tmp_path, UNREAD)
    changed = equipment.update(SYSTEM, device.id, 1, ORIGIN, facts={"location": "东房"})
    assert sources.of(changed).unread == {"fuel": UNREAD}


@pytest.mark.parametrize(("fuel", "left"), [("天然气", {}), ("渣料", {"fuel": "渣料"})])
def test_the_next_list_has_the_last_word(
    ledger: Settings, tmp_path: Path, fuel: str, left: dict[str, str]
) -> None:
    _take_in(tmp_path, UNREAD)
    assert sources.of(_take_in(tmp_path, fuel, "东房")).unread == left


def test_a_word_that_is_understood_leaves_nothing(ledger: Settings, tmp_path: Path) -> None:
    assert sources.of(_take_in(tmp_path, "天然气")).unread == {}
