"""Records of disposal."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, Model

from inventory.core.database import UtcDateTimeField


def up(_migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Equipment(Base):
        class Meta:
            table_name = "equipment"

    class Disposal(Base):
        equipment = ForeignKeyField(Equipment, backref="+", on_delete="RESTRICT")
        way = CharField(16)
        on = DateField(column_name="on_day")
        certificate_no = CharField(100, default="")
        certificate_on = DateField(null=True)
        recycler = CharField(200, default="")
        recycler_uscc = CharField(18, default="")
        qualification = CharField(200, default="")
        note = CharField(300, default="")
        actor = IntegerField(null=True)
        actor_name = CharField(200, default="")
        created_at = UtcDateTimeField()
        withdrawn = IntegerField(default=0)
        withdrawn_by = IntegerField(null=True)
        withdrawn_at = UtcDateTimeField(null=True)
        withdrawn_reason = CharField(300, default="")

        class Meta:
            indexes = ((("equipment", "withdrawn"), True),)

    db.create_tables([Disposal])


def down(migrator, _db):
    migrator.migrate(migrator.drop_table("disposal"))
