"""What-if runs and who changes in them; the ledger itself is only read."""

from peewee import (
    CharField,
    DateField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
)

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment
from inventory.registry.jobs.models import Job

WORSE, SAME, BETTER = -1, 0, 1


class WhatIf(BaseModel):
    """One question: today's library on `base_as_of` against a draft of it on `as_of`.

    `scope` are the rights of the owner when it was asked: the worker reads with these.
    """

    owner = IntegerField(null=True, index=True)
    scope = JsonField()  # fields of access.Actor
    title = CharField(200)
    kind = CharField(32, default="")  # blank = all
    region = CharField(12, default="")
    base_as_of = DateField()
    as_of = DateField()
    horizon = IntegerField()
    changes = JsonField()  # of the draft, as they were sent
    package = IntegerField(null=True)  # a local package whose draft is tried
    unit_costs = JsonField()  # kind → yuan for one device, as the asker estimates it
    base_library = CharField(16)
    draft_library = CharField(16)
    job = ForeignKeyField(Job, null=True, on_delete="SET NULL")
    judged = IntegerField(null=True)
    changed = IntegerField(null=True)
    rules = JsonField(null=True)  # [{rule, before, after, devices}]
    created_at = UtcDateTimeField()
    finished_at = UtcDateTimeField(null=True)


class WhatIfChange(BaseModel):
    """One device in which a finding changes; verdicts are blank where nothing is judged.

    `rules` is [[rule, before, after], …]; `kgce` and `kgco2` what replacing it by the best grade
    that the library computes would save a year; `capacity` in the unit of its kind.
    """

    what_if = ForeignKeyField(WhatIf, backref="devices", on_delete="CASCADE")
    equipment = ForeignKeyField(Equipment, on_delete="CASCADE")
    enterprise = ForeignKeyField(Enterprise, on_delete="CASCADE")
    kind = CharField(32)
    region = CharField(12)
    before = CharField(16, default="")
    after = CharField(16, default="")
    direction = SmallIntegerField()  # of the verdict: WORSE, SAME, BETTER
    rules = JsonField()
    quantity = IntegerField(default=1)
    capacity = FloatField(null=True)
    kgce = FloatField(null=True)
    kgco2 = FloatField(null=True)

    class Meta:
        indexes = ((("what_if", "kind", "before", "after"), False),)
