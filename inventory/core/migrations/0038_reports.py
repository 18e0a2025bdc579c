"""Snapshots of the ledger, reports and their versions."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, Model

from inventory.core.database import JsonField, UtcDateTimeField


def up(_migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Agency(Base):
        class Meta:
            table_name = "agency"

    class LedgerSnapshot(Base):
        month = CharField(7, unique=True)
        taken_at = UtcDateTimeField()
        library = CharField(16)
        records = IntegerField()
        devices = IntegerField()
        sha256 = CharField(64)

    class Report(Base):
        kind = CharField(16)
        region = CharField(12)
        period = CharField(10)
        begin = DateField(column_name="begins_on")
        end = DateField(column_name="ends_on")
        agency = ForeignKeyField(Agency, backref="+", on_delete="RESTRICT")
        created_at = UtcDateTimeField()

        class Meta:
            indexes = ((("kind", "region", "period"), True),)

    class ReportVersion(Base):
        report = ForeignKeyField(Report, backref="+", on_delete="CASCADE")
        number = IntegerField()
        content = JsonField()
        digest = CharField(64)
        reason = CharField(300, default="")
        devices_sha256 = CharField(64, default="")
        cases_sha256 = CharField(64, default="")
        pdf_sha256 = CharField(64, default="")
        xlsx_sha256 = CharField(64, default="")
        docx_sha256 = CharField(64, default="")
        made_at = UtcDateTimeField()
        made_by = IntegerField(null=True)
        published_at = UtcDateTimeField(null=True)
        published_by = IntegerField(null=True)

        class Meta:
            indexes = ((("report", "number"), True),)

    db.create_tables([LedgerSnapshot, Report, ReportVersion])


def down(migrator, db):
    tables = ("report_version", "report", "ledger_snapshot")
    migrator.migrate(*(migrator.drop_table(name) for name in tables))
