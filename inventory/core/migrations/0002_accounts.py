"""Departments, sessions, attempts to log in, the second factor. Frozen once released."""

from peewee import BooleanField, CharField, ForeignKeyField, Model

from inventory.core.database import JsonField, UtcDateTimeField

# Plain statements that both databases understand: the migrator would rebuild SQLite's table for a
# NOT NULL column, and dropping the old app_user would take regions and tokens with it (CASCADE).
NEW_COLUMNS = (
    ("app_user", "source", "VARCHAR(8) NOT NULL DEFAULT 'local'"),
    ("app_user", "external_id", "VARCHAR(300)"),
    ("app_user", "password_changed_at", "{instant}"),
    ("app_user", "must_change_password", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("app_user", "totp_secret", "VARCHAR(64) NOT NULL DEFAULT ''"),
    ("app_user", "totp_confirmed_at", "{instant}"),
    ("app_user", "totp_last_step", "INTEGER NOT NULL DEFAULT 0"),
    ("access_token", "scope", "VARCHAR(8) NOT NULL DEFAULT 'write'"),
    ("access_token", "last_used_at", "{instant}"),
)
NEW_TABLES = (
    "external_login",
    "recovery_code",
    "login_attempt",
    "session",
    "user_department",
    "department",
)


def up(migrator, db):
    postgres = "Postgresql" in type(migrator).__name__
    instant = "TIMESTAMP" if postgres else "DATETIME"
    for table, column, definition in NEW_COLUMNS:
        definition = definition.format(instant=instant)
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {definition}')
    db.execute_sql('CREATE UNIQUE INDEX "app_user_external_id" ON "app_user" ("external_id")')
    # Logins were access tokens; they are sessions now. Everybody logs in once more.
    db.execute_sql('DELETE FROM "access_token" WHERE "name" = \'login\'')

    class User(Model):
        class Meta:
            database = db
            table_name = "app_user"

    class Department(Model):
        region = CharField(max_length=12)
        name = CharField(max_length=100)
        kinds = JsonField()

        class Meta:
            database = db
            table_name = "department"
            indexes = ((("region", "name"), True),)

    class UserDepartment(Model):
        user = ForeignKeyField(User, on_delete="CASCADE")
        department = ForeignKeyField(Department, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "user_department"
            indexes = ((("user", "department"), True),)

    class Session(Model):
        user = ForeignKeyField(User, on_delete="CASCADE")
        secret_sha256 = CharField(unique=True, max_length=64)
        created_at = UtcDateTimeField()
        last_seen_at = UtcDateTimeField()
        address = CharField(max_length=64, default="")
        agent = CharField(max_length=200, default="")

        class Meta:
            database = db
            table_name = "session"

    class LoginAttempt(Model):
        username = CharField(max_length=64)
        address = CharField(max_length=64)
        at = UtcDateTimeField()
        succeeded = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "login_attempt"
            indexes = ((("username", "at"), False), (("address", "at"), False))

    class RecoveryCode(Model):
        user = ForeignKeyField(User, on_delete="CASCADE")
        code_sha256 = CharField(max_length=64)
        used_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "recovery_code"
            indexes = ((("user", "code_sha256"), True),)

    class ExternalLogin(Model):
        state_sha256 = CharField(unique=True, max_length=64)
        nonce = CharField(max_length=64)
        verifier = CharField(max_length=128)
        created_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "external_login"

    db.create_tables([Department, UserDepartment, Session, LoginAttempt])
    db.create_tables([RecoveryCode, ExternalLogin])


def down(migrator, db):
    for table in NEW_TABLES:
        migrator.migrate(migrator.drop_table(table))
    db.execute_sql('DROP INDEX "app_user_external_id"')
    for table, column, _ in NEW_COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
