"""Decisions that are not published, with the reason."""

from peewee import BooleanField, CharField, IntegerField, TextField

from inventory.core.database import BaseModel, UtcDateTimeField


class Publication(BaseModel):
    """What the office has said about publishing a decision; without a row it is published.

    `document` is the decision as its case names it ("notice:7", "paper:3").
    """

    document = CharField(32, unique=True)
    withheld = BooleanField()
    reason = TextField(default="")
    actor = IntegerField(null=True)
    actor_name = CharField(200)
    at = UtcDateTimeField()

    class Meta:
        table_name = "enforcement_publication"
