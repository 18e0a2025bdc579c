"""What the ledger adds up to."""

from peewee import BigIntegerField, CharField, IntegerField

from inventory.core.database import BaseModel


class LedgerDelta(BaseModel):
    """What a write added or took away and nobody has folded yet; triggers write it.

    `sort` is one of definitions.SORTS, `a` to `d` are what it is split by.
    """

    sort = CharField(8)
    region = CharField(12)
    kind = CharField(32)
    a = CharField(64)
    b = CharField(64)
    c = CharField(64)
    d = CharField(64)
    records = IntegerField()
    devices = IntegerField()


class LedgerSum(BaseModel):
    """A sum of a division: `place` is what its codes begin with, blank for the whole ledger."""

    sort = CharField(8)
    place = CharField(12)
    kind = CharField(32)
    a = CharField(64)
    b = CharField(64)
    c = CharField(64)
    d = CharField(64)
    records = BigIntegerField()
    devices = BigIntegerField()

    class Meta:
        indexes = ((("sort", "place", "kind", "a", "b", "c", "d"), True),)
