"""What people are told, by which channel, and the outbox from which they are told it."""

from peewee import (
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)

from inventory.core.database import JsonField, UtcDateTimeField


def up(_migrator, db):
    db.create_tables(_tables(db))


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class User(Base):
        class Meta:
            table_name = "app_user"

    class Channel(Base):
        kind = CharField(16)
        name = CharField(100, unique=True)
        settings = JsonField()
        events = JsonField()
        regions = JsonField()
        language = CharField(2)
        enabled = BooleanField()
        version = IntegerField()
        created_at = UtcDateTimeField()
        updated_at = UtcDateTimeField()

        class Meta:
            table_name = "notification_channel"

    class Happening(Base):
        event = CharField(32)
        key = CharField(160, null=True, unique=True)
        region = CharField(12)
        kind = CharField(32)
        enterprise = IntegerField(null=True)
        users = JsonField()
        subject = CharField(32)
        subject_id = IntegerField(null=True)
        count = IntegerField()
        params = JsonField()
        at = UtcDateTimeField()
        told_at = UtcDateTimeField(null=True, index=True)

        class Meta:
            table_name = "notification_happening"

    class Notification(Base):
        user = ForeignKeyField(User, backref="+", on_delete="CASCADE", index=False)
        event = CharField(32)
        template = CharField(40)
        count = IntegerField()
        title = CharField(200)
        title_en = CharField(200)
        body = TextField()
        body_en = TextField()
        link = CharField(200)
        at = UtcDateTimeField()
        read_at = UtcDateTimeField(null=True)
        digest = CharField(8)
        channels = JsonField()
        digested_at = UtcDateTimeField(null=True)

        class Meta:
            indexes = ((("user", "read_at", "id"), False), (("digest", "digested_at"), False))

    class NotificationDelivery(Base):
        key = CharField(80, unique=True)
        channel = ForeignKeyField(Channel, backref="+", on_delete="CASCADE")
        user = ForeignKeyField(User, backref="+", null=True, on_delete="SET NULL")
        event = CharField(32)
        template = CharField(40)
        count = IntegerField()
        address = CharField(200)
        title = CharField(200)
        body = TextField()
        link = CharField(400)
        state = CharField(8)
        attempts = SmallIntegerField()
        next_at = UtcDateTimeField()
        created_at = UtcDateTimeField()
        claimed_by = CharField(32)
        claimed_at = UtcDateTimeField(null=True)
        ended_at = UtcDateTimeField(null=True)
        reason = TextField()
        reason_en = TextField()

        class Meta:
            indexes = ((("state", "next_at"), False),)

    class Preference(Base):
        user = ForeignKeyField(User, backref="+", unique=True, on_delete="CASCADE")
        language = CharField(2)
        mail = CharField(200)
        phone = CharField(32)
        quiet_from = CharField(5)
        quiet_to = CharField(5)
        digest_weekday = SmallIntegerField()
        choices = JsonField()

        class Meta:
            table_name = "notification_preference"

    return [Channel, Happening, Notification, NotificationDelivery, Preference]


TABLES = (
    "notification_preference",
    "notification_delivery",
    "notification",
    "notification_happening",
    "notification_channel",
)


def down(migrator, _db):
    migrator.migrate(*(migrator.drop_table(name) for name in TABLES))
