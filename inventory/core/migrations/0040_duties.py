"""Work on the statements of plans: duties, months, problems, rounds, figures that are asked for."""

from peewee import (
    BooleanField,
    CharField,
    DateField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from inventory.core.database import JsonField, UtcDateTimeField

TABLES = ("duty", "duty_entry", "duty_problem", "duty_round", "figure_request")


def up(_migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class User(Base):
        class Meta:
            table_name = "app_user"

    class Duty(Base):
        region = CharField(12)
        statement = CharField(64)
        department = CharField(100, default="")
        person = ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT")
        due = DateField(null=True)
        measures = TextField(default="")
        state = CharField(16)
        reason = CharField(500, default="")
        updated_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            indexes = ((("region", "statement"), True),)

    class DutyEntry(Base):
        duty = ForeignKeyField(Duty, backref="entries", on_delete="RESTRICT")
        month = CharField(7)
        done = TextField()
        next_step = TextField(default="")
        actor = IntegerField(null=True)
        actor_name = CharField(200)
        created_at = UtcDateTimeField()

    class DutyProblem(Base):
        duty = ForeignKeyField(Duty, backref="problems", on_delete="RESTRICT")
        region = CharField(12)
        text = TextField()
        department = CharField(100, default="")
        person = ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT")
        due = DateField()
        state = CharField(16)
        raised_by = CharField(200)
        raised_at = UtcDateTimeField()
        solution = TextField(default="")
        solved_by = IntegerField(null=True)
        solved_name = CharField(200, default="")
        solved_at = UtcDateTimeField(null=True)
        closed_name = CharField(200, default="")
        closed_at = UtcDateTimeField(null=True)
        remark = CharField(500, default="")
        version = IntegerField(default=1)

        class Meta:
            indexes = ((("region", "state"), False),)

    class DutyRound(Base):
        region = CharField(12, index=True)
        held_on = DateField()
        title = CharField(200)
        conclusions = TextField(default="")
        rows = JsonField()
        actor_name = CharField(200)
        created_at = UtcDateTimeField()

    class FigureRequest(Base):
        region = CharField(12)
        task_no = CharField(16)
        indicator = CharField(200)
        department = CharField(100)
        person = ForeignKeyField(User, backref="+", on_delete="RESTRICT")
        due = DateField()
        state = CharField(16)
        asked_name = CharField(200)
        asked_at = UtcDateTimeField()
        value = FloatField(null=True)
        reached = BooleanField(null=True)
        on = DateField(null=True, column_name="on_day")
        evidence = TextField(default="")
        answered_by = IntegerField(null=True)
        answered_name = CharField(200, default="")
        answered_at = UtcDateTimeField(null=True)
        remark = CharField(500, default="")
        progress = IntegerField(null=True)
        version = IntegerField(default=1)

        class Meta:
            indexes = ((("region", "state"), False),)

    db.create_tables([Duty, DutyEntry, DutyProblem, DutyRound, FigureRequest])


def down(migrator, _db):
    migrator.migrate(*(migrator.drop_table(name) for name in reversed(TABLES)))
