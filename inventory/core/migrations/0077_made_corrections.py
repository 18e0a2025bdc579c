"""Corrections of the last hour, counted by person and address."""

from peewee import CharField, IntegerField, Model

from inventory.core.database import UtcDateTimeField


def up(_migrator, db):
    class MadeCorrection(Model):
        actor = IntegerField()
        address = CharField(64)
        at = UtcDateTimeField(index=True)

        class Meta:
            database = db
            legacy_table_names = False
            indexes = ((("actor", "at"), False), (("address", "at"), False))

    db.create_tables([MadeCorrection])


def down(migrator, _db):
    migrator.migrate(migrator.drop_table("made_correction"))
