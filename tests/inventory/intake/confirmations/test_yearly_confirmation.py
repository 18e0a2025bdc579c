"""The yearly confirmation: asked once, reminded, listed as late, and who hears of it."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Forbidden
from inventory.core.settings import Settings
from inventory.intake.confirmations import asking, ended, listing, workbook
from inventory.intake.confirmations.asking import Swept, Terms
from inventory.intake.confirmations.listing import Wanted
from inventory.intake.confirmations.models import ConfirmationRequest
from inventory.intake.declarations.models import (
    Declaration,
    DeclarationEvent,
    DeclarationItem,
    EquipmentConfirmation,
)
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.people.enterprises import service as enterprises
from inventory.registry.notifications.done import Done
from inventory.registry.notifications.models import Happening

TERMS = Terms(month=10, days=60, reminder_days=14)
ASKED = date(2026, 10, 1)
DUE = ASKED + timedelta(days=60)
HERE = Actor(8, "监察员", Role.INSPECTOR, ("440704",))
FACTS = {"model": "S7-315/10", "rated_capacity_kva": 315, "use_state": "在用"}


@pytest.fixture
def owners(ledger: Settings) -> list[int]:
    """Three enterprises of one county and one of another, each with a device."""
    with clock.frozen(date(2026, 3, 1)):
        return [_owner(name, "440704") for name in ("甲厂", "乙厂", "丙厂")] + [
            _owner("丁厂", "140522")
        ]


def _owner(name: str, region: str) -> int:
    made = enterprises.create(SYSTEM, {"name": name, "region": region})
    equipment.create(SYSTEM, "transformer", made.id, region, FACTS, writing.Origin("test"))
    return made.id


def declared(enterprise: int, state: str, day: date | None = None) -> None:
    """A declaration that confirms the one device of an enterprise, accepted on a day or not yet."""
    now = clock.now()
    made = Declaration.create(enterprise=enterprise, state=state, created_at=now, updated_at=now)
    device = equipment_of(enterprise)
    DeclarationItem.create(
        declaration=made,
        action="confirm",
        kind="transformer",
        region="440704",
        equipment=device,
        facts={},
        remarks=[],
    )
    if day is not None:
        EquipmentConfirmation.create(equipment=device, confirmed_on=day, declaration=made)


def equipment_of(enterprise: int) -> int:
    from inventory.registry.equipment.models import Equipment

    found: int = Equipment.get(Equipment.enterprise == enterprise).id
    return found


def swept(day: date) -> Swept:
    with clock.frozen(day):
        return asking.sweep(TERMS)


def states(day: date, actor: Actor = SYSTEM) -> dict[str, str]:
    with clock.frozen(day):
        return {it.name: it.state for it in listing.listing(actor, Wanted(day.year)).items}


def news(event: str) -> list[int | None]:
    rows = Happening.select().where(Happening.event == event).order_by(Happening.id)
    return [row.enterprise for row in rows]


# Day of the look → what it does: each border of the year, in order.
YEAR = (
    (date(2026, 9, 30), Swept(0, 0, 0)),
    (ASKED, Swept(4, 0, 0)),
    (ASKED, Swept(0, 0, 0)),
    (DUE - timedelta(days=15), Swept(0, 0, 0)),
    (DUE - timedelta(days=14), Swept(0, 4, 0)),
    (DUE, Swept(0, 0, 0)),
    (DUE + timedelta(days=1), Swept(0, 0, 4)),
    (date(2027, 1, 2), Swept(0, 0, 0)),
    (date(2027, 10, 1), Swept(4, 0, 0)),
)


def test_a_year_asks_reminds_and_tells_each_once(owners: list[int]) -> None:
    for day, done in YEAR:
        assert swept(day) == done, day
    assert sorted(news("confirmation_asked")) == sorted(owners * 2)
    assert sorted(news("confirmation_reminder")) == sorted(owners)
    assert sorted(news("confirmation_late")) == sorted(owners)
    keys = [row.key for row in Happening.select() if row.event == "confirmation_asked"]
    assert f"confirm:{owners[0]}:2026" in keys


def test_what_is_handed_in_asks_and_reminds_no_more(owners: list[int]) -> None:
    first, second, *_ = owners
    swept(ASKED)
    rows = Happening.select().where(Happening.event == "confirmation_asked")
    things = {row.enterprise: row.things["confirmation"] for row in rows}
    both = [*things[first], *things[second]]
    with clock.frozen(ASKED + timedelta(days=9)):
        declared(first, "submitted")
        now, made = clock.now(), Declaration.get(Declaration.enterprise == first)
        DeclarationEvent.create(
            declaration=made, at=now, actor=None, step="submit", state="submitted", detail={}
        )
        assert ended.handed_in(both) == {things[first][0]: Done(now, "")}
    swept(DUE - timedelta(days=14))
    reminders = Happening.select().where(Happening.event == "confirmation_reminder")
    assert {row.enterprise: row.things["confirmation"] for row in reminders} == {
        key: ids for key, ids in things.items() if key != first
    }


def test_states_are_what_the_confirmations_of_the_year_say(owners: list[int]) -> None:
    first, second, third, _ = owners
    declared(first, "accepted", date(2026, 1, 1))
    declared(third, "accepted", date(2025, 12, 31))
    assert swept(ASKED).asked == 3  # who has confirmed this year is left in peace
    assert states(ASKED) == {
        "甲厂": "confirmed",
        **dict.fromkeys(("乙厂", "丙厂", "丁厂"), "asked"),
    }
    swept(DUE - timedelta(days=14))
    assert states(DUE, HERE) == {"甲厂": "confirmed", "乙厂": "reminded", "丙厂": "reminded"}
    declared(second, "submitted")
    late = DUE + timedelta(days=1)
    assert states(late, HERE) == {"丙厂": "late", "乙厂": "submitted", "甲厂": "confirmed"}
    with clock.frozen(late):
        found = listing.listing(HERE, Wanted(2026, state="late"))
        assert (found.total, [it.accounts for it in found.items]) == (1, [0])
        assert {one.state: one.count for one in found.counts} == dict.fromkeys(
            ("late", "submitted", "confirmed"), 1
        )
        clerk = Actor(9, "企业", Role.ENTERPRISE, enterprise=third)
        assert [it.id for it in listing.listing(clerk, Wanted(2026)).items] == [third]
        assert listing.listing(clerk, Wanted(2026, waiting=True)).total == 1


def test_a_device_that_came_after_the_request_makes_nobody_late(owners: list[int]) -> None:
    declared(owners[0], "accepted", date(2026, 10, 20))
    swept(ASKED)
    ConfirmationRequest.create(enterprise=owners[0], year=2026, asked_at=clock.now(), due=DUE)
    with clock.frozen(date(2026, 12, 5)):
        equipment.create(SYSTEM, "transformer", owners[0], "440704", FACTS, writing.Origin("test"))
    assert states(date(2026, 12, 6))["甲厂"] == "confirmed"


def test_by_hand_one_reminds_the_own_region_once_a_day(owners: list[int]) -> None:
    swept(ASKED)
    with clock.frozen(ASKED + timedelta(days=5)):
        assert asking.remind(HERE, Wanted(2026, enterprises=owners[1:])) == 2  # one is elsewhere
        assert asking.remind(HERE, Wanted(2026)) == 1  # two were reminded today
        assert AuditEvent.select().where(AuditEvent.event == "confirmation.reminded").count() == 2
        for reader in (Role.LEADER, Role.AUDITOR, Role.ENTERPRISE):
            with pytest.raises(Forbidden):
                asking.remind(Actor(7, "看", reader, ("440704",)), Wanted(2026))
        sheet = load_workbook(io.BytesIO(workbook.export(HERE, Wanted(2026)))).active
    assert sheet is not None
    assert [row[2] for row in sheet.iter_rows(min_row=3, values_only=True)] == ["已提醒"] * 3
    assert AuditEvent.select().where(AuditEvent.event == "confirmation.exported").count() == 1
