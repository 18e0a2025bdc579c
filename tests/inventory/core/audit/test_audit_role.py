"""On PostgreSQL the service may log in as a role that cannot touch what it has recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from inventory.app.backups import service as backups
from inventory.app.cli.setup import prepare
from inventory.core import database
from inventory.core.access import SYSTEM
from inventory.core.audit import chain, service
from inventory.core.settings import Settings
from inventory.people.enterprises import service as enterprises
from tests.prepared import Shelf

GRANTS = Path(__file__).parents[4] / "docs" / "deploy" / "postgres-roles.sql"
ROLE = "huanxin_service"
REFUSED = (
    "UPDATE audit_event SET actor_name = 'x'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "ALTER TABLE audit_event ADD COLUMN x INTEGER",
    "DROP TRIGGER audit_event_chain ON audit_event",
    "CREATE TRIGGER x BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION "
    "suppress_redundant_updates_trigger()",
    "CREATE OR REPLACE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NULL; END $$",
    "DROP TABLE audit_event CASCADE",
    "SET session_replication_role = replica",
    "DELETE FROM schema_migration",
)


@pytest.fixture
def as_service(shelf: Shelf, tmp_path: Path) -> Iterator[Settings]:
    """A ledger of another owner, in which we are the service's role."""
    with shelf.copy("postgresql", (), tmp_path / "var") as owner:
        url = urlsplit(owner.database_url)
        with psycopg.connect(owner.database_url, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {ROLE} LOGIN")
            connection.execute(GRANTS.read_text("utf-8"))
        at = url.netloc.rpartition("@")[2]
        yield replace(owner, database_url=url._replace(netloc=f"{ROLE}:@{at}").geturl())
        database.db.obj.close_all()
        with psycopg.connect(owner.database_url, autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")


def test_the_service_records_and_cannot_take_back(as_service: Settings, tmp_path: Path) -> None:
    prepare(as_service)
    with database.connection():
        enterprises.create(SYSTEM, {"name": "江海区某厂", "region": "440704"})
        service.record("login.failed", None)
        whole = chain.verify()
        assert (whole.whole, whole.guards) == (True, [])
        assert backups.back_up(as_service, tmp_path / "a.hxb").size
    for statement in REFUSED:
        with psycopg.connect(as_service.database_url) as own, pytest.raises(InsufficientPrivilege):
            own.execute(statement)
    with database.connection():
        assert chain.verify().events == whole.events
