"""The bureau's own number of a case: taken when it is opened, counted year by year."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from inventory.core.errors import Forbidden, NotFound
from inventory.enforcement.cases import moves, reading, showing
from inventory.enforcement.cases.models import Case
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.numbers import service as numbers
from inventory.enforcement.papers import composing, register
from inventory.enforcement.serving import service as serving
from tests.inventory.enforcement import casework
from tests.inventory.enforcement.cases.conftest import Bureau

FORM = Path("static/src/features/cases/formsAfter.ts")


@pytest.fixture
def case(bureau: Bureau) -> Case:
    return Case.get_by_id(casework.draft(bureau.who, bureau.enterprise).case_id)


def test_each_bureau_counts_its_cases_without_a_gap(case: Case) -> None:
    word = numbers.code_word(case.agency, numbers.CASE)
    assert word == f"{case.agency.code_word}案"
    assert case.number_text == f"{word}〔{case.year}〕{case.number}号"
    assert numbers.take(case.agency_id, case.year, numbers.CASE) == case.number + 1
    assert numbers.take(case.agency_id, case.year + 1, numbers.CASE) == 1


def test_papers_bear_it_and_the_register_of_documents_misses_none(
    bureau: Bureau, case: Case
) -> None:
    paper = composing.compose(bureau.who.officer, case, "inspection_notice", None, {})
    assert paper.case_no == case.number_text
    assert register.gaps(bureau.who.leader, register.Narrowed()) == []


def test_the_page_says_beforehand_what_each_way_of_service_needs() -> None:
    block = re.search(r"const NEEDS = \{(.*?)\n\} as const", FORM.read_text("utf-8"), re.S)
    assert block is not None
    told = {
        way: tuple(re.findall(r"'(\w+)'", needs))
        for way, needs in re.findall(r"(\w+): \[(.*?)\]", block[1])
    }
    assert told == {key: way.needs for key, way in serving.WAYS.items()}


def test_another_department_of_the_region_reads_and_changes_nothing(
    bureau: Bureau, case: Case
) -> None:
    other = replace(bureau.who.officer, id=9, name="other", kinds=frozenset({"elevator"}))
    assert reading.get(other, case.id).number_text == case.number_text
    assert notices.visible(other).where(Notice.case == case.id).count() == 1
    assert [move for move in showing.whole(other, case.id).parts.moves if move.mine] == []
    with pytest.raises(Forbidden):
        moves.take(other, case.id, "submit")
    elsewhere = replace(other, regions=("140522",))
    with pytest.raises(NotFound):
        reading.get(elsewhere, case.id)
