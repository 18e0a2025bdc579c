"""Orders and advice letters with their history."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases.models import Case
from inventory.people.enterprises.models import Enterprise


class Notice(BaseModel):
    """A document to an enterprise; `content` is frozen at issue together with its digest and, as
    `pdf_sha256` in the file store, the PDF. Orders issued since there are cases belong to one.
    """

    kind = CharField(16)  # order, advice
    case = ForeignKeyField(Case, null=True, backref="notices", on_delete="RESTRICT")
    status = CharField(16)  # draft, issued, void
    agency = ForeignKeyField(Agency, on_delete="RESTRICT")
    enterprise = ForeignKeyField(Enterprise, backref="notices", on_delete="RESTRICT")
    year = IntegerField(null=True)
    number = IntegerField(null=True)
    number_text = CharField(60, null=True, unique=True)
    content = JsonField()
    digest = CharField(64, default="")
    pdf_sha256 = CharField(64, default="")
    deadline_on = DateField(null=True)
    reason = TextField(default="")
    actor = IntegerField(null=True)
    created_at = UtcDateTimeField()
    issued_at = UtcDateTimeField(null=True)
    version = IntegerField(default=1)  # counts what people do to the draft
    template = CharField(32, default="")  # that it was drawn with at issue

    class Meta:
        indexes = ((("agency", "kind", "year", "number"), True),)


class NoticeEvent(BaseModel):
    """One step of a document's history; `detail` has before and after of what was edited."""

    notice = ForeignKeyField(Notice, backref="events", on_delete="CASCADE")
    event = CharField(16)  # drafted, edited, issued
    version = IntegerField()
    actor = IntegerField(null=True)
    actor_name = CharField(200)
    at = UtcDateTimeField()
    detail = JsonField()


class NoticeItem(BaseModel):
    """One finding of one device that a notice carries."""

    notice = ForeignKeyField(Notice, backref="items", on_delete="CASCADE")
    equipment = IntegerField(index=True)
    rule = CharField(64)
    outcome = CharField(16)
