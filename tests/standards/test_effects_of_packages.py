"""What a local package does to verdicts, from its first day to its last and in its region alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import standards
from seeds.county import county
from standards.drafting import RuleChange, draft
from standards.overlaying import Placed, content_of, with_checked, with_package
from tests.standards.packages import (
    AGE,
    CSV,
    LIBRARY,
    OLD,
    PUBLISHED,
    TEMPLATES,
    TOML,
    package,
    read,
)
from tests.standards.test_local_packages import refused


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
    assert en.startswith("By 江海府〔2027〕1号 Article 4, which amends")
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


@settings(max_examples=25, deadline=None)
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
