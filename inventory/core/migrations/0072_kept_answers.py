"""Answers of requests with an Idempotency-Key (decision 0034)."""

from peewee import CharField, IntegerField, Model, TextField

from inventory.core.database import UtcDateTimeField


def up(_migrator, db):
    class KeptAnswer(Model):
        actor = IntegerField()
        key = CharField(80)
        route = CharField(200)
        digest = CharField(64)
        at = UtcDateTimeField(index=True)
        status = IntegerField(default=0)
        mimetype = CharField(80, default="")
        body = TextField(default="")

        class Meta:
            database = db
            legacy_table_names = False
            indexes = ((("actor", "key"), True),)

    db.create_tables([KeptAnswer])


def down(migrator, _db):
    migrator.migrate(migrator.drop_table("kept_answer"))
