"""Schedules that an administrator can switch; runs tell why they failed and who asked for them."""

from peewee import (
    BooleanField,
    CharField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    SmallIntegerField,
)

from inventory.core.database import UtcDateTimeField

COLUMNS = (
    ("error", "TEXT NOT NULL DEFAULT ''"),
    ("attempts", "INTEGER NOT NULL DEFAULT 1"),
    ("actor", "INTEGER"),
)


def up(_migrator, db):
    class Schedule(Model):
        name = CharField(32, unique=True)
        enabled = BooleanField(default=True)
        at = CharField(5, default="", column_name="at_time")
        working_day = SmallIntegerField(null=True)
        since = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            legacy_table_names = False

    db.create_tables([Schedule])
    for column, definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "schedule_run" ADD COLUMN "{column}" {definition}')
    if isinstance(db, PostgresqlDatabase):
        # SQLite keeps no lengths.
        db.execute_sql('ALTER TABLE "schedule_run" ALTER COLUMN "slot" TYPE VARCHAR(64)')


def down(migrator, db):
    for column, _ in COLUMNS:
        db.execute_sql(f'ALTER TABLE "schedule_run" DROP COLUMN "{column}"')
    migrator.migrate(migrator.drop_table("schedule"))
