"""What a benchmark run leaves: charts that show the kept results, and a page that holds them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from tests.benchmarks import charts, run

RESULTS = json.loads(run.RESULTS.read_text("utf-8"))


@pytest.mark.parametrize("name", ["peers.svg", "asked.svg"])
def test_a_chart_shows_the_kept_results(name: str) -> None:
    """`make bench BENCH_ARGS=charts` draws them anew."""
    drawn = charts.rendered(RESULTS["sections"])[name]
    assert (charts.FOLDER / name).read_text("utf-8") == drawn
    assert f"](benchmarks/{name})" in run.PAGE.read_text("utf-8")


def test_every_peer_is_in_one_chart() -> None:
    shown = "".join(ET.fromstring(charts.rendered(RESULTS["sections"])["peers.svg"]).itertext())
    for peer in ("OpenFisca-Core", "WeasyPrint", "datasette", "django-import-export"):
        assert peer in shown


def test_what_misses_its_mark_is_hatched_and_cut_off_where_it_is_long() -> None:
    rows = [
        {"measure": "good", "value": 5.0, "unit": "s", "limit": "at most 10", "note": ""},
        {"measure": "bad <&>", "value": 1500.0, "unit": "ms", "limit": "under 1,000", "note": ""},
        {"measure": "worse", "value": 90.0, "unit": "s", "limit": "under 30", "note": ""},
        {"measure": "told", "value": None, "shown": "1 and 2", "unit": "", "limit": "under 3"},
        {"measure": "free", "value": 1.0, "unit": "s", "limit": "", "note": ""},
    ]
    drawn = charts.svg(charts.asked([{"title": "Made up", "rows": rows}]))
    ET.fromstring(drawn)
    assert drawn.count("url(#miss)") == 2
    assert [text in drawn for text in ("5 of 10 s", "90 of 30 s →", "bad &lt;&amp;&gt;")] == [
        True
    ] * 3
    assert "told" not in drawn and "free" not in drawn


def test_the_page_is_made_from_what_is_kept() -> None:
    """What people wrote beside the tables stays when a run replaces the figures."""
    made = run.page(RESULTS)
    assert run.PAGE.read_text("utf-8") == made
    for section in RESULTS["sections"]:
        assert f"\n## {section['title']}\n" in made
        for line in (*section.get("intro", ()), *section.get("remarks", ())):
            assert line in made
    fresh = [{"title": RESULTS["sections"][0]["title"], "rows": [], "remarks": ["new"]}]
    merged = run.merged(
        {"sections": [{**fresh[0], "intro": ["why"], "after": ["but"], "remarks": ["old"]}]}, fresh
    )
    assert merged["sections"] == [{**fresh[0], "intro": ["why"], "after": ["but"]}]
