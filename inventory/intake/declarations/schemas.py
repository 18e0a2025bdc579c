"""Shapes of the declarations API."""

from __future__ import annotations

import math
from typing import Any

import marshmallow as ma
from flask_smorest.fields import Upload

from inventory.core.web.api import Id, PageQuery, Schema, Text, Whole, page_of
from inventory.intake.declarations import drafting, service
from inventory.intake.declarations.states import DECLARATION
from inventory.judgement.assessments.schemas import FindingResult

MAX_FACTS = 200
LARGEST_NUMBER = 1e15
_text = Text(2000)


def _storable(facts: dict[str, Any]) -> None:
    """A draft may hold any single value that a form can hold and JSON can carry."""
    if len(facts) > MAX_FACTS:
        raise ma.ValidationError(f"字段最多 {MAX_FACTS} 个")
    for key, value in facts.items():
        if isinstance(value, str):
            try:
                _text.deserialize(value)
            except ma.ValidationError as error:
                raise ma.ValidationError({key: error.messages}) from error
        elif isinstance(value, int | float):
            if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
                raise ma.ValidationError({key: ["数字超出范围"]})
        elif value is not None:
            raise ma.ValidationError({key: ["应为文字、数字、是否或空"]})


class Facts(ma.fields.Dict):
    """Facts of a draft: partial and unchecked, but storable."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(keys=Text(64, 1), validate=_storable, **kwargs)


class DeclarationArgs(Schema):
    note = Text(300, load_default="")


class DeclarationQuery(PageQuery):
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *DECLARATION.states)))
    enterprise = Id(load_default=None)
    waiting = ma.fields.Boolean(load_default=False, metadata={"description": "for your own review"})


class DeclaredItemArgs(Schema):
    action = ma.fields.String(required=True, validate=ma.validate.OneOf(drafting.ACTIONS))
    kind = Text(32, load_default="")
    equipment_id = Id(load_default=None, allow_none=True)
    region = Text(12, load_default="")
    facts = Facts(load_default=None, allow_none=True)
    base_version = Id(load_default=None, allow_none=True)


class DeclaredItemPatch(Schema):
    action = ma.fields.String(validate=ma.validate.OneOf(drafting.ACTIONS))
    kind = Text(32, 1)
    region = Text(12, 6)
    facts = Facts()
    base_version = Id()


class ConfirmationArgs(Schema):
    """Which devices have not changed; without `devices`, all that the declaration leaves out."""

    devices = ma.fields.List(
        Id(), load_default=None, allow_none=True, validate=ma.validate.Length(1, drafting.MAX_ITEMS)
    )


class DeclarationRemark(Schema):
    item = Id(required=True)
    field = Text(64, load_default=None, allow_none=True)
    text = Text(1000, 1, required=True)


class DeclarationStep(Schema):
    version = Id(required=True)


class DeclarationSubmit(DeclarationStep):
    name = Text(100, 1, required=True)
    title = Text(100, 1, required=True)
    phone = Text(50, 1, required=True)
    agreed = ma.fields.Boolean(required=True, truthy={True}, falsy={False})


class DeclarationReturn(DeclarationStep):
    remark = Text(2000, load_default="")
    remarks = ma.fields.List(
        ma.fields.Nested(DeclarationRemark), load_default=list, validate=ma.validate.Length(max=500)
    )


class ItemRemark(Schema):
    field = ma.fields.String(allow_none=True)
    text = ma.fields.String()


class NamedDevice(Schema):
    """The device of an item, as it was when the declaration was accepted."""

    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    place = ma.fields.String()


class DeclaredItem(Schema):
    id = ma.fields.Integer()
    action = ma.fields.String()
    kind = ma.fields.String()
    region = ma.fields.String()
    equipment_id = ma.fields.Integer(allow_none=True)
    base_version = ma.fields.Integer(allow_none=True)
    facts = ma.fields.Dict()
    device = ma.fields.Nested(NamedDevice)
    remarks = ma.fields.List(ma.fields.Nested(ItemRemark))
    approved_at = ma.fields.AwareDateTime(allow_none=True)


class DeclarationHead(Schema):
    id = ma.fields.Integer()
    enterprise_id = ma.fields.Integer()
    enterprise = ma.fields.String(attribute="enterprise.name")
    state = ma.fields.String(validate=ma.validate.OneOf(tuple(DECLARATION.states)))
    round = ma.fields.Integer()
    version = ma.fields.Integer()
    note = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    updated_at = ma.fields.AwareDateTime()
    submitted_at = ma.fields.AwareDateTime(allow_none=True)
    decided_at = ma.fields.AwareDateTime(allow_none=True)


DeclarationPage = page_of(DeclarationHead, "DeclarationPage")


class DeclarationEventResult(Schema):
    at = ma.fields.AwareDateTime()
    actor = ma.fields.Integer(allow_none=True)
    actor_name = ma.fields.String()
    step = ma.fields.String()
    state = ma.fields.String()
    detail = ma.fields.Dict()


class DeclarationContact(Schema):
    """Who signed last; blank where nobody has."""

    name = ma.fields.String()
    title = ma.fields.String()
    phone = ma.fields.String()


class DeclarationResult(DeclarationHead):
    uscc = ma.fields.String(attribute="enterprise.uscc", allow_none=True)
    place = ma.fields.String()
    author = ma.fields.String(metadata={"description": "whose account wrote it"})
    contact = ma.fields.Nested(DeclarationContact)
    remark = ma.fields.String()
    statement = ma.fields.Dict(allow_none=True)
    statement_text = ma.fields.Constant(service.STATEMENT, metadata={"type": "string"})
    steps = ma.fields.List(ma.fields.String())
    waiting = ma.fields.List(ma.fields.String())
    items = ma.fields.List(ma.fields.Nested(DeclaredItem))
    events = ma.fields.List(ma.fields.Nested(DeclarationEventResult))


class DeclarationProblem(Schema):
    """What must be corrected before submission."""

    item = ma.fields.Integer()
    number = ma.fields.Integer()
    field = ma.fields.String()
    heading = ma.fields.String()
    value = ma.fields.Raw(allow_none=True)
    code = ma.fields.String()
    message = ma.fields.String()
    message_en = ma.fields.String()
    remedy = ma.fields.String()
    remedy_en = ma.fields.String()


class ReviewChange(Schema):
    field = ma.fields.String()
    heading = ma.fields.String()
    heading_en = ma.fields.String()
    unit = ma.fields.String(allow_none=True)
    before = ma.fields.Raw(allow_none=True)
    after = ma.fields.Raw(allow_none=True)
    change_pct = ma.fields.Float(allow_none=True)


class DeclarationWarning(Schema):
    code = ma.fields.String()
    field = ma.fields.String(allow_none=True)
    message = ma.fields.String()
    message_en = ma.fields.String()
    equipment_id = ma.fields.Integer(allow_none=True)
    declaration_id = ma.fields.Integer(allow_none=True)
    purpose = ma.fields.String()


class DeclarationDouble(DeclarationWarning):
    """A device that also stands in another declaration which is not decided yet."""

    item = ma.fields.Integer()
    number = ma.fields.Integer()


class ReviewRow(Schema):
    item = ma.fields.Integer()
    action = ma.fields.String()
    kind = ma.fields.String()
    equipment_id = ma.fields.Integer(allow_none=True)
    base_version = ma.fields.Integer(allow_none=True)
    current_version = ma.fields.Integer(allow_none=True)
    last_confirmed_on = ma.fields.Date(allow_none=True)
    approved = ma.fields.Boolean()
    mine = ma.fields.Boolean()
    device = ma.fields.Nested(NamedDevice)
    changes = ma.fields.List(ma.fields.Nested(ReviewChange))
    verdict_before = ma.fields.String(allow_none=True)
    verdict_after = ma.fields.String(allow_none=True)
    incomplete_before = ma.fields.Boolean(allow_none=True)
    incomplete_after = ma.fields.Boolean(allow_none=True)
    gained = ma.fields.List(ma.fields.Nested(FindingResult))
    lost = ma.fields.List(ma.fields.Nested(FindingResult))
    problems = ma.fields.List(ma.fields.Nested(DeclarationProblem))
    warnings = ma.fields.List(ma.fields.Nested(DeclarationWarning))


class ReviewResult(Schema):
    declaration = ma.fields.Nested(DeclarationHead)
    items = ma.fields.List(ma.fields.Nested(ReviewRow))


class DueQuery(PageQuery):
    kind = Text(32, load_default="")


class DueRow(Schema):
    equipment_id = ma.fields.Integer(attribute="equipment.id")
    kind = ma.fields.String(attribute="equipment.kind")
    name = ma.fields.String(attribute="equipment.name")
    model = ma.fields.String(attribute="equipment.model")
    identifier = ma.fields.String(attribute="equipment.identifier")
    region = ma.fields.String(attribute="equipment.region")
    enterprise_id = ma.fields.Integer(attribute="equipment.enterprise_id")
    enterprise = ma.fields.String()
    last_confirmed_on = ma.fields.Date(attribute="last", allow_none=True)
    due_since = ma.fields.Date(attribute="since")


DuePage = page_of(DueRow, "DuePage")


class WorkbookQuery(Schema):
    kind = Text(32, load_default="")


class WorkbookFile(Schema):
    file = Upload(required=True, metadata={"description": "xlsx, xls, ods or csv"})


class WorkbookResult(Schema):
    """The result of an upload: counts of draft items, and warnings about rows."""

    new = ma.fields.Integer()
    changed = ma.fields.Integer()
    retired = ma.fields.Integer()
    confirmed = ma.fields.Integer()
    unchanged = ma.fields.Integer()
    warnings = ma.fields.List(ma.fields.Dict())
    notes = ma.fields.List(ma.fields.Dict())
    version = Whole()
