"""Survey rounds with their enterprises and devices, and energy-efficiency diagnoses."""

from peewee import (
    BigIntegerField,
    CharField,
    DateField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from inventory.core.database import JsonField, UtcDateTimeField

TABLES = ("survey_round", "survey_entry", "survey_line", "diagnosis", "diagnosis_finding")


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
        class Meta:
            table_name = "renewal_project"

    class SurveyRound(Base):
        title = CharField(200)
        region = CharField(12, index=True)
        statement = CharField(64, default="")
        kinds = JsonField()
        filters = JsonField()
        begins_on = DateField()
        ends_on = DateField()
        note = TextField(default="")
        state = CharField(16)
        actor = IntegerField(null=True)
        actor_name = CharField(200, default="")
        created_at = UtcDateTimeField()
        version = IntegerField(default=1)

    class SurveyEntry(Base):
        round = ForeignKeyField(SurveyRound, backref="entries", on_delete="RESTRICT")
        enterprise = ForeignKeyField(Enterprise, backref="+", on_delete="RESTRICT")
        region = CharField(12)
        state = CharField(16)
        visited_on = DateField(null=True)
        people = CharField(200, default="")
        remark = TextField(default="")
        agree = IntegerField(default=0)
        missing = IntegerField(default=0)
        new = IntegerField(default=0)
        actor_name = CharField(200, default="")
        updated_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            indexes = ((("round", "enterprise"), True),)

    class SurveyLine(Base):
        entry = ForeignKeyField(SurveyEntry, backref="lines", on_delete="CASCADE")
        equipment = ForeignKeyField(Equipment, null=True, backref="+", on_delete="RESTRICT")
        kind = CharField(32)
        finding = CharField(16)
        text = CharField(500, default="")

    class Diagnosis(Base):
        enterprise = ForeignKeyField(Enterprise, backref="+", on_delete="RESTRICT")
        provider = CharField(200)
        on = DateField(column_name="on_day")
        scope = TextField()
        conclusion = TextField(default="")
        project = ForeignKeyField(RenewalProject, null=True, backref="+", on_delete="RESTRICT")
        actor = IntegerField(null=True)
        actor_name = CharField(200, default="")
        created_at = UtcDateTimeField()
        updated_at = UtcDateTimeField()
        version = IntegerField(default=1)

    class DiagnosisFinding(Base):
        diagnosis = ForeignKeyField(Diagnosis, backref="findings", on_delete="CASCADE")
        equipment = ForeignKeyField(Equipment, null=True, backref="+", on_delete="RESTRICT")
        text = TextField()
        measure = TextField(default="")
        kgce = FloatField(null=True)
        cost_fen = BigIntegerField(null=True)

    db.create_tables([SurveyRound, SurveyEntry, SurveyLine, Diagnosis, DiagnosisFinding])


def down(migrator, _db):
    migrator.migrate(*(migrator.drop_table(name) for name in reversed(TABLES)))
