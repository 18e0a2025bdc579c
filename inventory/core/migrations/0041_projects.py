"""Renewal projects, their money, devices, claims and versions; the base of investment."""

from peewee import (
    BigIntegerField,
    CharField,
    DateField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)

from inventory.core.database import JsonField, UtcDateTimeField


def up(_migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Enterprise(Base):
        class Meta:
            table_name = "enterprise"

    class Equipment(Base):
        class Meta:
            table_name = "equipment"

    class RenewalProject(Base):
        enterprise = ForeignKeyField(Enterprise, backref="+", on_delete="RESTRICT")
        region = CharField(12, index=True)
        name = CharField(200)
        contents = TextField(default="")
        contact = CharField(100, default="")
        phone = CharField(50, default="")
        state = CharField(16)
        planned_from = DateField(null=True)
        planned_to = DateField(null=True)
        started_on = DateField(null=True)
        finished_on = DateField(null=True)
        expected = JsonField(null=True)
        measured_kgce = FloatField(null=True)
        measured_from = DateField(null=True)
        measured_to = DateField(null=True)
        measured_source = CharField(300, default="")
        search = TextField(default="")
        version = IntegerField(default=1)
        actor = IntegerField(null=True)
        created_at = UtcDateTimeField()
        updated_at = UtcDateTimeField()

    class ProjectInvestment(Base):
        project = ForeignKeyField(RenewalProject, backref="+", on_delete="CASCADE")
        year = SmallIntegerField()
        source = CharField(16)
        planned_fen = BigIntegerField(default=0)
        spent_fen = BigIntegerField(default=0)

        class Meta:
            indexes = ((("project", "year", "source"), True),)

    class ProjectDevice(Base):
        project = ForeignKeyField(RenewalProject, backref="+", on_delete="CASCADE")
        old = ForeignKeyField(Equipment, backref="+", on_delete="RESTRICT")
        new = ForeignKeyField(Equipment, null=True, backref="+", on_delete="RESTRICT")
        new_text = CharField(200, default="")
        released = IntegerField(default=0)

        class Meta:
            indexes = ((("project", "old"), True), (("old", "released"), True))

    class SubsidyClaim(Base):
        project = ForeignKeyField(RenewalProject, backref="+", on_delete="RESTRICT")
        equipment = ForeignKeyField(Equipment, backref="+", on_delete="RESTRICT")
        programme = CharField(64)
        on = DateField(column_name="on_day")
        amount_fen = BigIntegerField(null=True)
        note = CharField(300, default="")
        actor = IntegerField(null=True)
        created_at = UtcDateTimeField()
        revoked = IntegerField(default=0)
        revoked_by = IntegerField(null=True)
        revoked_at = UtcDateTimeField(null=True)
        revoked_reason = CharField(300, default="")

        class Meta:
            indexes = ((("equipment", "programme", "revoked"), True),)

    class ProjectRevision(Base):
        project = ForeignKeyField(RenewalProject, backref="+", on_delete="CASCADE")
        version = IntegerField()
        at = UtcDateTimeField()
        actor = IntegerField(null=True)
        actor_name = CharField(200, default="")
        act = CharField(32)
        note = CharField(300, default="")
        after = JsonField()

        class Meta:
            indexes = ((("project", "version"), True),)

    class InvestmentBase(Base):
        region = CharField(12)
        year = SmallIntegerField()
        amount_fen = BigIntegerField()
        source = CharField(300)
        actor = IntegerField(null=True)
        updated_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            indexes = ((("region", "year"), True),)

    db.create_tables(
        [
            RenewalProject,
            ProjectInvestment,
            ProjectDevice,
            SubsidyClaim,
            ProjectRevision,
            InvestmentBase,
        ]
    )


def down(migrator, _db):
    tables = (
        "investment_base",
        "project_revision",
        "subsidy_claim",
        "project_device",
        "project_investment",
        "renewal_project",
    )
    migrator.migrate(*(migrator.drop_table(name) for name in tables))
