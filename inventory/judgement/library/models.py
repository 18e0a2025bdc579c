"""What an installation adds to the built-in library: local packages, and marks as checked."""

from peewee import (
    BlobField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
)

from inventory.core.database import BaseModel, UtcDateTimeField


class LibraryRevision(BaseModel):
    """One row (id 1): a hash of everything below that changes the library; blank = nothing does.

    Every process compares it with what it has in memory before it uses that.
    """

    token = CharField(64, default="")


class LibraryPackage(BaseModel):
    """A local catalogue, or a new edition of a table: its document, and its steps with their dates.

    `region` is blank where it holds everywhere. The rules themselves are read from its files.
    """

    slug = CharField(40, unique=True)
    state = CharField(16, index=True)
    number = CharField(100)
    title = CharField(300)
    region = CharField(12, default="")
    starts = DateField()
    what_if = IntegerField(null=True)  # the trial that it was made from
    created_by = IntegerField(null=True)
    created_name = CharField(200, default="")
    created_at = UtcDateTimeField()
    published_by = IntegerField(null=True)
    published_name = CharField(200, default="")
    published_at = UtcDateTimeField(null=True)
    published_on = DateField(null=True)
    withdrawn_by = IntegerField(null=True)
    withdrawn_name = CharField(200, default="")
    withdrawn_at = UtcDateTimeField(null=True)
    withdrawn_on = DateField(null=True)
    withdrawn_reason = CharField(500, default="")


class LibraryPackageFile(BaseModel):
    """A file of a package byte for byte, kept in the database: its backup must hold the law."""

    package = ForeignKeyField(LibraryPackage, backref="files", on_delete="CASCADE")
    name = CharField(100)
    content = BlobField()
    size = IntegerField()
    sha256 = CharField(64)

    class Meta:
        indexes = ((("package", "name"), True),)


class LibraryMark(BaseModel):
    """Somebody compared a table with the official text, and it agreed.

    `content` is the hash of the table that was compared: the mark does not hold for another.
    Never edited: the latest that is not revoked stands.
    """

    table = CharField(100, index=True, column_name="table_id")
    content = CharField(64)
    page = CharField(100)
    checked_on = DateField()
    remark = CharField(500, default="")
    actor = IntegerField(null=True)
    actor_name = CharField(200, default="")
    created_at = UtcDateTimeField()
    revoked_by = IntegerField(null=True)
    revoked_name = CharField(200, default="")
    revoked_at = UtcDateTimeField(null=True)
    revoked_reason = CharField(500, default="")
