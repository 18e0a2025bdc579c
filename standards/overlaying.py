"""The library with what an office adds to it: packages of its own, and tables that somebody
compared with the official text.

Pure: who published or compared what, and when, is the caller's to keep.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import polars as pl

from standards.amending import cut, windows
from standards.loading_rules import References
from standards.model import Document, Library, Rule, Table
from standards.outcomes import PRESUMED_CERTAINTIES
from standards.packages.model import LOCAL, Package

REMARKS = ("note", "source", "certainty")
"""Columns that tell where a row was found and how sure it is: no part of the official text."""


@lru_cache(maxsize=512)
def content_of(table: Table) -> str:
    """SHA-256 of a table's columns and rows, without its remarks: what a person compares. Being
    confirmed does not change it.
    """
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


@dataclass(frozen=True)
class Placed:
    """A package in force from the day it was published to the day it was withdrawn, or for ever.

    Without ``start`` its own dates count alone: that is how a draft is tried.
    """

    package: Package
    start: date | None = None
    end: date | None = None


def with_package(library: Library, placed: Placed) -> Library:
    """The library with a package: its document, tables and rules, and rules that it amends.

    A day before ``start``, and one from ``end`` on, is judged as if the package were not there.
    Raises: LibraryError where it does not fit this library.
    """
    package = placed.package
    document = _ended(package.document, placed.end)
    documents = {**library.documents, document.number: document}
    tables = {**library.tables, **package.tables}
    refs = References(documents, tables, library.kinds)
    rules = library.rules
    for amendment in package.amendments:
        rules = tuple(
            _local(piece, package) if piece.document == document.number else piece
            for rule in rules
            for piece in (
                windows(rule, amendment, refs, placed.start, placed.end)
                if rule.id == amendment.rule
                else (rule,)
            )
        )
    own = tuple(_local(rule, package) for rule in _clipped(package.rules, placed))
    return replace(library, documents=documents, tables=tables, rules=(*rules, *own))


def _ended(document: Document, end: date | None) -> Document:
    if end is None or (document.superseded_on is not None and document.superseded_on <= end):
        return document
    return replace(document, superseded_on=end)


def _local(rule: Rule, package: Package) -> Rule:
    return replace(rule, file=f"{LOCAL}{package.slug}")


def _clipped(rules: tuple[Rule, ...], placed: Placed) -> list[Rule]:
    """The parts of rules within the time of their package."""
    found = []
    for rule in rules:
        start = max(rule.valid_from, placed.start or date.min)
        end = min(rule.valid_to or date.max, placed.end or date.max)
        if start < end:
            found.append(cut(rule, start, None if end == date.max else end))
    return found
