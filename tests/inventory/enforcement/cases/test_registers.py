"""The register explains its gaps; the ledger of terms says who is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.enforcement.cases.models import Case
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.numbers.models import NoticeCounter
from inventory.enforcement.papers import parts, register
from inventory.enforcement.papers import service as papers
from inventory.enforcement.serving import due
from inventory.enforcement.serving import service as serving
from inventory.enforcement.serving.due import Narrowed
from inventory.enforcement.serving.service import Attempt
from tests.inventory.enforcement import casework
from tests.inventory.enforcement.cases.conftest import Bureau
from tests.inventory.enforcement.cases.test_papers_and_visits import TODAY, key


@pytest.fixture
def served(bureau: Bureau) -> Notice:
    made = casework.issue(bureau.who, casework.draft(bureau.who, bureau.enterprise))
    attempt = Attempt(f"notice:{made.id}", "direct", TODAY, key(), TODAY, "王经理")
    serving.record(bureau.who.officer, made.case_id, attempt)
    return made


def test_the_register_says_how_a_document_was_served(bureau: Bureau, served: Notice) -> None:
    narrowed = register.Narrowed(kind="order")
    entry = register.page(bureau.who.leader, narrowed).items[0]
    assert (entry.ref, entry.served_on, entry.served_way) == (
        f"notice:{served.id}",
        TODAY,
        "direct",
    )
    assert register.gaps(bureau.who.leader, narrowed) == []


def test_a_gap_is_explained_by_the_document_that_shared_the_sequence(
    bureau: Bureau, served: Notice
) -> None:
    NoticeCounter.update(last=4).where(NoticeCounter.kind == "order").execute()
    Notice.update(number=3).where(Notice.id == served.id).execute()
    columns = {**served.__data__, "kind": "advice", "number": 2, "number_text": "江海建〔2026〕2号"}
    del columns["id"]
    Notice.create(**columns)
    found = register.gaps(bureau.who.leader, register.Narrowed(kind="order"))
    assert [(gap.number, gap.used_by) for gap in found] == [
        (1, ""),
        (2, "江海建〔2026〕2号"),
        (4, ""),
    ]
    elsewhere = replace(bureau.who.leader, regions=("140522",))
    assert register.gaps(elsewhere, register.Narrowed()) == []


def test_the_ledger_of_terms_says_what_ends_when_and_who_is_late(
    bureau: Bureau, served: Notice
) -> None:
    running = due.page(bureau.who.officer, Narrowed()).items
    assert {item.term.code for item in running} >= {"deadline", "review", "suit"}
    assert [it.term.ends_on for it in running] == sorted(it.term.ends_on for it in running)
    assert not any(item.late for item in running)
    past = date(2026, 10, 1)
    Case.update(deadline_on=past).where(Case.id == served.case_id).execute()
    late = due.page(bureau.who.officer, Narrowed(late=True)).items
    assert {item.term.code for item in late} >= {"deadline"} and all(it.term.over for it in late)
    assert {officer.user_id for officer in late[0].officers} == set(bureau.who.officers)
    mine = due.page(bureau.who.leader, Narrowed(mine=True))
    assert mine.total == 0
    theirs = due.page(bureau.who.leader, Narrowed(officer=bureau.who.second.id, who="party"))
    assert theirs.total and {item.term.who for item in theirs.items} == {"party"}
    with clock.frozen(clock.now().replace(year=2028)):
        codes = {item.term.code for item in due.page(SYSTEM, Narrowed()).items}
    assert codes.isdisjoint({"review", "suit"})  # they have run out, nobody misses them


@pytest.mark.parametrize("kind", papers.KINDS)
def test_a_form_asks_for_every_part_of_a_paper(kind: str) -> None:
    found = parts.of(kind)
    assert [part.name for part in found] == papers.parts(kind)
    assert all((part.form == "choice") == bool(part.choices) for part in found)
    assert {part.form for part in found} <= set(parts.FORMS) and PAPERS[kind].title
