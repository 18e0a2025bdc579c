"""The table of responsibilities (分工)."""

from peewee import CharField, ForeignKeyField, IntegerField, SmallIntegerField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.people.accounts.models import User


class Responsibility(BaseModel):
    """Who answers for a division and a kind (blank: every kind), and who stands in, in order.

    It says who is asked first; what somebody may do is decided by role, region and department.
    `wait_days` is how long one has to act before the next is asked.
    """

    region = CharField(12)
    kind = CharField(32, default="")
    officer = ForeignKeyField(User, backref="+", on_delete="RESTRICT")
    deputies = JsonField(default=list)
    wait_days = SmallIntegerField(default=3)
    version = IntegerField(default=1)
    updated_at = UtcDateTimeField()

    class Meta:
        indexes = ((("region", "kind"), True),)
