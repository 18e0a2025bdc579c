"""What a phone brings from a visit: readings, photographs of each line, signatures, the paper."""

from peewee import CharField, ForeignKeyField, IntegerField, Model, TextField

from inventory.core.database import UtcDateTimeField

COLUMNS = (
    ("inspection", "avoidance", "VARCHAR(300) NOT NULL DEFAULT ''"),
    ("inspection", "document", "VARCHAR(32) NOT NULL DEFAULT ''"),
    ("inspection_line", "unit", "VARCHAR(20) NOT NULL DEFAULT ''"),
    ("inspection_line", "value", "REAL"),
    ("inspection_line", "photos", "TEXT NOT NULL DEFAULT '[]'"),
)


def up(_migrator, db):
    for table, column, definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {definition}')

    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Inspection(Base):
        class Meta:
            table_name = "inspection"

    class InspectionSignature(Base):
        inspection = ForeignKeyField(Inspection, backref="+", on_delete="CASCADE")
        officer = IntegerField(null=True)
        name = CharField(100)
        signed_at = UtcDateTimeField()
        image = TextField()

    db.create_tables([InspectionSignature])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("inspection_signature"))
    for table, column, _ in reversed(COLUMNS):
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
