"""The first tables. A frozen copy of the models of that day: never edited once released."""

from peewee import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)

from inventory.core.database import JsonField, UtcDateTimeField


def up(_migrator, db):
    class Enterprise(Model):
        name = CharField(index=True, max_length=200)
        uscc = CharField(unique=True, null=True, max_length=18)
        region = CharField(index=True, max_length=12)
        address = CharField(max_length=300, default="")
        contact = CharField(max_length=100, default="")
        phone = CharField(max_length=50, default="")
        version = IntegerField(default=1)
        created_at = UtcDateTimeField()
        updated_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "enterprise"

    db.create_tables([Enterprise])

    class User(Model):
        username = CharField(unique=True, max_length=64)
        display_name = CharField(max_length=100)
        password_hash = CharField(max_length=200)
        role = CharField(max_length=16)
        enterprise = ForeignKeyField(Enterprise, null=True, on_delete="RESTRICT")
        active = BooleanField(default=True)
        created_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "app_user"

    db.create_tables([User])

    class AccessToken(Model):
        user = ForeignKeyField(User, on_delete="CASCADE")
        secret_sha256 = CharField(unique=True, max_length=64)
        name = CharField(max_length=100)
        created_at = UtcDateTimeField()
        expires_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "access_token"

    db.create_tables([AccessToken])

    class Agency(Model):
        region = CharField(index=True, max_length=12)
        name = CharField(max_length=100)
        code_word = CharField(max_length=40)
        kinds = JsonField()
        competences = JsonField()
        address = CharField(max_length=300, default="")
        phone = CharField(max_length=50, default="")
        review_body = CharField(max_length=100, default="")
        court = CharField(max_length=100, default="")
        red_head = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "agency"
            indexes = ((("region", "name"), True),)

    db.create_tables([Agency])

    class Equipment(Model):
        kind = CharField(max_length=32)
        enterprise = ForeignKeyField(Enterprise, on_delete="RESTRICT")
        region = CharField(max_length=12)
        name = CharField(max_length=200, default="")
        model = CharField(max_length=200, default="")
        identifier = CharField(max_length=100, default="")
        use_state = CharField(max_length=16, default="")
        facts = JsonField()
        verdict = CharField(null=True, max_length=16)
        verdict_rank = SmallIntegerField(default=9)
        incomplete = BooleanField(default=False)
        next_due = DateField()
        findings_digest = CharField(max_length=32, default="")
        fingerprint = CharField(index=True, max_length=64, default="")
        version = IntegerField(default=1)
        created_at = UtcDateTimeField()
        updated_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "equipment"
            indexes = (
                (("verdict_rank",), False),
                (("next_due",), False),
                (("model",), False),
                (("identifier",), False),
                (("kind", "verdict_rank"), False),
                (("kind", "next_due"), False),
                (("kind", "model"), False),
                (("kind", "identifier"), False),
                (("kind", "verdict_rank", "incomplete", "next_due", "region"), False),
                (("region", "kind", "verdict_rank", "incomplete", "next_due"), False),
                (("verdict_rank", "incomplete", "next_due", "region"), False),
            )

    db.create_tables([Equipment])

    class Alert(Model):
        equipment = ForeignKeyField(Equipment, on_delete="CASCADE")
        rule = CharField(max_length=64)
        open_key = CharField(unique=True, null=True, max_length=100)
        outcome = CharField(max_length=16)
        due = DateField(null=True)
        stage = CharField(max_length=16)
        opened_at = UtcDateTimeField()
        stage_at = UtcDateTimeField()
        closed_at = UtcDateTimeField(null=True)
        closed_reason = CharField(max_length=100, default="")

        class Meta:
            database = db
            table_name = "alert"
            indexes = ((("stage", "due"), False),)

    db.create_tables([Alert])

    class AlertStage(Model):
        alert = ForeignKeyField(Alert, on_delete="CASCADE")
        stage = CharField(max_length=16)
        at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "alert_stage"

    db.create_tables([AlertStage])

    class Assessment(Model):
        equipment = ForeignKeyField(Equipment, on_delete="CASCADE")
        as_of = DateField()
        library = CharField(max_length=16)
        horizon = IntegerField()
        verdict = CharField(null=True, max_length=16)
        incomplete = BooleanField()
        created_at = UtcDateTimeField()
        superseded_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "assessment"

    db.create_tables([Assessment])

    class AssessmentRun(Model):
        as_of = DateField()
        library = CharField(max_length=16)
        judged = IntegerField()
        changed = IntegerField()
        finished_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "assessment_run"

    db.create_tables([AssessmentRun])

    class EquipmentIdentity(Model):
        kind = CharField(max_length=32)
        scheme = CharField(max_length=32)
        value = CharField(max_length=300)
        equipment = ForeignKeyField(Equipment, on_delete="CASCADE")

        class Meta:
            database = db
            table_name = "equipment_identity"
            indexes = ((("kind", "scheme", "value"), True),)

    db.create_tables([EquipmentIdentity])

    class EquipmentRevision(Model):
        equipment = ForeignKeyField(Equipment, on_delete="RESTRICT")
        version = IntegerField()
        at = UtcDateTimeField()
        actor = IntegerField(null=True)
        source = CharField(max_length=64)
        reason = CharField(max_length=300, default="")
        before = JsonField(null=True)
        after = JsonField(null=True)

        class Meta:
            database = db
            table_name = "equipment_revision"
            indexes = ((("equipment", "version"), True),)

    db.create_tables([EquipmentRevision])

    class Finding(Model):
        assessment = ForeignKeyField(Assessment, on_delete="CASCADE")
        equipment = ForeignKeyField(Equipment, on_delete="CASCADE")
        current = BooleanField(default=True)
        rule = CharField(max_length=64)
        outcome = CharField(max_length=16)
        presumed = BooleanField()
        level = CharField(null=True, max_length=16)
        grade = SmallIntegerField(null=True)
        document = CharField(max_length=100)
        clause = CharField(max_length=200)
        measured = JsonField(null=True)
        limit = JsonField(null=True)
        due = DateField(null=True)
        then = CharField(null=True, max_length=16)
        missing = JsonField()
        message = TextField()
        message_en = TextField()

        class Meta:
            database = db
            table_name = "finding"
            indexes = ((("rule", "outcome", "current"), False),)

    db.create_tables([Finding])

    class Job(Model):
        kind = CharField(max_length=32)
        params = JsonField()
        status = CharField(index=True, max_length=16)
        done = IntegerField(default=0)
        total = IntegerField(default=0)
        result = JsonField(null=True)
        error = TextField(default="")
        actor = IntegerField(null=True)
        created_at = UtcDateTimeField()
        started_at = UtcDateTimeField(null=True)
        heartbeat_at = UtcDateTimeField(null=True)
        finished_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "job"

    db.create_tables([Job])

    class Import(Model):
        file_name = CharField()
        file_sha256 = CharField(max_length=64)
        region = CharField(index=True, max_length=12)
        kind = CharField(null=True, max_length=32)
        owner = CharField(max_length=200, default="")
        mapping = JsonField()
        status = CharField(max_length=16)
        as_of = CharField(max_length=10)
        sheets = JsonField()
        notes = JsonField()
        actor = IntegerField(null=True)
        job = ForeignKeyField(Job, null=True, on_delete="SET NULL")
        created_at = UtcDateTimeField()
        committed_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "import"

    db.create_tables([Import])

    class ImportProblem(Model):
        import_ = ForeignKeyField(Import, column_name="import_id", on_delete="CASCADE")
        sheet = CharField(max_length=100)
        row = IntegerField()
        data_row = IntegerField()
        field = CharField(null=True, max_length=64)
        heading = TextField(null=True)
        value = TextField(null=True)
        severity = CharField(max_length=8)
        code = CharField(max_length=64)
        message = TextField()
        message_en = TextField()
        remedy = TextField()
        remedy_en = TextField(default="")

        class Meta:
            database = db
            table_name = "import_problem"

    db.create_tables([ImportProblem])

    class ImportRow(Model):
        import_ = ForeignKeyField(Import, column_name="import_id", on_delete="CASCADE")
        sheet = CharField(max_length=100)
        row = IntegerField()
        data_row = IntegerField()
        kind = CharField(max_length=32)
        raw = JsonField()
        facts = JsonField()
        enterprise = CharField(null=True, max_length=200)
        uscc = CharField(null=True, max_length=18)
        region = CharField(null=True, max_length=12)
        decision = CharField(max_length=16, default="")
        target = IntegerField(null=True)
        status = CharField(max_length=16)
        equipment = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "import_row"
            indexes = ((("import_", "status"), False),)

    db.create_tables([ImportRow])

    class Notice(Model):
        kind = CharField(max_length=16)
        status = CharField(max_length=16)
        agency = ForeignKeyField(Agency, on_delete="RESTRICT")
        enterprise = ForeignKeyField(Enterprise, on_delete="RESTRICT")
        year = IntegerField(null=True)
        number = IntegerField(null=True)
        number_text = CharField(unique=True, null=True, max_length=60)
        content = JsonField()
        digest = CharField(max_length=64, default="")
        pdf_sha256 = CharField(max_length=64, default="")
        deadline_on = DateField(null=True)
        reason = TextField(default="")
        actor = IntegerField(null=True)
        created_at = UtcDateTimeField()
        issued_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "notice"
            indexes = ((("agency", "year", "number"), True),)

    db.create_tables([Notice])

    class NoticeCounter(Model):
        agency = ForeignKeyField(Agency, on_delete="RESTRICT")
        year = IntegerField()
        last = IntegerField()

        class Meta:
            database = db
            table_name = "notice_counter"
            indexes = ((("agency", "year"), True),)

    db.create_tables([NoticeCounter])

    class NoticeItem(Model):
        notice = ForeignKeyField(Notice, on_delete="CASCADE")
        equipment = IntegerField(index=True)
        rule = CharField(max_length=64)
        outcome = CharField(max_length=16)

        class Meta:
            database = db
            table_name = "notice_item"

    db.create_tables([NoticeItem])

    class Region(Model):
        code = CharField(primary_key=True, max_length=12)
        name = CharField(max_length=100)
        full_name = CharField(max_length=200)
        level = CharField(max_length=16)
        parent = CharField(index=True, null=True, max_length=12)

        class Meta:
            database = db
            table_name = "region"

    db.create_tables([Region])

    class ScheduleRun(Model):
        schedule = CharField(max_length=32)
        slot = CharField(max_length=32)
        claimed_at = UtcDateTimeField()
        finished_at = UtcDateTimeField(null=True)
        result = JsonField(null=True)

        class Meta:
            database = db
            table_name = "schedule_run"
            indexes = ((("schedule", "slot"), True),)

    db.create_tables([ScheduleRun])

    class UserRegion(Model):
        user = ForeignKeyField(User, on_delete="CASCADE")
        region = CharField(max_length=12)

        class Meta:
            database = db
            table_name = "user_region"
            indexes = ((("user", "region"), True),)

    db.create_tables([UserRegion])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("user_region"))
    migrator.migrate(migrator.drop_table("schedule_run"))
    migrator.migrate(migrator.drop_table("region"))
    migrator.migrate(migrator.drop_table("notice_item"))
    migrator.migrate(migrator.drop_table("notice_counter"))
    migrator.migrate(migrator.drop_table("notice"))
    migrator.migrate(migrator.drop_table("import_row"))
    migrator.migrate(migrator.drop_table("import_problem"))
    migrator.migrate(migrator.drop_table("import"))
    migrator.migrate(migrator.drop_table("job"))
    migrator.migrate(migrator.drop_table("finding"))
    migrator.migrate(migrator.drop_table("equipment_revision"))
    migrator.migrate(migrator.drop_table("equipment_identity"))
    migrator.migrate(migrator.drop_table("assessment_run"))
    migrator.migrate(migrator.drop_table("assessment"))
    migrator.migrate(migrator.drop_table("alert_stage"))
    migrator.migrate(migrator.drop_table("alert"))
    migrator.migrate(migrator.drop_table("equipment"))
    migrator.migrate(migrator.drop_table("agency"))
    migrator.migrate(migrator.drop_table("access_token"))
    migrator.migrate(migrator.drop_table("app_user"))
    migrator.migrate(migrator.drop_table("enterprise"))
