"""Imports that are read in the background: how far it is, what was asked, why it failed."""

COLUMNS = (
    ("problem", "TEXT"),
    ("asked", "TEXT"),
    ("stage", "VARCHAR(16) NOT NULL DEFAULT ''"),
    ("done", "INTEGER NOT NULL DEFAULT 0"),
    ("total", "INTEGER NOT NULL DEFAULT 0"),
)


def up(_migrator, db):
    for column, definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "import" ADD COLUMN "{column}" {definition}')


def down(_migrator, db):
    for column, _definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "import" DROP COLUMN "{column}"')
