"""Search without pg_trgm, and owners that are looked through along an index.

Where the extension is missing PostgreSQL gets an index of trigrams of its own making: as an
expression index it follows every writer by itself.
"""

from peewee import PostgresqlDatabase

# A loop is twice as quick here as a query over generate_series.
FUNCTION = """
CREATE OR REPLACE FUNCTION search_grams(value text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE found text[] := '{}';
BEGIN
  FOR at IN 1 .. length(value) - 2 LOOP
    found[at] := substr(value, at, 3);
  END LOOP;
  RETURN found;
END
$$
"""


def up(_migrator, db):
    db.execute_sql("CREATE INDEX enterprise_search ON enterprise (search)")
    if not isinstance(db, PostgresqlDatabase):
        return
    if db.execute_sql("SELECT to_regclass('equipment_trigrams')").fetchone()[0] is None:
        db.execute_sql(FUNCTION)
        db.execute_sql("CREATE INDEX equipment_grams ON equipment USING gin (search_grams(search))")


def down(_migrator, db):
    db.execute_sql("DROP INDEX enterprise_search")
    if not isinstance(db, PostgresqlDatabase):
        return
    db.execute_sql("DROP INDEX IF EXISTS equipment_grams")
    db.execute_sql("DROP FUNCTION IF EXISTS search_grams")
