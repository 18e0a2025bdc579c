"""Shapes of the words of a ledger that people have explained."""

import marshmallow as ma

from inventory.core.web.api import PageQuery, Schema, Text, page_of


class DoubtfulWord(Schema):
    kind = ma.fields.String()
    field = ma.fields.String()
    heading = ma.fields.String(allow_none=True)
    word = ma.fields.String()
    rows = ma.fields.Integer(metadata={"description": "that hold it"})
    near = ma.fields.List(ma.fields.String(), metadata={"description": "choices, nearest first"})
    choices = ma.fields.List(ma.fields.String())


class WordArgs(Schema):
    kind = Text(32, 1, required=True)
    field = Text(64, 1, required=True)
    word = Text(64, 1, required=True)
    choice = Text(64, 1, required=True)


class KnownWordResult(Schema):
    id = ma.fields.Integer()
    region = ma.fields.String()
    owner = ma.fields.String(metadata={"description": "enterprise, blank: the whole region"})
    kind = ma.fields.String()
    field = ma.fields.String()
    written = ma.fields.String()
    choice = ma.fields.String()
    actor_name = ma.fields.String()
    at = ma.fields.AwareDateTime()
    files = ma.fields.Integer(metadata={"description": "that have been read with it since"})
    used_at = ma.fields.AwareDateTime(allow_none=True)


class KnownWordQuery(PageQuery):
    kind = Text(32, load_default="")
    field = Text(64, load_default="")
    region = Text(12, load_default="")
    owner = Text(200, load_default="", metadata={"description": "a part of its name"})
    word = Text(64, load_default="", metadata={"description": "a part of it"})


KnownWordPage = page_of(KnownWordResult, "KnownWordPage")


class KnownWordPatch(Schema):
    choice = Text(64, 1, required=True)
