"""Campaigns and the enterprises in them."""

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, Model

from inventory.core.database import JsonField, UtcDateTimeField


def up(_migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Agency(Base):
        class Meta:
            table_name = "agency"

    class Enterprise(Base):
        class Meta:
            table_name = "enterprise"

    class Campaign(Base):
        name = CharField(200)
        agency = ForeignKeyField(Agency, backref="+", on_delete="RESTRICT")
        region = CharField(12)
        filters = JsonField()
        starts_on = DateField()
        ends_on = DateField()
        seed = CharField(64, default="")
        drawn_at = UtcDateTimeField(null=True)
        drawn_by = CharField(200, default="")
        opened_at = UtcDateTimeField(null=True)
        actor = IntegerField(null=True)
        created_at = UtcDateTimeField()
        version = IntegerField(default=1)

    class CampaignEnterprise(Base):
        campaign = ForeignKeyField(Campaign, backref="+", on_delete="CASCADE")
        enterprise = ForeignKeyField(Enterprise, backref="+", on_delete="RESTRICT")
        devices = JsonField()
        lot = CharField(64, default="")
        chosen = BooleanField(default=True)
        officers = JsonField()
        case_id = IntegerField(null=True)

        class Meta:
            indexes = ((("campaign", "enterprise"), True),)

    db.create_tables([Campaign, CampaignEnterprise])


def down(migrator, db):
    migrator.migrate(*(migrator.drop_table(name) for name in ("campaign_enterprise", "campaign")))
