"""Any part of a name, model or number finds a device: a folded text, and an index of trigrams."""

import json

from peewee import NotSupportedError, PostgresqlDatabase, ProgrammingError

from inventory.core.searchtext import text_of

# What people call a device by, of whatever kind.
NUMBERS = ("registration_no", "device_code", "serial_no", "plate_no", "vin", "env_registration_no")
BATCH = 5000

# The index keeps no text of its own and follows the column, whoever writes it.
SQLITE = (
    "CREATE VIRTUAL TABLE equipment_search USING fts5("
    "search, content='equipment', content_rowid='id', tokenize='trigram')",
    "INSERT INTO equipment_search(equipment_search) VALUES ('rebuild')",
    "CREATE TRIGGER equipment_search_insert AFTER INSERT ON equipment BEGIN"
    " INSERT INTO equipment_search(rowid, search) VALUES (new.id, new.search); END",
    "CREATE TRIGGER equipment_search_delete AFTER DELETE ON equipment BEGIN"
    " INSERT INTO equipment_search(equipment_search, rowid, search)"
    " VALUES ('delete', old.id, old.search); END",
    "CREATE TRIGGER equipment_search_update AFTER UPDATE OF search ON equipment"
    " WHEN new.search <> old.search BEGIN"
    " INSERT INTO equipment_search(equipment_search, rowid, search)"
    " VALUES ('delete', old.id, old.search);"
    " INSERT INTO equipment_search(rowid, search) VALUES (new.id, new.search); END",
)


def up(_migrator, db):
    for table in ("enterprise", "equipment"):
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "search" TEXT NOT NULL DEFAULT \'\'')
    _fill(db, "enterprise", "name, uscc", text_of)
    _fill(db, "equipment", "name, model, identifier, facts", _of_device)
    if isinstance(db, PostgresqlDatabase):
        _index_of_postgres(db)
        return
    for statement in SQLITE:
        db.execute_sql(statement)


def _of_device(row):
    name, model, identifier, facts = row
    known = json.loads(facts)
    return text_of([identifier, name, model, *(known.get(key) for key in NUMBERS)])


def _fill(db, table, columns, text):
    mark = "%s" if isinstance(db, PostgresqlDatabase) else "?"
    last = 0
    while rows := db.execute_sql(
        f'SELECT id, {columns} FROM "{table}" WHERE id > {last} ORDER BY id LIMIT {BATCH}'
    ).fetchall():
        db.connection().cursor().executemany(
            f'UPDATE "{table}" SET search = {mark} WHERE id = {mark}',
            [(text(row[1:]), row[0]) for row in rows],
        )
        last = rows[-1][0]


def _index_of_postgres(db):
    """Where the extension is missing or may not be created, the search reads through the column."""
    try:
        with db.atomic():
            db.execute_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except (NotSupportedError, ProgrammingError):
        return
    db.execute_sql("CREATE INDEX equipment_trigrams ON equipment USING gin (search gin_trgm_ops)")


def down(_migrator, db):
    if isinstance(db, PostgresqlDatabase):
        db.execute_sql("DROP INDEX IF EXISTS equipment_trigrams")
    else:
        for event in ("insert", "delete", "update"):
            db.execute_sql(f"DROP TRIGGER equipment_search_{event}")
        db.execute_sql("DROP TABLE equipment_search")
    for table in ("equipment", "enterprise"):
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "search"')
