"""The number of a case: each bureau counts its own, year by year, as they were opened."""

from datetime import datetime, timedelta

from peewee import PostgresqlDatabase

COLUMNS = (
    ("year", "INTEGER NOT NULL DEFAULT 0"),
    ("number", "INTEGER NOT NULL DEFAULT 0"),
    ("number_text", "VARCHAR(60) NOT NULL DEFAULT ''"),
)
TABLE = "enforcement_case"
INDEX = "enforcement_case_agency_id_year_number"
KIND, WORD = "case", "案"
SHANGHAI = timedelta(hours=8)


def up(_migrator, db):
    for column, definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{TABLE}" ADD COLUMN "{column}" {definition}')
    mark = "%s" if isinstance(db, PostgresqlDatabase) else "?"
    last = _number(db, mark)
    for (agency, year), number in last.items():
        db.execute_sql(
            'INSERT INTO "notice_counter" ("agency_id", "year", "kind", "last") '
            f"VALUES ({mark}, {mark}, {mark}, {mark})",
            (agency, year, KIND, number),
        )
    db.execute_sql(f'CREATE UNIQUE INDEX "{INDEX}" ON "{TABLE}" ("agency_id", "year", "number")')


def _number(db, mark):
    """Number the cases that are there; the last number of each agency and year."""
    rows = db.execute_sql(
        f'SELECT c.id, c.agency_id, c.opened_at, a.code_word FROM "{TABLE}" c '
        'JOIN "agency" a ON a.id = c.agency_id ORDER BY c.id'
    ).fetchall()
    last = {}
    for case, agency, opened_at, word in rows:
        moment = opened_at if isinstance(opened_at, datetime) else datetime.fromisoformat(opened_at)
        year = (moment + SHANGHAI).year
        number = last[agency, year] = last.get((agency, year), 0) + 1
        db.execute_sql(
            f'UPDATE "{TABLE}" SET "year" = {mark}, "number" = {mark}, "number_text" = {mark} '
            f"WHERE id = {mark}",
            (year, number, f"{word}{WORD}〔{year}〕{number}号", case),
        )
    return last


def down(_migrator, db):
    db.execute_sql(f'DROP INDEX "{INDEX}"')
    db.execute_sql(f'DELETE FROM "notice_counter" WHERE "kind" = \'{KIND}\'')
    for column, _definition in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{TABLE}" DROP COLUMN "{column}"')
