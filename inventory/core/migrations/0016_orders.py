"""Who is a key energy-using unit, and what makes an agency the department in charge."""

COLUMNS = (
    ("enterprise", "key_energy_user", "BOOLEAN"),
    ("agency", "competence", "TEXT NOT NULL DEFAULT ''"),
)


def up(_migrator, db):
    for table, column, definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {definition}')


def down(_migrator, db):
    for table, column, _ in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
