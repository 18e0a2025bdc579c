"""Models on elimination catalogues: spelling, series, hints, coverage, and what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import standards
from standards.catalogues import catalogues, matched_models, model_key, series_pattern
from standards.errors import LibraryError
from standards.loading import LIBRARY as FOLDER

LIBRARY = standards.load()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("YB-160M-4", "YB160M-4"),
        ("ＹＢ－160M－4", "yb160m-4"),
        ("Y5-47№4C", "Y5-47No.4C"),
        ("LG100×72-1", "LG100*72-1"),
        ("3W-0.9/7型", "3W－0.9／7"),
    ],
)
def test_one_model_in_two_spellings(one: str, other: str) -> None:
    assert model_key(one) == model_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Y2-80M1-2", "Y280M1-2"), ("JO2-51-4", "JO251-4"), ("S9-30", "S930")]
)
def test_two_models_stay_two(one: str, other: str) -> None:
    assert model_key(one) != model_key(other)


@pytest.mark.parametrize(
    ("model", "listed"),
    [
        ("JO2-51-4", True),
        ("JO2L-51-4", False),
        ("JZR-51", True),
        ("JZR51-8", True),
        ("JZR9-51", False),
        ("RX-30-9", False),
    ],
)
def test_a_series_ends_where_another_begins(model: str, listed: bool) -> None:
    assert bool(matched_models(LIBRARY.tables["batch-1"], "motor", [model])) == listed


def test_a_series_is_not_a_form() -> None:
    assert series_pattern("8-18系列").startswith("^8\\-18")


def test_no_entry_is_skipped() -> None:
    covered = {c.table: c for c in standards.coverage(LIBRARY)}
    counts = {t: c.matched + c.hinted + c.unusable for t, c in covered.items()}
    assert counts == {
        "batch-1": 246,
        "batch-2": 202,
        "batch-3": 337,
        "batch-4": 126,
        "industrial-structure-2024": 34,
    }
    assert sum(c.matched for c in covered.values()) > 0.95 * sum(counts.values())


def test_every_exact_and_series_entry_finds_its_own_model() -> None:
    for table in catalogues(LIBRARY):
        for number, row in enumerate(table.rows.to_dicts()):
            if row["match"] in ("exact", "series"):
                for kind in row["kinds"].split(";"):
                    found = matched_models(table, kind, [row["pattern"]])
                    assert (row["pattern"], number) in found, row


@pytest.mark.parametrize(
    ("kind", "facts", "product"),
    [
        ("boiler", {"model": "LHS0.5-0.4-Y"}, "LHS型立式冲天管结构燃油、燃天然气锅炉"),
        ("compressor", {"model": "3W-0.9/7"}, "3W-0.9/7（环状阀）空气压缩机"),
        ("fan", {"name": "烧结鼓风机"}, "烧结鼓风机"),
        ("pump", {"model": "3K-9"}, "单级单吸悬臂泵K型系列"),
    ],
)
def test_an_entry_that_only_people_can_decide_is_a_hint(
    kind: str, facts: dict[str, object], product: str
) -> None:
    hints = standards.catalogue_hints(LIBRARY, kind, facts)
    assert product in [hint.product for hint in hints]
    assert set(hints[0].as_dict()) == {"catalogue", "item", "product", "models", "reason"}


def test_a_modern_machine_gets_no_hint() -> None:
    assert (
        standards.catalogue_hints(LIBRARY, "motor", {"model": "YE5-132M-4", "name": "电机"}) == []
    )
    assert standards.catalogue_hints(LIBRARY, "motor", {}) == []


ENTRIES = "catalogues/batch_4/entries.csv"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace(",exact,JK111-2,", ",exactly,JK111-2,"), "match"),
        (lambda text: text.replace(",motor,exact,JK111-2,", ",kettle,exact,JK111-2,"), "kettle"),
        (lambda text: text.replace(",exact,JK111-2,", ",exact,,"), "pattern"),
        (lambda text: text.replace(",exact,JK111-2,", ",pattern,JK(,"), "pattern"),
    ],
)
def test_a_bad_entry_is_refused_with_its_line(
    tmp_path: Path, change: Callable[[str], str], said: str
) -> None:
    root = Path(shutil.copytree(FOLDER, tmp_path / "library"))
    path = root / ENTRIES
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    with pytest.raises(LibraryError) as caught:
        standards.load_from(root)
    assert caught.value.file == ENTRIES
    assert said in caught.value.message_en and "第54行" in caught.value.key
