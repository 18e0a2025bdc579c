"""The yearly request to an enterprise that it confirms its devices."""

from peewee import DateField, ForeignKeyField, IntegerField, Model, SmallIntegerField

from inventory.core.database import UtcDateTimeField


def up(_migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Enterprise(Base):
        class Meta:
            table_name = "enterprise"

    class ConfirmationRequest(Base):
        enterprise = ForeignKeyField(Enterprise, backref="+", on_delete="CASCADE")
        year = SmallIntegerField()
        asked_at = UtcDateTimeField()
        due = DateField(index=True)
        reminded_at = UtcDateTimeField(null=True)
        reminders = IntegerField(default=0)
        late_told = IntegerField(default=0)

        class Meta:
            indexes = ((("enterprise", "year"), True),)

    db.create_tables([ConfirmationRequest])


def down(migrator, _db):
    migrator.migrate(migrator.drop_table("confirmation_request"))
