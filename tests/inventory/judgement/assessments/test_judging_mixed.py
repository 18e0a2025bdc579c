"""Devices of several kinds are judged together as each is judged alone."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

import standards
from inventory.judgement.assessments import judging

LIBRARY = standards.load()
DAY, HORIZON = date(2026, 11, 21), 365
DEVICES = (
    ("truck", "440704", {"fuel": "柴油", "registered_on": "2012-03-01", "use_nature": "非营运"}),
    (
        "truck",
        "110101",
        {"fuel": "柴油", "registered_on": "2009-03-01", "inspection_valid_to": "2026-12-20"},
    ),
    ("elevator", "360704", {"made_on": "1995", "use_state": "在用"}),
    ("boiler", "140522", {"rated_capacity_tph": 2, "fuel": "烟煤"}),
    ("transformer", "440704", {"model": "S9-400/10", "manufactured_on": "1999"}),
)


def judged(chosen: list[int]) -> list[judging.Judged]:
    found = [DEVICES[index] for index in chosen]
    return judging.judge_mixed(
        LIBRARY,
        [kind for kind, _, _ in found],
        [json.dumps(facts, ensure_ascii=False) for _, _, facts in found],
        [region for _, region, _ in found],
        DAY,
        HORIZON,
        [None] * len(found),
    )


ALONE = [judged([index])[0] for index in range(len(DEVICES))]


def test_the_devices_differ() -> None:
    assert len({item.digest for item in ALONE}) == len(DEVICES)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, len(DEVICES) - 1), max_size=8))
def test_each_is_judged_as_alone_and_in_its_place(chosen: list[int]) -> None:
    assert [item.digest for item in judged(chosen)] == [ALONE[index].digest for index in chosen]


def test_positions_keep_the_order_of_kinds() -> None:
    assert judging.positions(["b", "a", "b"]) == {"b": [0, 2], "a": [1]}
