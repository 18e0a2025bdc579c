"""What the quick schemas write is what marshmallow writes."""

from __future__ import annotations

from collections import UserDict
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

import marshmallow as ma
import pytest

from inventory.core.web.serializing import QuickSchema


class Part(ma.Schema):
    name = ma.fields.String()


class QuickPart(QuickSchema):
    name = ma.fields.String()


FIELDS: dict[str, ma.fields.Field[Any]] = {
    "text": ma.fields.String(),
    "number": ma.fields.Integer(),
    "digits": ma.fields.Integer(as_string=True),
    "amount": ma.fields.Float(),
    "yes": ma.fields.Boolean(),
    "any": ma.fields.Raw(),
    "on": ma.fields.Date(),
    "at": ma.fields.AwareDateTime(),
    "facts": ma.fields.Dict(),
    "named": ma.fields.String(data_key="called", attribute="other"),
    "inner": ma.fields.String(attribute="part.name"),
    "usual": ma.fields.String(dump_default="usual"),
    "made": ma.fields.Function(lambda item: type(item).__name__),
    "absent": ma.fields.String(),
}


def shape(base: type[ma.Schema], part: type[ma.Schema]) -> ma.Schema:
    more = {"part": ma.fields.Nested(part), "parts": ma.fields.List(ma.fields.Nested(part))}
    return base.from_dict({**FIELDS, **more})()


class Row(NamedTuple):
    text: str
    number: int


VALUES = {
    "text": "变压器",
    "number": 3,
    "digits": 7,
    "amount": 2,
    "yes": True,
    "any": [1, "2"],
    "on": date(2026, 11, 30),
    "at": datetime(2026, 11, 30, 8, tzinfo=UTC),
    "facts": {"a": 1},
    "other": "elsewhere",
    "part": SimpleNamespace(name="inner"),
    "parts": [{"name": "one"}, SimpleNamespace(name="two")],
}


class Told:
    """Reads as a mapping, and has an attribute of the same name."""

    text = "attribute"

    def __getitem__(self, key: str) -> str:
        if key == "text":
            return "key"
        raise KeyError(key)


@pytest.mark.parametrize(
    "value",
    [
        VALUES,
        SimpleNamespace(**VALUES),
        SimpleNamespace(**dict.fromkeys(VALUES)),
        SimpleNamespace(text=5, number="12", amount="1.5", yes=0, digits="8"),
        UserDict(VALUES),
        Row("name", 4),
        Told(),
        {},
    ],
    ids=["dict", "attributes", "nulls", "other types", "mapping", "tuple", "keys first", "empty"],
)
def test_what_is_written_is_the_same(value: Any) -> None:
    usual, quick = shape(ma.Schema, Part), shape(QuickSchema, QuickPart)
    assert quick.dump(value) == usual.dump(value)
    assert list(quick.dump(value)) == list(usual.dump(value))
    assert quick.dump([value, value], many=True) == usual.dump([value, value], many=True)


def test_only_some_fields_are_written_where_only_these_are_asked_for() -> None:
    class Two(QuickSchema):
        text = ma.fields.String()
        number = ma.fields.Integer()

    assert Two(only=("number",)).dump(VALUES) == {"number": 3}
