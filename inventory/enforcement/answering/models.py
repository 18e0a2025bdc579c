"""Opinions and answers of enterprises."""

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, TextField

from inventory.core.database import BaseModel, UtcDateTimeField
from inventory.enforcement.cases.models import Case, CaseDevice


class Opinion(BaseModel):
    """What the enterprise says before an order, and what the officers found on reviewing it."""

    case = ForeignKeyField(Case, backref="opinions", on_delete="RESTRICT")
    text = TextField()
    key = CharField(36)
    actor = IntegerField(null=True)
    actor_name = CharField(200)
    at = UtcDateTimeField()
    reply = TextField(default="")
    upheld = BooleanField(null=True)
    replied_by = CharField(200, default="")
    replied_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "case_opinion"
        indexes = ((("actor", "key"), True),)


class Answer(BaseModel):
    """What the enterprise has done about one device; the officers accept it or say why not."""

    device = ForeignKeyField(CaseDevice, backref="answers", on_delete="RESTRICT")
    word = CharField(16)  # service.WORDS
    text = TextField(default="")
    done_on = DateField(null=True)
    replaced_by = IntegerField(null=True)
    key = CharField(36)
    actor = IntegerField(null=True)
    actor_name = CharField(200)
    at = UtcDateTimeField()
    accepted = BooleanField(null=True)
    remark = TextField(default="")
    decided_by = CharField(200, default="")
    decided_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "case_answer"
        indexes = ((("actor", "key"), True),)
