"""Figures of devices, and their sums within what somebody may see."""

from __future__ import annotations

from typing import Any

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import Conflict, NotFound
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.judgement.potential import listing, runs, service
from inventory.judgement.potential.reading import Section
from inventory.registry.jobs import service as jobs
from tests.inventory.judgement.potential.conftest import S9


def test_a_device_opens_to_formula_inputs_and_programmes(place: Any) -> None:
    found = service.of_device(place.inspector, place.transformer)
    first, second = found.savings
    assert (first["target"], second["target"]) == (1, 2)
    assert first["formula"] and first["factors"][1]["region"] == "广东"
    assert first["defaults"] == ["load_rate_pct", "annual_hours"]
    assert {a["programme"] for a in found.subsidies} >= {"industrial-renewal-2026"}
    assert found.subsidy is None


def test_an_elevator_of_18_stations_is_paid_150_000_in_2026(place: Any) -> None:
    assert service.of_device(SYSTEM, place.lift).subsidy == {
        "amount": 150_000.0,
        "amount_most": 150_000.0,
    }


def test_foreign_devices_and_enterprises_are_not_there(place: Any) -> None:
    with pytest.raises(NotFound):
        service.of_device(place.inspector, place.foreign)
    with pytest.raises(NotFound):
        service.of_enterprise(place.clerk, place.yard)


@pytest.mark.parametrize("who", ["inspector", "clerk"])
def test_sums_hold_only_what_one_may_see(place: Any, who: str) -> None:
    own = service.at_once(getattr(place, who), Section())
    everything = service.at_once(SYSTEM, Section())
    assert (own.devices, everything.devices) == (3, 4)
    assert [row["region"] for row in own.by_region] == ["440704"] * 2
    assert {row["enterprise"] for row in own.by_enterprise} == {place.mill}
    assert service.at_once(Actor(3, "x", Role.INSPECTOR, ()), Section()).devices == 0


def test_sums_are_the_sums_of_the_devices(place: Any) -> None:
    total = service.at_once(SYSTEM, Section(kind="transformer"))
    by_kind = {row["target"]: row for row in total.by_kind}
    for position, target in enumerate((1, 2)):
        alone = [
            service.of_device(SYSTEM, key).savings[position]
            for key in (place.transformer, place.foreign)
        ]
        for key in ("kgce", "kgce_low", "kgce_high", "kgco2", "kgco2_low", "kgco2_high"):
            assert by_kind[target][key] == pytest.approx(sum(item[key] for item in alone))
        assert (by_kind[target]["devices"], by_kind[target]["saving"]) == (2, 2)
    assert [row["kgco2"] for row in total.by_region] == sorted(
        (row["kgco2"] for row in total.by_region), reverse=True
    )


def test_sums_by_catalogue_item_name_rule_and_clause(place: Any) -> None:
    items = service.of_enterprise(place.clerk, place.mill).by_item
    assert ("transformer.grade", "表1", "advanced") in [
        (row["rule"], row["clause"], row["aim"]) for row in items
    ]


def test_totals_take_each_device_once_per_aim(place: Any) -> None:
    """A truck has one target: it stands in both alternatives."""
    found = service.at_once(SYSTEM, Section())
    for row in found.totals:
        kinds = [item for item in found.by_kind if item["aim"] == row["aim"]]
        assert {item["kind"] for item in kinds} == {"transformer", "truck"}
        for key in ("devices", "saving", "by_default"):
            assert row[key] == sum(item[key] for item in kinds) == 3
        assert row["kgco2"] == pytest.approx(sum(item["kgco2"] for item in kinds))
    assert [row["aim"] for row in found.totals] == ["advanced", "saving"]


@pytest.mark.parametrize("who", ["SYSTEM", "inspector", "clerk"])
def test_the_list_behind_each_number_is_as_long(place: Any, who: str) -> None:
    actor = SYSTEM if who == "SYSTEM" else getattr(place, who)
    found = service.at_once(actor, Section())
    keys = {"by_kind": "kind", "by_region": "region", "by_enterprise": "enterprise"}
    for rows, key in keys.items():
        for row in getattr(found, rows):
            name = "place" if key == "region" else key
            page = listing.page(
                actor, Section(**{name: row[key]}), listing.DeviceFilters(row["aim"])
            )
            assert page.total == row["saving"]
            assert sum(item.kgco2 for item in page.items) == pytest.approx(row["kgco2"])
    for row in found.by_item:
        wanted = listing.DeviceFilters(row["aim"], rule=row["rule"], clause=row["clause"])
        assert listing.page(actor, Section(), wanted).total == row["saving"]
    for row in found.subsidies.programmes:
        wanted = listing.DeviceFilters("advanced", programme=row.programme, status=row.status)
        assert listing.page(actor, Section(), wanted).total == row.devices


def test_a_division_is_listed_without_those_below_its_city(place: Any) -> None:
    origin = writing.Origin("test")
    facts = {**S9, "serial_no": "3"}
    equipment.create(SYSTEM, "transformer", place.mill, "440700", facts, origin)
    wanted = listing.DeviceFilters("advanced")
    assert listing.page(SYSTEM, Section(region="440700"), wanted).total == 3
    assert listing.page(SYSTEM, Section(place="440700"), wanted).total == 1


def test_devices_whose_facts_do_not_suffice_say_what_is_missing(place: Any) -> None:
    origin = writing.Origin("test")
    equipment.create(SYSTEM, "motor", place.mill, "440704", {"model": "Y2-160M-4"}, origin)
    missing = listing.page(
        place.clerk, Section(kind="motor"), listing.DeviceFilters("saving", "missing")
    )
    assert missing.total == 1
    assert "rated_power_kw" in missing.items[0].missing
    assert (
        listing.page(place.clerk, Section(kind="motor"), listing.DeviceFilters("saving")).total == 0
    )


def test_too_many_to_list_is_refused(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "AT_MOST", 1)
    with pytest.raises(Conflict):
        listing.page(SYSTEM, Section(), listing.DeviceFilters("saving"))
    assert listing.page(SYSTEM, Section(kind="truck"), listing.DeviceFilters("saving")).total == 1


def test_subsidies_are_counted_by_programme_and_status(place: Any) -> None:
    found = service.at_once(place.inspector, Section(kind="elevator")).subsidies
    assert (found.devices, found.amount) == (1, 150_000.0)
    counted = {(row.programme, row.status): row.devices for row in found.programmes}
    assert counted["elevator-renewal-2026", "matches"] == 1
    assert counted["elevator-renewal-2024", "closed"] == 1


def test_a_large_part_goes_to_the_background(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 2)
    with pytest.raises(Conflict) as error:
        service.at_once(SYSTEM, Section())
    assert error.value.code == "too_many"
    job = jobs.run(runs.request(place.inspector, Section()).id)
    assert (job.status, job.error) == ("done", "")
    assert job.result["devices"] == 3
    assert job.result["as_of"] == clock.today().isoformat()
    assert (job.done, job.total) == (3, 3)


def test_batches_change_nothing(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = service.at_once(SYSTEM, Section())
    monkeypatch.setattr("inventory.judgement.potential.reading.BATCH", 1)
    assert service.at_once(SYSTEM, Section()) == whole


def test_programmes_are_listed_by_kind_region_and_day(place: Any) -> None:
    everything = {item.id for item in service.programmes()}
    today = {item.id for item in service.programmes("elevator", "440704", clock.today())}
    assert today == {"elevator-renewal-2026", "loan-interest-2026"} & everything
