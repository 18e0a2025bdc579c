"""Snapshots of the ledger, reports and their versions."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.enforcement.agencies.models import Agency


class LedgerSnapshot(BaseModel):
    """The ledger as it stood at the end of a month; the devices are in the file (frames.py).

    What no snapshot holds of the past is not held: it is never worked out afterwards.
    """

    month = CharField(7, unique=True)  # 2026-11
    taken_at = UtcDateTimeField()
    library = CharField(16)
    records = IntegerField()
    devices = IntegerField()
    sha256 = CharField(64)


class Report(BaseModel):
    """A report of a region for a period; what it says is in its versions."""

    kind = CharField(16)  # kinds.toml
    region = CharField(12)
    period = CharField(10)  # 2026-11, 2026-Q4, 2026
    begin = DateField(column_name="begins_on")
    end = DateField(column_name="ends_on")
    agency = ForeignKeyField(Agency, on_delete="RESTRICT")
    created_at = UtcDateTimeField()

    class Meta:
        indexes = ((("kind", "region", "period"), True),)


class ReportVersion(BaseModel):
    """One version: a draft until it is published, and then never changed.

    `content` is all that is printed; the files are made from it once, and the same again.
    `devices_sha256` and `cases_sha256` are the lists behind its numbers.
    """

    report = ForeignKeyField(Report, backref="versions", on_delete="CASCADE")
    number = IntegerField()
    content = JsonField()
    digest = CharField(64)
    reason = CharField(300, default="")  # why a published one was corrected
    devices_sha256 = CharField(64, default="")
    cases_sha256 = CharField(64, default="")
    pdf_sha256 = CharField(64, default="")
    xlsx_sha256 = CharField(64, default="")
    docx_sha256 = CharField(64, default="")
    made_at = UtcDateTimeField()
    made_by = IntegerField(null=True)  # null = the clock
    published_at = UtcDateTimeField(null=True)
    published_by = IntegerField(null=True)

    class Meta:
        indexes = ((("report", "number"), True),)
