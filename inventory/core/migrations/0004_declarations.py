"""What enterprises report themselves: registrations, declarations, attachments."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, Model, TextField

from inventory.core.database import JsonField, UtcDateTimeField


def up(_migrator, db):
    class Enterprise(Model):
        class Meta:
            database = db
            table_name = "enterprise"

    class User(Model):
        class Meta:
            database = db
            table_name = "app_user"

    class Equipment(Model):
        class Meta:
            database = db
            table_name = "equipment"

    class Declaration(Model):
        enterprise = ForeignKeyField(Enterprise, on_delete="RESTRICT")
        state = CharField(index=True, max_length=16)
        round = IntegerField(default=0)
        version = IntegerField(default=1)
        note = CharField(max_length=300, default="")
        remark = TextField(default="")
        statement = JsonField(null=True)
        created_by = IntegerField(null=True)
        created_at = UtcDateTimeField()
        updated_at = UtcDateTimeField()
        submitted_at = UtcDateTimeField(null=True)
        decided_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "declaration"

    class DeclarationItem(Model):
        declaration = ForeignKeyField(Declaration, on_delete="CASCADE")
        action = CharField(max_length=16)
        kind = CharField(max_length=32)
        region = CharField(index=True, max_length=12)
        equipment = ForeignKeyField(Equipment, null=True, on_delete="RESTRICT")
        base_version = IntegerField(null=True)
        facts = JsonField()
        remarks = JsonField()
        approved_by = IntegerField(null=True)
        approved_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "declaration_item"
            indexes = ((("declaration", "equipment"), True),)

    class DeclarationEvent(Model):
        declaration = ForeignKeyField(Declaration, on_delete="CASCADE")
        at = UtcDateTimeField()
        actor = IntegerField(null=True)
        step = CharField(max_length=16)
        state = CharField(max_length=16)
        detail = JsonField()

        class Meta:
            database = db
            table_name = "declaration_event"

    class EquipmentConfirmation(Model):
        equipment = ForeignKeyField(Equipment, unique=True, on_delete="CASCADE")
        confirmed_on = DateField()
        declaration = ForeignKeyField(Declaration, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "equipment_confirmation"

    class Attachment(Model):
        parent = CharField(max_length=24)
        parent_id = IntegerField()
        purpose = CharField(max_length=32)
        name = CharField(max_length=200)
        media_type = CharField(max_length=100)
        size = IntegerField()
        sha256 = CharField(index=True, max_length=64)
        served_sha256 = CharField(max_length=64)
        preview_sha256 = CharField(max_length=64, default="")
        created_by = IntegerField(null=True)
        created_at = UtcDateTimeField()
        removed_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "attachment"
            indexes = ((("parent", "parent_id"), False),)

    class Registration(Model):
        state = CharField(index=True, max_length=16)
        version = IntegerField(default=1)
        uscc = CharField(index=True, max_length=18)
        name = CharField(max_length=200)
        region = CharField(index=True, max_length=12)
        address = CharField(max_length=300, default="")
        contact = CharField(max_length=100)
        phone = CharField(max_length=50)
        username = CharField(max_length=64)
        password_hash = CharField(max_length=200)
        secret_sha256 = CharField(max_length=64)
        applied_from = CharField(index=True, max_length=64)
        remark = TextField(default="")
        enterprise = ForeignKeyField(Enterprise, null=True, on_delete="RESTRICT")
        user = ForeignKeyField(User, null=True, on_delete="SET NULL")
        decided_by = IntegerField(null=True)
        decided_at = UtcDateTimeField(null=True)
        created_at = UtcDateTimeField(index=True)
        updated_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "registration"

    db.create_tables(
        [
            Declaration,
            DeclarationItem,
            DeclarationEvent,
            EquipmentConfirmation,
            Attachment,
            Registration,
        ]
    )


def down(migrator, _db):
    for table in (
        "registration",
        "attachment",
        "equipment_confirmation",
        "declaration_event",
        "declaration_item",
        "declaration",
    ):
        migrator.migrate(migrator.drop_table(table))
