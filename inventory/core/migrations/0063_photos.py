"""Photographs of nameplates, with what was read on them, until a person confirms the device."""

from peewee import CharField, ForeignKeyField, IntegerField, Model

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

    class NameplatePhoto(Base):
        name = CharField(200)
        enterprise = ForeignKeyField(Enterprise, null=True, backref="+", on_delete="RESTRICT")
        region = CharField(12, default="")
        state = CharField(16)
        problem = CharField(16, default="")
        kind = CharField(32, default="")
        title = CharField(200, default="")
        doubts = IntegerField(default=0)
        width = IntegerField(default=0)
        height = IntegerField(default=0)
        lines = JsonField(null=True)
        equipment = ForeignKeyField(Equipment, null=True, backref="+", on_delete="SET NULL")
        declaration_id = IntegerField(null=True)
        created_by = IntegerField(null=True)
        created_at = UtcDateTimeField()
        read_at = UtcDateTimeField(null=True)
        decided_at = UtcDateTimeField(null=True)

        class Meta:
            indexes = ((("created_by", "state"), False),)

    db.create_tables([NameplatePhoto])


def down(migrator, _db):
    migrator.migrate(migrator.drop_table("nameplate_photo"))
