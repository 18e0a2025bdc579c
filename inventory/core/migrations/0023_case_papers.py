"""Papers of a case, service, the enterprise's answers, inspections, rechecks."""

from peewee import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from inventory.core.database import JsonField, UtcDateTimeField


def up(_migrator, db):
    db.create_tables(_tables(db))


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Case(Base):
        class Meta:
            table_name = "enforcement_case"

    class CaseDevice(Base):
        class Meta:
            table_name = "enforcement_case_device"

    class Agency(Base):
        class Meta:
            table_name = "agency"

    class CasePaper(Base):
        case = ForeignKeyField(Case, backref="+", on_delete="RESTRICT")
        agency = ForeignKeyField(Agency, backref="+", on_delete="RESTRICT")
        kind = CharField(24)
        status = CharField(16)
        about = CharField(32, default="")
        year = IntegerField(null=True)
        number = IntegerField(null=True)
        number_text = CharField(60, null=True, unique=True)
        content = JsonField()
        digest = CharField(64, default="", index=True)
        pdf_sha256 = CharField(64, default="")
        template = CharField(32, default="")
        reason = TextField(default="")
        actor = IntegerField(null=True)
        created_at = UtcDateTimeField()
        issued_at = UtcDateTimeField(null=True)
        version = IntegerField(default=1)

        class Meta:
            indexes = ((("agency", "kind", "year", "number"), True),)

    class Delivery(Base):
        case = ForeignKeyField(Case, backref="+", on_delete="RESTRICT")
        document = CharField(32)
        way = CharField(16)
        tried_on = DateField()
        received_on = DateField(null=True)
        receiver = CharField(100, default="")
        receiver_duty = CharField(100, default="")
        place = CharField(300, default="")
        refusal = CharField(500, default="")
        witness = CharField(100, default="")
        tracking_no = CharField(60, default="")
        consent = BooleanField(default=False)
        published_in = CharField(300, default="")
        valid = BooleanField(default=False)
        effective_on = DateField(null=True)
        note = TextField(default="")
        key = CharField(36)
        actor = IntegerField(null=True)
        actor_name = CharField(200)
        created_at = UtcDateTimeField()

        class Meta:
            indexes = ((("actor", "key"), True), (("document",), False))

    class Opinion(Base):
        case = ForeignKeyField(Case, backref="+", on_delete="RESTRICT")
        text = TextField()
        key = CharField(36)
        actor = IntegerField(null=True)
        actor_name = CharField(200)
        at = UtcDateTimeField()
        reply = TextField(default="")
        upheld = BooleanField(null=True)
        replied_by = CharField(200, default="")
        replied_at = UtcDateTimeField(null=True)

        class Meta:
            table_name = "case_opinion"
            indexes = ((("actor", "key"), True),)

    class Answer(Base):
        device = ForeignKeyField(CaseDevice, backref="+", on_delete="RESTRICT")
        word = CharField(16)
        text = TextField(default="")
        done_on = DateField(null=True)
        replaced_by = IntegerField(null=True)
        key = CharField(36)
        actor = IntegerField(null=True)
        actor_name = CharField(200)
        at = UtcDateTimeField()
        accepted = BooleanField(null=True)
        remark = TextField(default="")
        decided_by = CharField(200, default="")
        decided_at = UtcDateTimeField(null=True)

        class Meta:
            table_name = "case_answer"
            indexes = ((("actor", "key"), True),)

    class Inspection(Base):
        case = ForeignKeyField(Case, backref="+", on_delete="RESTRICT")
        planned_on = DateField(index=True)
        state = CharField(16)
        version = IntegerField(default=1)
        began_at = UtcDateTimeField(null=True)
        ended_at = UtcDateTimeField(null=True)
        place = CharField(300, default="")
        present = CharField(500, default="")
        showed_certificates = BooleanField(default=False)
        told_rights = BooleanField(default=False)
        facts_text = TextField(default="")
        statement = TextField(default="")
        signed_by = CharField(100, default="")
        signed_duty = CharField(100, default="")
        signature_file = IntegerField(null=True)
        refused = BooleanField(default=False)
        refusal = CharField(500, default="")
        witness = CharField(100, default="")
        key = CharField(36, null=True)
        actor = IntegerField(null=True)
        actor_name = CharField(200, default="")
        created_at = UtcDateTimeField()
        recorded_at = UtcDateTimeField(null=True)

        class Meta:
            indexes = ((("actor", "key"), True),)

    class InspectionLine(Base):
        inspection = ForeignKeyField(Inspection, backref="+", on_delete="CASCADE")
        device = ForeignKeyField(CaseDevice, null=True, backref="+", on_delete="RESTRICT")
        item = CharField(32)
        question = CharField(500)
        expected = CharField(300, default="")
        answer = CharField(16, default="")
        found = CharField(300, default="")
        note = TextField(default="")

    class Recheck(Base):
        device = ForeignKeyField(CaseDevice, backref="+", on_delete="RESTRICT")
        on = DateField(column_name="on_day")
        way = CharField(16)
        result = CharField(16)
        replaced_by = IntegerField(null=True)
        files = JsonField()
        note = TextField(default="")
        learned = CharField(300, default="")
        key = CharField(36)
        actor = IntegerField(null=True)
        actor_name = CharField(200)
        at = UtcDateTimeField()

        class Meta:
            table_name = "case_recheck"
            indexes = ((("actor", "key", "device"), True),)

    return [CasePaper, Delivery, Opinion, Answer, Inspection, InspectionLine, Recheck]


def down(migrator, db):
    migrator.migrate(
        *(
            migrator.drop_table(name)
            for name in (
                "case_recheck",
                "inspection_line",
                "inspection",
                "case_answer",
                "case_opinion",
                "delivery",
                "case_paper",
            )
        )
    )
