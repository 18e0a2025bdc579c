"""Local packages of the library with their files, marks as checked, trials of a package."""

from peewee import BlobField, CharField, DateField, ForeignKeyField, IntegerField, Model

from inventory.core.database import UtcDateTimeField

PACKAGE = 'ALTER TABLE "what_if" ADD COLUMN "package" INTEGER'


def up(_migrator, db):
    db.execute_sql(PACKAGE)

    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class LibraryRevision(Base):
        token = CharField(max_length=64, default="")

    class LibraryPackage(Base):
        slug = CharField(max_length=40, unique=True)
        state = CharField(max_length=16, index=True)
        number = CharField(max_length=100)
        title = CharField(max_length=300)
        region = CharField(max_length=12, default="")
        starts = DateField()
        what_if = IntegerField(null=True)
        created_by = IntegerField(null=True)
        created_name = CharField(max_length=200, default="")
        created_at = UtcDateTimeField()
        published_by = IntegerField(null=True)
        published_name = CharField(max_length=200, default="")
        published_at = UtcDateTimeField(null=True)
        published_on = DateField(null=True)
        withdrawn_by = IntegerField(null=True)
        withdrawn_name = CharField(max_length=200, default="")
        withdrawn_at = UtcDateTimeField(null=True)
        withdrawn_on = DateField(null=True)
        withdrawn_reason = CharField(max_length=500, default="")

    class LibraryPackageFile(Base):
        package = ForeignKeyField(LibraryPackage, on_delete="CASCADE")
        name = CharField(max_length=100)
        content = BlobField()
        size = IntegerField()
        sha256 = CharField(max_length=64)

        class Meta:
            indexes = ((("package", "name"), True),)

    class LibraryMark(Base):
        table = CharField(max_length=100, index=True, column_name="table_id")
        content = CharField(max_length=64)
        page = CharField(max_length=100)
        checked_on = DateField()
        remark = CharField(max_length=500, default="")
        actor = IntegerField(null=True)
        actor_name = CharField(max_length=200, default="")
        created_at = UtcDateTimeField()
        revoked_by = IntegerField(null=True)
        revoked_name = CharField(max_length=200, default="")
        revoked_at = UtcDateTimeField(null=True)
        revoked_reason = CharField(max_length=500, default="")

    db.create_tables([LibraryRevision, LibraryPackage, LibraryPackageFile, LibraryMark])
    LibraryRevision(token="").save(force_insert=True)


def down(migrator, db):
    db.execute_sql('ALTER TABLE "what_if" DROP COLUMN "package"')
    for table in ("library_mark", "library_package_file", "library_package", "library_revision"):
        migrator.migrate(migrator.drop_table(table))
