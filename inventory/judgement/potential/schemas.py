"""Shapes of the potential API: savings, carbon and subsidies."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, page_of
from inventory.judgement.potential.figures import AIMS
from inventory.judgement.potential.listing import WANTED
from standards.subsidies import STATUSES


class SavingInput(Schema):
    """A fact that a figure rests on; `how` says whether it is the record's."""

    field = ma.fields.String()
    heading = ma.fields.String()
    heading_en = ma.fields.String()
    value = ma.fields.Float(allow_none=True)
    unit = ma.fields.String(allow_none=True)
    low = ma.fields.Float(allow_none=True)
    high = ma.fields.Float(allow_none=True)
    how = ma.fields.String(validate=ma.validate.OneOf(("record", "series", "default")))
    source = ma.fields.String()
    source_zh = ma.fields.String()
    certainty = ma.fields.String(allow_none=True)


class SavingFactor(Schema):
    name = ma.fields.String()
    name_en = ma.fields.String()
    value = ma.fields.Float()
    unit = ma.fields.String()
    certainty = ma.fields.String()
    assumed = ma.fields.Boolean()
    source = ma.fields.String()
    note = ma.fields.String()
    region = ma.fields.String()
    year = ma.fields.Integer()


class Range(Schema):
    """Energy in kgce and CO₂ in kg a year, each with its low and high end."""

    kgce = ma.fields.Float(allow_none=True)
    kgce_low = ma.fields.Float(allow_none=True)
    kgce_high = ma.fields.Float(allow_none=True)
    kgco2 = ma.fields.Float(allow_none=True)
    kgco2_low = ma.fields.Float(allow_none=True)
    kgco2_high = ma.fields.Float(allow_none=True)


class SavingFigure(Range):
    """RULEBOOK §6: a figure with formula, inputs, limits of the target grade and factors."""

    target = ma.fields.Integer()
    saved = ma.fields.Float(allow_none=True)
    saved_low = ma.fields.Float(allow_none=True)
    saved_high = ma.fields.Float(allow_none=True)
    unit = ma.fields.String(allow_none=True)
    presumed = ma.fields.Boolean()
    defaults = ma.fields.List(ma.fields.String())
    missing = ma.fields.List(ma.fields.String())
    formula = ma.fields.String()
    formula_en = ma.fields.String()
    source = ma.fields.String()
    document = ma.fields.String(allow_none=True)
    clause = ma.fields.String(allow_none=True)
    certainty = ma.fields.String()
    inputs = ma.fields.List(ma.fields.Nested(SavingInput))
    limits = ma.fields.Dict()
    factors = ma.fields.List(ma.fields.Nested(SavingFactor))


class TwoLanguages(Schema):
    zh = ma.fields.String()
    en = ma.fields.String()


class SubsidyAmount(Schema):
    item = ma.fields.String()
    item_en = ma.fields.String()
    value = ma.fields.Float()
    unit = ma.fields.String()
    unit_en = ma.fields.String()
    part = ma.fields.String()
    choice = ma.fields.Boolean()
    certainty = ma.fields.String()


class ProgrammeBase(Schema):
    title = ma.fields.String()
    title_en = ma.fields.String()
    document = ma.fields.String()
    region = ma.fields.String(allow_none=True)
    from_ = ma.fields.Date(attribute="from", data_key="from")
    to = ma.fields.Date(allow_none=True)
    window_certainty = ma.fields.String()
    asked = ma.fields.List(ma.fields.Nested(TwoLanguages))
    amounts = ma.fields.List(ma.fields.Nested(SubsidyAmount))
    group = ma.fields.String()
    stacking = ma.fields.String()
    stacking_en = ma.fields.String()
    certainty = ma.fields.String()
    note = ma.fields.String()


class SubsidyAnswer(ProgrammeBase):
    programme = ma.fields.String()
    status = ma.fields.String(validate=ma.validate.OneOf(STATUSES))
    failed = ma.fields.List(ma.fields.String())
    missing = ma.fields.List(ma.fields.String())
    message = ma.fields.String()
    message_en = ma.fields.String()
    presumed = ma.fields.Boolean()


class ProgrammeResult(ProgrammeBase):
    id = ma.fields.String()
    kinds = ma.fields.List(ma.fields.String())
    from_ = ma.fields.Date(attribute="valid_from", data_key="from")
    to = ma.fields.Date(allow_none=True, attribute="valid_to")
    conditions = ma.fields.List(ma.fields.Nested(TwoLanguages))


class SubsidySum(Schema):
    """Yuan: without, and with the dearest of the applicant's choices."""

    amount = ma.fields.Float(allow_none=True)
    amount_most = ma.fields.Float(allow_none=True)


class DevicePotential(Schema):
    as_of = ma.fields.Date()
    library = ma.fields.String()
    savings = ma.fields.List(ma.fields.Nested(SavingFigure))
    subsidies = ma.fields.List(ma.fields.Nested(SubsidyAnswer))
    subsidy = ma.fields.Nested(SubsidySum, allow_none=True)


class PotentialQuery(Schema):
    kind = Text(32, load_default="")
    region = Text(12, load_default="")
    enterprise = Id(load_default=None, allow_none=True)


class PotentialRow(Range):
    """One line of a sum; of the keys only those that it is made by are there.

    Of `devices` with a formula, `computed` have a figure; of those `saving` would save something,
    `presumed` of them on presumed data and `by_default` with a default for a blank fact.
    """

    aim = ma.fields.String(validate=ma.validate.OneOf(AIMS))
    kind = ma.fields.String()
    region = ma.fields.String()
    enterprise = ma.fields.Integer()
    name = ma.fields.String()
    rule = ma.fields.String()
    clause = ma.fields.String()
    place = ma.fields.String()
    place_en = ma.fields.String()
    target = ma.fields.Integer()
    devices = ma.fields.Integer()
    computed = ma.fields.Integer()
    saving = ma.fields.Integer()
    presumed = ma.fields.Integer()
    by_default = ma.fields.Integer()


class ProgrammeCount(Schema):
    programme = ma.fields.String()
    title = ma.fields.String()
    title_en = ma.fields.String()
    status = ma.fields.String(validate=ma.validate.OneOf(STATUSES))
    devices = ma.fields.Integer()


class SubsidyTotals(SubsidySum):
    devices = ma.fields.Integer()
    programmes = ma.fields.List(ma.fields.Nested(ProgrammeCount))


class PotentialSums(Schema):
    as_of = ma.fields.Date()
    library = ma.fields.String()
    devices = ma.fields.Integer()
    totals = ma.fields.List(ma.fields.Nested(PotentialRow))
    by_kind = ma.fields.List(ma.fields.Nested(PotentialRow))
    by_region = ma.fields.List(ma.fields.Nested(PotentialRow))
    by_enterprise = ma.fields.List(ma.fields.Nested(PotentialRow))
    by_item = ma.fields.List(ma.fields.Nested(PotentialRow))
    subsidies = ma.fields.Nested(SubsidyTotals)


class ProgrammeQuery(Schema):
    kind = Text(32, load_default="")
    region = Text(12, load_default="")
    as_of = ma.fields.Date(load_default=None)


class PotentialDevicesQuery(PageQuery):
    kind = Text(32, load_default="")
    region = Text(12, load_default="")
    enterprise = Id(load_default=None, allow_none=True)
    place = Text(6, load_default="", metadata={"description": "six digits, as in `by_region`"})
    aim = ma.fields.String(load_default=AIMS[0], validate=ma.validate.OneOf(AIMS))
    want = ma.fields.String(
        load_default=WANTED[0],
        validate=ma.validate.OneOf(WANTED),
        metadata={"description": "those that would save, or those whose facts do not suffice"},
    )
    rule = Text(100, load_default="", metadata={"description": "as in `by_item`"})
    clause = Text(200, load_default="", metadata={"description": "with `rule`"})
    programme = Text(64, load_default="", metadata={"description": "a subsidy programme's id"})
    status = ma.fields.String(load_default="matches", validate=ma.validate.OneOf(STATUSES))


class PotentialDevice(Range):
    """A device of the ledger with its figure; without one, `missing` says what it takes."""

    id = ma.fields.Integer()
    kind = ma.fields.String()
    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    enterprise_id = ma.fields.Integer()
    enterprise = ma.fields.String()
    region = ma.fields.String()
    quantity = ma.fields.Integer(metadata={"description": "devices that the record stands for"})
    target = ma.fields.Integer(allow_none=True)
    saved = ma.fields.Float(allow_none=True)
    unit = ma.fields.String(allow_none=True)
    presumed = ma.fields.Boolean(allow_none=True)
    defaults = ma.fields.List(ma.fields.String())
    missing = ma.fields.List(ma.fields.String())


PotentialDevicePage = page_of(PotentialDevice, "PotentialDevicePage", as_of=ma.fields.Date())
