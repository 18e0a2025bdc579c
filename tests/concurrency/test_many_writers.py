"""Eight writers at once: no change is lost, and the audit trail stays one chain.

Writers are threads with connections of their own, as in the web server. Each successful change
counts; a writer who comes too late is refused with the present version and tries again on it.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from inventory.core import clock, database
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit import chain, service
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError, Conflict
from inventory.core.settings import Settings
from inventory.judgement.ledger import merging, transfers, writing
from inventory.judgement.ledger import service as equipment
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import Equipment, EquipmentRevision

WRITERS = 8
CHANGES = 12  # of each writer, on devices that all of them want
EVENTS = 24
TODAY = date(2026, 11, 21)
FACTS = {"model": "S9-315/10", "rated_capacity_kva": 315}


def together(work: Callable[[int], int]) -> list[int]:
    """Run `work(writer)` in eight threads at once; returns what each of them says."""

    def one(writer: int) -> int:
        with database.connection():
            return work(writer)

    with ThreadPoolExecutor(WRITERS) as pool:
        futures = [
            pool.submit(contextvars.copy_context().run, one, writer) for writer in range(WRITERS)
        ]
        return [future.result(timeout=120) for future in futures]


@pytest.fixture
def owners(ledger: Settings) -> list[int]:
    return [
        enterprises.create(SYSTEM, {"name": f"第{n}厂", "region": "440704"}).id for n in range(2)
    ]


def device(owner: int, **facts: str) -> int:
    origin = writing.Origin("api")
    return equipment.create(SYSTEM, "transformer", owner, "440704", {**FACTS, **facts}, origin).id


def assert_revisions_have_no_gaps() -> None:
    for item in Equipment.select():
        rows = list(item.revisions.order_by(EquipmentRevision.version))
        assert [row.version for row in rows] == list(range(1, item.version + 1))
        for before, after in zip(rows, rows[1:], strict=False):
            assert after.before == before.after
        assert rows[-1].after == writing.state(item)


def test_no_change_of_eight_writers_is_lost(owners: list[int]) -> None:
    wanted = [device(owners[0]) for _ in range(3)]

    def work(writer: int) -> int:
        actor = Actor(writer + 1, f"监察员{writer}", Role.INSPECTOR, ("440704",))
        done = 0
        while done < CHANGES:
            key = wanted[done % len(wanted)]
            version = retrieval.get(actor, key).version
            origin = writing.Origin("api", actor.id, f"{writer}-{done}", TODAY)
            try:
                equipment.update(actor, key, version, origin, facts={"remark": f"{writer}-{done}"})
            except Conflict as refusal:
                assert refusal.code == "version"
                assert refusal.details[0]["value"] > version
            else:
                done += 1
        return done

    assert together(work) == [CHANGES] * WRITERS
    reasons = {row.reason for row in EquipmentRevision.select() if row.version > 1}
    assert reasons == {f"{writer}-{n}" for writer in range(WRITERS) for n in range(CHANGES)}
    assert_revisions_have_no_gaps()
    changed = AuditEvent.select().where(AuditEvent.event == "equipment.changed")
    assert changed.count() == WRITERS * CHANGES
    assert chain.verify().whole


def test_the_trail_of_eight_recorders_is_one_chain(ledger: Settings) -> None:
    def work(writer: int) -> int:
        for number in range(EVENTS):
            if number % 3:
                service.record("login.failed", None, detail={"writer": writer, "n": number})
                continue
            with database.db.atomic() as transaction:
                service.record("equipment.changed", None, detail={"writer": writer, "n": number})
                if number % 2:
                    transaction.rollback()
        return EVENTS

    together(work)
    rolled_back = sum(1 for number in range(EVENTS) if number % 3 == 0 and number % 2)
    found = chain.verify()
    assert found.whole
    assert found.events == WRITERS * (EVENTS - rolled_back)


def test_merging_transferring_and_changing_at_once_keeps_every_state(owners: list[int]) -> None:
    keys = [device(owners[0], serial_no=str(n), manufacturer="甲厂") for n in range(4)]

    def work(writer: int) -> int:
        done = 0
        for step in range(6):
            one, other = keys[(writer + step) % 4], keys[(writer + 2 * step + 1) % 4]
            origin = writing.Origin("api", None, "试验", TODAY)
            versions = tuple(retrieval.get(SYSTEM, key).version for key in (one, other))
            try:
                if step % 3 == 0:
                    merging.merge(SYSTEM, one, other, {}, versions, origin)
                elif step % 3 == 1:
                    transfers.transfer(SYSTEM, one, owners[writer % 2], TODAY, origin)
                else:
                    merging.unmerge(SYSTEM, one, None, versions[0], origin)
            except AppError:
                continue
            done += 1
        return done

    assert sum(together(work)) > 0
    assert_revisions_have_no_gaps()
    assert chain.verify().whole


def test_one_of_eight_creates_a_device_with_a_number(owners: list[int]) -> None:
    start = threading.Barrier(WRITERS)

    def work(_writer: int) -> int:
        start.wait(timeout=30)
        with clock.frozen(TODAY):
            try:
                device(owners[0], serial_no="77", manufacturer="甲厂")
            except Conflict as refusal:
                assert refusal.code == "identity_taken"
                return 0
        return 1

    assert sum(together(work)) == 1
    assert Equipment.select().count() == 1
    assert chain.verify().whole
