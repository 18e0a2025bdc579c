"""Re-entry cases; numbers of devices out of service stand in nobody's way any more."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, Model

from inventory.core.database import UtcDateTimeField

INDEX = "equipmentidentity_kind_scheme_value"
OUT = "('拆除', '报废', '注销')"


def up(_migrator, db):
    # A constant default: both databases add such a column without rewriting a million rows.
    db.execute_sql(
        'ALTER TABLE "equipment_identity" ADD COLUMN "departed" INTEGER NOT NULL DEFAULT 0'
    )
    db.execute_sql(
        'UPDATE "equipment_identity" SET "departed" = "equipment_id" WHERE "equipment_id" IN '
        f'(SELECT "id" FROM "equipment" WHERE "use_state" IN {OUT})'
    )
    db.execute_sql(f'DROP INDEX "{INDEX}"')
    db.execute_sql(
        f'CREATE UNIQUE INDEX "{INDEX}_departed" '
        'ON "equipment_identity" ("kind", "scheme", "value", "departed")'
    )

    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Equipment(Base):
        class Meta:
            table_name = "equipment"

    class Notice(Base):
        class Meta:
            table_name = "notice"

    class ReentryCase(Base):
        kind = CharField(max_length=32)
        former = ForeignKeyField(Equipment, backref="reentries_of", on_delete="RESTRICT")
        former_version = IntegerField()
        former_state = CharField(max_length=16)
        former_on = DateField(null=True)
        again = ForeignKeyField(Equipment, backref="reentries", on_delete="RESTRICT")
        again_version = IntegerField(default=0)
        source = CharField(max_length=64)
        appeared_at = UtcDateTimeField()
        state = CharField(max_length=16)
        reason = CharField(max_length=32, default="")
        notice = ForeignKeyField(Notice, null=True, backref="+", on_delete="RESTRICT")
        version = IntegerField(default=1)
        updated_at = UtcDateTimeField()

        class Meta:
            indexes = (
                (("former", "again", "again_version"), True),
                (("state", "appeared_at"), False),
            )

    class ReentryNumber(Base):
        case = ForeignKeyField(ReentryCase, backref="numbers", on_delete="CASCADE")
        again = IntegerField()
        again_version = IntegerField()
        scheme = CharField(max_length=32)
        value = CharField(max_length=300)

        class Meta:
            indexes = ((("again", "again_version", "scheme", "value"), True),)

    class ReentryStep(Base):
        case = ForeignKeyField(ReentryCase, backref="steps", on_delete="CASCADE")
        at = UtcDateTimeField()
        actor = IntegerField(null=True)
        action = CharField(max_length=16)
        reason = CharField(max_length=32, default="")
        note = CharField(max_length=1000, default="")

    db.create_tables([ReentryCase, ReentryNumber, ReentryStep])


def down(migrator, db):
    migrator.migrate(
        *(migrator.drop_table(name) for name in ("reentry_step", "reentry_number", "reentry_case"))
    )
    # Of records that share a number, only the one in service keeps it.
    db.execute_sql(
        'DELETE FROM "equipment_identity" WHERE "departed" <> 0 AND EXISTS (SELECT 1 FROM '
        '"equipment_identity" AS other WHERE other."kind" = "equipment_identity"."kind" '
        'AND other."scheme" = "equipment_identity"."scheme" '
        'AND other."value" = "equipment_identity"."value" '
        'AND other."id" <> "equipment_identity"."id" '
        'AND (other."departed" = 0 OR other."id" > "equipment_identity"."id"))'
    )
    db.execute_sql(f'DROP INDEX "{INDEX}_departed"')
    db.execute_sql('ALTER TABLE "equipment_identity" DROP COLUMN "departed"')
    db.execute_sql(
        f'CREATE UNIQUE INDEX "{INDEX}" ON "equipment_identity" ("kind", "scheme", "value")'
    )
