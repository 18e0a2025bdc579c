"""Each role's desk: what it holds, and that nothing of others lies on it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from inventory.core import clock
from inventory.core.access import Actor
from inventory.desk.workbench import schemas, waiting
from inventory.desk.workbench.service import workbench
from inventory.intake.imports import staging
from inventory.judgement.alerts import service as alerts
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.listing import Filters
from inventory.registry.equipment.models import Equipment
from standards.outcomes import NO_FIELDS
from tests.inventory.conftest import HOME


@pytest.mark.parametrize(
    ("who", "desk"),
    [("all", "inspector"), ("inspector", "inspector"), ("leader", "leader"), ("clerk", "clerk")],
)
def test_everybody_finds_the_own_desk(mixed: dict[str, Actor], who: str, desk: str) -> None:
    shown = schemas.WorkbenchResult().dump(workbench(mixed[who]))
    assert set(shown) == {"role", desk}


def test_an_inspectors_numbers_open_their_lists(mixed: dict[str, Actor]) -> None:
    actor = mixed["inspector"]
    desk = workbench(actor).inspector
    for name in ("due_this_week", "overdue", "eliminate", "incomplete"):
        item = getattr(desk, name)
        assert item.count == listing.query(actor, item.filters).count()
    assert desk.overdue.count > 0
    for stage in desk.alerts.stages:
        assert stage.count == alerts.find(actor, alerts.AlertFilters(**stage.filter))[1]
    assert desk.alerts.total == alerts.find(actor)[1]


def test_files_that_wait_for_an_answer_or_have_rows_to_mend_lie_on_the_desk(
    mixed: dict[str, Actor], tmp_path: Path
) -> None:
    actor = mixed["inspector"]
    readable = "设备名称,型号,统一社会信用代码,使用单位\n变压器,S7-315/10,123,甲厂\n变压器,S9,,\n"
    texts = {"无表头.csv": "甲厂,S11-M-315/10,1,315\n", "有问题.csv": readable}
    for name, text in texts.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        staging.stage(actor, staging.Request(path, name, HOME), ask=True)
    assert {item.title for item in waiting.desk(actor, "imports").items} == set(texts)
    assert waiting.desk(mixed["nobody"], "imports").total == 0


def test_a_clerk_reads_what_to_do_in_plain_words(mixed: dict[str, Actor]) -> None:
    actor = mixed["clerk"]
    desk = workbench(actor).clerk
    own = {item.id for item in Equipment.select().where(Equipment.enterprise == actor.enterprise)}
    assert {device.id for device in desk.devices} == own
    assert desk.total.count == len(own)
    asked = [item for device in desk.devices for item in device.to_do]
    assert asked
    for item in asked:
        assert item.advice and item.advice_en and item.message
    for item in asked:
        if set(item.missing) - set(NO_FIELDS):
            assert item.advice.startswith("请补充：") or item.outcome != "unknown"
    for device in desk.devices:
        assert bool(device.to_do) == (device.verdict not in {"meets", None})


def test_a_leader_sees_the_region_at_a_glance(mixed: dict[str, Actor]) -> None:
    desk = workbench(mixed["leader"]).leader
    total = listing.query(mixed["leader"], Filters()).count()
    assert desk.dashboard.total.count == total
    assert sum(item.count for item in desk.alerts.stages) == desk.alerts.total


def test_somebody_without_a_region_has_an_empty_desk(mixed: dict[str, Actor]) -> None:
    desk = workbench(mixed["nobody"]).inspector
    assert desk.overdue.count == desk.alerts.total == waiting.desk(mixed["nobody"]).total == 0


def test_next_week_moves_with_the_day(mixed: dict[str, Actor]) -> None:
    with clock.frozen(clock.today() + timedelta(days=30)):
        shown = workbench(mixed["inspector"]).inspector.due_this_week
    assert shown.filter == {"due_from": "2026-12-21", "due_to": "2026-12-27"}


def _sort(count: int, days: int) -> waiting.Sort:
    """A made-up sort of so many things that are due in so many days."""

    def find(_actor: Actor, limit: int) -> waiting.Found:
        due = clock.today() + timedelta(days=days)
        things = [waiting.Thing(number, str(number), due) for number in range(count)]
        return waiting.Found(count, things[:limit])

    return waiting.Sort("甲", "a", "件", find, "/a", "a", "as")


def test_hundreds_of_one_sort_push_no_other_out_of_sight(
    mixed: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    many, few = _sort(300, -6000), _sort(2, 10)
    monkeypatch.setattr(waiting, "sorts", {"many": many, "few": few})
    desk = waiting.desk(mixed["inspector"], limit=12)
    assert [item.sort for item in desk.items] == ["many"] * 10 + ["few"] * 2
    assert desk.total == 302
    assert {item.sort for item in waiting.desk(mixed["inspector"], "many", 12).items} == {"many"}
