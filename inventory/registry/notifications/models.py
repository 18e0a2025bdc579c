"""Events of the outbox, notifications of people, deliveries through channels."""

from peewee import (
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from inventory.core.database import BaseModel, JsonField, SealedJsonField, UtcDateTimeField
from inventory.people.accounts.models import User


class Channel(BaseModel):
    """A way out of the house, set up by an administrator.

    `settings` holds what channels.FIELDS asks for, encrypted; what is secret is never shown again.
    A channel of a group (a robot, a webhook) is told the `events` of its `regions`; one of persons
    (mail, SMS) carries what each person wants.
    """

    kind = CharField(16)  # channels.KINDS
    name = CharField(100, unique=True)
    settings = SealedJsonField()
    events = JsonField(default=list)
    regions = JsonField(default=list)
    language = CharField(2, default="zh")
    enabled = BooleanField(default=True)
    version = IntegerField(default=1)
    created_at = UtcDateTimeField()
    updated_at = UtcDateTimeField()

    class Meta:
        table_name = "notification_channel"


class Happening(BaseModel):
    """Something to tell of, written in the transaction in which it happens (the outbox).

    `key` keeps a sweep from telling the same thing twice; `told_at` is set in the transaction that
    writes the notifications and deliveries.
    """

    event = CharField(32)
    key = CharField(160, null=True, unique=True)
    region = CharField(12, default="")
    kind = CharField(32, default="")
    enterprise = IntegerField(null=True)
    users = JsonField(default=list)  # whom it is for by name
    subject = CharField(32, default="")
    subject_id = IntegerField(null=True)
    count = IntegerField(default=1)
    params = JsonField()  # what the template's {names} stand for
    things = JsonField(default=dict)  # what is to be done: {"alert": [7, 9]}
    at = UtcDateTimeField()
    told_at = UtcDateTimeField(null=True, index=True)

    class Meta:
        table_name = "notification_happening"


class Notification(BaseModel):
    """A person's notification with its text; an entry under the bell.

    `digest` is daily or weekly where the channels wait for the summary, `channels` are these.
    """

    user = ForeignKeyField(User, backref="+", on_delete="CASCADE", index=False)
    event = CharField(32)
    template = CharField(40)  # event@version
    count = IntegerField(default=1)
    title = CharField(200)
    title_en = CharField(200)
    body = TextField(default="")
    body_en = TextField(default="")
    link = CharField(200, default="")
    things = JsonField(default=dict)  # those of its happenings; none: it is not looked up
    at = UtcDateTimeField()
    read_at = UtcDateTimeField(null=True)
    digest = CharField(8, default="")
    channels = JsonField(default=list)
    digested_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("user", "read_at", "id"), False), (("digest", "digested_at"), False))


class NotificationDelivery(BaseModel):
    """One message through one channel: written before it is sent, claimed by one worker.

    `key` goes with the message: a receiver that is told twice can see that it is the same.
    """

    key = CharField(80, unique=True)
    channel = ForeignKeyField(Channel, backref="+", on_delete="CASCADE")
    user = ForeignKeyField(User, backref="+", null=True, on_delete="SET NULL")
    event = CharField(32)
    template = CharField(40)
    count = IntegerField(default=1)
    address = CharField(200, default="")
    title = CharField(200)
    body = TextField(default="")
    link = CharField(400, default="")
    state = CharField(8)  # delivering.STATES
    attempts = SmallIntegerField(default=0)
    next_at = UtcDateTimeField()
    created_at = UtcDateTimeField()
    claimed_by = CharField(32, default="")
    claimed_at = UtcDateTimeField(null=True)
    ended_at = UtcDateTimeField(null=True)
    reason = TextField(default="")
    reason_en = TextField(default="")

    class Meta:
        indexes = ((("state", "next_at"), False),)


class Preference(BaseModel):
    """How a person wants to be told; without a row the defaults of the events hold.

    `choices` is event → {when, channels}; `when` is at_once, daily, weekly or never.
    """

    user = ForeignKeyField(User, backref="+", unique=True, on_delete="CASCADE")
    language = CharField(2, default="zh")
    mail = CharField(200, default="")
    phone = CharField(32, default="")
    quiet_from = CharField(5, default="")  # HH:MM, Asia/Shanghai; blank = no quiet hours
    quiet_to = CharField(5, default="")
    digest_weekday = SmallIntegerField(default=1)  # 1 = Monday
    choices = JsonField(default=dict)

    class Meta:
        table_name = "notification_preference"
