"""Names as they stand in registers, catalogues and lists, with what they say and must not say.

``real_model_names.csv`` comes from the project's reference data, with source and certainty.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from standards.nameplates import kind_of, read

NAMES = Path(__file__).with_name("real_model_names.csv")
YESNO = {"是": True, "否": False}
ROWS = list(csv.DictReader(NAMES.read_text(encoding="utf-8").splitlines()))
READABLE = [r for r in ROWS if r["kind"] not in ("(none)", "furnace", "vehicle")]


def _expected(cell: str) -> dict[str, object]:
    return {k: YESNO.get(v, v) if isinstance(v, str) else v for k, v in json.loads(cell).items()}


@pytest.mark.parametrize("row", READABLE, ids=lambda r: f"{r['kind']}-{r['model'].strip()}")
def test_a_name_says_this_and_no_more(row: dict[str, str]) -> None:
    reading = read(row["kind"], row["model"])
    facts, presumed = reading.facts(), reading.presumed()
    for field, value in _expected(row["facts_read"]).items():
        assert facts.get(field) == value, field
    for field, value in _expected(row["facts_presumed"]).items():
        assert presumed.get(field) == value, field
    for field in filter(None, row["must_stay_empty"].split(";")):
        assert field not in facts
        assert field not in presumed


@pytest.mark.parametrize("row", READABLE, ids=lambda r: f"{r['kind']}-{r['model'].strip()}")
def test_every_fact_points_at_the_text_that_says_it(row: dict[str, str]) -> None:
    reading = read(row["kind"], row["model"])
    for fact in (*reading.read, *reading.inferred, *reading.traits):
        start, end = fact.span
        assert 0 <= start < end <= len(row["model"])
        assert row["model"][start:end] == fact.said


@pytest.mark.parametrize("row", READABLE, ids=lambda r: f"{r['kind']}-{r['model'].strip()}")
def test_the_form_of_a_name_never_leads_to_another_kind_first(row: dict[str, str]) -> None:
    hints = kind_of(row["model"])
    if "motor" in row["model"].lower():
        assert {h.kind for h in hints} == {"motor", "pump"}
    elif hints:
        assert hints[0].kind == row["kind"]


def test_most_names_are_known_by_their_form() -> None:
    known = [r for r in READABLE if kind_of(r["model"])]
    assert len(known) >= 0.9 * len(READABLE)


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r["kind"] == "(none)"], ids=lambda r: r["model"]
)
def test_other_apparatus_has_no_kind(row: dict[str, str]) -> None:
    assert kind_of(row["model"]) == ()
