"""PostgreSQL's own partitions of the table of devices, beside the table as it is.

``python -m tests.benchmarks.partitions [--devices N]`` copies the lists' ledger to N devices over
all provinces in three arrangements: one table, a partition for each province (by range of the
region), and as many by range of ids; each with all indexes of the table but the search's. What is
asked is what pages ask; told is PostgreSQL's own time, half of 51 within it. Decision 0039 says
what follows from it.
"""

from __future__ import annotations

import argparse
import re
from random import Random

from inventory.core.database import db
from tests.benchmarks.counts import ledger
from tests.benchmarks.ledger import PATTERN
from tests.benchmarks.process import report

TIMES = 51
KINDS = ("one table", "by province", "by id")
OWN = re.compile(r"CREATE INDEX (\w+) ON \w+\.equipment ")
REFERENCES = (
    "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND confrelid = 'equipment'::regclass"
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=500_000)
    asked = parser.parse_args()
    with ledger(PATTERN, None, postgres=True):
        provinces = [
            code
            for (code,) in db.execute_sql(
                "SELECT left(code, 2) FROM region WHERE level = 'province' ORDER BY 1"
            ).fetchall()
        ]
        (count,) = db.execute_sql(REFERENCES).fetchone()
        report("foreign keys that name a device by its id", count, "")
        report("partitions", len(provinces), "")
        for number, kind in enumerate(KINDS):
            measure(kind, f"devices_{number}", provinces, asked.devices)


def measure(kind: str, table: str, provinces: list[str], devices: int) -> None:
    """Make an arrangement and ask what pages ask."""
    by = {"by province": "region", "by id": "id"}.get(kind, "")
    db.execute_sql(
        f"CREATE TABLE {table} (LIKE equipment INCLUDING DEFAULTS INCLUDING GENERATED)"
        + (f" PARTITION BY RANGE ({by})" if by else "")
    )
    for at, (low, high) in enumerate(ranges(by, provinces, devices)):
        values = f"FOR VALUES FROM ({low}) TO ({high})"
        db.execute_sql(f"CREATE TABLE {table}_{at} PARTITION OF {table} {values}")
    copy(table, provinces, devices // PATTERN)
    key = "id, region" if by == "region" else "id"
    db.execute_sql(f"ALTER TABLE {table} ADD PRIMARY KEY ({key})")
    listed = "SELECT indexdef FROM pg_indexes WHERE tablename = 'equipment'"
    for (text,) in db.execute_sql(listed).fetchall():
        if OWN.match(text) and "gin" not in text:
            db.execute_sql(OWN.sub(rf"CREATE INDEX {table}_\1 ON {table} ", text))
    db.execute_sql(f"ANALYZE {table}")
    size = (
        f"SELECT max(pg_relation_size(indexrelid)) FROM pg_index WHERE indrelid IN {parts(table)}"
    )
    report(f"{kind}: largest index", db.execute_sql(size).fetchone()[0] / 1e6, "MB")
    random = Random(1)
    county = f"{provinces[len(provinces) // 2]}0304"
    inside = f"region >= '{county}' AND region < '{county}~'"
    page = f"WHERE {inside} AND verdict_rank < 99 ORDER BY verdict_rank, id LIMIT 50"
    questions = {
        "a device by its id": lambda: f"WHERE id = {random.randrange(1, devices)}",
        "500 devices by their ids": lambda: "WHERE id = ANY(ARRAY[{}])".format(
            ",".join(str(random.randrange(1, devices)) for _ in range(500))
        ),
        "the first page of a county": lambda: page,
        "devices due in a county": lambda: f"WHERE {inside} AND next_due < '2027-06-30'",
    }
    for name, where in questions.items():
        plans = [planned(f"SELECT id, model FROM {table} {where()}") for _ in range(TIMES)]
        planning, running = (sorted(part)[TIMES // 2] for part in zip(*plans, strict=True))
        report(f"{kind}: {name}", planning + running, "ms", note=f"{planning:.2f} planning")


def ranges(by: str, provinces: list[str], devices: int) -> list[tuple[str, str]]:
    """The borders of the partitions, as SQL."""
    if by == "region":
        return [(f"'{code}'", f"'{code}~'") for code in provinces]
    step = -(-devices // len(provinces))
    return [(str(low), str(low + step)) for low in range(1, devices + 1, step)] if by else []


def copy(table: str, provinces: list[str], times: int) -> None:
    """The ledger so many times over, each copy in the next province."""
    columns = [
        name
        for (name,) in db.execute_sql(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'equipment'"
            " AND is_generated = 'NEVER'"
        ).fetchall()
    ]
    named = ", ".join(f'"{name}"' for name in columns)
    for number in range(times):
        province = provinces[number % len(provinces)]
        own = {"id": f"id + {number * PATTERN}", "region": f"'{province}' || substr(region, 3)"}
        values = ", ".join(own.get(name, f'"{name}"') for name in columns)
        db.execute_sql(f"INSERT INTO {table} ({named}) SELECT {values} FROM equipment")


def parts(table: str) -> str:
    """The table and its partitions, as a list of SQL."""
    return (
        f"(SELECT '{table}'::regclass::oid UNION"
        f" SELECT inhrelid FROM pg_inherits WHERE inhparent = '{table}'::regclass)"
    )


def planned(statement: str) -> tuple[float, float]:
    """Milliseconds that PostgreSQL itself needs to plan and to run a query."""
    (told,) = db.execute_sql(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}").fetchone()
    return told[0]["Planning Time"], told[0]["Execution Time"]


if __name__ == "__main__":
    main()
