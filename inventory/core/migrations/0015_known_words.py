"""Words of ledgers that people have explained: 国家第六a阶段 is 国六a."""

from peewee import CharField, IntegerField, Model

from inventory.core.database import UtcDateTimeField


def up(_migrator, db):
    class KnownWord(Model):
        region = CharField(max_length=12)
        owner = CharField(max_length=200)
        kind = CharField(max_length=32)
        field = CharField(max_length=64)
        word = CharField(max_length=64)
        written = CharField(max_length=64)
        choice = CharField(max_length=64)
        actor = IntegerField(null=True)
        actor_name = CharField(max_length=200)
        at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "known_word"
            indexes = ((("region", "owner", "kind", "field", "word"), True),)

    db.create_tables([KnownWord])


def down(migrator, _db):
    migrator.migrate(migrator.drop_table("known_word"))
