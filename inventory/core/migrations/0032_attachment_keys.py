"""A file that a phone sends again, because no answer came, is kept once."""


def up(_migrator, db):
    db.execute_sql('ALTER TABLE "attachment" ADD COLUMN "key" VARCHAR(36)')
    db.execute_sql(
        'CREATE UNIQUE INDEX "attachment_created_by_key" ON "attachment" ("created_by", "key")'
    )


def down(_migrator, db):
    db.execute_sql('DROP INDEX "attachment_created_by_key"')
    db.execute_sql('ALTER TABLE "attachment" DROP COLUMN "key"')
