"""Staged imports."""

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.registry.jobs.models import Job


class Import(BaseModel):
    """One uploaded ledger on its way into the equipment table."""

    file_name = CharField(255)
    file_sha256 = CharField(64)
    region = CharField(12, index=True)
    kind = CharField(32, null=True)
    owner = CharField(200, default="")  # enterprise of the rows that name none
    owner_uscc = CharField(18, default="")
    mapping = JsonField()
    header_row = JsonField(null=True)  # as told: of every sheet, or {sheet: row}; 0: no header
    settled = BooleanField(default=False)  # a person was asked how to read the file
    # reading, failed, unread, staged, committing, committed, discarded, undoing, undone
    status = CharField(16)
    question = JsonField(null=True)  # of an unread one: the FileProblem that a person must answer
    problem = JsonField(null=True)  # why the file could not be read the last time
    asked = JsonField(null=True)  # while it is read again: what was said, and the state before
    stage = CharField(16, default="")  # how far reading is, see reading/progress.py
    done = IntegerField(default=0)
    total = IntegerField(default=0)
    others = CharField(8, default="")  # rows of other divisions: "" not answered, mine, all
    as_of = CharField(10)  # the day whose "today" the file was checked against
    sheets = JsonField()  # name, kind, header row, columns, notes, skipped rows by reason
    notes = JsonField()  # about the file as a whole
    actor = IntegerField(null=True)
    job = ForeignKeyField(Job, null=True, on_delete="SET NULL")  # that works on it
    created_at = UtcDateTimeField()
    committed_at = UtcDateTimeField(null=True)
    committer = JsonField(null=True)  # id, name, request_id of who asked for the commit
    undone_at = UtcDateTimeField(null=True)
    recalled = JsonField(null=True)  # of the same file mended before: import, file, at, cells, rows
    version = IntegerField(default=1)  # counts whatever changes how the rows are read


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


class KnownWord(BaseModel):
    """What a word of a ledger means that the library does not know, as a person has said.

    `owner` as in ImportMapping; `word` folded, `written` as it stood.
    """

    region = CharField(12)
    owner = CharField(200)
    kind = CharField(32)
    field = CharField(64)
    word = CharField(64)
    written = CharField(64)
    choice = CharField(64)
    actor = IntegerField(null=True)
    actor_name = CharField(200)
    at = UtcDateTimeField()
    files = IntegerField(default=0)  # that have been read with it
    used_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("region", "owner", "kind", "field", "word"), True),)


class ImportRow(BaseModel):
    """One data row: the text of the file, the facts read from it, and its result."""

    import_ = ForeignKeyField(Import, column_name="import_id", backref="rows", on_delete="CASCADE")
    sheet = CharField(100)
    row = IntegerField()
    data_row = IntegerField()
    kind = CharField(32)
    raw = JsonField()  # heading → cell as in the file, of rows with problems or corrections
    facts = JsonField()
    sources = JsonField(null=True)  # of the facts, as the ledger keeps them
    enterprise = CharField(200, null=True)
    uscc = CharField(18, null=True)
    region = CharField(12, null=True)
    decision = CharField(16, default="")  # "", create, update or skip: what the user chose
    target = IntegerField(null=True)  # equipment id that the user chose for `update`
    status = CharField(16)  # pending, rejected, created, updated, unchanged, skipped
    equipment = IntegerField(null=True)
    version = IntegerField(default=1)  # counts what people do to the row

    class Meta:
        indexes = ((("import_", "status"), False),)


class ImportCorrection(BaseModel):
    """One cell that a person changed: rows are never changed; the last one of a cell counts.

    It belongs to a place in the file and not to a staged row, so that it outlives another mapping.
    `after` is null where the file's own text was restored.
    """

    import_ = ForeignKeyField(
        Import, column_name="import_id", backref="corrections", on_delete="CASCADE"
    )
    sheet = CharField(100)
    row = IntegerField()
    field = CharField(64)
    heading = TextField()
    before = TextField()
    after = TextField(null=True)
    actor = IntegerField(null=True)
    actor_name = CharField(200)
    at = UtcDateTimeField()


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
    of_ledger = BooleanField(default=False)  # found against the ledger, not in the file


class ScannedDocument(BaseModel):
    """A file of pictures as it was recognised: its pages with their tables, by its digest."""

    sha256 = CharField(64, unique=True)
    pages = JsonField()
    created_at = UtcDateTimeField()
