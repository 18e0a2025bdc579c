"""What is wrong in a document, a table or a text is refused with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

import standards
from standards.errors import LibraryError
from tests.standards.damage import Change, appended, assert_refused, refused, replaced

EFFICIENCY = "tables/GB_24500-2020/efficiency.csv"


@refused(
    ("not TOML", "documents.toml", appended("\n[[document]\n"), "-"),
    (
        "document twice",
        "documents.toml",
        appended(
            '\n[[document]]\nnumber = "GB 13271-2014"\n'
            'title = "x"\ntype = "law"\ncertainty = "single"\n'
        ),
        "document[GB 13271-2014].number",
    ),
    (
        "bad date",
        "documents.toml",
        replaced("in_force = 2014-07-01", 'in_force = "2014-07-01"'),
        "document[GB 13271-2014].in_force",
    ),
    (
        "word of certainty",
        "documents.toml",
        replaced('certainty = "single"', 'certainty = "sure"'),
        "document[GB 24500-2020].certainty",
    ),
    (
        "superseded before in force",
        "documents.toml",
        replaced("superseded_on = 2025-02-01", "superseded_on = 2020-02-01"),
        "document[GB 20052-2020].superseded_on",
    ),
    (
        "superseded by nothing",
        "documents.toml",
        replaced('superseded_by = "GB 20052-2024"', 'superseded_by = "GB 1"'),
        "document[GB 20052-2020].superseded_by",
    ),
    (
        "in force before issued",
        "documents.toml",
        replaced("issued = 2024-04-29", "issued = 2026-04-29"),
        "document[GB 20052-2024].in_force",
    ),
    (
        "table of an unknown document",
        "tables.toml",
        replaced('document = "GB 13271-2014"', 'document = "GB 1"'),
        "table[gb13271-2014].document",
    ),
    ("table without its file", "tables.toml", replaced(EFFICIENCY, "tables/none.csv"), "-"),
    (
        "wrong unit of a table",
        "tables.toml",
        replaced(
            'units = { design_efficiency_pct = "%" }', 'units = { design_efficiency_pct = "W" }'
        ),
        "table[gb24500-2020].units.design_efficiency_pct",
    ),
    (
        "unknown column type",
        "tables.toml",
        replaced('condensing = "yesno"', 'condensing = "bool"'),
        "table[gb24500-2020].columns.condensing",
    ),
    ("header of a CSV", EFFICIENCY, replaced("clause,fuel", "item,fuel"), "表头"),
    (
        "number in a CSV",
        EFFICIENCY,
        replaced("85,82,80", "85,82,eighty"),
        "第2行 design_efficiency_pct__grade3",
    ),
    ("certainty in a CSV", EFFICIENCY, replaced(",single\n", ",sure\n"), "第2行 certainty"),
    ("short row in a CSV", EFFICIENCY, appended("表1,烟煤\n"), "第31行"),
)
def test_damage_is_refused_with_file_and_key(
    library_copy: Path, file: str, change: Change, key: str
) -> None:
    assert_refused(library_copy, file, change, key)


def test_missing_shared_text_is_refused(library_copy: Path) -> None:
    path = library_copy / "texts.toml"
    text = path.read_text(encoding="utf-8").replace("[text.presumed]", "[text.presume]")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LibraryError, match="text.presumed"):
        standards.load_from(library_copy)


def test_version_is_the_hash_of_the_content(library_copy: Path) -> None:
    first = standards.load_from(library_copy).version
    assert first == standards.load().version
    assert len(first) == 12 and int(first, 16) >= 0
    path = library_copy / "texts.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# a note\n", encoding="utf-8")
    assert standards.load_from(library_copy).version != first
