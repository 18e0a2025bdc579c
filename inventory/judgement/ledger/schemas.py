"""Shapes of the equipment API."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, Whole, page_of
from inventory.judgement.ledger import settling
from inventory.judgement.ledger.listing import SELECTED, Filters
from inventory.registry.equipment import retrieval, sources
from inventory.registry.equipment.facts import questions
from inventory.registry.equipment.models import NEVER


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
    due_for = Text(12, load_default="")
    use_state = Text(16, load_default="")
    level = Text(16, load_default="")
    stage = Text(16, load_default="")
    since_from = Whole(1800, 9999, load_default=None)
    since_to = Whole(1800, 9999, load_default=None)
    since_known = ma.fields.Boolean(load_default=None)
    department = Text(50, load_default="")
    fact = Text(100, load_default="")
    disputed = ma.fields.Boolean(load_default=None)
    open_case = ma.fields.Boolean(load_default=None)
    directly = ma.fields.Boolean(load_default=None)
    fleet = Text(8, load_default="")
    ids = ma.fields.List(Id(), load_default=list, validate=ma.validate.Length(max=SELECTED))


class FilterSet(EquipmentFilters):
    """Filters of a list as JSON: only what narrows, so that equal views are equal."""

    @ma.post_load
    def keep_chosen(self, data: dict[str, Any], **_kwargs: Any) -> Mapping[str, Any]:
        return Filters(**data).chosen()


class EquipmentQuery(EquipmentFilters):
    sort = Text(20, load_default="verdict")
    after = Text(500, load_default="")
    size = Whole(1, 200, load_default=50)
    quickly = ma.fields.Boolean(
        load_default=False,
        metadata={
            "description": "do not wait for the count of a search that finds very many:"
            " `total` is null, the facets tell it"
        },
    )


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


class OpenCase(Schema):
    """The case of enforcement in which a device stands."""

    case_id = ma.fields.Integer()
    matter = ma.fields.String()
    matter_en = ma.fields.String()
    state = ma.fields.String()
    state_zh = ma.fields.String()
    next_on = ma.fields.Date(
        allow_none=True, metadata={"description": "the visit, or the end of the term"}
    )


class LinkedDevice(Schema):
    """A device that took the place of another, as a recheck found on that day."""

    equipment_id = ma.fields.Integer()
    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    on = ma.fields.Date()


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
    sources = ma.fields.Function(
        lambda item: dict(sources.of(item).by_field),
        metadata={
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": f"field → {', '.join(sources.WORDS)}; absent where it is not known",
        },
    )
    inferred = ma.fields.Function(
        lambda item: dict(sources.of(item).inferred),
        metadata={
            "type": "object",
            "additionalProperties": {},
            "description": "what the names make likely of blank fields",
        },
    )
    disputed = ma.fields.Function(
        lambda item: dict(sources.of(item).disputed),
        metadata={
            "type": "object",
            "description": "what the model name says of fields that the record has otherwise",
        },
    )
    unread = ma.fields.Function(
        lambda item: dict(sources.of(item).unread),
        metadata={
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "what stood in the ledger under blank fields and was not understood",
        },
    )
    warnings = ma.fields.Function(
        lambda item: [vars(each) for each in questions(retrieval.kind_of(item.kind), item.facts)],
        metadata={
            "type": "array",
            "items": {"$ref": "#/components/schemas/QuestionResult"},
            "description": "what an import would warn of in these facts",
        },
    )
    verdict = ma.fields.String(allow_none=True)
    incomplete = ma.fields.Boolean()
    level = ma.fields.String()
    next_due = ma.fields.Function(
        lambda item: None if item.next_due == NEVER else item.next_due.isoformat(),
        metadata={"type": "string", "format": "date", "nullable": True},
    )
    quantity = ma.fields.Integer(metadata={"description": "devices that the record stands for"})
    version = ma.fields.Integer()
    updated_at = ma.fields.AwareDateTime()
    gone = ma.fields.String(metadata={"description": "blank, merged or withdrawn"})
    merged_into_id = ma.fields.Integer(allow_none=True)
    open_case = ma.fields.Nested(
        OpenCase,
        allow_none=True,
        metadata={"description": "of the list and of one device; absent elsewhere"},
    )
    replaced_by = ma.fields.List(
        ma.fields.Nested(LinkedDevice), metadata={"description": "of one device; absent elsewhere"}
    )
    replaces = ma.fields.List(
        ma.fields.Nested(LinkedDevice), metadata={"description": "of one device; absent elsewhere"}
    )


EquipmentPage = page_of(
    EquipmentResult,
    "EquipmentPage",
    total=ma.fields.Integer(allow_none=True, metadata={"description": "null: see `quickly`"}),
)


class RevisionResult(Schema):
    version = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    actor = ma.fields.Integer(allow_none=True)
    source = ma.fields.String()
    reason = ma.fields.String()
    before = ma.fields.Dict(allow_none=True)
    after = ma.fields.Dict(allow_none=True)
    request_id = ma.fields.String()


class CountResult(Schema):
    """A value that the list's filter takes, its name, and how many records it leaves."""

    value = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    count = ma.fields.Integer()


class RegionFacetResult(Schema):
    """`rest` are records that stand in the division itself, in none of those below it."""

    items = ma.fields.List(ma.fields.Nested(CountResult))
    rest = ma.fields.Integer()


class FacetsResult(Schema):
    """Numbers count records; `devices` adds up how many devices they stand for."""

    total = ma.fields.Integer()
    devices = ma.fields.Integer()
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


class RestoreArgs(Schema):
    version = Id(required=True, metadata={"description": "the old version to bring back"})
    expected_version = Id(required=True, metadata={"description": "the version that you see now"})
    reason = Text(300, 1, required=True)


class SettleArgs(Schema):
    stands = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(settling.CHOICES),
        metadata={"description": "whose value the nameplate bears out"},
    )
    version = Id(required=True, metadata={"description": "the version that you see now"})
    reason = Text(300, 1, required=True)


class ComparedField(Schema):
    field = ma.fields.String()
    heading = ma.fields.String()
    heading_en = ma.fields.String()
    unit = ma.fields.String(allow_none=True)
    this = ma.fields.Raw(allow_none=True)
    other = ma.fields.Raw(allow_none=True)
    same = ma.fields.Boolean()


class Obstacle(Schema):
    code = ma.fields.String()
    message = ma.fields.String()
    message_en = ma.fields.String()


class CompareResult(Schema):
    this = ma.fields.Dict()
    other = ma.fields.Dict()
    fields_ = ma.fields.List(ma.fields.Nested(ComparedField), data_key="fields", attribute="fields")
    obstacles = ma.fields.List(ma.fields.Nested(Obstacle))


class MergeArgs(Schema):
    other_id = Id(required=True)
    choices = ma.fields.Dict(
        keys=Text(64),
        values=ma.fields.String(validate=ma.validate.OneOf(("this", "other", "sum"))),
        load_default=dict,
        metadata={
            "description": "field → whose value stands; `quantity` must be chosen where a record "
            "stands for several devices, and alone may be `sum`"
        },
    )
    version = Id(required=True)
    other_version = Id(required=True)
    reason = Text(300, 1, required=True)


class UnmergeArgs(Schema):
    other_id = Id(load_default=None, allow_none=True)
    version = Id(required=True, metadata={"description": "of the device that was kept"})
    reason = Text(300, 1, required=True)


class SplitArgs(Schema):
    pieces = Whole(1, 100_000, required=True)
    version = Id(load_default=None, allow_none=True)
    reason = Text(300, 1, required=True)


class TransferArgs(Schema):
    to_enterprise_id = Id(required=True)
    on = ma.fields.Date(required=True)
    region = Text(12, load_default="")
    version = Id(load_default=None, allow_none=True)
    reason = Text(300, 1, required=True)


class TransferQuery(PageQuery):
    equipment = Id(load_default=None)


class TransferSide(Schema):
    id = ma.fields.Integer(allow_none=True)
    name = ma.fields.String(allow_none=True)


class TransferResult(Schema):
    id = ma.fields.Integer()
    equipment_id = ma.fields.Integer()
    kind = ma.fields.String()
    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    from_enterprise = ma.fields.Nested(TransferSide)
    to_enterprise = ma.fields.Nested(TransferSide)
    on = ma.fields.Date()
    reason = ma.fields.String()
    at = ma.fields.AwareDateTime()


TransferPage = page_of(TransferResult, "TransferPage")
