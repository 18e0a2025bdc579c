"""What identifies the devices of declarations that were handed in."""

from peewee import CharField, ForeignKeyField, Model


def up(_migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class DeclarationItem(Base):
        class Meta:
            table_name = "declaration_item"

    class DeclaredIdentity(Base):
        item = ForeignKeyField(DeclarationItem, on_delete="CASCADE")
        kind = CharField(max_length=32)
        scheme = CharField(max_length=64)
        value = CharField(max_length=400)

        class Meta:
            indexes = ((("value", "kind", "scheme"), False),)

    db.create_tables([DeclaredIdentity])


def down(migrator, _db):
    migrator.migrate(migrator.drop_table("declared_identity"))
