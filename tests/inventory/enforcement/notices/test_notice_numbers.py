"""Numbers are gap-free per agency and year, whoever issues at once and whatever fails."""

from __future__ import annotations

import contextvars
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from inventory.core import clock, database
from inventory.core.access import SYSTEM
from inventory.core.errors import Conflict, Invalid
from inventory.core.settings import Settings
from inventory.enforcement.cases import moves
from inventory.enforcement.documents.model import NoticeDocument
from inventory.enforcement.notices import service
from inventory.enforcement.notices.models import Notice
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from tests.inventory.enforcement import casework


@pytest.fixture
def who(ledger: Settings) -> casework.People:
    casework.settle_agencies()
    return casework.people()


@pytest.fixture
def enterprise(who: casework.People) -> Enterprise:
    return enterprises.create(SYSTEM, {"name": "江海区示例电器厂", "region": "440704"})


def test_draft_has_no_number_and_issue_takes_the_next(
    who: casework.People, enterprise: Enterprise
) -> None:
    first, second = casework.signed_order(who, enterprise), casework.signed_order(who, enterprise)
    assert first.number_text is None
    assert service.issue(SYSTEM, second.id).number_text == "江海经促节能〔2026〕1号"
    assert service.issue(SYSTEM, first.id).number_text == "江海经促节能〔2026〕2号"


def test_a_year_begins_with_one(who: casework.People, enterprise: Enterprise) -> None:
    service.issue(SYSTEM, casework.signed_order(who, enterprise).id)
    with clock.frozen(date(2027, 1, 1)):
        issued = service.issue(SYSTEM, casework.signed_order(who, enterprise).id)
    assert issued.number_text == "江海经促节能〔2027〕1号"


def test_an_issued_notice_is_frozen(who: casework.People, enterprise: Enterprise) -> None:
    issued = service.issue(SYSTEM, casework.signed_order(who, enterprise).id)
    before = service.pdf(issued)
    with pytest.raises(Conflict):
        service.issue(SYSTEM, issued.id)
    with pytest.raises(Conflict):
        service.discard(SYSTEM, issued.id)
    assert service.pdf(service.get(SYSTEM, issued.id)) == before


def test_a_discarded_draft_leaves_no_gap(who: casework.People, enterprise: Enterprise) -> None:
    made = casework.signed_order(who, enterprise)
    with pytest.raises(Conflict):
        service.discard(SYSTEM, made.id)  # what is approved is not thrown away unasked
    moves.take(who.officer, made.case_id, "recall", given=moves.Given("不再需要"))
    service.discard(SYSTEM, made.id)
    assert service.issue(SYSTEM, casework.signed_order(who, enterprise).id).number == 1


def test_without_two_officers_nothing_is_issued_and_no_number_is_lost(
    who: casework.People,
    enterprise: Enterprise,
) -> None:
    notice = casework.signed_order(who, enterprise)
    notice.content = {**notice.content, "officers": notice.content["officers"][:1]}
    notice.save()
    with pytest.raises(Invalid) as refusal:
        service.issue(SYSTEM, notice.id)
    assert refusal.value.code == "not_ready"
    assert service.issue(SYSTEM, casework.signed_order(who, enterprise).id).number == 1


AT_ONCE = 20  # fifty, by processes that are killed: tests/concurrency


def test_many_at_once_with_random_failures_leave_no_gap(
    who: casework.People, enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure after the number was taken gives the number back."""
    drafts = [casework.signed_order(who, enterprise).id for _ in range(AT_ONCE)]
    chance = random.Random(7)
    doomed = {key for key in drafts if chance.random() < 0.4}
    refuse = service._refuse_obstacles

    class Crash(RuntimeError):
        pass

    def issue(key: int) -> str | None:
        with database.connection():
            try:
                return service.issue(SYSTEM, key).number_text
            except Crash:
                return None

    def crash_some(document: NoticeDocument) -> None:
        if doomed_now.get():
            raise Crash
        refuse(document)

    doomed_now: contextvars.ContextVar[bool] = contextvars.ContextVar("doomed", default=False)

    def run(key: int) -> str | None:
        doomed_now.set(key in doomed)
        return issue(key)

    monkeypatch.setattr(service, "_refuse_obstacles", crash_some)
    with ThreadPoolExecutor(10) as pool:
        futures = [pool.submit(contextvars.copy_context().run, run, key) for key in drafts]
        results = [future.result(timeout=60) for future in futures]
    numbers = sorted(notice.number for notice in Notice.select().where(Notice.status == "issued"))
    assert numbers == list(range(1, AT_ONCE - len(doomed) + 1))
    assert sum(result is not None for result in results) == len(numbers)
