"""Answers that are kept for a while, so that a request sent twice is done once."""

from peewee import CharField, IntegerField, TextField

from inventory.core.database import BaseModel, UtcDateTimeField


class KeptAnswer(BaseModel):
    """What a request with an Idempotency-Key was answered; status 0 while it is under way."""

    actor = IntegerField()
    key = CharField(80)
    route = CharField(200)
    digest = CharField(64)  # SHA-256 of the address and the body
    at = UtcDateTimeField(index=True)
    status = IntegerField(default=0)
    mimetype = CharField(80, default="")
    body = TextField(default="")

    class Meta:
        indexes = ((("actor", "key"), True),)
