"""Cases with their officers, devices and story."""

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, TextField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.core.messages import Sentence
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases import matters
from inventory.people.accounts.models import User
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment


class Case(BaseModel):
    """One matter of one enterprise; `state` is one of machine.STATES and only moves change it.

    `version` counts moves and changes: the second of two concurrent ones fails. Dates that a
    move leaves behind stay, whichever way the case goes on.
    """

    enterprise = ForeignKeyField(Enterprise, backref="cases", on_delete="RESTRICT")
    agency = ForeignKeyField(Agency, on_delete="RESTRICT")
    year = IntegerField(default=0)
    number = IntegerField(default=0)
    number_text = CharField(60, default="")  # 案号, taken when it was opened
    matter = CharField(200)
    source = CharField(16)  # opening.SOURCES
    campaign = IntegerField(null=True)
    state = CharField(16)
    version = IntegerField(default=1)
    opened_by = IntegerField(null=True)
    opened_at = UtcDateTimeField()
    updated_at = UtcDateTimeField()
    told_on = DateField(null=True)  # since when the enterprise sees the case
    planned_on = DateField(null=True)
    noticed_on = DateField(null=True)
    notice_reason = CharField(500, default="")
    inspected_on = DateField(null=True)
    heard_on = DateField(null=True)
    opinion = TextField(default="")
    heard_reply = TextField(default="")
    not_heard_reason = CharField(500, default="")
    drafted_by = IntegerField(null=True)
    submitted_by = IntegerField(null=True)
    submitted_at = UtcDateTimeField(null=True)
    reviewed_by = IntegerField(null=True)
    reviewed_at = UtcDateTimeField(null=True)
    review_opinion = TextField(default="")
    approved_by = IntegerField(null=True)
    approved_at = UtcDateTimeField(null=True)
    issued_on = DateField(null=True)
    deadline_on = DateField(null=True)
    effective_on = DateField(null=True)
    extension_asked_on = DateField(null=True)
    extension_until = DateField(null=True)  # as asked for
    extension_reason = TextField(default="")
    extension_granted = BooleanField(null=True)
    handed_to = CharField(200, default="")
    over_on = DateField(null=True)
    outcome = TextField(default="")

    @property
    def said(self) -> Sentence:
        """Its matter in both languages."""
        return matters.said(self.matter)

    class Meta:
        table_name = "enforcement_case"  # `case` is a reserved word
        indexes = (
            (("state", "updated_at"), False),
            (("deadline_on",), False),
            (("agency", "year", "number"), True),
        )


class CaseOfficer(BaseModel):
    """Who handles a case, with the certificate as it was when the person joined."""

    case = ForeignKeyField(Case, backref="officers", on_delete="CASCADE")
    user = ForeignKeyField(User, on_delete="RESTRICT")
    name = CharField(100)
    certificate_no = CharField(50)
    certificate_until = DateField(null=True)

    class Meta:
        table_name = "enforcement_case_officer"
        indexes = ((("case", "user"), True),)


class CaseDevice(BaseModel):
    """A device of a case as it was: name, numbers and facts are copies.

    `result` is what the last recheck found (rechecking.RESULTS), blank before; a settled device
    is done with.
    """

    case = ForeignKeyField(Case, backref="devices", on_delete="CASCADE")
    equipment = ForeignKeyField(Equipment, backref="cases", on_delete="RESTRICT")
    kind = CharField(32)
    name = CharField(200, default="")
    model = CharField(200, default="")
    identifier = CharField(100, default="")
    facts = JsonField()
    result = CharField(16, default="")
    rechecked_on = DateField(null=True)
    settled_on = DateField(null=True)

    class Meta:
        table_name = "enforcement_case_device"
        indexes = ((("case", "equipment"), True),)


class CaseFinding(BaseModel):
    """A finding that a case rests on, frozen: rule, edition, what was measured, which library."""

    device = ForeignKeyField(CaseDevice, backref="findings", on_delete="CASCADE")
    rule = CharField(64)
    outcome = CharField(16)
    ground = CharField(64)
    presumed = BooleanField()
    document = CharField(100)
    clause = CharField(200)
    message = TextField()
    message_en = TextField()
    frozen = JsonField()  # measured, limit, due, missing, library, as_of
    library = CharField(16)

    class Meta:
        table_name = "enforcement_case_finding"
        indexes = ((("device", "rule"), True),)


class HeldGround(BaseModel):
    """A device that an open case holds on one ground; unique, so no second case can."""

    case = ForeignKeyField(Case, backref="grounds", on_delete="CASCADE")
    equipment = IntegerField()
    ground = CharField(64)

    class Meta:
        table_name = "enforcement_held_ground"
        indexes = ((("equipment", "ground"), True),)


class CaseStep(BaseModel):
    """One step of a case's story: who, when, from, to, reason, document, file."""

    case = ForeignKeyField(Case, backref="steps", on_delete="CASCADE")
    move = CharField(24)
    source = CharField(16)
    target = CharField(16)
    at = UtcDateTimeField()
    actor = IntegerField(null=True)
    actor_name = CharField(200)
    reason = TextField(default="")
    document = CharField(32, default="")  # "notice:7", "paper:3"
    file = IntegerField(null=True)
    detail = JsonField()

    class Meta:
        table_name = "enforcement_case_step"


class CaseRemark(BaseModel):
    """What a reviewer or leader wants changed, at a paragraph of the draft."""

    case = ForeignKeyField(Case, backref="remarks", on_delete="CASCADE")
    step = ForeignKeyField(CaseStep, on_delete="CASCADE")
    document = CharField(32)
    section = IntegerField(default=0)
    paragraph = IntegerField(default=0)
    quote = CharField(300, default="")
    text = TextField()
    actor = IntegerField(null=True)
    actor_name = CharField(200)
    at = UtcDateTimeField()
    resolved_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "enforcement_case_remark"
