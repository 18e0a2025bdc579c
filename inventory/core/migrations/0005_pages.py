"""What the pages need: facets, saved views, exports, alerts that are handled, backups."""

from peewee import CharField, ForeignKeyField, IntegerField, Model, PostgresqlDatabase, TextField

from inventory.core.database import JsonField, UtcDateTimeField

COLUMNS = (
    ("equipment", "level", "VARCHAR(16) NOT NULL DEFAULT ''"),
    ("alert", "acknowledged_by", "INTEGER"),
    ("alert", "acknowledged_at", "{instant}"),
    ("alert", "snoozed_until", "DATE"),
    ("alert", "snooze_reason", "VARCHAR(300) NOT NULL DEFAULT ''"),
    ("alert", "assignee", "INTEGER"),
)

# Computed by the database, so that no writer can forget them. PostgreSQL wants an expression that
# depends on nothing but the row: `facts` is canonical JSON, in which a quote inside a text is
# always written \", so the patterns match the field itself and nothing else.
SQLITE_GENERATED = (
    """ALTER TABLE "equipment" ADD COLUMN "since_year" INTEGER GENERATED ALWAYS AS (
        COALESCE(CAST(substr(COALESCE(
            json_extract("facts", '$.registered_on'),
            json_extract("facts", '$.in_service_on'),
            json_extract("facts", '$.made_on'),
            json_extract("facts", '$.built_on')), 1, 4) AS INTEGER), 0)) VIRTUAL""",
    """ALTER TABLE "equipment" ADD COLUMN "emission_stage" VARCHAR(16) GENERATED ALWAYS AS (
        COALESCE(json_extract("facts", '$.emission_stage'), '')) VIRTUAL""",
)
POSTGRES_GENERATED = (
    """ALTER TABLE "equipment" ADD COLUMN "since_year" SMALLINT GENERATED ALWAYS AS (
        COALESCE(COALESCE(
            substring("facts" from '"registered_on":"([0-9]{4})'),
            substring("facts" from '"in_service_on":"([0-9]{4})'),
            substring("facts" from '"made_on":"([0-9]{4})'),
            substring("facts" from '"built_on":"([0-9]{4})'))::smallint, 0::smallint)) STORED""",
    """ALTER TABLE "equipment" ADD COLUMN "emission_stage" VARCHAR(16) GENERATED ALWAYS AS (
        COALESCE(substring("facts" from '"emission_stage":"([^"]*)"'), '')) STORED""",
)
OVERVIEW = (
    "region",
    "kind",
    "verdict_rank",
    "use_state",
    "level",
    "emission_stage",
    "since_year",
    "incomplete",
    "next_due",
)
INDEXES = (
    'CREATE INDEX "equipment_overview" ON "equipment" (' + ", ".join(OVERVIEW) + ")",
    'CREATE INDEX "finding_current_rule" ON "finding" ("current", "rule", "equipment_id")',
    'CREATE INDEX "alert_assignee" ON "alert" ("assignee")',
)


def up(_migrator, db):
    postgres = isinstance(db, PostgresqlDatabase)
    instant = "TIMESTAMP" if postgres else "DATETIME"
    for table, column, definition in COLUMNS:
        db.execute_sql(
            f'ALTER TABLE "{table}" ADD COLUMN "{column}" {definition.format(instant=instant)}'
        )
    for statement in (*(POSTGRES_GENERATED if postgres else SQLITE_GENERATED), *INDEXES):
        db.execute_sql(statement)

    class User(Model):
        class Meta:
            database = db
            table_name = "app_user"

    class Job(Model):
        class Meta:
            database = db
            table_name = "job"

    class SavedView(Model):
        owner = ForeignKeyField(User, on_delete="CASCADE")
        name = CharField(max_length=100)
        region = CharField(max_length=12, default="", index=True)
        filters = JsonField()
        sort = CharField(max_length=20)
        columns = JsonField()
        version = IntegerField(default=1)
        created_at = UtcDateTimeField()
        updated_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "saved_view"
            indexes = ((("owner", "name"), True),)

    class Export(Model):
        owner = IntegerField(null=True, index=True)
        scope = JsonField()
        filters = JsonField()
        sort = CharField(max_length=20)
        columns = JsonField()
        format = CharField(max_length=8)
        job = ForeignKeyField(Job, null=True, on_delete="SET NULL")
        devices = IntegerField(null=True)
        findings = IntegerField(null=True)
        name = CharField(max_length=200, default="")
        sha256 = CharField(max_length=64, default="")
        size = IntegerField(default=0)
        created_at = UtcDateTimeField()
        finished_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "export"

    class Backup(Model):
        name = TextField()
        size = IntegerField()
        made_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "backup"

    db.create_tables([SavedView, Export, Backup])


def down(migrator, db):
    for table in ("backup", "export", "saved_view"):
        migrator.migrate(migrator.drop_table(table))
    for index in ("alert_assignee", "finding_current_rule", "equipment_overview"):
        db.execute_sql(f'DROP INDEX "{index}"')
    for column in ("emission_stage", "since_year"):
        db.execute_sql(f'ALTER TABLE "equipment" DROP COLUMN "{column}"')
    for table, column, _definition in reversed(COLUMNS):
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
