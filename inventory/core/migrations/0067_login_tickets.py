"""A place in the queue of an account that is being guessed at."""

from peewee import CharField, Model

from inventory.core.database import UtcDateTimeField


def up(_migrator, db):
    class LoginTicket(Model):
        username = CharField(64)
        address = CharField(64)
        at = UtcDateTimeField()
        until = UtcDateTimeField()

        class Meta:
            database = db
            legacy_table_names = False
            indexes = ((("username", "address"), True),)

    db.create_tables([LoginTicket])


def down(migrator, _db):
    migrator.migrate(migrator.drop_table("login_ticket"))
