"""Local packages: what is refused and how it is told, and what they do to the library."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standards
from inventory.judgement.library.problems import remedies
from seeds.county import county
from standards.drafting import RuleChange, draft
from standards.overlaying import Placed, content_of, with_checked, with_package
from standards.packages.model import Package, PackageError
from standards.packages.reading import read_package
from standards.toml_lines import line_of, lines_of
from tests.standards.packages import CSV, NAME, TOML, changed, package

LIBRARY = standards.load()
TEMPLATES = Path("inventory/judgement/library/templates")
AGE = "plan.440704.transformer"
PUBLISHED = date(2026, 11, 21)
OLD = {
    "model": "S11-M-315/10",
    "rated_capacity_kva": 315,
    "voltage_kv": 10,
    "connection": "Dyn11",
    "no_load_loss_w": 670,
    "load_loss_w": 3650,
    "insulation_medium": "油浸",
}


def read(files: dict[str, bytes], library: standards.Library = LIBRARY) -> Package:
    return read_package(files, library, lambda code: code in {"440704", "440700", "140522"})


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


# Lines ----------------------------------------------------------------------------------------


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key of a parsed file."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key)
            yield from paths(item, (*path, key))
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        for place, item in enumerate(value):
            yield from paths(item, (*path, place))


@pytest.mark.parametrize(
    "file", sorted(Path("standards/library").rglob("*.toml")), ids=lambda path: path.stem
)
def test_every_key_of_the_library_is_found_on_its_line(file: Path) -> None:
    text = file.read_text("utf-8")
    lines, rows = lines_of(text), text.split("\n")
    for path in paths(tomllib.loads(text)):
        line = line_of(lines, path)
        assert line is not None
        assert str([part for part in path if isinstance(part, str)][-1]) in rows[line - 1]


def test_lines_of_strings_lists_and_comments_that_span_lines() -> None:
    text = (
        '# [no]\na = """x\n[b]\n"""\n\n"k e" = [\n 1, # ]\n 2,\n]\n[t.u]\nv.w = \'#\' # x\n'
        "[[r]]\nid = 1\n[r.p]\nq = 2\n[[r]]\n[[r.s]]\nz = { y = 1 }\n"
    )
    lines = lines_of(text)
    assert lines[("a",)] == 2
    assert lines[("k e",)] == 6
    assert lines[("t", "u", "v", "w")] == 11
    assert (lines[("r", 0)], lines[("r", 0, "p", "q")]) == (12, 15)
    assert (lines[("r", 1)], lines[("r", 1, "s", 0, "z")]) == (16, 18)
    assert line_of(lines, ("r", 1, "s", 0, "z", "y")) == 18
    assert line_of(lines, ("nowhere",)) is None


# What a package does --------------------------------------------------------------------------


def outcomes(library: standards.Library, facts: dict[str, Any], day: date) -> dict[str, str]:
    found = standards.assess_one(library, "transformer", facts, "440704", day)
    return {item.rule: item.outcome for item in found}


def test_its_rules_hold_from_its_day_and_in_its_region() -> None:
    library = with_package(LIBRARY, Placed(read(package()), PUBLISHED))
    facts = OLD | {"in_service_on": "2012-05-01", "made_on": "2012"}
    rule = "transformer.local-jianghai-2027"
    assert rule not in outcomes(library, facts, PUBLISHED - timedelta(days=1))
    assert outcomes(library, facts, PUBLISHED)[rule] == "renew"
    away = standards.assess_one(library, "transformer", facts, "140522", PUBLISHED)
    assert rule not in {item.rule for item in away}
    (finding,) = [
        item
        for item in standards.assess_one(library, "transformer", facts, "440704", PUBLISHED)
        if item.rule == rule
    ]
    assert (finding.document, finding.clause) == ("江海府〔2027〕1号", "第三条")
    assert "江海区淘汰落后设备目录" in finding.message
    assert not finding.presumed


def test_an_amendment_changes_the_rule_between_its_days_alone() -> None:
    end = date(2027, 3, 1)
    library = with_package(LIBRARY, Placed(read(package()), PUBLISHED, end))
    facts = OLD | {"in_service_on": "2004-05-01", "made_on": "2004"}
    before, within, after = PUBLISHED - timedelta(days=1), PUBLISHED, end
    assert AGE not in outcomes(library, facts, before)
    assert outcomes(library, facts, within)[AGE] == "renew"
    assert outcomes(library, facts, end - timedelta(days=1))[AGE] == "renew"
    assert AGE not in outcomes(library, facts, after)
    windows = [rule for rule in library.rules if rule.id == AGE]
    assert [(rule.valid_from, rule.valid_to) for rule in windows] == [
        (date(2024, 8, 8), PUBLISHED),
        (PUBLISHED, end),
        (end, None),
    ]
    assert [rule.begins for rule in windows] == [
        date(2024, 8, 8),
        date(2026, 11, 10),
        date(2024, 8, 8),
    ]
    assert windows[1].document == "江海府〔2027〕1号"


def test_sentences_of_an_amended_rule_stay_true() -> None:
    """The former ones name the former figure and quote the former document."""
    facts = OLD | {"in_service_on": "2004-05-01", "made_on": "2004"}

    def said(toml: str) -> tuple[str, str]:
        library = with_package(LIBRARY, Placed(read(package(toml)), PUBLISHED))
        found = standards.assess_one(library, "transformer", facts, "440704", PUBLISHED)
        (finding,) = [item for item in found if item.rule == AGE]
        return finding.message, finding.message_en

    zh, en = said(TOML)
    assert (
        zh == "按《江海区淘汰落后设备目录》第四条修改后的“落后低效配电变压器更新”，该设备宜更新。"
    )
    assert en.startswith("By 江海府〔2027〕1号 第四条, which amends")
    own = (
        '[amendment.messages.renew-age]\nzh = "投用于{in_service_on}，满20年。"\nen = "20 years."\n'
    )
    assert said(TOML + own) == ("投用于2004年5月1日，满20年。", "20 years.")
    assert "slot" in {item[3] for item in refused(package(TOML + own.replace("in_s", "out_s")))}


def test_a_new_edition_leaves_the_former_to_what_was_made_under_it() -> None:
    files = {path.name: path.read_bytes() for path in (TEMPLATES / "edition").iterdir()}
    library = with_package(LIBRARY, Placed(read(files), PUBLISHED))
    day = date(2027, 8, 1)
    for made, number in (("2027-07-15", "GB 20052-示例"), ("2026-01-15", "GB 20052-2024")):
        facts = OLD | {"made_on": made, "rated_capacity_kva": 30, "model": "S11-M-30/10"}
        found = standards.assess_one(library, "transformer", facts, None, day)
        assert [item.document for item in found if item.rule == "transformer.grade"] == [number]


def test_a_repealed_rule_rests() -> None:
    text = TOML[: TOML.index("[amendment.params]")] + "repeal = true\nto = 2026-12-01\n"
    library = with_package(LIBRARY, Placed(read(package(text))))
    windows = [(r.valid_from, r.valid_to) for r in library.rules if r.id == AGE]
    assert windows == [(date(2024, 8, 8), date(2026, 11, 10)), (date(2026, 12, 1), None)]


def test_a_library_with_packages_can_be_drafted_further() -> None:
    library = with_package(LIBRARY, Placed(read(package()), PUBLISHED, date(2027, 3, 1)))
    for rule in (r for r in library.rules if r.file.startswith("local/")):
        again = draft(library, (RuleChange(rule.id, "params.years", 12),))
        assert {r.params["years"] for r in again.rules if r.id == rule.id} == {12}
        assert [(r.valid_from, r.valid_to) for r in again.rules] == [
            (r.valid_from, r.valid_to) for r in library.rules
        ]


def test_the_same_day_published_and_withdrawn_is_nothing() -> None:
    library = with_package(LIBRARY, Placed(read(package()), PUBLISHED, PUBLISHED))
    assert library.rules == LIBRARY.rules
    assert library.documents["江海府〔2027〕1号"].superseded_on == PUBLISHED


PACKAGE = read(package())
EDITION = read({p.name: p.read_bytes() for p in (TEMPLATES / "edition").iterdir()})


@settings(max_examples=60, deadline=None)
@given(
    published=st.dates(date(2024, 1, 1), date(2029, 12, 31)),
    held=st.none() | st.integers(0, 1500),
    back=st.integers(1, 1500),
    after=st.integers(0, 1500),
    made=st.dates(date(1990, 1, 1), date(2029, 12, 31)),
    edition=st.booleans(),
)
def test_every_day_before_publishing_is_judged_as_by_the_built_in_library(
    published: date, held: int | None, back: int, after: int, made: date, edition: bool
) -> None:
    end = None if held is None else published + timedelta(days=held)
    library = with_package(LIBRARY, Placed(EDITION if edition else PACKAGE, published, end))
    facts = OLD | {"made_on": made.isoformat(), "in_service_on": made.isoformat()}
    days = [published - timedelta(days=back)]
    if end is not None:
        days.append(end + timedelta(days=after))
    for day in days:
        here = standards.assess_one(library, "transformer", facts, "440704", day)
        assert here == standards.assess_one(LIBRARY, "transformer", facts, "440704", day)


def test_a_checked_table_of_a_package_is_confirmed_too() -> None:
    files = package(csv=CSV.replace("confirmed", "recalled"))
    library = with_package(LIBRARY, Placed(read(files)))
    table = library.tables["local-jianghai-2027.years"]
    checked = with_checked(library, {table.id: content_of(table)})
    assert set(checked.tables[table.id].rows["certainty"]) == {"confirmed"}


CATALOGUE = read({p.name: p.read_bytes() for p in (TEMPLATES / "catalogue").iterdir()})


def test_devices_of_every_kind_are_judged_the_same_outside_of_a_package_time() -> None:
    start, end = date(2027, 3, 1), date(2028, 3, 1)
    library = LIBRARY
    for placed in (PACKAGE, CATALOGUE, EDITION):
        library = with_package(library, Placed(placed, start, end))
    library = with_checked(library, {})
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for device in county(devices=240).devices:
        by_kind.setdefault(device.kind, []).append({**device.facts, "region": "440704"})
    differing = 0
    for kind, devices in by_kind.items():
        frame = standards.frame_of(LIBRARY.kinds[kind], devices)
        for day in (date(2016, 6, 1), start - timedelta(days=1), end, end + timedelta(days=900)):
            ours = standards.assess(library, kind, frame, day).findings()
            assert ours.equals(standards.assess(LIBRARY, kind, frame, day).findings()), (kind, day)
        within = end - timedelta(days=1)
        ours = standards.assess(library, kind, frame, within).findings()
        differing += not ours.equals(standards.assess(LIBRARY, kind, frame, within).findings())
    assert differing > 0
