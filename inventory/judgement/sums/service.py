"""Reading the sums, folding what was written, and proving them.

A sum is `ledger_sum` plus what waits in `ledger_delta`, read in one statement: exact at any moment,
whoever has folded. On PostgreSQL writers only append, so that none waits for another; one of them
at a time folds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.core import database, region_codes
from inventory.core.access import EVERYWHERE, REGIONAL, SYSTEM, Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.judgement.sums.definitions import LENGTHS, LEVELS, SORTS, recount

# The advisory lock of the one who folds.
FOLDING = 0x48755375
KEY = "sort, place, kind, a, b, c, d"
# The row that counts how much has been folded: with what waits, the version of the ledger.
FOLDED = "folded"
_ADD = (
    f" ON CONFLICT ({KEY}) DO UPDATE SET records = ledger_sum.records + excluded.records,"
    " devices = ledger_sum.devices + excluded.devices"
)
_SPREAD = "{0}.sort, substr({0}.region, 1, n) AS place, {0}.kind, {0}.a, {0}.b, {0}.c, {0}.d"
# What is alike is added up once and not once for each level: of an import nearly all is.
_ALIKE = (
    "SELECT sort, region, kind, a, b, c, d, SUM(records) AS records, SUM(devices) AS devices"
    " FROM ledger_delta GROUP BY 1, 2, 3, 4, 5, 6, 7"
)
_OUTER = "JOIN levels ON length({0}.region) >= n"


@dataclass(frozen=True)
class Condition:
    """A column of the ledger, and which of its values are counted: `=`, `<=`, `>=`, `>`, `IN`."""

    column: str
    operator: str
    value: str | Sequence[str]


def places(actor: Actor, region: str = "") -> tuple[str, ...] | None:
    """The places that together are what `actor` sees of a region; None where sums do not tell."""
    own = _own(actor)
    if own is None:
        return None
    asked = region_codes.prefix(region) if region else ""
    common = {
        max(asked, place, key=len)
        for place in own
        if asked.startswith(place) or place.startswith(asked)
    }
    outer = outermost(common)
    return outer if all(len(place) in LENGTHS for place in outer) else None


def _own(actor: Actor) -> set[str] | None:
    if actor.role in EVERYWHERE:
        return {""}
    if actor.role in REGIONAL:
        return {region_codes.prefix(code) for code in actor.regions}
    return None


def outermost(found: Iterable[str]) -> tuple[str, ...]:
    """Places that no other one of them contains, so that nothing is counted twice."""
    every = set(found)
    return tuple(
        sorted(
            place
            for place in every
            if not any(place != other and place.startswith(other) for other in every)
        )
    )


def read(
    sort: str,
    within: Sequence[str],
    by: Sequence[str],
    where: Sequence[Condition] = (),
    measure: str = "records",
    *,
    by_place: bool = False,
) -> list[tuple[Any, ...]]:
    """(place, if asked, values of the columns `by` …, sum); without what sums up to nothing.

    `by` and the conditions name columns of the sort, or `kind`; all values are texts.
    """
    if not within:
        return []
    named = {"kind": "kind", **dict(zip(SORTS[sort], "abcd", strict=False))}
    conditions, values = _conditions(where, named)
    columns = [*(["place"] if by_place else []), *(named[column] for column in by)]
    shown = "".join(f"{column}, " for column in columns)
    group = f" GROUP BY {', '.join(columns)} HAVING SUM(n) <> 0" if columns else ""
    marks = ", ".join(["(?)"] * len(within))
    statement = (
        f"WITH asked (place) AS (VALUES {marks}) SELECT {shown}CAST(SUM(n) AS BIGINT) FROM ("
        f"SELECT t.place, kind, a, b, c, d, {measure} AS n FROM ledger_sum t"
        f" JOIN asked ON asked.place = t.place WHERE sort = ?{conditions}"
        f" UNION ALL SELECT asked.place, kind, a, b, c, d, {measure} AS n FROM ledger_delta t"
        " JOIN asked ON substr(t.region, 1, length(asked.place)) = asked.place"
        f" WHERE sort = ?{conditions}) AS x{group}"
    )
    rows = _run(statement, [*within, sort, *values, sort, *values])
    return [row for row in rows if row[-1]]


def _conditions(where: Sequence[Condition], named: dict[str, str]) -> tuple[str, list[str]]:
    texts, values = [], []
    for item in where:
        given = [item.value] if isinstance(item.value, str) else list(item.value)
        marks = ", ".join("?" * len(given)) or "NULL"
        mark = f"({marks})" if item.operator == "IN" else marks
        texts.append(f" AND {named[item.column]} {item.operator} {mark}")
        values += given
    return "".join(texts), values


def _run(statement: str, values: Sequence[Any] = ()) -> Any:
    if database.is_postgres():
        statement = statement.replace("?", "%s")
    return db.execute_sql(statement, values).fetchall()


def version() -> int:
    """A number that is another one after every write that changes a sum."""
    statement = (
        "SELECT (SELECT COUNT(*) FROM ledger_delta)"
        f" + COALESCE((SELECT SUM(records) FROM ledger_sum WHERE sort = '{FOLDED}'), 0)"
    )
    return int(_run(statement)[0][0])


def fold() -> None:
    """Add what waits to the sums; call at the end of what a write transaction does.

    On PostgreSQL whoever comes while another transaction folds leaves it to the next.
    """
    if not database.is_postgres():
        _fold_sqlite()
    elif _run("SELECT pg_try_advisory_xact_lock(?)", (FOLDING,))[0][0]:
        _fold_postgres()


def _fold_sqlite() -> None:
    count = _run("SELECT COUNT(*) FROM ledger_delta")[0][0]
    if not count:
        return
    # A join before ON CONFLICT needs a WHERE, or SQLite takes ON for the join's.
    db.execute_sql(
        f"WITH {LEVELS} INSERT INTO ledger_sum ({KEY}, records, devices)"
        f" SELECT {_SPREAD.format('t')}, SUM(records), SUM(devices) FROM ({_ALIKE}) t"
        f" {_OUTER.format('t')} WHERE true GROUP BY 1, 2, 3, 4, 5, 6, 7"
        f" HAVING SUM(records) <> 0 OR SUM(devices) <> 0{_ADD}"
    )
    _count_folded(count)
    db.execute_sql("DELETE FROM ledger_delta")


def _count_folded(count: int) -> None:
    _change(
        f"INSERT INTO ledger_sum ({KEY}, records, devices)"
        f" VALUES ('{FOLDED}', '', '', '', '', '', '', ?, 0){_ADD}",
        (count,),
    )


def _fold_postgres() -> None:
    db.execute_sql(
        f"WITH {LEVELS}, taken AS (DELETE FROM ledger_delta RETURNING *), spread AS ("
        f"SELECT {_SPREAD.format('taken')}, records, devices"
        f" FROM taken {_OUTER.format('taken')}"
        f" UNION ALL SELECT '{FOLDED}', '', '', '', '', '', '', 1, 0 FROM taken)"
        f" INSERT INTO ledger_sum ({KEY}, records, devices)"
        f" SELECT {KEY}, SUM(records), SUM(devices) FROM spread GROUP BY {KEY}"
        f" HAVING SUM(records) <> 0 OR SUM(devices) <> 0{_ADD}"
    )


def wrong() -> list[tuple[Any, ...]]:
    """What would have to be added to the sums to make them right: nothing, if all is well.

    One statement, and so of one moment, whatever others write.
    """
    statement = (
        f"WITH {LEVELS}, counted AS ({recount()}), every AS ("
        f"SELECT {_SPREAD.format('counted')}, records, devices"
        f" FROM counted {_OUTER.format('counted')}"
        f" UNION ALL SELECT {_SPREAD.format('t')}, -records, -devices FROM ledger_delta t"
        f" {_OUTER.format('t')}"
        f" UNION ALL SELECT {KEY}, -records, -devices FROM ledger_sum WHERE sort <> '{FOLDED}')"
        f" SELECT {KEY}, CAST(SUM(records) AS BIGINT), CAST(SUM(devices) AS BIGINT) FROM every"
        f" GROUP BY {KEY} HAVING SUM(records) <> 0 OR SUM(devices) <> 0"
    )
    return list(_run(statement))


def prove() -> int:
    """Count the tables again, put right what is wrong, and say how many sums were."""
    with db.atomic():
        fold()
        found = wrong()
        marks = ", ".join("?" * 9)
        for row in found:
            _change(f"INSERT INTO ledger_sum ({KEY}, records, devices) VALUES ({marks}){_ADD}", row)
        _change("DELETE FROM ledger_sum WHERE records = 0 AND devices = 0", ())
        if found:
            _count_folded(1)  # another version: nobody may go on with the wrong numbers
            detail = {"sums": len(found), "sorts": sorted({row[0] for row in found})}
            audit.record("ledger.sums_repaired", SYSTEM, subject="ledger", detail=detail)
    return len(found)


def _change(statement: str, values: Sequence[Any]) -> None:
    db.execute_sql(statement.replace("?", "%s") if database.is_postgres() else statement, values)
