"""What is true today stands before what will be: `renew` ranks before `due` (3 and 4)."""

_RANKED = (
    "UPDATE equipment SET verdict_rank = CASE verdict WHEN 'renew' THEN {renew} ELSE {due} END"
    " WHERE verdict IN ('renew', 'due')"
)


def up(_migrator, db):
    db.execute_sql(_RANKED.format(renew=3, due=4))


def down(_migrator, db):
    db.execute_sql(_RANKED.format(renew=4, due=3))
