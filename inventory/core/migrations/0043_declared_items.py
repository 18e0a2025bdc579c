"""What an item declared, as it stood when its declaration was accepted."""


def up(_migrator, db):
    db.execute_sql('ALTER TABLE "declaration_item" ADD COLUMN "frozen" TEXT')


def down(migrator, _db):
    migrator.migrate(migrator.drop_column("declaration_item", "frozen"))
