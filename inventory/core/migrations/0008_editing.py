"""Cells of staged rows that people correct, and drafts of documents that they edit."""

from peewee import CharField, ForeignKeyField, IntegerField, Model, TextField

from inventory.core.database import JsonField, UtcDateTimeField

COLUMNS = (
    ("import", "version", "INTEGER NOT NULL DEFAULT 1"),
    ("import_row", "version", "INTEGER NOT NULL DEFAULT 1"),
    ("import_problem", "of_ledger", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("notice", "version", "INTEGER NOT NULL DEFAULT 1"),
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

    class Notice(Model):
        class Meta:
            database = db
            table_name = "notice"

    class NoticeEvent(Model):
        notice = ForeignKeyField(Notice, on_delete="CASCADE")
        event = CharField(max_length=16)
        version = IntegerField()
        actor = IntegerField(null=True)
        actor_name = CharField(max_length=200)
        at = UtcDateTimeField()
        detail = JsonField()

        class Meta:
            database = db
            table_name = "notice_event"

    db.create_tables([ImportCorrection, NoticeEvent])


def down(migrator, db):
    for table in ("notice_event", "import_correction"):
        migrator.migrate(migrator.drop_table(table))
    for table, column, _definition in reversed(COLUMNS):
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
