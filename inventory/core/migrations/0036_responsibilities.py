"""Who answers for a division and a kind; since when an alert lies with somebody, and at which step.

An alert that somebody holds already counts as handed over now: nobody is passed over for what
happened before there was a table.
"""

from peewee import (
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    SmallIntegerField,
)

from inventory.core import clock
from inventory.core.database import JsonField, UtcDateTimeField


def up(_migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class User(Base):
        class Meta:
            table_name = "app_user"

    class Responsibility(Base):
        region = CharField(12)
        kind = CharField(32)
        officer = ForeignKeyField(User, backref="+", on_delete="RESTRICT")
        deputies = JsonField()
        wait_days = SmallIntegerField()
        version = IntegerField()
        updated_at = UtcDateTimeField()

        class Meta:
            indexes = ((("region", "kind"), True),)

    db.create_tables([Responsibility])
    sort = "TIMESTAMP" if isinstance(db, PostgresqlDatabase) else "DATETIME"
    db.execute_sql(f'ALTER TABLE "alert" ADD COLUMN "assigned_at" {sort}')
    db.execute_sql('ALTER TABLE "alert" ADD COLUMN "step" SMALLINT NOT NULL DEFAULT 0')
    now = clock.now().replace(tzinfo=None).isoformat(" ")
    mark = "%s" if isinstance(db, PostgresqlDatabase) else "?"
    db.execute_sql(
        f'UPDATE "alert" SET "assigned_at" = {mark} WHERE "assignee" IS NOT NULL', (now,)
    )


def down(migrator, _db):
    migrator.migrate(
        migrator.drop_column("alert", "assigned_at"),
        migrator.drop_column("alert", "step"),
        migrator.drop_table("responsibility"),
    )
