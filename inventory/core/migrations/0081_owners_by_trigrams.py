"""SQLite: what enterprises are called has an index of trigrams, as devices have (0017).

Each search looked through all enterprises twice.
"""

from peewee import PostgresqlDatabase

MADE = (
    "CREATE VIRTUAL TABLE enterprise_trigrams USING fts5("
    "search, content='enterprise', content_rowid='id', tokenize='trigram')",
    "INSERT INTO enterprise_trigrams(enterprise_trigrams) VALUES ('rebuild')",
    "CREATE TRIGGER enterprise_trigrams_insert AFTER INSERT ON enterprise BEGIN"
    " INSERT INTO enterprise_trigrams(rowid, search) VALUES (new.id, new.search); END",
    "CREATE TRIGGER enterprise_trigrams_delete AFTER DELETE ON enterprise BEGIN"
    " INSERT INTO enterprise_trigrams(enterprise_trigrams, rowid, search)"
    " VALUES ('delete', old.id, old.search); END",
    "CREATE TRIGGER enterprise_trigrams_update AFTER UPDATE OF search ON enterprise"
    " WHEN new.search <> old.search BEGIN"
    " INSERT INTO enterprise_trigrams(enterprise_trigrams, rowid, search)"
    " VALUES ('delete', old.id, old.search);"
    " INSERT INTO enterprise_trigrams(rowid, search) VALUES (new.id, new.search); END",
)


def up(_migrator, db):
    if isinstance(db, PostgresqlDatabase):
        return
    for statement in MADE:
        db.execute_sql(statement)


def down(_migrator, db):
    if isinstance(db, PostgresqlDatabase):
        return
    for after in ("insert", "delete", "update"):
        db.execute_sql(f"DROP TRIGGER enterprise_trigrams_{after}")
    db.execute_sql("DROP TABLE enterprise_trigrams")
