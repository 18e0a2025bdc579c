"""From which browser somebody tried to log in: only the SHA-256 of its cookie."""


def up(_migrator, db):
    db.execute_sql(
        'ALTER TABLE "login_attempt" ADD COLUMN "device" VARCHAR(64) NOT NULL DEFAULT \'\''
    )


def down(_migrator, db):
    db.execute_sql('ALTER TABLE "login_attempt" DROP COLUMN "device"')
