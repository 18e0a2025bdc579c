"""Fifty orders are issued by processes that are killed: numbers 1..n, and no state is lost."""

from __future__ import annotations

import random

from inventory.core import database
from inventory.core.access import SYSTEM
from inventory.core.audit import chain
from inventory.core.settings import Settings
from inventory.enforcement.cases.models import Case, CaseStep
from inventory.enforcement.notices import service
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.numbers.models import NoticeCounter
from inventory.people.enterprises import service as enterprises
from tests.concurrency.killing import Death, ended, forget, start
from tests.inventory.enforcement import casework

ORDERS, PROCESSES = 50, 5
# Inside the transaction of an issue: the number is taken and nothing committed.
PLACES = (
    "inventory.enforcement.notices.service:_refuse_obstacles",
    "inventory.enforcement.notices.ordering:issued",
)


def test_killed_processes_leave_no_gap_and_no_half_state(ledger: Settings) -> None:
    casework.settle_agencies()
    who = casework.people()
    owner = enterprises.create(SYSTEM, {"name": "江海区示例电器厂", "region": "440704"})
    drafts = [int(casework.signed_order(who, owner).id) for _ in range(ORDERS)]
    database.db.close()
    chance = random.Random(12)
    victims = [
        start(ledger, "issue", drafts[n::PROCESSES], Death(chance.choice(PLACES), calls))
        for n, calls in enumerate(chance.sample(range(ORDERS // PROCESSES), PROCESSES))
    ]
    assert {ended(victim) for victim in victims} == {-9}
    forget(ledger)
    database.db.connect()
    left = [key for (key,) in Notice.select(Notice.id).where(Notice.status == "draft").tuples()]
    assert PROCESSES <= len(left) < ORDERS
    _hold_together(ORDERS - len(left))
    for key in left:
        service.issue(SYSTEM, key)
    _hold_together(ORDERS)
    assert chain.verify().whole


def _hold_together(issued: int) -> None:
    """Each issued order has the next number, its case has moved, and the story says so once."""
    notices = list(Notice.select().where(Notice.status == "issued"))
    assert sorted(notice.number for notice in notices) == list(range(1, issued + 1))
    assert NoticeCounter.get(NoticeCounter.kind == "order").last == issued
    moved = {key for (key,) in Case.select(Case.id).where(Case.state == "issued").tuples()}
    assert moved == {notice.case_id for notice in notices}
    steps = [
        key for (key,) in CaseStep.select(CaseStep.case).where(CaseStep.move == "issue").tuples()
    ]
    assert sorted(steps) == sorted(moved)
