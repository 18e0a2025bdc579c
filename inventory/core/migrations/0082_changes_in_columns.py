"""The changed devices of what-ifs in columns, many in a row, instead of a row for each."""

import io

import polars as pl
from peewee import (
    BlobField,
    CharField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    SmallIntegerField,
    TextField,
)

# As the program stored them when this was written.
WORD = pl.Categorical()
SCHEMA = {
    "equipment": pl.Int64(),
    "enterprise": pl.Int64(),
    "region": WORD,
    "before": WORD,
    "after": WORD,
    "direction": pl.Int8(),
    "rules": WORD,
    "quantity": pl.Int64(),
    "capacity": pl.Float64(),
    "kgce": pl.Float64(),
    "kgco2": pl.Float64(),
}
NAMES = {"equipment": "equipment_id", "enterprise": "enterprise_id"}
LISTED = ", ".join(f'"{NAMES.get(name, name)}"' for name in SCHEMA)
TOGETHER = 50_000
BATCH = ("what_if_id", "kind", "first", "last", "devices", "content")


def up(_migrator, db):
    batch, _ = _models(db)
    db.create_tables([batch])
    groups = 'SELECT DISTINCT what_if_id, kind FROM "what_if_change" ORDER BY 1, 2'
    for what_if, kind in db.execute_sql(groups).fetchall():
        after = 0
        while rows := _rows(db, what_if, kind, after):
            first, after = rows[0][0], rows[-1][0]
            frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
            content = io.BytesIO()
            frame.write_ipc(content, compression="zstd")
            values = (what_if, kind, first, after, len(rows), content.getvalue())
            _insert(db, "what_if_batch", BATCH, [values])
    db.execute_sql('DROP TABLE "what_if_change"')


def down(_migrator, db):
    _, change = _models(db)
    db.create_tables([change])
    columns = ("what_if_id", "kind", *(NAMES.get(name, name) for name in SCHEMA))
    batches = 'SELECT what_if_id, kind, content FROM "what_if_batch" ORDER BY id'
    for what_if, kind, content in db.execute_sql(batches).fetchall():
        frame = pl.read_ipc(io.BytesIO(content))
        rows = ((what_if, kind, *row) for row in frame.iter_rows())
        _insert(db, "what_if_change", columns, rows)
    db.execute_sql('DROP TABLE "what_if_batch"')


def _mark(db):
    return "%s" if isinstance(db, PostgresqlDatabase) else "?"


def _rows(db, what_if, kind, after):
    mark = _mark(db)
    query = (
        f'SELECT {LISTED} FROM "what_if_change" WHERE what_if_id = {mark} AND kind = {mark}'
        f" AND equipment_id > {mark} ORDER BY equipment_id LIMIT {TOGETHER}"
    )
    return db.execute_sql(query, (what_if, kind, after)).fetchall()


def _insert(db, table, columns, rows):
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join(_mark(db) for _ in columns)
    cursor = db.cursor()
    cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


def _models(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class WhatIf(Base):
        pass

    class Equipment(Base):
        pass

    class Enterprise(Base):
        pass

    class WhatIfBatch(Base):
        what_if = ForeignKeyField(WhatIf, on_delete="CASCADE")
        kind = CharField(max_length=32)
        first = IntegerField()
        last = IntegerField()
        devices = IntegerField()
        content = BlobField()

    class WhatIfChange(Base):
        what_if = ForeignKeyField(WhatIf, on_delete="CASCADE")
        equipment = ForeignKeyField(Equipment, on_delete="CASCADE")
        enterprise = ForeignKeyField(Enterprise, on_delete="CASCADE")
        kind = CharField(max_length=32)
        region = CharField(max_length=12)
        before = CharField(max_length=16, default="")
        after = CharField(max_length=16, default="")
        direction = SmallIntegerField()
        rules = TextField()
        capacity = FloatField(null=True)
        kgco2 = FloatField(null=True)
        kgce = FloatField(null=True)
        quantity = IntegerField(default=1)

        class Meta:
            indexes = ((("what_if", "kind", "before", "after"), False),)

    return WhatIfBatch, WhatIfChange
