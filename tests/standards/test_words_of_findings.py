"""What a party reads of a finding holds no word of the machine: no ids, field names or gaps."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings

import standards
from standards.places import places, printed_place
from tests.machine_words import MACHINE_WORDS, machine_words
from tests.standards.generated import AS_OF, LIBRARY, REGIONS, Fleet, judged, some_fleet


@given(some_fleet(), REGIONS, AS_OF)
@settings(max_examples=15, deadline=None)
def test_no_finding_is_told_in_words_of_the_machine(
    fleet: Fleet, region: str | None, day: date
) -> None:
    for findings in judged(*fleet, region, day):
        for finding in findings.values():
            assert not machine_words(LIBRARY, finding), finding


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda rule: rule.id)
def test_no_sentence_of_a_rule_holds_a_word_of_the_machine(rule: standards.Rule) -> None:
    for case, message in rule.messages.items():
        for text in (message.zh, message.en):
            plain = re.sub(r"\{[a-z_0-9]+\}", "", text)
            assert not MACHINE_WORDS.findall(plain), (case, text)
    for text in (rule.title_zh, rule.title_en, rule.clause, *rule.unanswered):
        assert not MACHINE_WORDS.findall(text), text


@pytest.mark.parametrize(
    ("document", "clause", "place"),
    [
        ("产业结构调整指导目录（2024年本）", "CAT24-E1", "淘汰类：固定炉排燃煤锅炉"),
        ("产业结构调整指导目录（2024年本）", "CAT24-R1", "限制类：达不到超低排放要求的燃煤锅炉"),
        ("高耗能落后机电设备（产品）淘汰目录（第一批）", "3-1", "变压器类第3-1项"),
        ("高耗能落后机电设备（产品）淘汰目录（第四批）", "1-2", "三相配电变压器类第1-2项"),
        ("GB 20052-2024", "表1", "表1"),
    ],
)
def test_a_place_is_told_as_its_document_prints_it(document: str, clause: str, place: str) -> None:
    assert printed_place(LIBRARY, document, clause) == place


def test_every_item_of_a_catalogue_has_a_printed_place() -> None:
    printed = places(LIBRARY)
    for table in LIBRARY.tables.values():
        if "item" in table.rows.columns and LIBRARY.documents[table.document].type == "catalogue":
            for item in table.rows["item"].drop_nulls():
                assert (table.document, item) in printed, (table.id, item)
                assert not MACHINE_WORDS.findall(printed[table.document, item])


def test_a_listed_boiler_is_told_with_the_class_of_its_item() -> None:
    facts = {"fuel": "烟煤", "combustion": "层燃", "fixed_grate": True, "rated_capacity_tph": 4}
    day = date(2026, 11, 28)
    found = {f.rule: f for f in standards.assess_one(LIBRARY, "boiler", facts, "110101", day)}
    message = found["boiler.catalogue-2024"].message
    assert "淘汰类：固定炉排燃煤锅炉" in message and "CAT24" not in message


def test_words_of_the_machine_are_seen() -> None:
    for text in ("as_of", "缺少made_on", "CAT24-E1", "transformer.batch-1", "□级", "None", "nan"):
        assert MACHINE_WORDS.search(text), text
    for text in ("YB-160M-4", "SCB10-400/10", "GB 20052-2024", "S9-M-400/10"):
        assert not MACHINE_WORDS.search(text), text
