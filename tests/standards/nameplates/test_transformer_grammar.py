"""The grammar of model names: every spelling of a name has the same parts."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from standards.nameplates import nameplates, normalise, parse

SPELLINGS = [
    ("S11-M-400/10", "S", 11, "M", 400, 10),
    ("s11-m-400/10", "S", 11, "M", 400, 10),
    ("Ｓ１１－Ｍ－４００／１０", "S", 11, "M", 400, 10),
    ("S11 - M - 400 / 10", "S", 11, "M", 400, 10),
    ("S11—M—400/10", "S", 11, "M", 400, 10),
    ("S11–M–400/10", "S", 11, "M", 400, 10),
    ("S11 M 400/10", "S", 11, "M", 400, 10),
    ("S11M-400/10", "S", 11, "M", 400, 10),
    ("S11-M.400/10", "S", 11, "M", 400, 10),
    ("S11-M-400kVA/10kV", "S", 11, "M", 400, 10),
    ("S11-M-400/10型", "S", 11, "M", 400, 10),
    ("S11 400/10", "S", 11, "", 400, 10),
    ("S11-M-400", "S", 11, "M", 400, None),
    ("S9-M·R-315/10-0.4", "S", 9, "MR", 315, 10),
    ("S9-M•R-315/10-0.4", "S", 9, "MR", 315, 10),
    ("S9-M.R-315/10/0.4", "S", 9, "MR", 315, 10),
    ("SCB10-1000/10", "SCB", 10, "", 1000, 10),
    ("scb10－1000／10", "SCB", 10, "", 1000, 10),
    ("SC(B)10-1000/10", "SCB", 10, "", 1000, 10),
    ("SC（B）10-1000/10", "SCB", 10, "", 1000, 10),
    ("S13-M.RL-200/10", "S", 13, "MRL", 200, 10),
    ("S13-M·RL-200/10", "S", 13, "MRL", 200, 10),
    ("SBH15-M-160/10", "SBH", 15, "M", 160, 10),
    ("SL7－315/10", "SL", 7, "", 315, 10),
    ("SL7-315-10", "SL", 7, "", 315, 10),
    ("S7-315∕10", "S", 7, "", 315, 10),
    ("S20-M-400/10-NX2", "S", 20, "M", 400, 10),
    ("S20-M.NX2-400/10", "S", 20, "M", 400, 10),
    ("S9-M-31.5/10", "S", 9, "M", 31.5, 10),
    ("SZ11-M-2500/10", "SZ", 11, "M", 2500, 10),
    ("SJL1-100/10", "SJL", 1, "", 100, 10),
    ("SJ-100/10", "SJ", None, "", 100, 10),
    ("S-400/10", "S", None, "", 400, 10),
    ("S400/10", "S", None, "", 400, 10),
    ("油浸式S9-250/10", "S", 9, "", 250, 10),
    ("ZX-400", "ZX", None, "", 400, None),
    ("S11", "S", 11, "", None, None),
    ("", "", None, "", None, None),
    ("变压器", "", None, "", None, None),
]


@pytest.mark.parametrize(("model", "letters", "series", "tags", "capacity", "voltage"), SPELLINGS)
def test_parts(
    model: str,
    letters: str,
    series: int | None,
    tags: str,
    capacity: float | None,
    voltage: float | None,
) -> None:
    plate = parse(model)
    assert (plate.letters, plate.series, plate.tags) == (letters, series, tags)
    assert (plate.capacity_kva, plate.voltage_kv) == (capacity, voltage)


def test_low_side_and_kind_of_core() -> None:
    assert parse("S9-M·R-315/10-0.4").low_voltage_kv == 0.4
    assert parse("SBH15-M-160/10").amorphous
    assert not parse("S11-M-160/10").amorphous
    assert parse("SCB10-160/10").dry
    assert parse("SGB8-160/10").dry
    assert not parse("SBH15-M-160/10").dry


def test_boiler_models_normalise() -> None:
    assert normalise("KZL4一13一AⅢ") == "KZL4-13-AIII"
    assert normalise("ＬＳＧ０．４－８－Ａ３") == "LSG0.4-8-A3"
    assert normalise(" kzl2－8(I) ") == "KZL2-8(I)"


LETTERS = st.sampled_from(["S", "SL", "SZ", "SBH", "SCB", "SG", "SGB", "SJL", "SCBH"])
TAGS = st.sampled_from(["", "M", "MR", "MRL", "RL"])
SIZES = st.sampled_from([30, 50, 63, 100, 315, 400, 1000, 2500])
DASHES = st.sampled_from(["-", "－", "–", "—", "−", "‐", " - ", "- ", " －"])
SLASHES = st.sampled_from(["/", "／", " / ", "∕"])
DOTS = st.sampled_from(["", ".", "·", "•", "．"])


def _full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@st.composite
def _spelling(draw: st.DrawFn) -> tuple[str, str]:
    """A plain name and one of its spellings."""
    letters, series, tags = draw(LETTERS), draw(st.integers(7, 25)), draw(TAGS)
    size, low = draw(SIZES), draw(st.sampled_from(["", "0.4"]))
    middle = draw(DOTS).join(tags)
    plain = f"{letters}{series}" + (f"-{tags}" if tags else "") + f"-{size}/10"
    text = f"{letters}{series}" + (draw(DASHES) + middle if tags else "")
    text += f"{draw(DASHES)}{size}{draw(SLASHES)}10"
    if low:
        plain, text = plain + f"-{low}", text + draw(DASHES) + low
    text = draw(st.sampled_from([str, str.lower, str.upper, _full_width]))(text)
    return plain, draw(st.sampled_from(["", " "])) + text + draw(st.sampled_from(["", "  "]))


@given(_spelling())
@settings(max_examples=100)
def test_every_spelling_has_the_same_parts(pair: tuple[str, str]) -> None:
    plain, spelled = pair
    assert parse(spelled) == parse(plain)
    assert normalise(spelled) == normalise(plain)


WRITTEN = st.characters(min_codepoint=32, max_codepoint=126) | st.sampled_from(
    "－–—·．／ＳＣ１０Ⅲ（）一型变压器　"
)


@given(st.text(WRITTEN, max_size=30))
@example("0.一0")
@settings(max_examples=100)
def test_any_text_is_parsed_and_normalising_is_idempotent(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert parse(text).normalised == normalise(text)


def test_frame_of_nameplates_keeps_the_names_as_written() -> None:
    frame = nameplates(["s11－M－400/10", "S11-M-400/10"])
    assert frame["model"].to_list() == ["s11－M－400/10", "S11-M-400/10"]
    assert frame["np_key"].to_list() == ["S11", "S11"]
    assert nameplates([]).height == 0
