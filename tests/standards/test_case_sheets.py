"""The grammar of case sheets: what is shared, what a case says otherwise, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import sheets

SHEET = """
kind = "boiler"
region = "110101"
as_of = 2026-11-21
[[group]]
rule = "boiler.grade"
facts = { fuel = "天然气", condensing = false }
[[group.case]]
name = "first"
facts = { condensing = "none", made_on = 2020-01-01 }
expect = { outcome = "meets", level = "none" }
others = { "boiler.emission" = { outcome = "unknown" } }
verdict = "none"
[[group.case]]
name = "second"
region = "none"
as_of = 2020-01-01
horizon = 30
expect = "nothing"
absent = ["boiler.emission"]
verdict = "meets"
"""


def test_a_case_has_what_is_shared_and_what_it_says_otherwise() -> None:
    first, second = sheets.cases(SHEET)
    assert first["case"] == "boiler.grade: first"
    assert first["facts"] == {"fuel": "天然气", "made_on": "2020-01-01"}
    assert first["expect"] == {
        "boiler.emission": {"outcome": "unknown"},
        "boiler.grade": {"outcome": "meets", "level": None},
    }
    assert (first["region"], first["as_of"], first["horizon"]) == ("110101", "2026-11-21", 365)
    assert first["verdict"] is None
    assert second["facts"] == {"fuel": "天然气", "condensing": False}
    assert (second["region"], second["as_of"], second["horizon"]) == (None, "2020-01-01", 30)
    assert second["expect"] == {}
    assert second["absent"] == ["boiler.emission", "boiler.grade"]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('kind = "boiler"', 'kinds = "boiler"', "kinds"),
        ('rule = "boiler.grade"', 'rules = "boiler.grade"', "rules"),
        ("horizon = 30", "horizons = 30", "horizons"),
        ('name = "second"', 'name = "first"', "first"),
    ],
)
def test_a_slip_in_a_sheet_is_refused(old: str, new: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / "boiler.toml"
    path.write_text(SHEET.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=named):
        sheets.of_file(path)
