"""One or two characters are looked up in an index, as three and more are.

SQLite: the index of trigrams tells which of its trigrams begin with them. So that the last
characters of a text begin one too, it is indexed with two separators behind it; a view gives it so.
PostgreSQL, whose trigrams do not tell that: an index of single characters and pairs.
"""

from peewee import PostgresqlDatabase

# The name of each table's index of trigrams in SQLite.
TABLES = {"enterprise": "enterprise_trigrams", "equipment": "equipment_search"}
BEHIND = "char(10, 10)"

# Half the time of a loop that takes the text apart by `substr`.
FUNCTION = """
CREATE OR REPLACE FUNCTION search_shorts(value text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  every text[] := string_to_array(value, NULL);
  pairs text[] := '{}';
  one text;
  last text := '';
BEGIN
  FOREACH one IN ARRAY every LOOP
    pairs := pairs || (last || one);
    last := one;
  END LOOP;
  RETURN every || pairs;
END
$$
"""


def up(_migrator, db):
    if isinstance(db, PostgresqlDatabase):
        db.execute_sql(FUNCTION)
        for table in TABLES:
            index = f"{table}_shorts ON {table} USING gin (search_shorts(search))"
            db.execute_sql(f"CREATE INDEX {index}")
            # What the planner knows of an expression comes with its index.
            db.execute_sql(f"ANALYZE {table}")
        return
    for table, index in TABLES.items():
        _drop(db, index)
        behind = f"CREATE VIEW {table}_searched AS SELECT id, search || {BEHIND} AS search"
        db.execute_sql(f"{behind} FROM {table}")
        _make(db, table, index, f"{table}_searched", f" || {BEHIND}")
        terms = f"CREATE VIRTUAL TABLE {table}_terms USING fts5vocab({index}, 'row')"
        db.execute_sql(terms)


def down(_migrator, db):
    if isinstance(db, PostgresqlDatabase):
        for table in TABLES:
            db.execute_sql(f"DROP INDEX {table}_shorts")
        db.execute_sql("DROP FUNCTION search_shorts")
        return
    for table, index in TABLES.items():
        db.execute_sql(f"DROP TABLE {table}_terms")
        _drop(db, index)
        db.execute_sql(f"DROP VIEW {table}_searched")
        _make(db, table, index, table, "")


def _drop(db, index):
    for after in ("insert", "delete", "update"):
        db.execute_sql(f"DROP TRIGGER IF EXISTS {index}_{after}")
    db.execute_sql(f"DROP TABLE {index}")


def _make(db, table, index, content, behind):
    new = f"INSERT INTO {index}(rowid, search) VALUES (new.id, new.search{behind});"
    gone = f"VALUES ('delete', old.id, old.search{behind})"
    old = f"INSERT INTO {index}({index}, rowid, search) {gone};"
    for statement in (
        f"CREATE VIRTUAL TABLE {index} USING fts5("
        f"search, content='{content}', content_rowid='id', tokenize='trigram')",
        f"INSERT INTO {index}({index}) VALUES ('rebuild')",
        f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {old} END",
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF search ON {table}"
        f" WHEN new.search <> old.search BEGIN {old} {new} END",
    ):
        db.execute_sql(statement)
    if table == "enterprise":  # new devices enter by the batch (0024)
        db.execute_sql(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {new} END")
