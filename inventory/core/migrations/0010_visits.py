"""Records of site visits."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, Model, TextField

from inventory.core.database import UtcDateTimeField


def up(_migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Equipment(Base):
        class Meta:
            table_name = "equipment"

    class Enterprise(Base):
        class Meta:
            table_name = "enterprise"

    class Visit(Base):
        equipment = ForeignKeyField(Equipment, on_delete="RESTRICT")
        enterprise = ForeignKeyField(Enterprise, on_delete="RESTRICT")
        version = IntegerField()
        on = DateField(column_name="on_day")
        conclusion = CharField(max_length=16)
        people = CharField(max_length=200)
        note = TextField(default="")
        key = CharField(max_length=36)
        actor = IntegerField(null=True)
        created_at = UtcDateTimeField()
        withdrawn_by = IntegerField(null=True)
        withdrawn_at = UtcDateTimeField(null=True)
        withdrawn_reason = CharField(max_length=300, default="")

        class Meta:
            indexes = ((("actor", "key"), True), (("on", "id"), False))

    db.create_tables([Visit])


def down(migrator, _db):
    migrator.migrate(migrator.drop_table("visit"))
