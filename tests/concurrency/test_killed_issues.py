"""Twenty orders are issued by processes that are killed: numbers 1..n, and no state is lost."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

from inventory.core import database
from inventory.core.access import SYSTEM
from inventory.core.audit import chain
from inventory.core.settings import Settings
from inventory.enforcement.cases.models import Case, CaseStep
from inventory.enforcement.notices import service
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.numbers.models import NoticeCounter
from inventory.people.enterprises import service as enterprises
from tests.inventory.enforcement import casework

ROOT = Path(__file__).parents[2]
ORDERS, PROCESSES = 20, 4
# Issues its drafts one after the other; dies by SIGKILL inside the transaction of the one it is
# told, at the point it is told, with the number taken and nothing committed.
VICTIM = """
import json, os, signal, sys
from datetime import date
from pathlib import Path
from inventory.app import wiring
from inventory.core import clock, database
from inventory.core.access import SYSTEM
from inventory.core.settings import Settings
from inventory.enforcement.notices import ordering, service

job = json.loads(sys.argv[1])
wiring.wire()
database.connect(Settings(data_dir=Path(job["data_dir"]), database_url=job["database_url"]))
done = []

def dying(function):
    def call(*args, **kwargs):
        if len(done) == job["dies_after"]:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call

if job["where"] == "number":
    service._refuse_obstacles = dying(service._refuse_obstacles)
else:
    ordering.issued = dying(ordering.issued)
with clock.frozen(date(2026, 11, 21)), database.connection():
    for key in job["drafts"]:
        service.issue(SYSTEM, key)
        done.append(key)
"""


def start(
    ledger: Settings, drafts: list[int], dies_after: int, where: str
) -> subprocess.Popen[str]:
    job = {
        "data_dir": str(ledger.data_dir),
        "database_url": ledger.database_url,
        "drafts": drafts,
        "dies_after": dies_after,
        "where": where,
    }
    return subprocess.Popen([sys.executable, "-c", VICTIM, json.dumps(job)], cwd=ROOT, text=True)


def test_killed_processes_leave_no_gap_and_no_half_state(ledger: Settings) -> None:
    casework.settle_agencies()
    who = casework.people()
    owner = enterprises.create(SYSTEM, {"name": "江海区示例电器厂", "region": "440704"})
    drafts = [int(casework.signed_order(who, owner).id) for _ in range(ORDERS)]
    database.db.close()
    chance = random.Random(12)
    victims = [
        start(ledger, drafts[n::PROCESSES], chance.randrange(5), chance.choice(["number", "case"]))
        for n in range(PROCESSES)
    ]
    assert {victim.wait(120) for victim in victims} == {-9}
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
