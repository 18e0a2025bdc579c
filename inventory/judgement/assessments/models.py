"""Verdicts with their findings."""

from peewee import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.registry.equipment.models import Equipment


class Assessment(BaseModel):
    """One judgement of one device; superseded by the next, never edited."""

    equipment = ForeignKeyField(Equipment, backref="assessments", on_delete="CASCADE")
    as_of = DateField()
    library = CharField(16)
    horizon = IntegerField()
    verdict = CharField(16, null=True)
    incomplete = BooleanField()
    created_at = UtcDateTimeField()
    superseded_at = UtcDateTimeField(null=True)


class Finding(BaseModel):
    """A finding that is not `meets` (those are re-computed when a page wants to show them)."""

    assessment = ForeignKeyField(Assessment, backref="findings", on_delete="CASCADE")
    equipment = ForeignKeyField(Equipment, backref="findings", on_delete="CASCADE")
    current = BooleanField(default=True)
    rule = CharField(64)
    outcome = CharField(16)
    presumed = BooleanField()
    level = CharField(16, null=True)
    grade = SmallIntegerField(null=True)
    document = CharField(100)
    clause = CharField(200)
    measured = JsonField(null=True)
    limit = JsonField(null=True)
    due = DateField(null=True)
    then = CharField(16, null=True)
    missing = JsonField()
    message = TextField()
    message_en = TextField()

    class Meta:
        indexes = (
            (("rule", "outcome", "current"), False),
            (("current", "rule", "equipment"), False),
        )


class AssessmentRun(BaseModel):
    """One run over the whole ledger: the day and library it judged by, and what changed."""

    as_of = DateField()
    library = CharField(16)
    judged = IntegerField()
    changed = IntegerField()
    finished_at = UtcDateTimeField()
