"""Who holds a job or a run, and how often it was tried; the processes; what a backup holds."""

from peewee import CharField, IntegerField, Model

from inventory.core.database import UtcDateTimeField

COLUMNS = (
    ("job", "holder", "VARCHAR(80) NOT NULL DEFAULT ''"),
    ("job", "attempts", "INTEGER NOT NULL DEFAULT 0"),
    ("schedule_run", "holder", "VARCHAR(80) NOT NULL DEFAULT ''"),
    ("schedule_run", "heartbeat_at", "TIMESTAMP"),
    ("backup", "files", "INTEGER"),
    ("backup", "verified_at", "TIMESTAMP"),
)


def up(_migrator, db):
    class ServiceProcess(Model):
        role = CharField(16)
        life = CharField(80, unique=True)
        pid = IntegerField()
        started_at = UtcDateTimeField()
        seen_at = UtcDateTimeField()
        ended_at = UtcDateTimeField(null=True)
        status = IntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False

    db.create_tables([ServiceProcess])
    for table, column, definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {definition}')


def down(migrator, db):
    for table, column, _ in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
    migrator.migrate(migrator.drop_table("service_process"))
