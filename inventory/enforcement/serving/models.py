"""Attempts at serving a document."""

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, TextField

from inventory.core.database import BaseModel, UtcDateTimeField
from inventory.enforcement.cases.models import Case


class Delivery(BaseModel):
    """One attempt; a valid one has the day from which the document counts as served.

    `key` is made by the form: sent twice, an attempt is written once.
    """

    case = ForeignKeyField(Case, backref="deliveries", on_delete="RESTRICT")
    document = CharField(32)  # "notice:7", "paper:3"
    way = CharField(16)  # service.WAYS
    tried_on = DateField()
    received_on = DateField(null=True)
    receiver = CharField(100, default="")
    receiver_duty = CharField(100, default="")
    place = CharField(300, default="")
    refusal = CharField(500, default="")
    witness = CharField(100, default="")
    tracking_no = CharField(60, default="")
    consent = BooleanField(default=False)
    published_in = CharField(300, default="")
    valid = BooleanField(default=False)
    effective_on = DateField(null=True)
    note = TextField(default="")
    key = CharField(36)
    actor = IntegerField(null=True)
    actor_name = CharField(200)
    created_at = UtcDateTimeField()

    class Meta:
        indexes = ((("actor", "key"), True), (("document",), False))
