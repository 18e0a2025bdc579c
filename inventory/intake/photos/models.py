"""Photographs of nameplates."""

from peewee import CharField, ForeignKeyField, IntegerField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment


class NameplatePhoto(BaseModel):
    """A photograph that one person uploaded, what was read on it, and what became of it.

    The picture itself is an attachment of the photo. `lines` are the lines of text with their
    places in pixels of the picture; what they mean is worked out when they are shown. `problem`
    says why it could not be read; `doubts` counts what is not sure.
    """

    name = CharField(200)
    enterprise = ForeignKeyField(Enterprise, null=True, backref="+", on_delete="RESTRICT")
    region = CharField(12, default="")
    state = CharField(16)  # service.STATES
    problem = CharField(16, default="")
    kind = CharField(32, default="")
    title = CharField(200, default="")
    doubts = IntegerField(default=0)
    width = IntegerField(default=0)
    height = IntegerField(default=0)
    lines = JsonField(null=True)
    equipment = ForeignKeyField(Equipment, null=True, backref="+", on_delete="SET NULL")
    declaration_id = IntegerField(null=True)
    created_by = IntegerField(null=True)
    created_at = UtcDateTimeField()
    read_at = UtcDateTimeField(null=True)
    decided_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("created_by", "state"), False),)
