"""What the library holds: sizes, sources, keys, titles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pytest

import standards
from standards import loading
from standards.loading_choices import CHINESE, load_choice_words
from standards.loading_kinds import NAMEPLATES
from standards.nameplates import GRAMMARS


def test_every_number_of_the_library_carries_source_and_certainty() -> None:
    for table in standards.load().tables.values():
        assert table.rows["certainty"].null_count() == 0, table.id
        assert table.rows["source"].null_count() == 0, table.id


def test_tables_hold_what_the_reference_holds() -> None:
    tables = standards.load().tables
    sizes = {name: tables[name].rows.height for name in tables}
    assert sizes["gb20052-2020"] == 194
    assert sizes["gb20052-2024"] == 194 + 20 + 356
    assert sizes["gb30254-2024"] == 1031
    assert sizes["gb30253-2024"] == 1506
    assert sizes["gb19153-2019"] == 216 + 386
    assert sizes["gb28381-2012"] == 240
    assert sizes["gb37479-2019"] + sizes["gb19576-2019"] + sizes["gb21454-2021"] == 37
    assert sizes["gbt36561-2018"] == 26
    assert sizes["gb32030-2022"] == 64
    assert sizes["gbt25409-2010"] == 225
    assert sizes["gb24500-2020"] == 29
    items = tables["batch-1-boilers"].rows["item"].unique()
    assert len(items) == 50


def _columns_of(rule: standards.Rule, tables: Mapping[str, standards.Table]) -> set[str]:
    params = [v for v in rule.params.values() if isinstance(v, str)]
    named = [e.table for e in rule.editions] + [name for name in params if name in tables]
    return {c for name in named for c in tables[name].rows.columns}


def test_every_key_of_a_rule_is_a_column_of_one_of_its_tables() -> None:
    """A table may lack a key (an earlier edition); a key that no table has is a typing error."""
    library = standards.load()
    for rule in library.rules:
        columns = _columns_of(rule, library.tables) if "keys" in rule.params else set()
        for key in rule.params.get("keys", []):
            assert key[0] in columns, (rule.id, key)
        for band in rule.params.get("bands", []) if "keys" in rule.params else []:
            ends = {band[0] + end for end in ("_gt", "_ge", "_lt", "_le")}
            assert ends & columns, (rule.id, band)


def test_plans_of_the_five_regions() -> None:
    plans = standards.load().plans
    assert sorted(plans) == ["140522", "350504", "360200", "360704", "440704"]
    assert sum(p.targets.height for p in plans.values()) == 108
    assert sum(p.tasks.height for p in plans.values()) == 144
    assert sum(p.measures.height for p in plans.values()) == 175
    assert sum(p.practices.height for p in plans.values()) == 156
    assert plans["360704"].document == "赣区府发〔2024〕2号"


def test_every_kind_has_its_fields() -> None:
    kinds = standards.load().kinds
    assert {"boiler", "elevator", "transformer", "truck"} <= set(kinds)
    assert list(kinds) == sorted(kinds)
    for kind in kinds.values():
        assert kind.field("made_on").type == "date"
        assert kind.identity and kind.department
    assert kinds["boiler"].field("fuel").choices[0] == "烟煤"
    assert kinds["boiler"].field("design_efficiency_pct").maximum == 110
    with pytest.raises(standards.StandardsError, match="vin"):
        kinds["boiler"].field("vin")


def test_english_words_are_of_choices_and_tell_them_apart() -> None:
    kinds = standards.load().kinds
    fields = [field for kind in kinds.values() for field in kind.fields]
    words = load_choice_words(loading.LIBRARY)
    assert set(words.shared) <= {choice for field in fields for choice in field.choices}
    assert set(words.by_field) <= {field.id for field in fields}
    for field in fields:
        assert len(set(field.choices_en)) == len(field.choices), field.id
    assert kinds["transformer"].field("insulation_medium").choices_en == (
        "oil-immersed",
        "dry-type",
    )


def test_no_sentence_in_english_holds_chinese_outside_its_slots() -> None:
    library = standards.load()
    templates = [
        message.en
        for messages in (library.texts, *(rule.messages for rule in library.rules))
        for message in messages.values()
    ]
    # A document's number is its name: 国发〔2023〕24号.
    told = [re.sub(r"\w+〔\d{4}〕\d+号", "", text) for text in templates]
    assert [text for text in told if CHINESE.search(text)] == []


def test_kinds_may_name_just_the_grammars_that_there_are() -> None:
    assert set(NAMEPLATES) == set(GRAMMARS)
    named = {kind.nameplate for kind in standards.load().kinds.values()}
    assert named - {None} == set(GRAMMARS)


WORK_NOTES = ("转述", "口径", "未查到", "未读到", "记忆", "整理", "来源", "核对", "存疑", "?")
"""Words of whoever keeps the library; they stand in ``note``, which no party reads."""


def test_no_work_note_stands_in_a_title() -> None:
    library = standards.load()
    titles = [text for d in library.documents.values() for text in (d.number, d.title)]
    titles += [p.title_zh for p in library.programmes]
    titles += [text for rule in library.rules for text in (rule.title_zh, rule.clause)]
    assert [title for title in titles if any(word in title for word in WORK_NOTES)] == []


def test_every_missing_document_came_in_with_its_certainty() -> None:
    documents = standards.load().documents
    assert documents["TSG 08-2026"].in_force == date(2026, 5, 1)
    assert documents["TSG 08-2017"].superseded_by == "TSG 08-2026"
    assert documents["GB 28381-2012"].superseded_on == date(2027, 4, 1)
    assert documents["国家发展改革委令2016年第33号"].certainty == "doubtful"
    assert documents["山西省节约能源条例"].looked_on == date(2026, 11, 28)


def test_every_provision_names_a_document_of_the_library() -> None:
    library = standards.load()
    numbers = library.tables["provisions"].rows["number"]
    assert set(numbers) <= set(library.documents)
    assert numbers.len() == 23
