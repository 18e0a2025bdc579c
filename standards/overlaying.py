"""The library with what an office adds to it: tables that somebody compared with the official
text.

Pure: who compared what, and when, is the caller's to keep.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import polars as pl

from standards.model import PRESUMED_CERTAINTIES, Library, Table

REMARKS = ("note", "source")
"""Columns that tell where a row was found; a comparison with the official text is not of these."""


@lru_cache(maxsize=512)
def content_of(table: Table) -> str:
    """SHA-256 of a table's columns and rows, without its remarks: what a person compares."""
    rows = table.rows.drop([name for name in REMARKS if name in table.rows.columns])
    return hashlib.sha256(rows.write_csv().encode()).hexdigest()


def with_checked(library: Library, checked: Mapping[str, str]) -> Library:
    """The library in which rows of checked tables are confirmed: table id → ``content_of`` what
    was compared. A table that has changed since stays as certain as it says itself.
    """
    tables = {
        key: _confirmed(table) if key in checked and checked[key] == content_of(table) else table
        for key, table in library.tables.items()
    }
    return replace(library, tables=tables)


def _confirmed(table: Table) -> Table:
    sure = pl.when(pl.col("certainty").is_in(list(PRESUMED_CERTAINTIES))).then(pl.lit("confirmed"))
    rows = table.rows.with_columns(sure.otherwise(pl.col("certainty")).alias("certainty"))
    return replace(table, rows=rows)
