"""Declarations, their items and events, and confirmations of devices."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment


class Declaration(BaseModel):
    """What an enterprise wants the ledger to hold; only an acceptance writes it there."""

    enterprise = ForeignKeyField(Enterprise, backref="declarations", on_delete="RESTRICT")
    state = CharField(16, index=True)  # states.DECLARATION
    round = IntegerField(default=0)  # how often it has been submitted
    version = IntegerField(default=1)
    note = CharField(300, default="")  # by the enterprise
    remark = TextField(default="")  # by the reviewer, on the whole
    statement = JsonField(null=True)  # text, name, title, phone, at: of the last submission
    created_by = IntegerField(null=True)
    created_at = UtcDateTimeField()
    updated_at = UtcDateTimeField()
    submitted_at = UtcDateTimeField(null=True)
    decided_at = UtcDateTimeField(null=True)


class DeclarationItem(BaseModel):
    """One device of a declaration as it is to be stored; `equipment` is blank while it is new.

    `base_version` is the device's version that the enterprise saw. `region` is where the device
    stands: it says whose official reviews it.
    """

    declaration = ForeignKeyField(Declaration, backref="items", on_delete="CASCADE")
    action = CharField(16)  # new, change, retire, confirm
    kind = CharField(32)
    region = CharField(12, index=True)
    equipment = ForeignKeyField(Equipment, null=True, on_delete="RESTRICT")
    base_version = IntegerField(null=True)
    facts = JsonField()
    remarks = JsonField()  # [{field, text}] of the last return
    frozen = JsonField(null=True)  # device and changes, as they were when it was accepted
    approved_by = IntegerField(null=True)
    approved_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("declaration", "equipment"), True),)


class DeclaredIdentity(BaseModel):
    """A number that identifies the device of an item, as it was last handed in."""

    item = ForeignKeyField(DeclarationItem, backref="identities", on_delete="CASCADE")
    kind = CharField(32)
    scheme = CharField(64)  # as in the kind; pending.DEVICE: the device's own number here
    value = CharField(400)

    class Meta:
        indexes = ((("value", "kind", "scheme"), False),)


class DeclarationEvent(BaseModel):
    """One step of a declaration; never edited, so that every round stays readable."""

    declaration = ForeignKeyField(Declaration, backref="events", on_delete="CASCADE")
    at = UtcDateTimeField()
    actor = IntegerField(null=True)
    step = CharField(16)
    state = CharField(16)
    detail = JsonField()


class EquipmentConfirmation(BaseModel):
    """When a device was last declared or confirmed by its enterprise."""

    equipment = ForeignKeyField(Equipment, unique=True, on_delete="CASCADE")
    confirmed_on = DateField()
    declaration = ForeignKeyField(Declaration, on_delete="RESTRICT")
