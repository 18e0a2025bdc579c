"""One draft for each owner of many devices: the plan adds up, and what it says is what is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from inventory.core.access import SYSTEM, Actor
from inventory.core.errors import Invalid
from inventory.enforcement.notices import bulk, planning
from inventory.enforcement.notices.models import Notice, NoticeItem
from inventory.enforcement.notices.terms import Terms
from inventory.judgement.assessments import service as assessments
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.listing import Filters
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import Equipment
from inventory.registry.jobs import service as jobs
from tests.inventory.conftest import HOME

WORST = Filters(verdict="eliminate")


@pytest.fixture
def officer(mixed: dict[str, Actor]) -> Iterator[Actor]:
    user = accounts.create_user(
        "officer", "监察员", "correct horse battery", accounts.Role.INSPECTOR, [HOME]
    )
    yield sessions.actor_for(user)


def drafted() -> dict[int, set[int]]:
    """Devices of the drafts by enterprise."""
    found: dict[int, set[int]] = {}
    for item in NoticeItem.select(NoticeItem, Notice).join(Notice):
        found.setdefault(item.notice.enterprise_id, set()).add(item.equipment)
    return found


@pytest.mark.parametrize("filters", [Filters(), WORST, Filters(kind="transformer")])
@pytest.mark.parametrize("kind", ["order", "advice"])
def test_every_chosen_device_is_drafted_or_left_out_for_one_reason(
    officer: Actor, filters: Filters, kind: bulk.Kind
) -> None:
    plan = planning.plan(officer, filters, kind)
    assert plan.chosen == listing.page(officer, filters).total
    assert plan.devices + sum(plan.skipped.values()) == plan.chosen
    assert len({(owner.enterprise.id, owner.agency) for owner in plan.owners}) == len(plan.owners)
    for owner in plan.owners:
        found = assessments.current_findings(owner.records)
        assert {item.equipment_id for item in found} >= set(owner.records)


def test_a_record_of_several_devices_counts_as_so_many(officer: Actor) -> None:
    single = planning.plan(officer, Filters(), "order")
    drafted_one, left_out = single.owners[0].records[0], _left_out(officer, single)
    for key, number in ((drafted_one, 5), (left_out, 3)):
        device = retrieval.get(SYSTEM, key)
        Equipment.update(facts={**device.facts, "quantity": number}).where(
            Equipment.id == key
        ).execute()
    plan = planning.plan(officer, Filters(), "order")
    assert (plan.chosen, plan.records) == (single.chosen + 6, single.records)
    assert plan.devices == single.devices + 4
    assert sum(plan.skipped.values()) == sum(single.skipped.values()) + 2
    assert plan.owners[0].records == single.owners[0].records


def _left_out(officer: Actor, plan: planning.Plan) -> int:
    written = {key for owner in plan.owners for key in owner.records}
    return next(row.id for row in listing.query(officer, Filters()) if row.id not in written)


def test_the_job_drafts_what_the_plan_said_and_nothing_twice(officer: Actor) -> None:
    plan = planning.plan(officer, WORST, "order")
    assert len(plan.owners) > 1
    job = bulk.request(officer, WORST, "order", Terms(receipt=True))
    result = jobs.run(job.id).result
    assert result["refused"] == []
    assert len(result["notices"]) == len(plan.owners)
    assert drafted() == {owner.enterprise.id: set(owner.records) for owner in plan.owners}
    assert Notice.select().where(Notice.status != "draft").count() == 0

    again = planning.plan(officer, WORST, "order")
    assert again.owners == [] and again.skipped["drafted"] == plan.devices
    assert bulk.run(job.params, lambda _done, _total: None)["notices"] == []
    with pytest.raises(Invalid) as refused:
        bulk.request(officer, WORST, "order", Terms())
    assert refused.value.code == "nothing_to_notify"


def test_a_selection_takes_exactly_the_chosen_devices(officer: Actor) -> None:
    whole = planning.plan(officer, WORST, "order")
    chosen = sorted(key for owner in whole.owners for key in owner.records[:1])
    plan = planning.plan(officer, Filters(ids=chosen), "order")
    assert sorted(key for owner in plan.owners for key in owner.records) == chosen
    assert Filters(ids=chosen).chosen() == {"ids": chosen} and Filters().chosen() == {}


def test_devices_of_other_regions_and_departments_stay_out(
    mixed: dict[str, Actor], officer: Actor
) -> None:
    everything = planning.plan(SYSTEM, WORST, "order")
    own = planning.plan(officer, WORST, "order")
    regions = {owner.enterprise.region for owner in everything.owners}
    assert len(regions) > 1 and {owner.enterprise.region for owner in own.owners} == {HOME}
    other = replace(officer, kinds=frozenset({"boiler"}))
    narrow = planning.plan(other, WORST, "order")
    elsewhere = (
        listing.page(officer, WORST).total
        - listing.page(officer, replace(WORST, kind="boiler")).total
    )
    assert narrow.skipped["kind_forbidden"] == elsewhere
    # A device stands in one's region, its owner's seat in another: the document goes there.
    moved = own.owners[0]
    Enterprise.update(region="140522").where(Enterprise.id == moved.enterprise.id).execute()
    away = planning.plan(officer, WORST, "order")
    assert away.skipped["region_forbidden"] >= moved.devices


def test_too_much_at_once_is_refused(officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST_DEVICES", 3)
    with pytest.raises(Invalid) as refused:
        planning.plan(officer, Filters(), "order")
    assert refused.value.code == "too_many"
    monkeypatch.setattr(planning, "MOST_DEVICES", 1000)
    monkeypatch.setattr(planning, "MOST_OWNERS", 1)
    with pytest.raises(Invalid):
        planning.plan(officer, WORST, "order")
