"""Energy beside the carbon of a what-if; the unit that gives a figure of a plan's target."""

COLUMNS = (
    ("what_if_change", "kgce", "REAL"),
    ("target_progress", "unit", "VARCHAR(100) NOT NULL DEFAULT ''"),
)


def up(_migrator, db):
    for table, column, definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {definition}')
