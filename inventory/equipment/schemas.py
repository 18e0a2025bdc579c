"""Shapes of the equipment API."""

import marshmallow as ma

from inventory.equipment.models import NEVER
from inventory.web.api import Id, Schema, Text, Whole


class EquipmentFilters(Schema):
    """What a list, its counts, a saved view and an export are narrowed to."""

    kind = Text(32, load_default="")
    region = Text(12, load_default="")
    verdict = Text(16, load_default="")
    incomplete = ma.fields.Boolean(load_default=None)
    enterprise = Id(load_default=None)
    rule = Text(64, load_default="")
    due_to = ma.fields.Date(load_default=None)
    q = Text(100, load_default="")
    due_from = ma.fields.Date(load_default=None)
    use_state = Text(16, load_default="")
    level = Text(16, load_default="")
    stage = Text(16, load_default="")
    since_from = Whole(1800, 9999, load_default=None)
    since_to = Whole(1800, 9999, load_default=None)
    since_known = ma.fields.Boolean(load_default=None)
    department = Text(50, load_default="")


class EquipmentQuery(EquipmentFilters):
    sort = Text(20, load_default="verdict")
    after = Text(500, load_default="")
    size = Whole(1, 200, load_default=50)


class EquipmentArgs(Schema):
    kind = Text(32, 1, required=True)
    enterprise_id = Id(required=True)
    region = Text(12, load_default="")
    facts = ma.fields.Dict(keys=Text(64), required=True)
    reason = Text(300, load_default="")


class EquipmentPatch(Schema):
    version = Id(required=True)
    enterprise_id = Id()
    region = Text(12, 6)
    facts = ma.fields.Dict(keys=Text(64))
    reason = Text(300, load_default="")


class EquipmentResult(Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    enterprise_id = ma.fields.Integer()
    enterprise = ma.fields.Function(lambda item: item.enterprise.name, metadata={"type": "string"})
    region = ma.fields.String()
    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    use_state = ma.fields.String()
    facts = ma.fields.Dict()
    verdict = ma.fields.String(allow_none=True)
    incomplete = ma.fields.Boolean()
    level = ma.fields.String()
    next_due = ma.fields.Function(
        lambda item: None if item.next_due == NEVER else item.next_due.isoformat(),
        metadata={"type": "string", "format": "date", "nullable": True},
    )
    version = ma.fields.Integer()
    updated_at = ma.fields.AwareDateTime()


class EquipmentPage(Schema):
    items = ma.fields.List(ma.fields.Nested(EquipmentResult))
    total = ma.fields.Integer()
    next = ma.fields.String(allow_none=True)


class RevisionResult(Schema):
    version = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    actor = ma.fields.Integer(allow_none=True)
    source = ma.fields.String()
    reason = ma.fields.String()
    before = ma.fields.Dict(allow_none=True)
    after = ma.fields.Dict(allow_none=True)


class CountResult(Schema):
    """A value that the list's filter takes, its name, and how many devices it leaves."""

    value = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    count = ma.fields.Integer()


class RegionFacetResult(Schema):
    """`rest` are devices that stand in the division itself, in none of those below it."""

    items = ma.fields.List(ma.fields.Nested(CountResult))
    rest = ma.fields.Integer()


class FacetsResult(Schema):
    total = ma.fields.Integer()
    kind = ma.fields.List(ma.fields.Nested(CountResult))
    verdict = ma.fields.List(ma.fields.Nested(CountResult))
    rule = ma.fields.List(ma.fields.Nested(CountResult))
    use_state = ma.fields.List(ma.fields.Nested(CountResult))
    level = ma.fields.List(ma.fields.Nested(CountResult))
    region = ma.fields.Nested(RegionFacetResult)


class SummaryResult(Schema):
    kind = ma.fields.String()
    verdict = ma.fields.String(allow_none=True)
    count = ma.fields.Integer()


class SummaryQuery(Schema):
    region = Text(12, load_default="")
