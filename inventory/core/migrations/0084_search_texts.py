"""In PostgreSQL the texts of devices that a search looks into stand in a table of their own.

A changed row enters every index of its table anew there, and a night changes the verdicts of
thousands of devices: that took the hundreds of entries of their texts with it.
"""

from peewee import PostgresqlDatabase

TABLE = "equipment_text"
FUNCTIONS = {
    "entered": f"INSERT INTO {TABLE} SELECT id, search FROM entered; RETURN NULL;",
    "changed": f"UPDATE {TABLE} SET search = NEW.search WHERE equipment_id = NEW.id; RETURN NULL;",
    "deleted": f"DELETE FROM {TABLE} WHERE equipment_id = OLD.id; RETURN NULL;",
}
TRIGGERS = {
    "entered": "INSERT ON equipment REFERENCING NEW TABLE AS entered FOR EACH STATEMENT",
    "changed": "UPDATE OF search ON equipment FOR EACH ROW WHEN (NEW.search <> OLD.search)",
    "deleted": "DELETE ON equipment FOR EACH ROW",
}


def up(_migrator, db):
    if not isinstance(db, PostgresqlDatabase):
        return
    db.execute_sql(f"CREATE TABLE {TABLE} (equipment_id integer PRIMARY KEY, search text NOT NULL)")
    db.execute_sql(f"INSERT INTO {TABLE} SELECT id, search FROM equipment")
    _move(db, "equipment", TABLE)
    for name, body in FUNCTIONS.items():
        function = f"{TABLE}_{name}"
        db.execute_sql(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body} END $$"
        )
        db.execute_sql(
            f"CREATE TRIGGER {function} AFTER {TRIGGERS[name]} EXECUTE FUNCTION {function}()"
        )


def down(_migrator, db):
    if not isinstance(db, PostgresqlDatabase):
        return
    for name in FUNCTIONS:
        db.execute_sql(f"DROP TRIGGER {TABLE}_{name} ON equipment")
        db.execute_sql(f"DROP FUNCTION {TABLE}_{name}()")
    _move(db, TABLE, "equipment")
    db.execute_sql(f"DROP TABLE {TABLE}")


def _move(db, source, target):
    """Move the indexes of what texts hold from one table to the other."""
    indexes = {
        "grams": "search_grams(search)",
        "trigrams": "search gin_trgm_ops",
        "shorts": "search_shorts(search)",
    }
    for name, what in indexes.items():
        if db.execute_sql(f"SELECT to_regclass('{source}_{name}')").fetchone()[0] is not None:
            db.execute_sql(f"DROP INDEX {source}_{name}")
            db.execute_sql(f"CREATE INDEX {target}_{name} ON {target} USING gin ({what})")
    # What the planner knows of an expression comes with its index.
    db.execute_sql(f"ANALYZE {target}")
