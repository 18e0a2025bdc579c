"""Papers of a case beside orders and advice."""

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases.models import Case


class CasePaper(BaseModel):
    """One paper of documents.papers.PAPERS; at issue contents, digest, template and PDF freeze."""

    case = ForeignKeyField(Case, backref="papers", on_delete="RESTRICT")
    agency = ForeignKeyField(Agency, on_delete="RESTRICT")
    kind = CharField(24)
    status = CharField(16)  # draft, issued, void
    about = CharField(32, default="")  # the document that it withdraws, corrects or serves
    year = IntegerField(null=True)
    number = IntegerField(null=True)
    number_text = CharField(60, null=True, unique=True)
    content = JsonField()
    digest = CharField(64, default="", index=True)
    pdf_sha256 = CharField(64, default="")
    template = CharField(32, default="")
    reason = TextField(default="")
    actor = IntegerField(null=True)
    created_at = UtcDateTimeField()
    issued_at = UtcDateTimeField(null=True)
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("agency", "kind", "year", "number"), True),)
