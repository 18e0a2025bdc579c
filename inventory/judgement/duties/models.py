"""Tables of the work on plans; statements themselves stand in the library."""

from peewee import (
    BooleanField,
    CharField,
    DateField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.people.accounts.models import User


class Duty(BaseModel):
    """A statement of a plan that somebody has taken up. `due` is an own term, where one was set;
    without it the plan's own counts."""

    region = CharField(12)
    statement = CharField(64)
    department = CharField(100, default="")
    person = ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT")
    due = DateField(null=True)
    measures = TextField(default="")  # 举措: how it is to be done
    goal = CharField(500, default="")  # 年度目标
    listed = CharField(32, default="")  # the list that an office added it to
    text = TextField(default="")  # its words, where an office added it
    state = CharField(16)
    reason = CharField(500, default="")  # of the last step
    done_name = CharField(200, default="")
    done_at = UtcDateTimeField(null=True)
    updated_at = UtcDateTimeField()
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("region", "statement"), True),)


class DutyEntry(BaseModel):
    """What was done in a month. Never edited: the latest of a month counts, all stay readable."""

    duty = ForeignKeyField(Duty, backref="entries", on_delete="RESTRICT")
    month = CharField(7)
    done = TextField()
    next_step = TextField(default="")
    actor = IntegerField(null=True)
    actor_name = CharField(200)
    created_at = UtcDateTimeField()


class DutyProblem(BaseModel):
    """What stands in the way of a statement: who takes it, by when, and how it was struck off."""

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
    remark = CharField(500, default="")  # of who closed it or sent it back
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("region", "state"), False),)


class DutyRound(BaseModel):
    """A meeting on a plan (定期调度): the open problems of that day with who takes them, frozen."""

    region = CharField(12, index=True)
    held_on = DateField()
    title = CharField(200)
    conclusions = TextField(default="")
    rows = JsonField()
    actor_name = CharField(200)
    created_at = UtcDateTimeField()


class FigureRequest(BaseModel):
    """A figure of a target, asked of the responsible unit. What is accepted becomes a report."""

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
    progress = IntegerField(null=True)  # the report that it became
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("region", "state"), False),)
