"""How a person said that a file is to be read: its header, its owner, rows of other divisions."""

from __future__ import annotations

COLUMNS = (
    ("import", "header_row", "TEXT"),
    ("import", "settled", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("import", "question", "TEXT"),
    ("import", "owner_uscc", "VARCHAR(18) NOT NULL DEFAULT ''"),
    ("import", "others", "VARCHAR(8) NOT NULL DEFAULT ''"),
    ("known_word", "files", "INTEGER NOT NULL DEFAULT 0"),
    ("known_word", "used_at", "TIMESTAMP"),
)


def up(_migrator, db):
    for table, column, definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {definition}')


def down(_migrator, db):
    for table, column, _definition in reversed(COLUMNS):
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
