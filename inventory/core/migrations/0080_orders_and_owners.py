"""PostgreSQL: the lists' orders end in the id within their indexes, and owners have trigrams.

An index of SQLite ends in the row's id by itself. PostgreSQL read all devices of the first value
(18,000 of a million with the worst verdict) and sorted them by id for each first page. What
enterprises are called was looked through whole, twice for each search.
"""

from peewee import PostgresqlDatabase

ORDERS = (
    ("verdict_rank",),
    ("next_due",),
    ("model",),
    ("kind", "verdict_rank"),
    ("kind", "next_due"),
    ("kind", "model"),
)


def up(_migrator, db):
    if not isinstance(db, PostgresqlDatabase):
        return
    _orders(db, ("id",))
    if db.execute_sql("SELECT to_regclass('equipment_grams')").fetchone()[0] is not None:
        index = "enterprise_grams ON enterprise USING gin (search_grams(search))"
    else:
        index = "enterprise_trigrams ON enterprise USING gin (search gin_trgm_ops)"
    db.execute_sql(f"CREATE INDEX {index}")
    # What the planner knows of an expression comes with its index.
    db.execute_sql("ANALYZE enterprise")


def down(_migrator, db):
    if not isinstance(db, PostgresqlDatabase):
        return
    db.execute_sql("DROP INDEX IF EXISTS enterprise_grams")
    db.execute_sql("DROP INDEX IF EXISTS enterprise_trigrams")
    _orders(db, ())


def _orders(db, last):
    for columns in ORDERS:
        name = "_".join(("equipment", *columns))
        listed = ", ".join((*columns, *last))
        db.execute_sql(f"DROP INDEX {name}")
        db.execute_sql(f"CREATE INDEX {name} ON equipment ({listed})")
