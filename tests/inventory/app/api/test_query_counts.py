"""How many queries each list asks is kept in a file: one query per row is caught at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from inventory.core import database

KEPT = tomllib.loads((Path(__file__).parent / "query_counts.toml").read_text("utf-8"))
LISTS = (
    "/equipment",
    "/equipment/facets",
    "/enterprises",
    "/alerts",
    "/imports",
    "/notices",
    "/cases",
    "/declarations",
    "/registrations",
    "/confirmations",
    "/surveys",
    "/diagnoses",
    "/visits",
    "/photos",
    "/reentry",
    "/transfers",
    "/jobs",
    "/exports",
    "/audit",
    "/plans",
    "/projects",
    "/agencies",
    "/reports",
    "/schedules",
    "/dashboard",
    "/workbench",
    "/workbench/waiting",
    "/notifications",
    "/notifications/channels",
    "/notifications/deliveries",
    "/responsibilities",
)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every SELECT that is asked within."""
    asked: list[str] = []
    plain = database.db.obj.execute_sql

    def execute(sql: str, *args: Any, **kwargs: Any) -> Any:
        if sql.lstrip("( ").upper().startswith(("SELECT", "WITH")):
            asked.append(sql)
        return plain(sql, *args, **kwargs)

    database.db.obj.execute_sql = execute
    try:
        yield asked
    finally:
        del database.db.obj.execute_sql


@pytest.mark.parametrize("path", LISTS)
def test_a_list_asks_as_often_as_is_kept(call: Any, mixed: Any, path: str) -> None:
    assert call("admin", "GET", path).status_code == 200  # what is read once is in memory now
    with counted() as asked:
        call("admin", "GET", path)
    assert {path: len(asked)} == {path: KEPT.get(path)}
