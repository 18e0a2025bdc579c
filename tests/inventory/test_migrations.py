"""An older database becomes today's; what migrations make is what the models say."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from peewee import Model
from playhouse.schema_diff import diff_models

import inventory
from inventory.app.backups import bundle
from inventory.app.cli.setup import prepare
from inventory.core import database, migrating
from inventory.core.database import BaseModel
from inventory.core.migrating import MIGRATIONS
from inventory.core.settings import Settings
from inventory.people.enterprises.models import Enterprise
from tests.prepared import Shelf

orders = importlib.import_module("inventory.core.migrations.0080_orders_and_owners")

# Indexes of an expression, trigrams in PostgreSQL without pg_trgm only: no model can name them.
OF_EXPRESSIONS = {
    *("enterprise_grams", "enterprise_shorts", "alert_open"),
}
# Orders of the lists, which in PostgreSQL name the id at their end, as SQLite has it by itself.
ORDERS = {*orders.ORDERS, *((*columns, "id") for columns in orders.ORDERS)}


def models() -> list[type[Model]]:
    """Every model of every domain."""
    for module in pkgutil.walk_packages(inventory.__path__, "inventory."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)

    def below(parent: type[Model]) -> Iterator[type[Model]]:
        for child in parent.__subclasses__():
            if child.__module__.startswith("inventory."):
                yield child
            yield from below(child)

    return sorted(below(BaseModel), key=lambda model: model.__name__)


def differences() -> list[object]:
    """What a migration has forgotten, or a model has."""
    found = diff_models(database.db.obj, models())
    # SQLite does not list generated columns, but they can be asked for.
    missing = [
        field for field in found.add_columns if list(field.model.select(field).limit(0)) != []
    ]
    others = (item for part in found._replace(add_columns=[]) for item in part)
    return [*missing, *(x for x in others if not _is_known(x))]


def _is_known(difference: Any) -> bool:
    """Whether an index is one that no model can name."""
    if getattr(difference, "name", "") in OF_EXPRESSIONS:
        return True
    of_ledger = database.is_postgres() and getattr(difference, "table", "") == "equipment"
    return of_ledger and tuple(getattr(difference, "columns", ())) in ORDERS


def test_migrations_make_what_the_models_say(ledger: Settings) -> None:
    assert differences() == []


def test_an_index_of_an_order_gives_its_rows_without_sorting(ledger: Settings) -> None:
    if database.is_postgres():
        rows = database.db.execute_sql(
            "SELECT indexdef FROM pg_indexes WHERE tablename='equipment'"
        )
        made = [definition.partition(" USING btree ")[2] for (definition,) in rows]
        assert {f"({', '.join(columns)}, id)" for columns in orders.ORDERS} <= set(made)
        return
    for columns in orders.ORDERS:
        equal = " AND ".join(f"{column} = 1" for column in columns[:-1]) or "1"
        order = f"SELECT id FROM equipment WHERE {equal} ORDER BY {columns[-1]}, id LIMIT 50"
        told = database.db.execute_sql(f"EXPLAIN QUERY PLAN {order}").fetchall()
        assert "TEMP B-TREE" not in str(told)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, shelf: Shelf, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a database without tables."""
    with shelf.empty(request.param, tmp_path / "var") as settings:
        yield settings


def test_the_first_release_with_data_becomes_todays(
    empty: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tmp_path / "migrations"
    first.mkdir()
    shutil.copy(MIGRATIONS / "0001_initial.py", first)
    with monkeypatch.context() as patch:
        patch.setattr(migrating, "MIGRATIONS", first)
        database.connect(empty)
        with database.connection():
            assert migrating.migrate() == ["0001_initial"]
            _first_release_data()
    prepare(empty)
    with database.connection():
        assert migrating.migrate() == []
        assert differences() == []
        rows = database.db.execute_sql("SELECT identifier, version FROM equipment").fetchall()
        assert [tuple(row) for row in rows] == [("粤J12345", 1)]


def _first_release_data() -> None:
    for statement in (
        "INSERT INTO enterprise (id, name, region, address, contact, phone, version, created_at,"
        " updated_at) VALUES (1, '某厂', '440704', '', '', '', 1, '2026-01-01', '2026-01-01')",
        "INSERT INTO equipment (id, kind, enterprise_id, region, name, model, identifier,"
        " use_state, facts, verdict_rank, incomplete, next_due, findings_digest, fingerprint,"
        " version, created_at, updated_at) VALUES (1, 'truck', 1, '440704', '', '', '粤J12345',"
        " '', '{}', 9, false, '9999-12-31', '', '', 1, '2026-01-01', '2026-01-01')",
        "INSERT INTO equipment_revision (id, equipment_id, version, at, source, reason)"
        " VALUES (1, 1, 1, '2026-01-01', 'test', '')",
    ):
        database.db.execute_sql(statement)


STARTER = """
import sys
from pathlib import Path
from inventory.app.cli.setup import prepare
from inventory.core.settings import Settings
prepare(Settings(data_dir=Path(sys.argv[1]), database_url=sys.argv[2]))
"""


def test_processes_that_start_together_upgrade_once_and_keep_what_was(
    empty: Settings, tmp_path: Path
) -> None:
    """Web, worker and scheduler on an old database: one upgrades, after a backup; all go on."""
    old = migrating.known()[:4]
    database.connect(empty)
    with database.connection():
        migrating.migrate_as(old)
        _first_release_data()
    if empty.database_url:
        database.db.obj.close_all()
    command = [sys.executable, "-c", STARTER, str(empty.data_dir), empty.database_url]
    starting = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(120) for process in starting] == [0, 0]
    with database.connection():
        assert migrating.migrate() == []
        rows = database.db.execute_sql("SELECT name FROM schema_migration").fetchall()
        assert sorted(name for (name,) in rows) == migrating.known()
        assert Enterprise.select().count() == 1
    (kept,) = (empty.data_dir / "backups").glob("before-upgrade-*.hxb")
    manifest = bundle.unpack(kept, tmp_path / "unpacked", "")
    assert (manifest.migrations, manifest.tables["enterprise"]) == (old, 1)
