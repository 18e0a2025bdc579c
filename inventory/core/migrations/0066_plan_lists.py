"""Lists of a plan: the words that an office has listed itself, the goal of the year, and who
marked an item off, when.
"""

from peewee import PostgresqlDatabase

COLUMNS = {
    "listed": "VARCHAR(32) NOT NULL DEFAULT ''",
    "text": "TEXT NOT NULL DEFAULT ''",
    "goal": "VARCHAR(500) NOT NULL DEFAULT ''",
    "done_name": "VARCHAR(200) NOT NULL DEFAULT ''",
}


def up(_migrator, db):
    instant = "TIMESTAMP" if isinstance(db, PostgresqlDatabase) else "DATETIME"
    for name, sort in {**COLUMNS, "done_at": instant}.items():
        db.execute_sql(f'ALTER TABLE "duty" ADD COLUMN "{name}" {sort}')


def down(_migrator, db):
    for name in (*COLUMNS, "done_at"):
        db.execute_sql(f'ALTER TABLE "duty" DROP COLUMN "{name}"')
