"""The audit trail's table."""

from peewee import CharField, IntegerField, TextField

from inventory.core.database import BaseModel, UtcDateTimeField


class AuditEvent(BaseModel):
    """One event; `hash` covers it and the hash of the one before. Triggers refuse any change.

    `mac` signs the hash, and so all that came before, with a key that is not in the database.

    `detail` is canonical JSON text. `actor` is no foreign key: the trail outlives everything.
    """

    at = UtcDateTimeField()
    request_id = CharField(64)
    actor = IntegerField(null=True, index=True)
    actor_name = CharField(200)
    address = CharField(64)
    event = CharField(64, index=True)
    subject = CharField(32)
    subject_id = IntegerField(null=True)
    detail = TextField()
    previous = CharField(64)
    hash = CharField(64, unique=True)
    key_id = CharField(16, default="")  # whose key signed the hash; blank before trails were signed
    mac = CharField(64, default="")

    class Meta:
        indexes = ((("subject", "subject_id"), False),)
