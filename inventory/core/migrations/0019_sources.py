"""Where each fact of a device comes from; of what is there already nothing is claimed."""

COLUMNS = (
    ("equipment", "sources", "TEXT"),
    ("equipment", "disputed", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("import_row", "sources", "TEXT"),
)


def up(_migrator, db):
    for table, column, definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {definition}')
    # Few devices are disputed: the index holds only these.
    db.execute_sql(
        'CREATE INDEX "equipment_disputed" ON "equipment" ("region", "kind") WHERE "disputed"'
    )


def down(_migrator, db):
    db.execute_sql('DROP INDEX "equipment_disputed"')
    for table, column, _ in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
