"""The triggers that refuse changes to the trail: whether they stand as they were made."""

from __future__ import annotations

import runpy
from collections.abc import Sequence
from pathlib import Path

from inventory.core.database import db, is_postgres
from inventory.core.migrating import MIGRATIONS

MADE_BY = "0003_memory.py"
# Switched on for ordinary sessions ('O'), or for all ('A').
ON_POSTGRES = """
SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE tgrelid = 'audit_event'::regclass AND NOT tgisinternal AND tgenabled IN ('O', 'A')
"""


def missing() -> list[str]:
    """The names of the triggers that are gone, switched off or other than they were made."""
    made = runpy.run_path(str(MIGRATIONS / Path(MADE_BY)))
    return _of_postgres(made["POSTGRES_TRIGGERS"]) if is_postgres() else _of_sqlite(made)


def _of_sqlite(made: dict[str, Sequence[str]]) -> list[str]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    there = {name: _plain(text) for name, text in db.execute_sql(query).fetchall()}
    wanted = {text.split()[2]: _plain(text) for text in made["SQLITE_TRIGGERS"]}
    return sorted(name for name, text in wanted.items() if there.get(name) != text)


def _of_postgres(made: Sequence[str]) -> list[str]:
    there = {name: _plain(body) for name, body in db.execute_sql(ON_POSTGRES).fetchall()}
    bodies = [_plain(text.split("$$")[1]) for text in made if text.startswith("CREATE FUNCTION")]
    wanted = [text.split()[2] for text in made if text.startswith("CREATE TRIGGER")]
    return sorted(name for name in wanted if there.get(name) not in bodies)


def _plain(text: str) -> str:
    return " ".join(text.split())
