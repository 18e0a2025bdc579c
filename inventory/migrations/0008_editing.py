"""Cells of staged rows that people correct, and drafts of documents that they edit."""

from peewee import CharField, ForeignKeyField, IntegerField, Model, TextField

from inventory.database import UtcDateTimeField

COLUMNS = (
    ("import", "version", "INTEGER NOT NULL DEFAULT 1"),
    ("import_row", "version", "INTEGER NOT NULL DEFAULT 1"),
    ("import_problem", "of_ledger", "BOOLEAN NOT NULL DEFAULT FALSE"),
)


def up(_migrator, db):
    for table, column, definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {definition}')

    class Import(Model):
        class Meta:
            database = db
            table_name = "import"

    class ImportCorrection(Model):
        import_ = ForeignKeyField(Import, column_name="import_id", on_delete="CASCADE")
        sheet = CharField(max_length=100)
        row = IntegerField()
        field = CharField(max_length=64)
        heading = TextField()
        before = TextField()
        after = TextField(null=True)
        actor = IntegerField(null=True)
        actor_name = CharField(max_length=200)
        at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "import_correction"

    db.create_tables([ImportCorrection])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("import_correction"))
    for table, column, _definition in reversed(COLUMNS):
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
