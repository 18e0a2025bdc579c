"""What the office has said about publishing its decisions."""

from peewee import BooleanField, CharField, IntegerField, Model, TextField

from inventory.core.database import UtcDateTimeField


def up(_migrator, db):
    class Publication(Model):
        document = CharField(32, unique=True)
        withheld = BooleanField()
        reason = TextField(default="")
        actor = IntegerField(null=True)
        actor_name = CharField(200)
        at = UtcDateTimeField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "enforcement_publication"

    db.create_tables([Publication])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("enforcement_publication"))
