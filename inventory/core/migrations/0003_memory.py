"""The ledger's memory: audit trail, merges, transfers, undone imports, remembered mappings."""

from peewee import (
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    TextField,
)

from inventory.core.database import JsonField, UtcDateTimeField

# Constant defaults: both databases add such a column without rewriting a million rows.
COLUMNS = (
    ("equipment", "gone", "VARCHAR(16) NOT NULL DEFAULT ''"),
    ("equipment", "merged_into_id", "INTEGER REFERENCES equipment (id) ON DELETE RESTRICT"),
    ("equipment_identity", "alias", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("equipment_revision", "request_id", "VARCHAR(64) NOT NULL DEFAULT ''"),
    ("equipment_revision", "fingerprint", "VARCHAR(64) NOT NULL DEFAULT ''"),
    ("import", "committer", "TEXT"),
    ("import", "undone_at", "{instant}"),
)

REFUSED = "audit_event is append-only"
BROKEN = "audit_event must continue the chain"
LAST_HASH = "COALESCE((SELECT hash FROM audit_event ORDER BY id DESC LIMIT 1), '')"

# SQLite: INSERT OR REPLACE would delete without firing a DELETE trigger, so a known id is refused.
SQLITE_TRIGGERS = (
    f"""CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
        WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id OR hash = NEW.hash)
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER audit_event_chain BEFORE INSERT ON audit_event
        WHEN NEW.previous <> {LAST_HASH}
        BEGIN SELECT RAISE(ABORT, '{BROKEN}'); END""",
)
POSTGRES_TRIGGERS = (
    f"""CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation'; END $$""",
    f"""CREATE FUNCTION audit_event_continue() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.previous <> {LAST_HASH} THEN
            RAISE EXCEPTION '{BROKEN}' USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN NEW;
        END $$""",
    """CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
       FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()""",
    """CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
       FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()""",
    """CREATE TRIGGER audit_event_chain BEFORE INSERT ON audit_event
       FOR EACH ROW EXECUTE FUNCTION audit_event_continue()""",
)


def up(_migrator, db):
    postgres = isinstance(db, PostgresqlDatabase)
    instant = "TIMESTAMP" if postgres else "DATETIME"
    for table, column, definition in COLUMNS:
        db.execute_sql(
            f'ALTER TABLE "{table}" ADD COLUMN "{column}" {definition.format(instant=instant)}'
        )

    class Enterprise(Model):
        class Meta:
            database = db
            table_name = "enterprise"

    class Equipment(Model):
        class Meta:
            database = db
            table_name = "equipment"

    class AuditEvent(Model):
        at = UtcDateTimeField()
        request_id = CharField(max_length=64)
        actor = IntegerField(null=True, index=True)
        actor_name = CharField(max_length=200)
        address = CharField(max_length=64)
        event = CharField(max_length=64, index=True)
        subject = CharField(max_length=32)
        subject_id = IntegerField(null=True)
        detail = TextField()
        previous = CharField(max_length=64)
        hash = CharField(max_length=64, unique=True)

        class Meta:
            database = db
            table_name = "audit_event"
            indexes = ((("subject", "subject_id"), False),)

    class EquipmentMerge(Model):
        kept = ForeignKeyField(Equipment, backref="+", on_delete="RESTRICT")
        merged = ForeignKeyField(Equipment, backref="+", on_delete="RESTRICT")
        kept_before = JsonField()
        kept_after = JsonField()
        merged_before = JsonField()
        aliases = JsonField()
        reason = CharField(max_length=300)
        actor = IntegerField(null=True)
        at = UtcDateTimeField()
        undone_actor = IntegerField(null=True)
        undone_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "equipment_merge"

    class Transfer(Model):
        equipment = ForeignKeyField(Equipment, backref="+", on_delete="RESTRICT")
        kind = CharField(max_length=32)
        name = CharField(max_length=200, default="")
        model = CharField(max_length=200, default="")
        identifier = CharField(max_length=100, default="")
        from_enterprise = ForeignKeyField(Enterprise, backref="+", on_delete="RESTRICT")
        to_enterprise = ForeignKeyField(Enterprise, backref="+", on_delete="RESTRICT")
        from_region = CharField(max_length=12)
        to_region = CharField(max_length=12)
        on = DateField(column_name="on_day")
        reason = CharField(max_length=300, default="")
        actor = IntegerField(null=True)
        request_id = CharField(max_length=64, default="")
        at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "transfer"

    class ImportMapping(Model):
        region = CharField(max_length=12)
        owner = CharField(max_length=200)
        signature = CharField(max_length=64)
        kind = CharField(max_length=32, null=True)
        mapping = JsonField()
        actor = IntegerField(null=True)
        used_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "import_mapping"
            indexes = ((("region", "owner", "signature"), True),)

    db.create_tables([AuditEvent, EquipmentMerge, Transfer, ImportMapping])
    for statement in POSTGRES_TRIGGERS if postgres else SQLITE_TRIGGERS:
        db.execute_sql(statement)


def down(migrator, db):
    for table in ("import_mapping", "transfer", "equipment_merge", "audit_event"):
        migrator.migrate(migrator.drop_table(table))
    if isinstance(db, PostgresqlDatabase):
        db.execute_sql("DROP FUNCTION audit_event_refuse()")
        db.execute_sql("DROP FUNCTION audit_event_continue()")
    for table, column, _definition in reversed(COLUMNS):
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
