"""Rows go in together, whatever their number; a refused one leaves nothing of its transaction."""

from __future__ import annotations

from typing import Any

import pytest
from peewee import IntegrityError, chunked

from inventory.core.bulk import TOGETHER, bulk_insert
from inventory.core.database import db
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
