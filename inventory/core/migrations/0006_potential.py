"""What-if runs with who changes, and figures of plan targets that people type in."""

from peewee import (
    BooleanField,
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

    class Job(Base):
        class Meta:
            table_name = "job"

    class Equipment(Base):
        class Meta:
            table_name = "equipment"

    class Enterprise(Base):
        class Meta:
            table_name = "enterprise"

    class WhatIf(Base):
        owner = IntegerField(null=True, index=True)
        scope = JsonField()
        title = CharField(max_length=200)
        kind = CharField(max_length=32, default="")
        region = CharField(max_length=12, default="")
        base_as_of = DateField()
        as_of = DateField()
        horizon = IntegerField()
        changes = JsonField()
        unit_costs = JsonField()
        base_library = CharField(max_length=16)
        draft_library = CharField(max_length=16)
        job = ForeignKeyField(Job, null=True, on_delete="SET NULL")
        judged = IntegerField(null=True)
        changed = IntegerField(null=True)
        rules = JsonField(null=True)
        created_at = UtcDateTimeField()
        finished_at = UtcDateTimeField(null=True)

    class WhatIfChange(Base):
        what_if = ForeignKeyField(WhatIf, on_delete="CASCADE")
        equipment = ForeignKeyField(Equipment, on_delete="CASCADE")
        enterprise = ForeignKeyField(Enterprise, on_delete="CASCADE")
        kind = CharField(max_length=32)
        region = CharField(max_length=12)
        before = CharField(max_length=16, default="")
        after = CharField(max_length=16, default="")
        direction = SmallIntegerField()
        rules = JsonField()
        capacity = FloatField(null=True)
        kgco2 = FloatField(null=True)

        class Meta:
            indexes = ((("what_if", "kind", "before", "after"), False),)

    class TargetProgress(Base):
        region = CharField(max_length=12)
        task_no = CharField(max_length=16)
        indicator = CharField(max_length=200)
        value = FloatField(null=True)
        reached = BooleanField(null=True)
        on = DateField(column_name="on_day")
        evidence = TextField()
        actor = IntegerField(null=True)
        created_at = UtcDateTimeField()
        revoked_by = IntegerField(null=True)
        revoked_at = UtcDateTimeField(null=True)
        revoked_reason = CharField(max_length=300, default="")

        class Meta:
            indexes = ((("region", "task_no", "indicator"), False),)

    db.create_tables([WhatIf, WhatIfChange, TargetProgress])


def down(migrator, _db):
    for table in ("target_progress", "what_if_change", "what_if"):
        migrator.migrate(migrator.drop_table(table))
