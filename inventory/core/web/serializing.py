"""Shapes of the API that write their plain fields at once.

marshmallow calls seven functions for each field of each row: a page of fifty devices has a thousand
fields, which took longer than all its statements. What is written is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import marshmallow as ma
from marshmallow import fields

# A value of such a field that is of this type is written as it is.
PLAIN: Mapping[Callable[..., Any], type] = {
    fields.String._serialize: str,
    fields.Integer._serialize: int,
    fields.Float._serialize: float,
    fields.Boolean._serialize: bool,
}


class _Column(NamedTuple):
    """A field: under which key its value is written, and of what type it is written as it is."""

    name: str
    key: str
    attribute: str
    field: fields.Field[Any]
    plain: type | None
    is_usual: bool  # its value is that of the attribute, and nothing is written where none is


class QuickSchema(ma.Schema):
    """A schema that reads attributes, or the keys of plain dictionaries, without asking which."""

    @cached_property
    def _columns(self) -> list[_Column]:
        return [_column(name, field) for name, field in self.dump_fields.items()]

    def _serialize(self, obj: Any, *, many: bool = False) -> Any:
        if many and obj is not None:
            return [self._serialize(each) for each in obj]
        is_dict = type(obj) is dict
        if not is_dict and hasattr(obj, "__getitem__") and not isinstance(obj, tuple):
            return super()._serialize(obj)  # its keys go before its attributes
        told: dict[str, Any] = {}
        for name, key, attribute, field, plain, is_usual in self._columns:
            if not is_usual:
                value = field.serialize(name, obj, accessor=self.get_attribute)
                if value is not ma.missing:
                    told[key] = value
                continue
            value = (
                obj.get(attribute, ma.missing) if is_dict else getattr(obj, attribute, ma.missing)
            )
            if type(value) is plain:
                told[key] = value
            elif value is not ma.missing:
                told[key] = field._serialize(value, name, obj)
        return told


def _column(name: str, field: fields.Field[Any]) -> _Column:
    kind, attribute = type(field), field.attribute or name
    is_usual = (
        "." not in attribute  # else it goes through several objects
        and kind._CHECK_ATTRIBUTE
        and kind.serialize is fields.Field.serialize
        and kind.get_value is fields.Field.get_value
        and field.dump_default is ma.missing
    )
    as_text = getattr(field, "as_string", False)
    plain = None if as_text else PLAIN.get(kind._serialize)
    return _Column(name, field.data_key or name, attribute, field, plain, is_usual)
