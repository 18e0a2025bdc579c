"""How many like devices a record stands for, computed by the database from its facts.

An amount in units that count no devices (公里) stands for one. The index that covers the counts
covers the quantity too.
"""

from peewee import PostgresqlDatabase

COUNTERS = "台套部辆组座个只件条艘"

SQLITE = """ALTER TABLE "equipment" ADD COLUMN "quantity" INTEGER GENERATED ALWAYS AS (
    MAX(1, COALESCE(CASE
        WHEN COALESCE(json_extract("facts", '$.quantity_unit'), '台') IN ({counters})
        THEN CAST(json_extract("facts", '$.quantity') AS INTEGER) END, 1))) VIRTUAL"""
# `facts` is canonical JSON: see 0005.
POSTGRES = """ALTER TABLE "equipment" ADD COLUMN "quantity" INTEGER GENERATED ALWAYS AS (
    GREATEST(1, COALESCE(CASE
        WHEN COALESCE(substring("facts" from '"quantity_unit":"([^"]*)"'), '台') IN ({counters})
        THEN substring("facts" from '"quantity":([0-9]{{1,6}})')::integer END, 1))) STORED"""
OVERVIEW = (
    "region",
    "kind",
    "verdict_rank",
    "use_state",
    "level",
    "emission_stage",
    "since_year",
    "incomplete",
    "next_due",
)


def up(_migrator, db):
    counters = ", ".join(f"'{word}'" for word in COUNTERS)
    statement = POSTGRES if isinstance(db, PostgresqlDatabase) else SQLITE
    db.execute_sql(statement.format(counters=counters))
    _index(db, (*OVERVIEW, "quantity"))
    db.execute_sql('ALTER TABLE "equipment" ADD COLUMN "split_from" INTEGER')
    db.execute_sql('ALTER TABLE "what_if_change" ADD COLUMN "quantity" INTEGER NOT NULL DEFAULT 1')


def down(_migrator, db):
    db.execute_sql('ALTER TABLE "what_if_change" DROP COLUMN "quantity"')
    db.execute_sql('ALTER TABLE "equipment" DROP COLUMN "split_from"')
    _index(db, OVERVIEW)
    db.execute_sql('ALTER TABLE "equipment" DROP COLUMN "quantity"')


def _index(db, columns):
    db.execute_sql('DROP INDEX "equipment_overview"')
    db.execute_sql(f'CREATE INDEX "equipment_overview" ON "equipment" ({", ".join(columns)})')
