"""Cases; who may review and approve; terms of procedure; numbers by kind of document."""

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

COLUMNS = (
    ("app_user", "duties", "TEXT NOT NULL DEFAULT '[]'"),
    ("app_user", "certificate_no", "VARCHAR(50) NOT NULL DEFAULT ''"),
    ("app_user", "certificate_until", "DATE"),
    ("agency", "procedure", "TEXT NOT NULL DEFAULT '{}'"),
    ("agency", "number_words", "TEXT NOT NULL DEFAULT '{}'"),
    ("notice", "template", "VARCHAR(32) NOT NULL DEFAULT ''"),
    ("notice_counter", "kind", "VARCHAR(24) NOT NULL DEFAULT 'order'"),
)
OLD_COUNTER = "noticecounter_agency_id_year"
OLD_NUMBER = "notice_agency_id_year_number"
TABLES = (
    "enforcement_case_remark",
    "enforcement_case_step",
    "enforcement_held_ground",
    "enforcement_case_finding",
    "enforcement_case_device",
    "enforcement_case_officer",
    "enforcement_case",
)


def up(_migrator, db):
    for table, column, definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {definition}')
    # Leaders have read until now; from here on they sign.
    db.execute_sql('UPDATE "app_user" SET "duties" = \'["approve"]\' WHERE "role" = \'leader\'')
    db.execute_sql(f'DROP INDEX "{OLD_COUNTER}"')
    db.execute_sql(
        f'CREATE UNIQUE INDEX "{OLD_COUNTER}_kind" ON "notice_counter" '
        '("agency_id", "year", "kind")'
    )
    # Until now orders and advice shared one sequence, so kind, year and number are unique anyway.
    db.execute_sql(f'DROP INDEX "{OLD_NUMBER}"')
    db.execute_sql(
        'CREATE UNIQUE INDEX "notice_agency_id_kind_year_number" ON "notice" '
        '("agency_id", "kind", "year", "number")'
    )
    db.create_tables(_tables(db))
    db.execute_sql(
        'ALTER TABLE "notice" ADD COLUMN "case_id" INTEGER '
        'REFERENCES "enforcement_case" ("id") ON DELETE RESTRICT'
    )
    db.execute_sql('CREATE INDEX "notice_case_id" ON "notice" ("case_id")')


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    def existing(name):
        return type(name.title(), (Base,), {"Meta": type("Meta", (), {"table_name": name})})

    enterprise, agency, user, equipment = (
        existing(name) for name in ("enterprise", "agency", "app_user", "equipment")
    )

    class Case(Base):
        enterprise_ = ForeignKeyField(
            enterprise, column_name="enterprise_id", backref="+", on_delete="RESTRICT"
        )
        agency_ = ForeignKeyField(
            agency, column_name="agency_id", backref="+", on_delete="RESTRICT"
        )
        matter = CharField(200)
        source = CharField(16)
        campaign = IntegerField(null=True)
        state = CharField(16)
        version = IntegerField(default=1)
        opened_by = IntegerField(null=True)
        opened_at = UtcDateTimeField()
        updated_at = UtcDateTimeField()
        told_on = DateField(null=True)
        planned_on = DateField(null=True)
        noticed_on = DateField(null=True)
        notice_reason = CharField(500, default="")
        inspected_on = DateField(null=True)
        heard_on = DateField(null=True)
        opinion = TextField(default="")
        heard_reply = TextField(default="")
        not_heard_reason = CharField(500, default="")
        drafted_by = IntegerField(null=True)
        submitted_by = IntegerField(null=True)
        submitted_at = UtcDateTimeField(null=True)
        reviewed_by = IntegerField(null=True)
        reviewed_at = UtcDateTimeField(null=True)
        review_opinion = TextField(default="")
        approved_by = IntegerField(null=True)
        approved_at = UtcDateTimeField(null=True)
        issued_on = DateField(null=True)
        deadline_on = DateField(null=True)
        effective_on = DateField(null=True)
        extension_asked_on = DateField(null=True)
        extension_until = DateField(null=True)
        extension_reason = TextField(default="")
        extension_granted = BooleanField(null=True)
        handed_to = CharField(200, default="")
        over_on = DateField(null=True)
        outcome = TextField(default="")

        class Meta:
            table_name = "enforcement_case"
            indexes = ((("state", "updated_at"), False), (("deadline_on",), False))

    class CaseOfficer(Base):
        case = ForeignKeyField(Case, backref="officers", on_delete="CASCADE")
        user_ = ForeignKeyField(user, column_name="user_id", backref="+", on_delete="RESTRICT")
        name = CharField(100)
        certificate_no = CharField(50)
        certificate_until = DateField(null=True)

        class Meta:
            table_name = "enforcement_case_officer"
            indexes = ((("case", "user_"), True),)

    class CaseDevice(Base):
        case = ForeignKeyField(Case, backref="devices", on_delete="CASCADE")
        equipment_ = ForeignKeyField(
            equipment, column_name="equipment_id", backref="+", on_delete="RESTRICT"
        )
        kind = CharField(32)
        name = CharField(200, default="")
        model = CharField(200, default="")
        identifier = CharField(100, default="")
        facts = JsonField()
        result = CharField(16, default="")
        rechecked_on = DateField(null=True)
        settled_on = DateField(null=True)

        class Meta:
            table_name = "enforcement_case_device"
            indexes = ((("case", "equipment_"), True),)

    class CaseFinding(Base):
        device = ForeignKeyField(CaseDevice, backref="findings", on_delete="CASCADE")
        rule = CharField(64)
        outcome = CharField(16)
        ground = CharField(64)
        presumed = BooleanField()
        document = CharField(100)
        clause = CharField(200)
        message = TextField()
        message_en = TextField()
        frozen = JsonField()
        library = CharField(16)

        class Meta:
            table_name = "enforcement_case_finding"
            indexes = ((("device", "rule"), True),)

    class HeldGround(Base):
        case = ForeignKeyField(Case, backref="grounds", on_delete="CASCADE")
        equipment = IntegerField()
        ground = CharField(64)

        class Meta:
            table_name = "enforcement_held_ground"
            indexes = ((("equipment", "ground"), True),)

    class CaseStep(Base):
        case = ForeignKeyField(Case, backref="steps", on_delete="CASCADE")
        move = CharField(24)
        source = CharField(16)
        target = CharField(16)
        at = UtcDateTimeField()
        actor = IntegerField(null=True)
        actor_name = CharField(200)
        reason = TextField(default="")
        document = CharField(32, default="")
        file = IntegerField(null=True)
        detail = JsonField()

        class Meta:
            table_name = "enforcement_case_step"

    class CaseRemark(Base):
        case = ForeignKeyField(Case, backref="remarks", on_delete="CASCADE")
        step = ForeignKeyField(CaseStep, on_delete="CASCADE")
        document = CharField(32)
        section = IntegerField(default=0)
        paragraph = IntegerField(default=0)
        quote = CharField(300, default="")
        text = TextField()
        actor = IntegerField(null=True)
        actor_name = CharField(200)
        at = UtcDateTimeField()
        resolved_at = UtcDateTimeField(null=True)

        class Meta:
            table_name = "enforcement_case_remark"

    return [Case, CaseOfficer, CaseDevice, CaseFinding, HeldGround, CaseStep, CaseRemark]


def down(migrator, db):
    db.execute_sql('DROP INDEX "notice_case_id"')
    db.execute_sql('ALTER TABLE "notice" DROP COLUMN "case_id"')
    migrator.migrate(*(migrator.drop_table(name) for name in TABLES))
    db.execute_sql('DROP INDEX "notice_agency_id_kind_year_number"')
    db.execute_sql(
        f'CREATE UNIQUE INDEX "{OLD_NUMBER}" ON "notice" ("agency_id", "year", "number")'
    )
    db.execute_sql(f'DROP INDEX "{OLD_COUNTER}_kind"')
    db.execute_sql('DELETE FROM "notice_counter" WHERE "kind" <> \'order\'')
    db.execute_sql(f'CREATE UNIQUE INDEX "{OLD_COUNTER}" ON "notice_counter" ("agency_id", "year")')
    for table, column, _ in reversed(COLUMNS):
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
