"""Staged imports."""

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from inventory.database import BaseModel, JsonField, UtcDateTimeField
from inventory.jobs.models import Job


class Import(BaseModel):
    """One uploaded ledger on its way into the equipment table."""

    file_name = CharField(255)
    file_sha256 = CharField(64)
    region = CharField(12, index=True)
    kind = CharField(32, null=True)
    owner = CharField(200, default="")  # enterprise of the rows that name none
    mapping = JsonField()
    status = CharField(16)  # staged, committing, committed, discarded, undoing, undone
    as_of = CharField(10)  # the day whose "today" the file was checked against
    sheets = JsonField()  # name, kind, header row, columns, notes, skipped rows by reason
    notes = JsonField()  # about the file as a whole
    actor = IntegerField(null=True)
    job = ForeignKeyField(Job, null=True, on_delete="SET NULL")  # that writes it or takes it back
    created_at = UtcDateTimeField()
    committed_at = UtcDateTimeField(null=True)
    committer = JsonField(null=True)  # id, name, request_id of who asked for the commit
    undone_at = UtcDateTimeField(null=True)


class ImportMapping(BaseModel):
    """Which field each heading was said to mean, remembered for ledgers with the same headings.

    `owner` is the enterprise that the ledger was uploaded for, blank for a ledger of many.
    """

    region = CharField(12)
    owner = CharField(200)
    signature = CharField(64)  # digest of the headings, whatever their order
    kind = CharField(32, null=True)
    mapping = JsonField()
    actor = IntegerField(null=True)
    used_at = UtcDateTimeField()

    class Meta:
        indexes = ((("region", "owner", "signature"), True),)


class ImportRow(BaseModel):
    """One data row: as it stood, as it was read, and what became of it."""

    import_ = ForeignKeyField(Import, column_name="import_id", backref="rows", on_delete="CASCADE")
    sheet = CharField(100)
    row = IntegerField()
    data_row = IntegerField()
    kind = CharField(32)
    raw = JsonField()  # heading → cell, of rows with problems; the file keeps the others
    facts = JsonField()
    enterprise = CharField(200, null=True)
    uscc = CharField(18, null=True)
    region = CharField(12, null=True)
    decision = CharField(16, default="")  # "", create, update or skip: what the user chose
    target = IntegerField(null=True)  # equipment id that the user chose for `update`
    status = CharField(16)  # pending, rejected, created, updated, unchanged, skipped
    equipment = IntegerField(null=True)

    class Meta:
        indexes = ((("import_", "status"), False),)


class ImportProblem(BaseModel):
    """One problem of one row: `error` rejects the row, `warning` does not."""

    import_ = ForeignKeyField(
        Import, column_name="import_id", backref="problems", on_delete="CASCADE"
    )
    sheet = CharField(100)
    row = IntegerField()
    data_row = IntegerField()
    field = CharField(64, null=True)
    heading = TextField(null=True)
    value = TextField(null=True)
    severity = CharField(8)
    code = CharField(64)
    message = TextField()
    message_en = TextField()
    remedy = TextField()
    remedy_en = TextField(default="")
