"""What a notification is about, so that it can say that the work was done meanwhile."""

TABLES = ("notification_happening", "notification")
# Those of one case or declaration lead to its page.
PAGES = {"case": "/cases/", "declaration": "/declarations/"}


def up(_migrator, db):
    for table in TABLES:
        db.execute_sql(
            f"""ALTER TABLE "{table}" ADD COLUMN "things" TEXT NOT NULL DEFAULT '{{}}'"""
        )
    for sort, page in PAGES.items():
        number = f'substr("link", {len(page) + 1})'
        db.execute_sql(
            f"""UPDATE "notification" SET "things" = '{{"{sort}":[' || {number} || ']}}'"""
            f""" WHERE substr("link", 1, {len(page)}) = '{page}'"""
        )


def down(_migrator, db):
    for table in TABLES:
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "things"')
