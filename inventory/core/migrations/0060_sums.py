"""Sums of the ledger, kept by the database with every write (decision 0027).

Triggers append what a write adds and takes away to `ledger_delta`; `ledger_sum` holds what has been
folded, for each division and all above it. Both together are exact at any moment.
"""

from peewee import BigIntegerField, CharField, IntegerField, Model, PostgresqlDatabase

LENGTHS = (0, 2, 4, 6, 9, 12)
GONE = 99
COLUMNS = "sort, region, kind, a, b, c, d, records, devices"
KEY = "sort, place, kind, a, b, c, d"
# Sort of sum → what it is split by beside division and kind, of a device {r}.
DEVICE = {
    "state": (
        "CAST({r}.verdict_rank AS TEXT)",
        "{r}.use_state",
        "{r}.level",
        "CASE WHEN {r}.incomplete THEN '1' ELSE '0' END",
    ),
    "age": (
        "CAST({r}.verdict_rank AS TEXT)",
        "CAST({r}.since_year AS TEXT)",
        "{r}.emission_stage",
        "''",
    ),
    "due": ("{day}", "''", "''", "''"),
}
# An open alert {a} of a device {r}; the officer's sums know no kind.
ALERT = {
    "stage": ("{r}.kind", "{a}.stage", "{a}.rule", "''", "''"),
    "officer": (
        "''",
        "CAST({a}.assignee AS TEXT)",
        "CASE WHEN {a}.acknowledged_at IS NULL THEN '0' ELSE '1' END",
        "{a}.stage",
        "''",
    ),
}
OPEN = {
    "stage": "{a}.open_key IS NOT NULL",
    "officer": "{a}.open_key IS NOT NULL AND {a}.assignee IS NOT NULL",
}
INTO = f"INSERT INTO ledger_delta ({COLUMNS}) "
INDEXES = (
    # The open alerts in the order of their list, and those of an officer.
    'CREATE INDEX "alert_open" ON "alert" ((due IS NULL), due, id) WHERE open_key IS NOT NULL',
    'CREATE INDEX "alert_snoozed" ON "alert" ("snoozed_until") WHERE snoozed_until IS NOT NULL',
)


def up(_migrator, db):
    postgres = isinstance(db, PostgresqlDatabase)

    class LedgerDelta(Model):
        sort = CharField(8)
        region = CharField(12)
        kind = CharField(32)
        a = CharField(64)
        b = CharField(64)
        c = CharField(64)
        d = CharField(64)
        records = IntegerField()
        devices = IntegerField()

        class Meta:
            database = db
            table_name = "ledger_delta"

    class LedgerSum(Model):
        sort = CharField(8)
        place = CharField(12)
        kind = CharField(32)
        a = CharField(64)
        b = CharField(64)
        c = CharField(64)
        d = CharField(64)
        records = BigIntegerField()
        devices = BigIntegerField()

        class Meta:
            database = db
            table_name = "ledger_sum"
            indexes = ((("sort", "place", "kind", "a", "b", "c", "d"), True),)

    db.create_tables([LedgerDelta, LedgerSum])
    for statement in (*(_postgres() if postgres else _sqlite()), *INDEXES, _build(postgres)):
        db.execute_sql(statement)


def down(_migrator, db):
    postgres = isinstance(db, PostgresqlDatabase)
    for name, table in _triggers(postgres):
        where = f' ON "{table}"' if postgres else ""
        db.execute_sql(f'DROP TRIGGER "{name}"{where}')
    if postgres:
        for name in sorted({f"{name}" for name, _ in _triggers(postgres)}):
            db.execute_sql(f'DROP FUNCTION "{name}"()')
    for index in ("alert_open", "alert_snoozed"):
        db.execute_sql(f'DROP INDEX "{index}"')
    db.execute_sql('DROP TABLE "ledger_sum"')
    db.execute_sql('DROP TABLE "ledger_delta"')


def _triggers(postgres):
    names = [("sum_equipment_insert", "equipment")]
    names += (
        [("sum_equipment_update", "equipment")]
        if postgres
        else [(f"sum_{sort}_update", "equipment") for sort in (*DEVICE, "moved")]
    )
    names += [("sum_finding_insert", "finding"), ("sum_finding_update", "finding")]
    return [*names, ("sum_alert_insert", "alert"), ("sum_alert_update", "alert")]


def _dims(sort, row, postgres):
    day = f"to_char({row}.next_due, 'YYYY-MM-DD')" if postgres else f"{row}.next_due"
    return ", ".join(text.format(r=row, day=day) for text in DEVICE[sort])


def _seen(sort, row, postgres):
    """All that the sums of a sort see of a device: what else changes is none of theirs."""
    return (
        f"{row}.region, {row}.kind, {row}.quantity, {row}.verdict_rank = {GONE},"
        f" {_dims(sort, row, postgres)}"
    )


def _device(sort, row, sign, postgres, source=""):
    return (
        f"SELECT '{sort}', {row}.region, {row}.kind, {_dims(sort, row, postgres)},"
        f" {sign}, {sign} * {row}.quantity {source} WHERE {row}.verdict_rank < {GONE}"
    )


def _alert(sort, alert, row, sign, source):
    dims = ", ".join(text.format(a=alert, r=row) for text in ALERT[sort])
    return (
        f"SELECT '{sort}', {row}.region, {dims}, {sign}, 0 {source}"
        f" AND {OPEN[sort].format(a=alert)}"
    )


def _finding(finding, row, sign, source):
    return (
        f"SELECT 'rule', {row}.region, {row}.kind, {finding}.rule, '', '', '', {sign}, 0 {source}"
    )


def _moved(row, sign, _postgres=True):
    """The standing findings and open alerts of a device, at the place in `row`."""
    own = f"FROM finding f WHERE f.equipment_id = {row}.id AND f.current"
    held = f"FROM alert o WHERE o.equipment_id = {row}.id"
    return " UNION ALL ".join(
        [_finding("f", row, sign, own), *(_alert(sort, "o", row, sign, held) for sort in ALERT)]
    )


def _sqlite():
    every = " UNION ALL ".join(_device(sort, "NEW", 1, False) for sort in DEVICE)
    yield (
        f"CREATE TRIGGER sum_equipment_insert AFTER INSERT ON equipment BEGIN {INTO}{every}; END"
    )
    for sort in DEVICE:
        old, new = (_seen(sort, row, False) for row in ("OLD", "NEW"))
        body = " UNION ALL ".join((_device(sort, "OLD", -1, False), _device(sort, "NEW", 1, False)))
        yield (
            f"CREATE TRIGGER sum_{sort}_update AFTER UPDATE ON equipment"
            f" WHEN ({old}) IS NOT ({new}) BEGIN {INTO}{body}; END"
        )
    yield (
        "CREATE TRIGGER sum_moved_update AFTER UPDATE OF region, kind ON equipment"
        " WHEN (OLD.region, OLD.kind) IS NOT (NEW.region, NEW.kind)"
        f" BEGIN {INTO}{_moved('OLD', -1)}; {INTO}{_moved('NEW', 1)}; END"
    )
    for event, when, sign in (
        ("INSERT", "NEW.current", "1"),
        ("UPDATE", "OLD.current <> NEW.current", "CASE WHEN NEW.current THEN 1 ELSE -1 END"),
    ):
        own = _finding("NEW", "r", sign, "FROM equipment r WHERE r.id = NEW.equipment_id")
        yield (
            f"CREATE TRIGGER sum_finding_{event.lower()} AFTER {event} ON finding"
            f" WHEN {when} BEGIN {INTO}{own}; END"
        )
    arrived = " UNION ALL ".join(_of_alert("NEW", 1))
    left = " UNION ALL ".join(_of_alert("OLD", -1))
    yield f"CREATE TRIGGER sum_alert_insert AFTER INSERT ON alert BEGIN {INTO}{arrived}; END"
    yield (
        "CREATE TRIGGER sum_alert_update AFTER UPDATE ON alert WHEN"
        f" ({_alert_state('OLD')}) IS NOT ({_alert_state('NEW')})"
        f" BEGIN {INTO}{left}; {INTO}{arrived}; END"
    )


def _of_alert(row, sign):
    held = f"FROM equipment r WHERE r.id = {row}.equipment_id"
    return [_alert(sort, row, "r", sign, held) for sort in ALERT]


def _alert_state(row):
    return (
        f"{row}.open_key IS NULL, {row}.stage, {row}.rule, {row}.assignee,"
        f" {row}.acknowledged_at IS NULL"
    )


def _postgres():
    split = "sort, region, kind, a, b, c, d"
    grouped = (
        f"SELECT {split}, SUM(records), SUM(devices) FROM ({{}}) x ({COLUMNS}) GROUP BY {split}"
    )
    every = " UNION ALL ".join(_device(sort, "n", 1, True, "FROM arrived n") for sort in DEVICE)
    yield from _function("sum_equipment_insert", f"{INTO}{grouped.format(every)};")
    yield _statement("sum_equipment_insert", "INSERT", "equipment", "NEW TABLE AS arrived")
    parts = []
    for sort in DEVICE:
        old, new = (f"ROW({_seen(sort, row, True)})" for row in ("OLD", "NEW"))
        both = " UNION ALL ".join((_device(sort, "OLD", -1, True), _device(sort, "NEW", 1, True)))
        parts.append(f"IF {old} IS DISTINCT FROM {new} THEN {INTO}{both}; END IF;")
    parts.append(
        "IF ROW(OLD.region, OLD.kind) IS DISTINCT FROM ROW(NEW.region, NEW.kind) THEN"
        f" {INTO}{_moved('OLD', -1)}; {INTO}{_moved('NEW', 1)}; END IF;"
    )
    yield from _function("sum_equipment_update", " ".join(parts))
    yield _row("sum_equipment_update", "equipment")
    own = _finding(
        "n", "r", 1, "FROM arrived n JOIN equipment r ON r.id = n.equipment_id WHERE n.current"
    )
    yield from _function("sum_finding_insert", f"{INTO}{grouped.format(own)};")
    yield _statement("sum_finding_insert", "INSERT", "finding", "NEW TABLE AS arrived")
    changed = _finding(
        "n",
        "r",
        "CASE WHEN n.current THEN 1 ELSE -1 END",
        "FROM arrived n JOIN departed o ON o.id = n.id AND o.current <> n.current"
        " JOIN equipment r ON r.id = n.equipment_id",
    )
    yield from _function("sum_finding_update", f"{INTO}{grouped.format(changed)};")
    yield _statement(
        "sum_finding_update", "UPDATE", "finding", "NEW TABLE AS arrived OLD TABLE AS departed"
    )
    opened = "FROM arrived n JOIN equipment r ON r.id = n.equipment_id WHERE TRUE"
    new = " UNION ALL ".join(_alert(sort, "n", "r", 1, opened) for sort in ALERT)
    yield from _function("sum_alert_insert", f"{INTO}{grouped.format(new)};")
    yield _statement("sum_alert_insert", "INSERT", "alert", "NEW TABLE AS arrived")
    both = " UNION ALL ".join((*_of_alert("OLD", -1), *_of_alert("NEW", 1)))
    differs = f"ROW({_alert_state('OLD')}) IS DISTINCT FROM ROW({_alert_state('NEW')})"
    yield from _function("sum_alert_update", f"IF {differs} THEN {INTO}{both}; END IF;")
    yield _row("sum_alert_update", "alert")


def _function(name, body):
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {body} RETURN NULL; END $$"
    )


def _statement(name, event, table, transition):
    return (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {transition}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def _row(name, table):
    return f"CREATE TRIGGER {name} AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def _build(postgres):
    """What is in the ledger already."""
    parts = [_device(sort, "n", 1, postgres, "FROM equipment n") for sort in DEVICE]
    parts.append(
        _finding(
            "f", "n", 1, "FROM finding f JOIN equipment n ON n.id = f.equipment_id WHERE f.current"
        )
    )
    held = "FROM alert o JOIN equipment n ON n.id = o.equipment_id WHERE TRUE"
    parts += [_alert(sort, "o", "n", 1, held) for sort in ALERT]
    names = "sort, region, kind, a, b, c, d"
    counted = " UNION ALL ".join(
        # SQLite names the columns of a common table, not those of a subquery.
        f"SELECT {names}, SUM(records), SUM(devices) FROM part{n} GROUP BY {names}"
        for n in range(len(parts))
    )
    tables = ", ".join(f"part{n} ({COLUMNS}) AS ({part})" for n, part in enumerate(parts))
    levels = ", ".join(f"({length})" for length in LENGTHS)
    return (
        f"WITH {tables}, counted ({COLUMNS}) AS ({counted}), levels (n) AS (VALUES {levels})"
        f" INSERT INTO ledger_sum ({KEY}, records, devices)"
        " SELECT sort, substr(region, 1, n), kind, a, b, c, d, SUM(records), SUM(devices)"
        " FROM counted JOIN levels ON length(region) >= n"
        " GROUP BY sort, substr(region, 1, n), kind, a, b, c, d"
    )
