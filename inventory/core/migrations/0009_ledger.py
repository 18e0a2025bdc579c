"""What the ledger's page needs: the search finds a device by the beginning of its name."""


def up(_migrator, db):
    db.execute_sql('CREATE INDEX "equipment_name" ON "equipment" ("name")')


def down(_migrator, db):
    db.execute_sql('DROP INDEX "equipment_name"')
