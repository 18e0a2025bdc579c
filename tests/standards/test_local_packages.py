"""Local packages: what is refused and how it is told, and what they do to the library."""

from __future__ import annotations

import tomllib

import pytest

from inventory.judgement.library.problems import remedies
from standards.overlaying import Placed, with_package
from standards.packages.model import PackageError
from tests.standards.packages import (
    AGE,
    CSV,
    LIBRARY,
    NAME,
    TEMPLATES,
    TOML,
    changed,
    package,
    read,
)


def refused(files: dict[str, bytes]) -> list[tuple[str, int | None, str, str]]:
    """(file, line, key, code) of every mistake."""
    with pytest.raises(PackageError) as caught:
        read(files)
    return [(item.file, item.line, item.key, item.code) for item in caught.value.problems]


def at(words: str, nth: int = 1) -> int:
    """The line of the package on which words stand for the nth time."""
    lines = [number for number, line in enumerate(TOML.split("\n"), 1) if words in line]
    return lines[nth - 1]


RULE = "rule[transformer.local-jianghai-2027]"
TABLE = "table[local-jianghai-2027.years]"
DOCUMENT = "document[江海府〔2027〕1号]"
AMENDMENT = f"amendment[{AGE}]"
# What stands in the TOML file, what instead, and how that is told: line, key, code.
WRONG = [
    ('clause = "第三条"', f'clause = "{"条" * 201}"', 30, f"{RULE}.clause", "length"),
    ('clause = "第三条"', 'clause = "第三条"\ncolour = "red"', 31, f"{RULE}.colour", "unknown_key"),
    ('slug = "jianghai-2027"', 'slug = "jianghai-2027"\nname = "x"', 2, "name", "unknown_key"),
    ('slug = "jianghai-2027"', 'slug = "Jiang Hai"', 1, "slug", "name"),
    ('slug = "jianghai-2027"\n', "", 1, "slug", "missing"),
    ('region = "440704"', 'region = "449999"', 2, "region", "region"),
    ("in_force = 2026-11-10", "in_force = 2026-10-10", 9, f"{DOCUMENT}.in_force", "dates"),
    ("in_force = 2026-11-10\n", "", 4, f"{DOCUMENT}.in_force", "missing"),
    (
        'number = "江海府〔2027〕1号"',
        'number = "GB 20052-2024"',
        5,
        "document[GB 20052-2024].number",
        "duplicate",
    ),
    ('type = "catalogue"', 'type = "letter"', 7, f"{DOCUMENT}.type", "choice"),
    ('certainty = "confirmed"', "certainty = 3", 10, f"{DOCUMENT}.certainty", "type"),
    ('id = "local-jianghai-2027.years"', 'id = "years"', 14, "table[years].id", "prefix"),
    (
        '\ndocument = "江海府〔2027〕1号"',
        '\ndocument = "江海府〔2028〕1号"',
        15,
        f"{TABLE}.document",
        "reference",
    ),
    (
        'rated_capacity_kva = "kVA"',
        'rated_capacity_kva = "MVA"',
        17,
        f"{TABLE}.units.rated_capacity_kva",
        "unit",
    ),
    (
        'units = { rated_capacity_kva = "kVA" }\n',
        "",
        13,
        f"{TABLE}.units.rated_capacity_kva",
        "unit",
    ),
    ('years = "number"', 'years = "figure"', 22, f"{TABLE}.columns.years", "choice"),
    (
        'id = "transformer.local-jianghai-2027"',
        'id = "transformer.grade"',
        25,
        "rule[transformer.grade].id",
        "prefix",
    ),
    ('kind = "transformer"', 'kind = "kettle"', 26, f"{RULE}.kind", "choice"),
    ('check = "life"', 'check = "guess"', 29, f"{RULE}.check", "choice"),
    ("from = 2026-11-10\nselects", "from = 2026-11-01\nselects", 31, f"{RULE}.from", "dates"),
    (
        "from = 2026-11-10\nselects",
        "from = 2026-11-10\nto = 2026-11-10\nselects",
        32,
        f"{RULE}.to",
        "dates",
    ),
    ('since = ["in_service_on"]', 'since = ["begun_on"]', 38, f"{RULE}.params.since", "field"),
    ("years = 10", 'years = "ten"', 39, f"{RULE}.params.years", "type"),
    ("years = 10", 'table = "none"', 39, f"{RULE}.params.table", "reference"),
    (
        "years = 10",
        'years = 10\napplies = [["model", "like", "S"]]',
        40,
        f"{RULE}.params.applies",
        "condition",
    ),
    ("{since}投用", "{birthday}投用", 41, f"{RULE}.messages.renew", "slot"),
    (
        'rule = "plan.440704.transformer"',
        'rule = "plan.440704.kettle"',
        46,
        "amendment[plan.440704.kettle].rule",
        "reference",
    ),
    (
        'rule = "plan.440704.transformer"',
        'rule = "transformer.grade"',
        46,
        "amendment[transformer.grade].rule",
        "region",
    ),
    ("years = 20", "age = 20", 50, f"{AMENDMENT}.params.age", "unknown_key"),
    ("years = 20", 'years = "20"', 50, f"{AMENDMENT}.params.years", "type"),
    ("[amendment.params]\nyears = 20\n", "", 45, f"{AMENDMENT}.params", "missing"),
    (
        "[amendment.params]\nyears = 20",
        'edition = "gb20052-2020"',
        49,
        f"{AMENDMENT}.edition",
        "check",
    ),
    (
        "[amendment.params]\nyears = 20",
        'tables = { motors = "gb20052-2020" }',
        49,
        f"{AMENDMENT}.tables.motors",
        "reference",
    ),
    ('region = "440704"', "region = 440704.", 2, "-", "toml"),
]


@pytest.mark.parametrize(("old", "new", "line", "key", "code"), WRONG, ids=lambda _: "")
def test_a_mistake_in_the_toml_file_is_told_with_its_place(
    old: str, new: str, line: int, key: str, code: str
) -> None:
    assert (NAME, line, key, code) in refused(changed(old, new))


# A table's file, and how its mistake is told: line, key, code.
TABLES: list[tuple[str | bytes | None, int | None, str, str]] = [
    (CSV.replace("表1", "表" * 201, 1), 2, "第2行 clause", "length"),
    (None, 1, "-", "no_file"),
    (CSV.encode("gbk"), 2, "-", "encoding"),
    (CSV.replace("years,", "age,"), 1, "表头", "header"),
    (CSV.replace("315", "很大"), 2, "第2行 rated_capacity_kva", "number"),
    (CSV.replace("315", "inf"), 2, "第2行 rated_capacity_kva", "number"),
    (CSV.replace("400,22", "400"), 3, "第3行", "cells"),
    (CSV.replace("400,22,,公报,confirmed", "400,22,,公报,sure"), 3, "第3行 certainty", "certainty"),
    (CSV + "表1,10,315,20,再写一遍,公报,confirmed\n", 4, "第4行", "duplicate"),
    (CSV.split("\n")[0] + "\n", None, "-", "missing"),
    ("", 1, "表头", "header"),
]


@pytest.mark.parametrize(("csv", "line", "key", "code"), TABLES, ids=[c[3] for c in TABLES])
def test_a_mistake_in_a_table_is_told_with_its_row(
    csv: str | bytes | None, line: int | None, key: str, code: str
) -> None:
    found = refused(package(csv=csv))
    assert [(item[2], item[3]) for item in found] == [(key, code)]
    assert found[0][0] == "years.csv"
    assert found[0][1] == (None if code in ("no_file", "missing") else line)


def test_overlapping_windows_of_one_rule_are_refused() -> None:
    start, end = TOML.index("[[rule]]"), TOML.index("[[amendment]]")
    twice = TOML[:end] + TOML[start:end] + TOML[end:]
    ((file, line, key, code),) = refused(package(twice))
    assert (file, code) == (NAME, "overlap")
    assert twice.split("\n")[line - 1] == "from = 2026-11-10"
    assert line > at("from = 2026-11-10", 1)
    assert key == f"{RULE}.from"


def test_windows_that_follow_each_other_are_not() -> None:
    start, end = TOML.index("[[rule]]"), TOML.index("[[amendment]]")
    one = TOML[start:end]
    first = one.replace("from = 2026-11-10", "from = 2026-11-10\nto = 2027-01-01")
    second = one.replace("from = 2026-11-10", "from = 2027-01-01").replace("= 10", "= 8")
    assert len(read(package(TOML[:start] + first + second + TOML[end:])).rules) == 2


def test_two_amendments_of_one_rule_at_one_time_are_refused() -> None:
    again = TOML + TOML[TOML.index("[[amendment]]") :]
    ((_, line, key, code),) = refused(package(again))
    assert (key, code) == (f"{AMENDMENT}.from", "overlap")
    assert again.split("\n")[(line or 0) - 1] == "from = 2026-11-10"


def test_what_another_package_rules_already_is_refused() -> None:
    held = with_package(LIBRARY, Placed(read(package())))
    other = TOML.replace("jianghai-2027", "other").replace("〔2027〕1号", "〔2027〕2号")
    with pytest.raises(PackageError) as caught:
        read(package(other), held)
    assert [item.code for item in caught.value.problems] == ["overlap"]
    assert "江海府〔2027〕1号" in caught.value.problems[0].message


def test_all_mistakes_are_told_at_once() -> None:
    files = changed('check = "life"', 'check = "guess"')
    files["years.csv"] = CSV.replace("315", "很大").encode()
    files["more.csv"] = b"a\n"
    assert {code for *_, code in refused(files)} == {"choice", "number", "unused_file"}


def test_files_without_a_toml_and_of_other_names_are_refused() -> None:
    assert refused({"years.csv": CSV.encode()})[0][3] == "no_file"
    assert refused({**package(), "two.toml": b""})[0][3] == "duplicate"
    assert refused({**package(), "../years.csv": b""})[0][3] == "file_name"


def test_a_table_without_the_column_that_judging_needs_is_found_by_trying() -> None:
    wrong = changed("years = 10", 'table = "local-jianghai-2027.years"')
    ((file, line, key, code),) = refused(wrong)
    assert (file, key, code) == (NAME, RULE, "trial")
    assert TOML.split("\n")[(line or 0) - 1] == "[[rule]]"


def test_a_bad_pattern_of_a_catalogue_is_told_with_its_row() -> None:
    folder = TEMPLATES / "catalogue"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    models = files["models.csv"].decode().replace(",series,Y,", ",pattern,Y[,")
    ((file, line, _key, code),) = refused({**files, "models.csv": models.encode()})
    assert (file, line, code) == ("models.csv", 2, "entry")


def test_every_sort_of_mistake_has_its_remedy_in_both_languages() -> None:
    codes = {case[4] for case in WRONG} | {case[3] for case in TABLES}
    codes |= {"overlap", "unused_file", "file_name", "trial", "entry", "date", "yesno", "csv"}
    assert codes <= set(remedies())
    assert all(item["zh"] and item["en"] for item in remedies().values())


@pytest.mark.parametrize("what", ["catalogue", "edition"])
def test_the_template_itself_loads(what: str) -> None:
    files = {path.name: path.read_bytes() for path in (TEMPLATES / what).iterdir()}
    found = read(files)
    assert found.rules or found.amendments
    assert found.tables


def test_every_key_of_a_template_is_explained() -> None:
    for what in ("catalogue", "edition"):
        (path,) = (TEMPLATES / what).glob("*.toml")
        text = path.read_text("utf-8")
        assert tomllib.loads(text)
        for key in ("slug", "[[document]]", "[[table]]", "in_force", "from"):
            at_key = text.index(f"\n{key}")
            assert "#" in text[max(0, at_key - 300) : at_key + 120], (what, key)
