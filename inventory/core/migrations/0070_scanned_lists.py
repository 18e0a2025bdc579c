"""What was recognised of scanned lists."""

from peewee import CharField, Model

from inventory.core.database import JsonField, UtcDateTimeField


def up(_migrator, db):
    class ScannedDocument(Model):
        sha256 = CharField(64, unique=True)
        pages = JsonField()
        created_at = UtcDateTimeField()

        class Meta:
            database = db
            legacy_table_names = False

    db.create_tables([ScannedDocument])


def down(migrator, _db):
    migrator.migrate(migrator.drop_table("scanned_document"))
