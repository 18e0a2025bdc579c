"""Figures of devices, and their sums within what somebody may see."""

from __future__ import annotations

from typing import Any

import pytest

from inventory import clock
from inventory.access import SYSTEM, Actor, Role
from inventory.errors import Conflict, NotFound
from inventory.jobs import kinds as _kinds  # noqa: F401  registers the kinds of jobs
from inventory.jobs import service as jobs
from inventory.potential import runs, service
from inventory.potential.reading import Part


def test_a_device_opens_to_formula_inputs_and_programmes(place: Any) -> None:
    found = service.of_device(place.inspector, place.transformer)
    first, second = found["savings"]
    assert (first["target"], second["target"]) == (1, 2)
    assert first["formula"] and first["factors"][1]["region"] == "广东"
    assert first["defaults"] == ["load_rate_pct", "annual_hours"]
    assert {a["programme"] for a in found["subsidies"]} >= {"industrial-renewal-2026"}
    assert found["subsidy"] is None


def test_an_elevator_of_18_stations_is_paid_150_000_in_2026(place: Any) -> None:
    assert service.of_device(SYSTEM, place.lift)["subsidy"] == {
        "amount": 150_000.0, "amount_most": 150_000.0
    }  # fmt: skip


def test_foreign_devices_and_enterprises_are_not_there(place: Any) -> None:
    with pytest.raises(NotFound):
        service.of_device(place.inspector, place.foreign)
    with pytest.raises(NotFound):
        service.of_enterprise(place.clerk, place.yard)


@pytest.mark.parametrize("who", ["inspector", "clerk"])
def test_sums_hold_only_what_one_may_see(place: Any, who: str) -> None:
    own = service.at_once(getattr(place, who), Part())
    everything = service.at_once(SYSTEM, Part())
    assert (own["devices"], everything["devices"]) == (3, 4)
    assert [row["region"] for row in own["by_region"]] == ["440704"] * 3
    assert {row["enterprise"] for row in own["by_enterprise"]} == {place.mill}
    assert service.at_once(Actor(3, "x", Role.INSPECTOR, ()), Part())["devices"] == 0


def test_sums_are_the_sums_of_the_devices(place: Any) -> None:
    total = service.at_once(SYSTEM, Part(kind="transformer"))
    by_kind = {row["target"]: row for row in total["by_kind"]}
    for position, target in enumerate((1, 2)):
        alone = [
            service.of_device(SYSTEM, key)["savings"][position]
            for key in (place.transformer, place.foreign)
        ]
        for key in ("kgce", "kgce_low", "kgce_high", "kgco2", "kgco2_low", "kgco2_high"):
            assert by_kind[target][key] == pytest.approx(sum(item[key] for item in alone))
        assert (by_kind[target]["devices"], by_kind[target]["saving"]) == (2, 2)
    assert [row["kgco2"] for row in total["by_region"]] == sorted(
        (row["kgco2"] for row in total["by_region"]), reverse=True
    )


def test_sums_by_catalogue_item_name_rule_and_clause(place: Any) -> None:
    items = service.of_enterprise(place.clerk, place.mill)["by_item"]
    assert ("transformer.grade", "表1", 1) in [
        (row["rule"], row["clause"], row["target"]) for row in items
    ]


def test_subsidies_are_counted_by_programme_and_status(place: Any) -> None:
    found = service.at_once(place.inspector, Part(kind="elevator"))["subsidies"]
    assert (found["devices"], found["amount"]) == (1, 150_000.0)
    counted = {(row["programme"], row["status"]): row["devices"] for row in found["programmes"]}
    assert counted["elevator-renewal-2026", "matches"] == 1
    assert counted["elevator-renewal-2024", "closed"] == 1


def test_a_large_part_goes_to_the_background(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 2)
    with pytest.raises(Conflict) as error:
        service.at_once(SYSTEM, Part())
    assert error.value.code == "too_many"
    job = jobs.run(runs.request(place.inspector, Part()).id)
    assert (job.status, job.error) == ("done", "")
    assert job.result["devices"] == 3
    assert job.result["as_of"] == clock.today().isoformat()
    assert (job.done, job.total) == (3, 3)


def test_batches_change_nothing(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = service.at_once(SYSTEM, Part())
    monkeypatch.setattr("inventory.potential.reading.BATCH", 1)
    assert service.at_once(SYSTEM, Part()) == whole


def test_programmes_are_listed_by_kind_region_and_day(place: Any) -> None:
    everything = {item["id"] for item in service.programmes()}
    today = {item["id"] for item in service.programmes("elevator", "440704", clock.today())}
    assert today == {"elevator-renewal-2026", "loan-interest-2026"} & everything
