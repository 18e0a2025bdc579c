"""Two records of one device become one and can be taken apart; nothing gets lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inventory.core.access import SYSTEM
from inventory.core.errors import Conflict, Invalid, NotFound
from inventory.judgement.alerts.models import Alert
from inventory.judgement.ledger import kind_counts, listing, merging, rejudging, transfers, writing
from inventory.judgement.ledger import service as equipment
from inventory.registry.equipment import lookup, retrieval
from inventory.registry.equipment.models import Equipment

ORIGIN = writing.Origin("api", reason="重复登记")
TODAY = date(2026, 11, 21)


def merge(kept: Equipment, gone: Equipment, **choices: str) -> Equipment:
    return merging.merge(SYSTEM, kept.id, gone.id, choices, (kept.version, gone.version), ORIGIN)


def listed() -> list[int]:
    return [item.id for item in listing.page(SYSTEM, listing.Filters(), "id").items]


@pytest.fixture
def pair(county: Any) -> tuple[Equipment, Equipment]:
    return (
        county.device(manufacturer="甲厂", serial_no="1", no_load_loss_w=480),
        county.device(manufacturer="甲厂", serial_no="2", no_load_loss_w=500, location="东房"),
    )


def test_side_by_side(pair: tuple[Equipment, Equipment]) -> None:
    shown = merging.compare(SYSTEM, pair[0].id, pair[1].id)
    fields = {item.field: item for item in shown.fields}
    assert (fields["no_load_loss_w"].this, fields["no_load_loss_w"].other) == (480, 500)
    assert (fields["no_load_loss_w"].unit, fields["no_load_loss_w"].same) == ("W", False)
    assert fields["model"].same
    assert shown.obstacles == []
    assert merging.compare(SYSTEM, pair[0].id, pair[0].id).obstacles[0].code == "same_device"


def test_choices_decide_and_blanks_are_filled(pair: tuple[Equipment, Equipment]) -> None:
    kept = merge(*pair, no_load_loss_w="other")
    assert kept.facts["no_load_loss_w"] == 500
    assert kept.facts["location"] == "东房"
    assert kept.facts["serial_no"] == "1"


def test_a_blank_can_be_chosen(pair: tuple[Equipment, Equipment]) -> None:
    assert "location" not in merge(*pair, location="this").facts


def test_the_other_record_is_kept_but_counts_no_more(pair: tuple[Equipment, Equipment]) -> None:
    merge(*pair)
    gone = retrieval.get(SYSTEM, pair[1].id)
    assert (gone.gone, gone.merged_into_id) == ("merged", pair[0].id)
    assert listed() == [pair[0].id]
    assert sum(row.count for row in kind_counts.summary(SYSTEM)) == 1
    never = date(9999, 12, 31)
    for filters in (
        listing.Filters(verdict="eliminate"),
        listing.Filters(due_to=never),
        listing.Filters(due_to=TODAY),
        listing.Filters(q="S7"),
        listing.Filters(region="4407"),
    ):
        assert pair[1].id not in [item.id for item in listing.page(SYSTEM, filters).items]
    assert rejudging.rejudge_all(TODAY, 365).judged == 1
    assert {
        alert.equipment_id for alert in Alert.select().where(Alert.open_key.is_null(False))
    } <= {pair[0].id}
    with pytest.raises(Conflict) as refusal:
        equipment.update(SYSTEM, gone.id, gone.version, ORIGIN, facts={"location": "x"})
    assert refusal.value.code == "merged"


def test_both_numbers_lead_to_the_device_that_was_kept(pair: tuple[Equipment, Equipment]) -> None:
    kept = merge(*pair)
    numbers = [("manufacturer+serial_no", f"甲厂|{number}") for number in (1, 2)]
    known = lookup.known_identities("transformer", numbers)
    assert [known[number] for number in numbers] == [kept.id, kept.id]
    later = equipment.update(SYSTEM, kept.id, kept.version, ORIGIN, facts={"serial_no": "2"})
    assert lookup.known_identities("transformer", numbers)[numbers[1]] == later.id


def test_unmerging_restores_both_exactly(pair: tuple[Equipment, Equipment]) -> None:
    kept = merge(*pair, no_load_loss_w="other", serial_no="other")
    merging.unmerge(SYSTEM, kept.id, None, kept.version, ORIGIN)
    for before in pair:
        after = retrieval.get(SYSTEM, before.id)
        same = (
            "facts",
            "verdict",
            "enterprise_id",
            "region",
            "gone",
            "merged_into_id",
            "identifier",
            "findings_digest",
            "next_due",
            "fingerprint",
        )
        assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    numbers = [("manufacturer+serial_no", f"甲厂|{number}") for number in (1, 2)]
    known = lookup.known_identities("transformer", numbers)
    assert [known[number] for number in numbers] == [item.id for item in pair]
    assert listed() == sorted(item.id for item in pair)
    assert [item.after is None for item in equipment.revisions(SYSTEM, pair[1].id)] == [
        False,
        True,
        False,
    ]


def test_unmerging_keeps_what_came_later(pair: tuple[Equipment, Equipment]) -> None:
    kept = merge(*pair, no_load_loss_w="other")
    kept = equipment.update(SYSTEM, kept.id, kept.version, ORIGIN, facts={"no_load_loss_w": 510})
    back = merging.unmerge(SYSTEM, pair[1].id, None, kept.version, ORIGIN)
    assert back.id == pair[0].id
    assert back.facts["no_load_loss_w"] == 510
    assert "location" not in back.facts


def test_merges_in_a_chain_come_apart_one_by_one(county: Any) -> None:
    first, second, third = (county.device(manufacturer="甲", serial_no=str(n)) for n in range(3))
    second = merge(second, third)
    kept = merge(first, second)
    number = ("manufacturer+serial_no", "甲|2")
    assert lookup.known_identities("transformer", [number])[number] == first.id
    merging.unmerge(SYSTEM, first.id, None, kept.version, ORIGIN)
    assert lookup.known_identities("transformer", [number])[number] == second.id
    second = retrieval.get(SYSTEM, second.id)
    merging.unmerge(SYSTEM, second.id, None, second.version, ORIGIN)
    assert lookup.known_identities("transformer", [number])[number] == third.id
    assert listed() == [first.id, second.id, third.id]


def test_what_cannot_be_merged_is_refused(county: Any, pair: tuple[Equipment, Equipment]) -> None:
    kept, other = pair
    foreign = county.device(county.two, serial_no="9")
    with pytest.raises(Conflict) as refusal:
        merge(kept, foreign)
    assert refusal.value.code == "other_enterprise"
    with pytest.raises(Invalid) as invalid:
        merge(kept, other, colour="this")
    assert invalid.value.details[0]["field"] == "colour"
    far = county.device(county.far, serial_no="10")
    with pytest.raises(NotFound):
        merging.compare(county.inspector, kept.id, far.id)
    with pytest.raises(Conflict) as nothing:
        merging.unmerge(SYSTEM, kept.id, None, kept.version, ORIGIN)
    assert nothing.value.code == "no_merge"
    equipment.update(SYSTEM, other.id, 1, ORIGIN, facts={"location": "x"})
    with pytest.raises(Conflict) as late:
        merge(kept, other)
    assert late.value.code == "version"
    assert retrieval.get(SYSTEM, kept.id).version == 1
    assert transfers.find(SYSTEM).total == 0


def test_the_night_does_not_bring_back_what_was_merged_meanwhile(
    pair: tuple[Equipment, Equipment], monkeypatch: pytest.MonkeyPatch
) -> None:
    Equipment.update(findings_digest="as of another library").execute()
    outcomes = rejudging.judging.outcomes

    def slowly(*args: Any) -> Any:
        monkeypatch.setattr(rejudging.judging, "outcomes", outcomes)
        merge(*pair)
        return outcomes(*args)

    monkeypatch.setattr(rejudging.judging, "outcomes", slowly)
    assert rejudging.rejudge_all(TODAY, 365).changed == 0
    gone = retrieval.get(SYSTEM, pair[1].id)
    assert (gone.verdict, gone.verdict_rank) == (None, 99)
    assert listed() == [pair[0].id]


@pytest.mark.parametrize(
    ("numbers", "choice", "left"),
    [
        ((1, 1), None, 1),
        ((3, 1), "this", 3),
        ((3, 1), "other", 1),
        ((3, 1), "sum", 4),
        ((1, 4), "this", 1),
        ((1, 4), "other", 4),
        ((2, 2), "sum", 4),
        ((2, 2), "this", 2),
    ],
)
def test_how_many_devices_the_merged_record_stands_for(
    county: Any, numbers: tuple[int, int], choice: str | None, left: int
) -> None:
    told = [{"quantity": number} if number > 1 else {} for number in numbers]
    kept, gone = (county.device(location=str(n), **facts) for n, facts in enumerate(told))
    merged = merge(kept, gone, **({"quantity": choice} if choice else {}))
    assert merged.quantity == left
    merging.unmerge(SYSTEM, kept.id, gone.id, merged.version, ORIGIN)
    assert [retrieval.get(SYSTEM, key).quantity for key in (kept.id, gone.id)] == [*numbers]


@pytest.mark.parametrize("numbers", [(3, 1), (1, 3), (2, 2)])
def test_a_number_of_devices_is_never_chosen_by_itself(
    county: Any, numbers: tuple[int, int]
) -> None:
    kept, gone = (county.device(quantity=number, location=str(number)) for number in numbers)
    with pytest.raises(Invalid) as refused:
        merge(kept, gone)
    assert refused.value.code == "quantity_unsaid"
    assert [retrieval.get(SYSTEM, key).quantity for key in (kept.id, gone.id)] == [*numbers]


def test_only_the_number_of_devices_adds_up(pair: tuple[Equipment, Equipment]) -> None:
    with pytest.raises(Invalid):
        merge(*pair, no_load_loss_w="sum")
