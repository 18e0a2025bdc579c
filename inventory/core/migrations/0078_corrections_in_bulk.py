"""How many devices a request to the bulk address was of; those one by one have none."""

from peewee import IntegerField


def up(migrator, _db):
    migrator.migrate(migrator.add_column("made_correction", "devices", IntegerField(default=0)))


def down(migrator, _db):
    migrator.migrate(migrator.drop_column("made_correction", "devices"))
