"""The audit trail signed with a key outside of the database."""

COLUMNS = (
    ("audit_event", "key_id", "VARCHAR(16) NOT NULL DEFAULT ''"),
    ("audit_event", "mac", "VARCHAR(64) NOT NULL DEFAULT ''"),
)


def up(_migrator, db):
    for table, column, definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {definition}')


def down(_migrator, db):
    for table, column, _ in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
