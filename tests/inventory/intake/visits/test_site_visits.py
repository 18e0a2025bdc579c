"""Site visits: written once, never edited, and read by whom they concern."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.desk.dossier import service as exporting
from inventory.desk.story import service as history
from inventory.intake.visits import ended, service
from inventory.intake.visits.models import Visit
from inventory.judgement.ledger import merging, transfers, writing
from inventory.judgement.ledger import service as equipment
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions
from inventory.people.enterprises import service as enterprises
from inventory.registry.attachments import parents
from inventory.registry.attachments import service as attachments
from tests.inventory.app.api.worlds import PIXEL

DAY = date(2026, 11, 20)
PASSWORD = "correct horse battery"
ORIGIN = writing.Origin("test", reason="试验")


@pytest.fixture
def people(ledger: Settings) -> dict[str, Any]:
    """Two inspectors of a county, one of another, the clerks of two factories, and a device."""
    one, two = (
        enterprises.create(SYSTEM, {"name": name, "region": "440704"}).id
        for name in ("江海一厂", "江海二厂")
    )
    made = {
        "inspector": accounts.create_user("a", "甲监察员", PASSWORD, Role.INSPECTOR, ["440704"]),
        "colleague": accounts.create_user("b", "乙监察员", PASSWORD, Role.INSPECTOR, ["440704"]),
        "stranger": accounts.create_user("c", "外县", PASSWORD, Role.INSPECTOR, ["140522"]),
        "leader": accounts.create_user("d", "领导", PASSWORD, Role.LEADER, ["440704"]),
        "admin": accounts.create_user("e", "管理员", PASSWORD, Role.ADMIN),
        "clerk": accounts.create_user("f", "一厂", PASSWORD, Role.ENTERPRISE, enterprise=one),
        "other": accounts.create_user("g", "二厂", PASSWORD, Role.ENTERPRISE, enterprise=two),
    }
    facts = {"model": "S7-315/10", "rated_capacity_kva": 315, "serial_no": "1"}
    device = equipment.create(SYSTEM, "transformer", one, "440704", facts, ORIGIN)
    actors = {name: sessions.actor_for(user) for name, user in made.items()}
    return {**actors, "one": one, "two": two, "device": device.id}


def found(device: int, **values: Any) -> service.Found:
    made = service.Found(device, DAY, "problem", "甲、乙", str(uuid.uuid4()), "铭牌被漆盖住")
    return replace(made, **values)


def read(actor: Actor, device: int) -> list[dict[str, Any]]:
    return service.page(actor, service.Narrowed(equipment=device))[0]


def test_a_visit_is_read_whole_by_officials_and_in_short_by_the_enterprise(
    people: dict[str, Any],
) -> None:
    service.create(people["inspector"], found(people["device"]))
    (seen,) = read(people["leader"], people["device"])
    assert (seen.on, seen.conclusion, seen.version) == (DAY, "problem", 1)
    assert (seen.note, seen.people, seen.author) == ("铭牌被漆盖住", "甲、乙", "甲监察员")
    (short,) = read(people["clerk"], people["device"])
    assert (short.on, short.conclusion) == (DAY, "problem")
    assert {getattr(short, name) for name in ("note", "people", "author", "withdrawn_reason")} == {
        ""
    }
    for outsider in ("stranger", "other"):
        assert service.page(people[outsider], service.Narrowed())[:2] == ([], 0)
        with pytest.raises(NotFound):
            read(people[outsider], people["device"])


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("stranger", NotFound), ("clerk", Forbidden), ("leader", Forbidden), ("other", NotFound)],
)
def test_only_who_may_write_the_device_records_a_visit(
    people: dict[str, Any], who: str, refusal: type[AppError]
) -> None:
    with pytest.raises(refusal):
        service.create(people[who], found(people["device"]))
    other_kind = replace(people["inspector"], kinds=frozenset({"boiler"}))
    with pytest.raises(Forbidden):
        service.create(other_kind, found(people["device"]))
    assert Visit.select().count() == 0


def test_a_form_sent_twice_makes_one_record(people: dict[str, Any]) -> None:
    form = found(people["device"])
    first = service.create(people["inspector"], form)
    again = service.create(people["inspector"], replace(form, note="第二次发送"))
    assert (again.id, again.note) == (first.id, "铭牌被漆盖住")
    # Another person's form is another form, whatever its key.
    assert service.create(people["colleague"], form).id != first.id


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"on": DAY + timedelta(days=2)}, "future"),
        ({"people": "  "}, "no_people"),
        ({"note": " "}, "no_note"),
        ({"conclusion": "not_found", "note": ""}, "no_note"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    people: dict[str, Any], wrong: dict[str, Any], code: str
) -> None:
    with clock.frozen(DAY + timedelta(days=1)), pytest.raises(Invalid) as refused:
        service.create(people["inspector"], found(people["device"], **wrong))
    assert (refused.value.code, bool(refused.value.remedy)) == (code, True)


def test_agreement_needs_no_note(people: dict[str, Any]) -> None:
    form = found(people["device"], conclusion="agrees", note="")
    assert service.create(people["inspector"], form).note == ""


def test_only_author_and_administrator_withdraw_and_all_stays_readable(
    people: dict[str, Any],
) -> None:
    made = service.create(people["inspector"], found(people["device"]))
    with pytest.raises(Forbidden):
        service.withdraw(people["colleague"], made.id, "看错")
    service.withdraw(people["inspector"], made.id, "看错了设备")
    with pytest.raises(Conflict):
        service.withdraw(people["admin"], made.id, "再撤")
    (seen,) = read(people["colleague"], people["device"])
    assert (seen.withdrawn_reason, seen.withdrawer) == ("看错了设备", "甲监察员")
    assert seen.note == "铭牌被漆盖住"
    (short,) = read(people["clerk"], people["device"])
    assert (short.withdrawn_at is None, short.withdrawn_reason) == (False, "")
    events = AuditEvent.select().where(AuditEvent.subject == "visit").order_by(AuditEvent.id)
    assert [item.event for item in events] == ["visit.recorded", "visit.withdrawn"]


def test_an_administrator_withdraws_anybodys(people: dict[str, Any]) -> None:
    made = service.create(people["inspector"], found(people["device"]))
    assert service.withdraw(people["admin"], made.id, "重复").withdrawn_by == people["admin"].id


def test_the_story_and_the_export_tell_of_visits(people: dict[str, Any]) -> None:
    made = service.create(people["inspector"], found(people["device"]))
    service.withdraw(people["inspector"], made.id, "看错了设备")
    entries = [
        entry
        for entry in history.story(people["leader"], people["device"])
        if entry.source == f"visit:{made.id}"
    ]
    assert [(entry.what, entry.who, entry.reason) for entry in entries] == [
        ("2026-11-20 现场检查：发现问题", "甲、乙", "铭牌被漆盖住"),
        ("撤回 2026-11-20 的现场检查记录", "甲监察员", "看错了设备"),
    ]
    for entry in history.story(people["clerk"], people["device"]):
        assert "铭牌" not in entry.reason
        assert "看错" not in entry.reason
    (kept,) = exporting.device(people["leader"], people["device"])["equipment"]["visits"]
    assert (kept["note"], kept["on"]) == ("铭牌被漆盖住", "2026-11-20")
    assert "铭牌" not in str(exporting.device(people["clerk"], people["device"]))


def test_a_new_owner_does_not_read_of_the_former_one(people: dict[str, Any]) -> None:
    service.create(people["inspector"], found(people["device"]))
    transfers.transfer(SYSTEM, people["device"], people["two"], DAY, ORIGIN)
    assert read(people["other"], people["device"]) == []
    assert len(read(people["inspector"], people["device"])) == 1
    assert service.page(people["clerk"], service.Narrowed())[1] == 0


def test_visits_follow_a_merge(people: dict[str, Any]) -> None:
    facts = {"model": "S7-315/10", "rated_capacity_kva": 315, "serial_no": "2"}
    double = equipment.create(SYSTEM, "transformer", people["one"], "440704", facts, ORIGIN)
    service.create(people["inspector"], found(double.id))
    merging.merge(SYSTEM, people["device"], double.id, {}, (1, 1), ORIGIN)
    assert len(read(people["leader"], people["device"])) == 1
    with pytest.raises(Conflict):
        service.create(people["inspector"], found(double.id))


def test_lists_are_narrowed(people: dict[str, Any]) -> None:
    service.create(people["inspector"], found(people["device"]))
    service.create(people["colleague"], found(people["device"], conclusion="agrees"))
    for narrowed, count in (
        (service.Narrowed(), 2),
        (service.Narrowed(conclusion="agrees"), 1),
        (service.Narrowed(mine=True), 1),
        (service.Narrowed(enterprise=people["one"]), 2),
        (service.Narrowed(enterprise=people["two"]), 0),
    ):
        items, total, _ = service.page(people["inspector"], narrowed)
        assert (len(items), total) == (count, count), narrowed


def test_photographs_are_the_officials_and_the_authors_to_add(
    people: dict[str, Any], tmp_path: Path
) -> None:
    made = service.create(people["inspector"], found(people["device"]))
    parent = parents.writable(people["inspector"], attachments.VISIT, made.id)
    upload = attachments.Upload("现场.png", PIXEL, "site_photo")
    limits = attachments.Limits()
    attachments.add(people["inspector"], parent, upload, FileStore(tmp_path), limits)
    assert len(attachments.of(parents.readable(people["leader"], "visit", made.id))) == 1
    for outsider in ("clerk", "other", "stranger"):
        with pytest.raises(NotFound):
            parents.readable(people[outsider], "visit", made.id)
    with pytest.raises(Forbidden):
        parents.writable(people["colleague"], "visit", made.id)
    service.withdraw(people["inspector"], made.id, "看错了设备")
    with pytest.raises(Conflict):
        parents.writable(people["inspector"], "visit", made.id)


def test_a_problem_is_seen_to_by_whoever_acts_on_it(people: dict[str, Any]) -> None:
    one, two = people["inspector"], people["colleague"]
    first = service.create(one, found(people["device"]))
    assert ended.seen_to([first.id]) == {}
    origin = writing.Origin("api", actor=two.id)
    equipment.update(two, people["device"], 1, origin, facts={"serial_no": "2"})
    assert [end.by for end in ended.seen_to([first.id]).values()] == ["乙监察员"]
    second = service.create(one, found(people["device"]))
    assert list(ended.seen_to([first.id, second.id])) == [first.id]
    service.withdraw(one, second.id, "写错设备")
    assert [end.by for end in ended.seen_to([second.id]).values()] == ["甲监察员"]
    third = service.create(two, found(people["device"]))
    service.create(one, found(people["device"], conclusion="agrees", note=""))
    assert [end.by for end in ended.seen_to([third.id]).values()] == ["甲监察员"]
