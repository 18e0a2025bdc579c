"""What-if runs and who changes in them; the ledger itself is only read."""

from peewee import BlobField, CharField, DateField, ForeignKeyField, IntegerField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
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


class WhatIfBatch(BaseModel):
    """The devices of one kind and range of ids in which a finding changes, in columns
    (`columns.py`): a row for each took a third of the run, and most of what it stored.
    """

    what_if = ForeignKeyField(WhatIf, backref="batches", on_delete="CASCADE")
    kind = CharField(32)
    first = IntegerField()  # ids of the devices that were judged
    last = IntegerField()
    devices = IntegerField()  # how many of them are in `content`
    content = BlobField()
