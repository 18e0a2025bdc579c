"""What the first date of a device is for, and its sums split by that (decision 0029).

Judging fills the column in: the run that follows an upgrade, if nobody changes a device before.
Until then it is blank, and so is the new part of the sums: they are exact as they stand.
"""

from importlib import import_module

from peewee import PostgresqlDatabase

REMADE = ("sum_equipment_insert", "sum_due_update", "sum_equipment_update")


def up(_migrator, db):
    db.execute_sql('ALTER TABLE "equipment" ADD COLUMN "due_for" VARCHAR(12) NOT NULL DEFAULT \'\'')
    _follow(db, "{r}.due_for")


def down(_migrator, db):
    # The sums are one again before what tells them apart goes.
    db.execute_sql("UPDATE \"equipment\" SET due_for = '' WHERE due_for <> ''")
    _follow(db, "''")
    db.execute_sql('ALTER TABLE "equipment" DROP COLUMN "due_for"')


def _follow(db, column):
    """Make the triggers of devices anew: those of 0060, `due` split by a column."""
    sums = import_module("inventory.core.migrations.0060_sums")
    kept = sums.DEVICE["due"]
    sums.DEVICE["due"] = ("{day}", column, "''", "''")
    try:
        if isinstance(db, PostgresqlDatabase):
            made = [
                text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
                for text in sums._postgres()
                if text.startswith(tuple(f"CREATE FUNCTION {name}(" for name in REMADE))
            ]
        else:
            made = [
                text
                for text in sums._sqlite()
                if text.startswith(tuple(f"CREATE TRIGGER {name} " for name in REMADE))
            ]
            for name in REMADE[:2]:
                db.execute_sql(f"DROP TRIGGER {name}")
        for text in made:
            db.execute_sql(text)
    finally:
        sums.DEVICE["due"] = kept
