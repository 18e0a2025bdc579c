"""Secrets encrypted at rest, with keys outside of the database.

What stands there in the clear is encrypted by the same rules as later ones. Logins under way at the
identity provider (they last ten minutes) begin anew.
"""

from peewee import PostgresqlDatabase

from inventory.core import keys

# The purposes for which the program draws its keys; they do not change.
TOTP, CHANNEL = "second factor", "settings"
WIDER = (
    ("app_user", "totp_secret", "VARCHAR(200)"),
    ("external_login", "nonce", "TEXT"),
    ("external_login", "verifier", "TEXT"),
)
COLUMNS = (("app_user", "totp_secret", TOTP), ("notification_channel", "settings", CHANNEL))


def up(_migrator, db):
    postgres = isinstance(db, PostgresqlDatabase)
    if postgres:  # SQLite has no lengths
        for table, column, kind in WIDER:
            db.execute_sql(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind}')
    db.execute_sql('DELETE FROM "external_login"')
    mark = "%s" if postgres else "?"
    for table, column, purpose in COLUMNS:
        rows = db.execute_sql(f'SELECT id, "{column}" FROM "{table}"').fetchall()
        for number, text in rows:
            if text and not keys.is_sealed(text):
                db.execute_sql(
                    f'UPDATE "{table}" SET "{column}" = {mark} WHERE id = {mark}',
                    (keys.seal(text, purpose), number),
                )


def down(_migrator, db):
    mark = "%s" if isinstance(db, PostgresqlDatabase) else "?"
    for table, column, purpose in COLUMNS:
        rows = db.execute_sql(f'SELECT id, "{column}" FROM "{table}"').fetchall()
        for number, text in rows:
            if keys.is_sealed(text):
                db.execute_sql(
                    f'UPDATE "{table}" SET "{column}" = {mark} WHERE id = {mark}',
                    (keys.unseal(text, purpose), number),
                )
    db.execute_sql('DELETE FROM "external_login"')
