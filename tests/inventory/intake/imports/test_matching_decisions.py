"""What becomes of a row in view of the ledger, as a table; nothing here opens a database."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.core.errors import Invalid
from inventory.intake.imports.candidates import Candidate, Decision, Ledger
from inventory.intake.imports.matching import Matcher, fingerprints
from inventory.people.enterprises.service import Named
from inventory.registry.equipment.models import Equipment

MILL, OTHER = 1, 2
OWNERS = {Named("厂", None, "440704"): MILL, Named("店", None, "440704"): OTHER}
PLATE = {"plate_no": "粤J12345"}
NUMBER = ("plate_no", "粤J12345")
PLAIN = {"name": "货车", "model": "DFL1160"}


def row(number: int = 1, owner: str = "厂", decision: str = "", **facts: Any) -> Candidate:
    target = facts.pop("target", None)
    return Candidate(number, "truck", facts, owner, None, "440704", decision, target)


def device(key: int, owner: int = MILL, region: str = "440704", **facts: Any) -> Equipment:
    return Equipment(
        id=key,
        kind="truck",
        enterprise=owner,
        region=region,
        facts=facts,
        sources=None,
        use_state=facts.get("use_state", ""),
    )


def ledger(*devices: Equipment, departed: tuple[int, ...] = (), near: bool = False) -> Ledger:
    """The devices of the ledger by the plate in their facts; `departed` are out of service."""
    known: dict[tuple[str, str], int] = {}
    gone: dict[tuple[str, str], list[int]] = {}
    for item in devices:
        if "plate_no" in item.facts:
            number = ("plate_no", item.facts["plate_no"])
            if item.id in departed:
                gone.setdefault(number, []).append(item.id)
            else:
                known[number] = item.id
    by_id = {item.id: item for item in devices}
    return Ledger({}, {"truck": known}, {"truck": gone}, by_id, devices if near else ())


def decide(
    rows: list[Candidate],
    held: Ledger,
    suggested: str = "reject",
    regions: tuple[str, ...] = ("440704",),
) -> list[Decision]:
    matcher = Matcher(OWNERS, fingerprints(rows, OWNERS), set(), regions)
    return matcher.decide(matcher.begin(rows), held, suggested)


IN_USE, SCRAPPED = {"use_state": "在用"}, {"use_state": "报废"}
TABLE: list[tuple[str, Candidate, Ledger, tuple[str, str | None, int | None]]] = [
    ("a new number", row(**PLATE), ledger(), ("created", None, None)),
    ("skipped by a person", row(decision="skip", **PLATE), ledger(), ("skipped", None, None)),
    ("the same facts", row(**PLATE), ledger(device(7, **PLATE)), ("unchanged", None, 7)),
    (
        "another value",
        row(**PLATE, model="X"),
        ledger(device(7, **PLATE)),
        ("updated", None, 7),
    ),
    (
        "a blank takes nothing away",
        row(**PLATE),
        ledger(device(7, **PLATE, model="X")),
        ("unchanged", None, 7),
    ),
    (
        "somebody else's",
        row(**PLATE),
        ledger(device(7, OTHER, **PLATE)),
        ("rejected", "other_enterprise", None),
    ),
    (
        "outside the division",
        row(**PLATE),
        ledger(device(7, region="140522", **PLATE)),
        ("rejected", "device_outside", None),
    ),
    (
        "two devices",
        row(decision="update", target=8, **PLATE),
        ledger(device(7, **PLATE), device(8)),
        ("rejected", "identity_conflict", None),
    ),
    (
        "back in service",
        row(**PLATE, **IN_USE),
        ledger(device(7, **PLATE, **SCRAPPED), departed=(7,)),
        ("created", "reentry", None),
    ),
    (
        "still out of service",
        row(**PLATE, **SCRAPPED),
        ledger(device(7, **PLATE, **SCRAPPED), departed=(7,)),
        ("unchanged", None, 7),
    ),
    (
        "nothing said of its state",
        row(**PLATE, model="X"),
        ledger(device(7, **PLATE, **SCRAPPED), departed=(7,)),
        ("updated", None, 7),
    ),
    (
        "reported gone while another has it",
        row(**PLATE, **SCRAPPED),
        ledger(device(7, OTHER, **PLATE, **IN_USE)),
        ("created", "reentry", None),
    ),
    (
        "chosen by a person",
        row(decision="update", target=8, **PLAIN),
        ledger(device(8)),
        ("updated", None, 8),
    ),
    (
        "resembles a device",
        row(**PLAIN),
        ledger(device(7, **PLAIN), near=True),
        ("rejected", "possible_duplicate", None),
    ),
    (
        "said to be new",
        row(decision="create", **PLAIN),
        ledger(device(7, **PLAIN), near=True),
        ("created", None, None),
    ),
    (
        "another model",
        row(**PLAIN),
        ledger(device(7, name="货车", model="Y"), near=True),
        ("created", None, None),
    ),
]


@pytest.mark.parametrize(
    ("candidate", "held", "wanted"), [item[1:] for item in TABLE], ids=[item[0] for item in TABLE]
)
def test_a_row_and_what_becomes_of_it(
    candidate: Candidate, held: Ledger, wanted: tuple[str, str | None, int | None]
) -> None:
    (found,) = decide([candidate], held)
    code = found.problem.code if found.problem else None
    assert (found.status, code, found.device_id) == wanted


def test_a_row_whose_enterprise_is_in_doubt_is_refused_with_its_reason() -> None:
    item = row(**PLATE)
    refusal = Invalid("名称与代码不符", "Name and code differ", "enterprise_conflict", "请核对")
    owners = {item.owner: refusal}
    marks = fingerprints([item], owners)
    (found,) = Matcher(owners, marks, set(), ()).begin([item])
    assert marks == {} and found.status == "rejected"
    assert found.problem and found.problem.code == "enterprise_conflict"


@pytest.mark.parametrize(
    ("suggested", "statuses"),
    [
        ("update", ["unchanged", "created"]),
        ("create", ["created", "created"]),
        ("reject", ["rejected", "rejected"]),
    ],
)
def test_two_rows_that_resemble_one_device(suggested: str, statuses: list[str]) -> None:
    rows = [row(1, **PLAIN), row(2, **PLAIN)]
    found = decide(rows, ledger(device(7, **PLAIN), near=True), suggested)
    assert [item.status for item in found] == statuses


def test_a_device_that_a_row_repeats_word_for_word_resembles_no_other() -> None:
    rows = [row(1, **PLAIN)]
    marks = fingerprints(rows, OWNERS)
    held = ledger(device(7, **PLAIN), near=True)
    matcher = Matcher(OWNERS, marks, {7}, ("440704",))
    (found,) = matcher.decide(matcher.begin(rows), held, "reject")
    assert found.status == "created"
    repeated = Ledger({marks[1]: 7}, {}, {}, {})
    (found,) = matcher.decide(matcher.begin(rows), repeated, "reject")
    assert (found.status, found.device_id) == ("unchanged", 7)


CANDIDATES = st.builds(
    row,
    number=st.integers(1, 9),
    owner=st.sampled_from(["厂", "店"]),
    plate_no=st.sampled_from(["", "粤J1", "粤J2"]),
    use_state=st.sampled_from(["", "在用", "报废"]),
)
HELD = st.lists(
    st.builds(
        device,
        st.integers(1, 6),
        st.sampled_from([MILL, OTHER]),
        plate_no=st.sampled_from(["粤J1", "粤J2"]),
        use_state=st.sampled_from(["在用", "报废"]),
    ),
    max_size=4,
    unique_by=lambda item: item.id,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(CANDIDATES, max_size=5, unique_by=lambda item: item.row), HELD)
def test_decisions_are_final_repeatable_and_never_touch_another_enterprise(
    rows: list[Candidate], devices: list[Equipment]
) -> None:
    out = tuple(item.id for item in devices if item.use_state == "报废")
    held = ledger(*devices, departed=out, near=True)
    before = json.dumps([item.facts for item in devices], ensure_ascii=False)
    found = decide(rows, held)
    assert [item.candidate.row for item in found] == [item.row for item in rows]
    assert {item.status for item in found} <= {"created", "updated", "unchanged", "rejected"}
    assert all(item.problem for item in found if item.status == "rejected")
    assert all(item.device.enterprise_id == item.enterprise for item in found if item.device)
    assert found == decide(rows, held)
    assert json.dumps([item.facts for item in devices], ensure_ascii=False) == before
