"""Of an import of a file that people have mended before: what was taken over from which import."""


def up(_migrator, db):
    db.execute_sql('ALTER TABLE "import" ADD COLUMN "recalled" TEXT')


def down(_migrator, db):
    db.execute_sql('ALTER TABLE "import" DROP COLUMN "recalled"')
