"""Campaigns and the enterprises in them."""

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.enforcement.agencies.models import Agency
from inventory.people.enterprises.models import Enterprise


class Campaign(BaseModel):
    """A list of enterprises for a period. With a `seed`, enterprises and officers were drawn by
    lot, and anybody can draw them again (drawing.py).
    """

    name = CharField(200)
    agency = ForeignKeyField(Agency, on_delete="RESTRICT")
    region = CharField(12)
    filters = JsonField()
    starts_on = DateField()
    ends_on = DateField()
    seed = CharField(64, default="")
    drawn_at = UtcDateTimeField(null=True)
    drawn_by = CharField(200, default="")
    pool = JsonField(default=list)  # certificate and name of each officer who could be drawn
    opened_at = UtcDateTimeField(null=True)
    actor = IntegerField(null=True)
    created_at = UtcDateTimeField()
    version = IntegerField(default=1)


class CampaignEnterprise(BaseModel):
    """An enterprise of a campaign, with its devices; `officers` are account ids."""

    campaign = ForeignKeyField(Campaign, backref="enterprises", on_delete="CASCADE")
    enterprise = ForeignKeyField(Enterprise, backref="+", on_delete="RESTRICT")
    devices = JsonField()
    lot = CharField(64, default="")
    chosen = BooleanField(default=True)
    officers = JsonField()
    case_id = IntegerField(null=True)

    class Meta:
        indexes = ((("campaign", "enterprise"), True),)
