"""What is summed, and how the tables are counted again to prove it (decision 0027).

The triggers of migrations 0060 and 0075 follow every write by the same definitions; a test with
random writes and the nightly check hold the two together.
"""

from __future__ import annotations

from inventory.core.database import is_postgres
from inventory.registry.equipment.models import GONE_RANK

STATE, AGE, DUE, RULE, STAGE, OFFICER = "state", "age", "due", "rule", "stage", "officer"
# How many digits the codes of a place begin with: the whole ledger, province, city, county,
# township, village.
LENGTHS = (0, 2, 4, 6, 9, 12)
# Sort → the columns of the ledger in `a`, `b`, `c`, `d`.
SORTS: dict[str, tuple[str, ...]] = {
    STATE: ("verdict_rank", "use_state", "level", "incomplete"),
    AGE: ("verdict_rank", "since_year", "emission_stage"),
    DUE: ("next_due", "due_for"),
    RULE: ("rule",),
    STAGE: ("stage", "rule"),
    OFFICER: ("assignee", "acknowledged", "stage"),
}
LEVELS = "levels (n) AS (VALUES {})".format(", ".join(f"({length})" for length in LENGTHS))
_FINDINGS = "finding f JOIN equipment e ON e.id = f.equipment_id WHERE f.current"
_ALERTS = "alert o JOIN equipment e ON e.id = o.equipment_id WHERE o.open_key IS NOT NULL"


def recount() -> str:
    """SELECT of every sum by division, counted in the tables."""
    day = "to_char(e.next_due, 'YYYY-MM-DD')" if is_postgres() else "e.next_due"
    rank, flag = "CAST(e.verdict_rank AS TEXT)", "CASE WHEN {} THEN '1' ELSE '0' END"
    devices = f"equipment e WHERE e.verdict_rank < {GONE_RANK}"
    incomplete = flag.format("e.incomplete")
    seen = flag.format("o.acknowledged_at IS NOT NULL")
    year, officer = "CAST(e.since_year AS TEXT)", "CAST(o.assignee AS TEXT)"
    return " UNION ALL ".join(
        (
            _counted(STATE, "e.kind", (rank, "e.use_state", "e.level", incomplete), devices),
            _counted(AGE, "e.kind", (rank, year, "e.emission_stage"), devices),
            _counted(DUE, "e.kind", (day, "e.due_for"), devices),
            _counted(RULE, "e.kind", ("f.rule",), _FINDINGS, "0"),
            _counted(STAGE, "e.kind", ("o.stage", "o.rule"), _ALERTS, "0"),
            _counted(
                OFFICER,
                "''",
                (officer, seen, "o.stage"),
                f"{_ALERTS} AND o.assignee IS NOT NULL",
                "0",
            ),
        )
    )


def _counted(
    sort: str, kind: str, columns: tuple[str, ...], source: str, devices: str = "SUM(e.quantity)"
) -> str:
    split = (*columns, *["''"] * (4 - len(columns)))
    named = ", ".join(f"{text} AS {name}" for text, name in zip(split, "abcd", strict=True))
    return (
        f"SELECT '{sort}' AS sort, e.region AS region, {kind} AS kind, {named},"
        f" COUNT(*) AS records, {devices} AS devices FROM {source} GROUP BY 2, 3, 4, 5, 6, 7"
    )
