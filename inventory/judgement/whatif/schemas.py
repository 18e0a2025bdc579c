"""Shapes of the what-if API."""

from typing import Any

import marshmallow as ma

import standards
from inventory.core.web.api import Id, PageQuery, Schema, Text, Whole, page_mark
from inventory.judgement.library.schemas import ColumnResult, RuleResult, TableResult
from inventory.judgement.whatif.changeable import SETTING_TYPES
from inventory.judgement.whatif.columns import BLANK
from inventory.judgement.whatif.models import BETTER, SAME, WORSE
from inventory.judgement.whatif.service import MOST_CHANGES
from standards.loading_tables import DOCUMENT_TYPES

OUTCOME = ma.validate.OneOf(standards.OUTCOMES)
WANTED = ma.validate.OneOf(("", BLANK, *standards.OUTCOMES))


class SettingResult(Schema):
    """One value of a rule that a draft may change; `path` leads to it inside the value of `key`."""

    key = ma.fields.String()
    path = ma.fields.List(ma.fields.Raw())
    name = ma.fields.String()
    name_en = ma.fields.String()
    value = ma.fields.Raw(allow_none=True)
    whole = ma.fields.Raw(allow_none=True, metadata={"description": "the value of the whole key"})
    type = ma.fields.String(validate=ma.validate.OneOf(SETTING_TYPES))
    unit = ma.fields.String()
    unit_en = ma.fields.String()
    choices = ma.fields.List(ma.fields.String())
    choices_en = ma.fields.List(ma.fields.String())


class ChangeableRule(RuleResult):
    settings = ma.fields.List(ma.fields.Nested(SettingResult))
    tables = ma.fields.List(ma.fields.String())


class ChangeableColumn(ColumnResult):
    changeable = ma.fields.Boolean()


class ChangeableTable(TableResult):
    document_title = ma.fields.String()
    columns = ma.fields.List(ma.fields.Nested(ChangeableColumn))
    keys = ma.fields.List(ma.fields.String())
    row_list = ma.fields.List(ma.fields.Dict())


class DraftChange(Schema):
    """Another value: of `key` of a `rule` (from, to, obligation, only_in_use, params.…), or of a
    `column` of a `table` in the rows that have the values of `where`.
    """

    rule = Text(100, 1)
    key = Text(100, 1)
    table = Text(100, 1)
    where = ma.fields.Dict(keys=Text(100))
    column = Text(100, 1)
    value = ma.fields.Raw(required=True, allow_none=False)

    @ma.validates_schema
    def one_of_two(self, data: dict[str, Any], **_kwargs: Any) -> None:
        of_rule = {"rule", "key"} <= data.keys() and not {"table", "where", "column"} & data.keys()
        of_table = {"table", "column"} <= data.keys() and not {"rule", "key"} & data.keys()
        if not (of_rule or of_table):
            raise ma.ValidationError("须给出 rule 与 key，或 table、where 与 column")


class WhatIfArgs(Schema):
    title = Text(200, 1, required=True)
    base_as_of = ma.fields.Date(load_default=None, allow_none=True)
    as_of = ma.fields.Date(load_default=None, allow_none=True)
    horizon = Whole(0, 3660, load_default=None, allow_none=True)
    kind = Text(32, load_default="")
    region = Text(12, load_default="")
    changes = ma.fields.List(
        ma.fields.Nested(DraftChange),
        load_default=list,
        validate=ma.validate.Length(max=MOST_CHANGES),
    )
    package = Id(
        load_default=None,
        allow_none=True,
        metadata={"description": "draft of a local package; `changes` come on top of it"},
    )
    unit_costs = ma.fields.Dict(
        keys=Text(32),
        values=ma.fields.Float(validate=ma.validate.Range(min=0, max=1e12)),
        load_default=dict,
    )


class PackageArgs(Schema):
    """The document that is to order what was tried, from `in_force` on; `region` blank = that of
    the rules changed, `slug` blank = made from the trial's number.
    """

    number = Text(100, 1, required=True)
    title = Text(300, 1, required=True)
    in_force = ma.fields.Date(required=True)
    issuer = Text(200, load_default="")
    issued = ma.fields.Date(load_default=None, allow_none=True)
    type = ma.fields.String(load_default="policy", validate=ma.validate.OneOf(DOCUMENT_TYPES))
    region = Text(6, load_default="")
    clause = Text(100, 1, load_default="正文")
    slug = Text(40, load_default="")


class ChangedRule(Schema):
    """A rule whose outcome changes; null = no finding."""

    rule = ma.fields.String()
    before = ma.fields.String(allow_none=True, validate=OUTCOME)
    after = ma.fields.String(allow_none=True, validate=OUTCOME)


class ChangedRuleCount(ChangedRule):
    devices = ma.fields.Integer()


class WhatIfResult(Schema):
    """A question; `judged` and `changed` are null until the worker has finished."""

    id = ma.fields.Integer()
    title = ma.fields.String()
    kind = ma.fields.String()
    region = ma.fields.String()
    base_as_of = ma.fields.Date()
    as_of = ma.fields.Date()
    horizon = ma.fields.Integer()
    changes = ma.fields.List(ma.fields.Dict())
    package = ma.fields.Integer(allow_none=True)
    unit_costs = ma.fields.Dict()
    base_library = ma.fields.String()
    draft_library = ma.fields.String()
    job = ma.fields.Integer(attribute="job_id", allow_none=True)
    judged = ma.fields.Integer(allow_none=True)
    changed = ma.fields.Integer(allow_none=True)
    created_at = ma.fields.AwareDateTime()
    finished_at = ma.fields.AwareDateTime(allow_none=True)


class WhatIfNumbers(Schema):
    """Devices in which a finding changes, and those whose verdict becomes worse or better.

    kg of standard coal and of CO₂ a year that replacing them would save; cost in yuan as the asker
    estimates it, of the kinds that have a price.
    """

    kind = ma.fields.String()
    before = ma.fields.String(allow_none=True)
    after = ma.fields.String(allow_none=True)
    region = ma.fields.String()
    enterprise = ma.fields.Integer()
    name = ma.fields.String()
    devices = ma.fields.Integer()
    worse = ma.fields.Integer()
    better = ma.fields.Integer()
    capacity = ma.fields.Float(allow_none=True)
    capacity_unit = ma.fields.String(allow_none=True)
    kgce = ma.fields.Float(allow_none=True)
    kgco2 = ma.fields.Float(allow_none=True)
    cost = ma.fields.Float(allow_none=True)


class WhatIfTotal(Schema):
    devices = ma.fields.Integer()
    worse = ma.fields.Integer()
    better = ma.fields.Integer()
    enterprises = ma.fields.Integer()
    kgce = ma.fields.Float(allow_none=True)
    kgco2 = ma.fields.Float(allow_none=True)
    cost = ma.fields.Float(allow_none=True)


class WhatIfSummary(Schema):
    what_if = ma.fields.Nested(WhatIfResult)
    total = ma.fields.Nested(WhatIfTotal)
    transitions = ma.fields.List(ma.fields.Nested(WhatIfNumbers))
    by_kind = ma.fields.List(ma.fields.Nested(WhatIfNumbers))
    by_region = ma.fields.List(ma.fields.Nested(WhatIfNumbers))
    by_enterprise = ma.fields.List(ma.fields.Nested(WhatIfNumbers))
    by_rule = ma.fields.List(ma.fields.Nested(ChangedRuleCount))


class ChangeQuery(Schema):
    kind = Text(32, load_default="")
    region = Text(12, load_default="")
    enterprise = Id(load_default=None, allow_none=True)
    before = ma.fields.String(load_default="", validate=WANTED)
    after = ma.fields.String(load_default="", validate=WANTED)
    rule = Text(100, load_default="")
    rule_before = ma.fields.String(load_default="", validate=WANTED)
    rule_after = ma.fields.String(load_default="", validate=WANTED)
    direction = ma.fields.Integer(
        load_default=None, allow_none=True, validate=ma.validate.OneOf((WORSE, SAME, BETTER))
    )


class ChangePageQuery(ChangeQuery, PageQuery):
    cursor = page_mark()  # `after` is the verdict after the change here


class ChangedDevice(Schema):
    equipment = ma.fields.Integer()
    kind = ma.fields.String()
    region = ma.fields.String()
    enterprise = ma.fields.Integer()
    enterprise_name = ma.fields.String()
    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    quantity = ma.fields.Integer(metadata={"description": "devices that the record stands for"})
    before = ma.fields.String(allow_none=True)
    after = ma.fields.String(allow_none=True)
    direction = ma.fields.Integer()
    rules = ma.fields.List(ma.fields.Nested(ChangedRule))
    capacity = ma.fields.Float(allow_none=True)
    kgce = ma.fields.Float(allow_none=True)
    kgco2 = ma.fields.Float(allow_none=True)


class ChangedDevices(Schema):
    items = ma.fields.List(ma.fields.Nested(ChangedDevice))
    total = ma.fields.Integer()
