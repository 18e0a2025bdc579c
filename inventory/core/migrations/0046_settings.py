"""Settings that an administrator has changed on the page, with who did so."""

from peewee import CharField, IntegerField, Model, TextField

from inventory.core.database import UtcDateTimeField


def up(_migrator, db):
    class ChosenSetting(Model):
        name = CharField(64, unique=True)
        value = TextField()
        changed_at = UtcDateTimeField()
        changed_by = IntegerField(null=True)
        version = IntegerField(default=1)

        class Meta:
            database = db
            legacy_table_names = False

    db.create_tables([ChosenSetting])


def down(migrator, _db):
    migrator.migrate(migrator.drop_table("chosen_setting"))
