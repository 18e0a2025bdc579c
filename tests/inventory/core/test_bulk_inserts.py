"""Rows go in and change together, whatever their number; a refused one undoes its transaction."""

from __future__ import annotations

from typing import Any

import pytest
from peewee import DataError, IntegrityError, chunked

from inventory.core.bulk import TOGETHER, bulk_insert, bulk_update
from inventory.core.database import db, is_postgres
from inventory.core.settings import Settings
from inventory.people.enterprises.models import Enterprise

COLUMNS = (
    "id",
    "name",
    "region",
    "address",
    "contact",
    "phone",
    "search",
    "version",
    "created_at",
    "updated_at",
)
AT = "2026-11-30 00:00:00"


def _rows(count: int) -> list[tuple[Any, ...]]:
    return [(key, f"第{key}厂", "440704", "", "", "", "", 1, AT, AT) for key in range(1, count + 1)]


@pytest.mark.parametrize(
    "count", [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 3 * TOGETHER, 3 * TOGETHER + 7]
)
def test_every_row_goes_in_once(ledger: Settings, count: int) -> None:
    with db.atomic():
        bulk_insert(Enterprise, COLUMNS, iter(_rows(count)))
    found = Enterprise.select(Enterprise.id, Enterprise.name).order_by(Enterprise.id).tuples()
    assert list(found) == [row[:2] for row in _rows(count)]


def test_a_row_that_is_refused_takes_its_transaction_with_it(ledger: Settings) -> None:
    rows = _rows(3 * TOGETHER)
    rows[-1] = rows[0]
    with pytest.raises(IntegrityError), db.atomic():
        for part in chunked(rows, 2 * TOGETHER):
            bulk_insert(Enterprise, COLUMNS, part)
    assert Enterprise.select().count() == 0


def test_rows_change_each_by_its_own_values(ledger: Settings) -> None:
    """Texts, numbers, truth, moments and nothing; the last of two changes of a row stays."""
    bulk_insert(Enterprise, COLUMNS, _rows(4))
    names = ("name", "uscc", "key_energy_user", "version", "updated_at")
    later = "2026-12-01 08:00:00.250000"
    rows = [
        ("甲'\\\"{,}", "91440704MA4X00002K", True, 2, later, 1),
        ("乙", None, False, 3, AT, 2),
        ("旧", None, False, 9, AT, 4),
        ("NULL", None, False, 4, later, 4),
    ]
    with db.atomic():
        bulk_update(Enterprise, names, iter(rows))
        bulk_update(Enterprise, ("name",), [])
        bulk_update(Enterprise, ("uscc",), [(None, 3)])
    found = Enterprise.select(*(getattr(Enterprise, name) for name in names)).order_by(
        Enterprise.id
    )
    told = [(*row[:4], f"{row[4]:%H:%M:%S.%f}") for row in found.tuples()]
    assert told == [
        ("甲'\\\"{,}", "91440704MA4X00002K", True, 2, "08:00:00.250000"),
        ("乙", None, False, 3, "00:00:00.000000"),
        ("第3厂", None, None, 1, "00:00:00.000000"),
        ("NULL", None, False, 4, "08:00:00.250000"),
    ]


def test_a_text_that_is_too_long_is_refused_and_not_cut(ledger: Settings) -> None:
    bulk_insert(Enterprise, COLUMNS, _rows(2))
    rows = [("甲", 1), ("长" * 5_000, 2)]
    if is_postgres():  # SQLite knows no lengths
        with pytest.raises(DataError), db.atomic():
            bulk_update(Enterprise, ("name",), rows)
        assert Enterprise.get_by_id(1).name == "第1厂"
