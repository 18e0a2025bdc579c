"""What was out of service and is there again: noticed however it arrives, and noticed once."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.database import db
from inventory.core.errors import Conflict
from inventory.intake.imports.models import ImportProblem
from inventory.judgement.ledger import merging, retiring
from inventory.judgement.ledger import service as equipment
from inventory.judgement.reentry import detecting
from inventory.judgement.reentry.models import ReentryCase, ReentryNumber
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import WITHDRAWN, Equipment, EquipmentIdentity
from tests.inventory.judgement.reentry.conftest import ORIGIN, VIN


def cases() -> list[tuple[int, int]]:
    """(former, again) of every case."""
    return sorted((case.former_id, case.again_id) for case in ReentryCase.select())


def test_a_scrapped_truck_that_another_enterprise_lists_is_a_case(place: Any, arrive: Any) -> None:
    old = place.truck("mill", "报废", scrapped_on="2025-03-01")
    totals = arrive("yard", "在用")
    new = Equipment.get(Equipment.enterprise == place.yard)
    assert (totals["created"], totals["rejected"]) == (1, 0)
    assert cases() == [(old.id, new.id)]
    case = ReentryCase.get()
    assert (case.former_state, case.former_on.isoformat()) == ("报废", "2025-03-01")
    assert [(row.scheme, row.value) for row in case.numbers] == [("vin", VIN)]


def test_the_same_enterprise_gets_a_record_beside_the_scrapped_one(place: Any, arrive: Any) -> None:
    """An import never brings a record back into service."""
    old = place.truck("mill", "注销")
    arrive("mill", "在用")
    kept = retrieval.get(SYSTEM, old.id)
    assert (kept.use_state, kept.version, kept.facts) == ("注销", 1, old.facts)
    (new,) = Equipment.select().where(Equipment.id != old.id)
    assert cases() == [(old.id, new.id)]


def test_the_import_says_so_without_saying_whose_it_is(place: Any, arrive: Any) -> None:
    place.truck("yard", "注销", model="机密型号")
    arrive("mill", "在用")
    (told,) = ImportProblem.select().where(ImportProblem.code == "reentry")
    assert (told.severity, told.of_ledger) == ("warning", True)
    assert "已注销" in told.message
    assert "阳城" not in told.message and "机密" not in told.message


@pytest.mark.parametrize("state", ["报废", None])
def test_a_row_that_does_not_have_it_in_service_speaks_of_the_record(
    place: Any, arrive: Any, state: str | None
) -> None:
    old = place.truck("mill", "报废")
    totals = arrive("mill", state, remark="旧台账")
    assert (totals["updated"], totals["created"]) == (1, 0)
    assert retrieval.get(SYSTEM, old.id).use_state == "报废"
    assert cases() == []


def test_a_ledger_imported_again_raises_nothing_more(place: Any, arrive: Any) -> None:
    place.truck("mill", "报废")
    first = arrive("yard", "在用")
    again = arrive("yard", "在用")
    arrive("yard", "在用", remark="补充")
    assert (first["created"], again["unchanged"]) == (1, 1)
    assert Equipment.select().count() == 2
    assert len(cases()) == ReentryNumber.select().count() == 1


@pytest.mark.parametrize("order", list(permutations([("mill", "报废"), ("yard", "在用")])))
def test_the_order_of_arrival_does_not_matter(
    place: Any, arrive: Any, order: tuple[tuple[str, str], ...]
) -> None:
    for owner, state in order:
        assert arrive(owner, state)["created"] == 1
    former = Equipment.get(Equipment.enterprise == place.mill)
    again = Equipment.get(Equipment.enterprise == place.yard)
    assert (former.use_state, again.use_state) == ("报废", "在用")
    assert cases() == [(former.id, again.id)]
    # … and the ledgers of both can be imported again.
    for owner, state in order:
        assert arrive(owner, state)["unchanged"] == 1
    assert len(cases()) == 1


def test_the_form_opens_a_case_and_two_in_service_are_refused(place: Any) -> None:
    old = place.truck("mill", "拆除")
    new = place.truck("yard", "在用")
    assert cases() == [(old.id, new.id)]
    with pytest.raises(Conflict) as refused:
        place.truck("mill", "在用")
    assert refused.value.code == "identity_taken"


def test_a_record_brought_back_by_an_edit_is_a_case_each_time(place: Any) -> None:
    device = place.truck("mill", "报废")
    place.change(device, use_state="在用")
    place.change(device, remark="改了备注")
    assert cases() == [(device.id, device.id)]
    case = ReentryCase.get()
    assert (case.former_version, case.again_version, case.former_state) == (1, 2, "报废")
    place.change(device, use_state="报废")
    place.change(device, use_state="停用")
    assert [item.again_version for item in ReentryCase.select().order_by(ReentryCase.id)] == [2, 5]


def test_scrapping_again_after_a_case_needs_no_free_number(place: Any) -> None:
    """Both records out of service share the number; the third arrival meets the later one."""
    first = place.truck("mill", "报废")
    second = place.truck("yard", "在用")
    place.change(second, use_state="注销")
    third = place.truck("mill", "在用")
    assert cases() == [(first.id, second.id), (second.id, third.id)]
    with pytest.raises(Conflict):
        place.change(first, use_state="在用")


def test_a_number_of_another_kind_of_equipment_counts_too(place: Any) -> None:
    plate = {"plate_no": "粤J12345"}
    old = place.truck("mill", "报废", "LFWSRXSJ1M1F00001", **plate)
    bus = equipment.create(SYSTEM, "bus", place.yard, "140522", plate, ORIGIN)
    assert cases() == [(old.id, bus.id)]


def test_a_number_corrected_later_is_noticed(place: Any) -> None:
    old = place.truck("mill", "报废")
    new = place.truck("yard", "在用", "LFWSRXSJ1M1F99999")
    assert cases() == []
    place.change(new, vin=VIN)
    assert cases() == [(old.id, new.id)]


def test_a_record_that_leaves_the_ledger_closes_its_case(place: Any) -> None:
    place.truck("mill", "报废")
    new = place.truck("yard", "在用")
    with db.atomic():
        retiring.retire([retrieval.get(SYSTEM, new.id)], WITHDRAWN, ORIGIN)
    case = ReentryCase.get()
    assert (case.state, case.reason) == ("closed", "record_gone")
    assert [step.action for step in case.steps] == ["close"]


def test_merging_and_taking_apart_leave_one_open_case(place: Any) -> None:
    old, new = place.truck("mill", "报废"), place.truck("mill", "在用")
    kept = merging.merge(SYSTEM, new.id, old.id, {}, (1, 1), ORIGIN)
    assert ReentryCase.get().state == "closed"
    merging.unmerge(SYSTEM, kept.id, None, kept.version, ORIGIN)
    assert (ReentryCase.select().count(), ReentryCase.get().state) == (1, "open")
    assert retrieval.get(SYSTEM, old.id).use_state == "报废"


def test_numbers_of_a_merged_record_follow_out_of_service(place: Any) -> None:
    other = "LFWSRXSJ1M1F77777"
    one, two = place.truck("mill", "在用"), place.truck("mill", "在用", other)
    kept = merging.merge(SYSTEM, one.id, two.id, {"vin": "this"}, (1, 1), ORIGIN)
    place.change(kept, use_state="报废")
    departed = EquipmentIdentity.select().where(EquipmentIdentity.departed == kept.id)
    assert sorted(row.value for row in departed) == sorted([VIN, other])
    new = place.truck("yard", "在用", other)
    assert cases() == [(kept.id, new.id)]


def test_the_sweep_finds_what_no_write_noticed_and_nothing_twice(place: Any) -> None:
    old, new = place.truck("mill", "报废"), place.truck("yard", "在用")
    assert detecting.sweep() == 0
    ReentryCase.delete().execute()
    assert ReentryNumber.select().count() == 0
    assert detecting.sweep() == 1
    assert cases() == [(old.id, new.id)]
    assert ReentryCase.get().source == "sweep"


def test_many_devices_need_as_few_queries_as_one(place: Any) -> None:
    """No query per device: the same number of statements for one and for fifty."""

    def statements(numbers: range) -> int:
        written = [
            detecting.Written(key, "truck", 1, {"vin": f"V{key}", "use_state": "在用"})
            for key in numbers
        ]
        seen: list[str] = []

        def hook(*args: object, **_more: object) -> None:
            seen.append(str(args))

        db.query_hooks.append(hook)
        try:
            detecting.after_write(written, "test")
        finally:
            db.query_hooks.remove(hook)
        return len(seen)

    assert statements(range(1, 2)) == statements(range(1, 51)) == 1


STATES = st.sampled_from(["在用", "停用", "报废", "注销"])
ARRIVALS = st.lists(
    st.tuples(st.sampled_from(["mill", "yard"]), STATES, st.sampled_from([VIN, "X" + VIN[1:]])),
    min_size=2,
    max_size=7,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ARRIVALS)
def test_whatever_arrives(place: Any, arrivals: list[tuple[str, str, str]]) -> None:
    """Once in service per number; each number of each device in one case; nothing overlooked."""
    with db.atomic() as transaction:
        for owner, state, vin in arrivals:
            try:
                place.truck(owner, state, vin)
            except Conflict as refused:
                assert refused.code == "identity_taken"
        rows = list(EquipmentIdentity.select())
        living = {row.value: row.equipment_id for row in rows if row.departed == 0}
        assert len(living) == sum(row.departed == 0 for row in rows)
        gone = {row.value for row in rows if row.departed}
        named = [(row.again, row.value) for row in ReentryNumber.select()]
        assert len(named) == len(set(named))
        assert set(named) == {(key, vin) for vin, key in living.items() if vin in gone}
        assert detecting.sweep() == 0
        assert all(item.appeared_at <= clock.now() for item in ReentryCase.select())
        transaction.rollback()
