"""What holds for every grammar: spelling does not matter, nothing is read twice or slowly."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standards.nameplates import MAX_LENGTH, kind_of, kind_of_words, read, reason_text
from standards.nameplates.codes import tables
from standards.nameplates.spelling import repair, spell

KINDS = ("boiler", "transformer", "motor", "pump", "fan", "compressor", "truck", "vehicle")
NAMES = [
    (r["kind"], r["model"].strip())
    for r in csv.DictReader(
        Path(__file__).with_name("real_model_names.csv").read_text(encoding="utf-8").splitlines()
    )
    if r["kind"] in KINDS
]
DASHES = st.sampled_from(["-", "－", "–", "—", "−", "‐", " - ", "- ", " －"])
SLASHES = st.sampled_from(["/", "／", " / ", "∕"])
TIMES = st.sampled_from(["×", "x", "X", "*", "＊"])
BRACKETS = {"(": "（", ")": "）"}
ROMAN = [("III", "Ⅲ"), ("II", "Ⅱ"), ("III", "ⅲ"), ("II", "ⅱ")]


def _full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _says(kind: str, text: str) -> tuple[object, ...]:
    reading = read(kind, text)
    opened = {o.field: o.candidates for o in reading.open}
    traits = {t.field: t.value for t in reading.traits}
    return reading.facts(), reading.presumed(), opened, traits


@st.composite
def _spelled(draw: st.DrawFn) -> tuple[str, str, str]:
    """A kind, a real name, and another spelling of it."""
    kind, name = draw(st.sampled_from(NAMES))
    plain = unicodedata.normalize("NFKC", name)
    text = "".join(draw(DASHES) if c == "-" else draw(SLASHES) if c == "/" else c for c in plain)
    text = "".join(draw(TIMES) if c == "×" else c for c in text)
    if draw(st.booleans()):
        text = text.translate(str.maketrans(BRACKETS))
    for letters, sign in draw(st.permutations(ROMAN)):
        before, found, after = text.partition(letters)
        if found and after[:1] != "I" and before[-1:] in ("A", "W"):
            text = before + sign + after
    text = draw(st.sampled_from([str, str.lower, str.upper, _full_width]))(text)
    return (
        kind,
        name,
        draw(st.sampled_from(["", " ", "　"])) + text + draw(st.sampled_from(["", " "])),
    )


@given(_spelled())
@settings(max_examples=400, deadline=None)
def test_every_spelling_of_a_name_reads_the_same(case: tuple[str, str, str]) -> None:
    kind, name, spelled = case
    assert _says(kind, spelled) == _says(kind, name)


WRITTEN = st.characters(min_codepoint=32, max_codepoint=126) | st.sampled_from(
    "－–—·．／ＳＣ１０Ⅲ（）一型变压器锅炉电机×～№　"
)


@given(st.sampled_from(KINDS), st.text(WRITTEN, max_size=40))
@settings(max_examples=400, deadline=None)
def test_any_text_reads_to_facts_of_the_kind_with_a_place(kind: str, text: str) -> None:
    reading = read(kind, text)
    settled = [f.field for f in (*reading.read, *reading.inferred)]
    assert len(settled) == len(set(settled))
    assert not {o.field for o in reading.open} & set(settled)
    for fact in (*reading.read, *reading.inferred, *reading.traits):
        assert text[slice(*fact.span)] == fact.said != ""
    for fact in reading.inferred:
        assert reason_text(fact.reason) != ("", "")
    for opened in reading.open:
        assert reason_text(opened.reason) != ("", "")


@given(st.sampled_from(NAMES), st.data())
@settings(max_examples=200, deadline=None)
def test_a_name_cut_short_never_says_a_number_that_is_not_in_it(
    case: tuple[str, str], data: st.DataObject
) -> None:
    kind, name = case
    cut = name[: data.draw(st.integers(0, len(name)))]
    for fact in read(kind, cut).read:
        start, end = fact.span
        assert end <= len(cut)
        if fact.field in ("rated_capacity_kva", "poles", "frame_size_mm", "flow_m3h"):
            digits = repair(spell(cut[start:end])).text
            said = {f"{float(fact.value) / scale:g}" for scale in (1, 1000)}  # kVA, MVA
            assert digits in said


@given(st.text(WRITTEN, max_size=60))
@settings(max_examples=200, deadline=None)
def test_spelling_twice_changes_nothing_and_keeps_places(text: str) -> None:
    once = spell(text)
    assert spell(once.text).text == once.text
    assert list(once.places) == sorted(once.places)
    assert len(once.places) == len(once.text)


@pytest.mark.parametrize("char", list("SY1-/.(AIOX× 一锅变泵Ⅲ～№０"))
def test_a_text_longer_than_a_name_is_not_read(char: str) -> None:
    text = char * 100_000
    for kind in KINDS:
        assert read(kind, text).empty
    assert kind_of(text) == ()
    assert kind_of_words(text).kind == ""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "unit", ["S11-", "Y1", "-1", "1/", "A.", "(S", "10-", "1×", "4-72-", "锅炉"]
)
def test_the_longest_text_that_is_read_counts_its_steps(kind: str, unit: str) -> None:
    """At the bound every character repeats: no grammar answers with more facts than fields."""
    text = (unit * MAX_LENGTH)[:MAX_LENGTH]
    reading = read(kind, text)
    assert len(reading.read) + len(reading.inferred) < 20


def test_every_reason_is_used_or_told() -> None:
    known = tables()
    used = {row.reason for f in known.families.values() for row in f.rows}
    assert used - {""} <= set(known.reasons)
    assert all(r.zh and r.en for r in known.reasons.values())
