"""The officers among whom a campaign drew its pairs, so that the draw can be repeated."""


def up(_migrator, db):
    db.execute_sql("""ALTER TABLE "campaign" ADD COLUMN "pool" TEXT NOT NULL DEFAULT '[]'""")


def down(_migrator, db):
    db.execute_sql('ALTER TABLE "campaign" DROP COLUMN "pool"')
