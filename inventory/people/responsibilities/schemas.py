"""Shapes of the table of responsibilities."""

import marshmallow as ma

from inventory.core.web.api import Id, Schema, Text, Whole

LONGEST_LINE = 20


class ResponsibilityArgs(Schema):
    region = Text(12, 1, required=True)
    kind = Text(32, load_default="", metadata={"description": "blank = every kind"})
    officer = Id(required=True)
    deputies = ma.fields.List(
        Id(), load_default=list, validate=ma.validate.Length(max=LONGEST_LINE)
    )
    wait_days = Whole(1, 60, load_default=3)


class ResponsibilityChange(Schema):
    version = Whole(1, required=True)
    region = Text(12, 1)
    kind = Text(32)
    officer = Id()
    deputies = ma.fields.List(Id(), validate=ma.validate.Length(max=LONGEST_LINE))
    wait_days = Whole(1, 60)


class ResponsibilityResult(Schema):
    id = ma.fields.Integer()
    region = ma.fields.String()
    region_name = ma.fields.String()
    kind = ma.fields.String()
    officer = ma.fields.Integer()
    officer_name = ma.fields.String()
    deputies = ma.fields.List(ma.fields.Integer())
    deputy_names = ma.fields.List(ma.fields.String())
    wait_days = ma.fields.Integer(metadata={"description": "days before the next is asked"})
    version = ma.fields.Integer()
    inactive = ma.fields.Boolean(metadata={"description": "somebody in it cannot log in"})
