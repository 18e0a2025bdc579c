"""Attached files."""

from peewee import CharField, IntegerField

from inventory.core.database import BaseModel, UtcDateTimeField


class Attachment(BaseModel):
    """A file of a parent (see parents.py): the original, the copy that is served, the preview.

    All three are names in the file store; `served_sha256` equals `sha256` for what is no image.
    A removed attachment keeps its row and its files: it may have been seen by a reviewer.
    `key` is the form's own: a file that is sent twice, because no answer came, is kept once.
    """

    parent = CharField(24)  # registration, declaration_item, equipment, visit, photo
    parent_id = IntegerField()
    purpose = CharField(32)
    name = CharField(200)
    media_type = CharField(100)
    size = IntegerField()
    sha256 = CharField(64, index=True)
    served_sha256 = CharField(64)
    preview_sha256 = CharField(64, default="")
    created_by = IntegerField(null=True)
    created_at = UtcDateTimeField()
    removed_at = UtcDateTimeField(null=True)
    key = CharField(36, null=True)

    class Meta:
        indexes = ((("parent", "parent_id"), False), (("created_by", "key"), True))
