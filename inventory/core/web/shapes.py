"""The fields of which all shapes of the API are made. No web library is needed to use a shape."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from inventory.core.web.serializing import QuickSchema


class Schema(QuickSchema):
    """Unknown keys are refused, order is kept."""

    class Meta:
        unknown = ma.RAISE


class Text(ma.fields.String):
    """Text of a limited length without control characters (PostgreSQL refuses U+0000)."""

    def __init__(self, maximum: int = 200, minimum: int = 0, **kwargs: Any) -> None:
        limits = ma.validate.Length(minimum, maximum, error="长度应为 {min} 到 {max} 个字符")
        super().__init__(validate=[limits, _no_controls], **kwargs)


def _no_controls(text: str) -> None:
    if any(
        ord(char) < 32 and char not in "\t\r\n" or "\ud800" <= char <= "\udfff" for char in text
    ):
        raise ma.ValidationError("含有不可见的控制字符，请删除后重新输入")


class Whole(ma.fields.Integer):
    """A whole number in a range: 3.9 and true are refused in JSON, "3" is read from an address."""

    def __init__(self, minimum: int = 0, maximum: int = 2**31 - 1, **kwargs: Any) -> None:
        super().__init__(validate=ma.validate.Range(min=minimum, max=maximum), **kwargs)

    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool | float):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Id(Whole):
    """A row's number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(1, **kwargs)


def page_mark() -> Text:
    """Where a page begins: what the last one told."""
    return Text(2000, load_default="", metadata={"description": "`next` of the last page"})


class PageQuery(Schema):
    page = Whole(1, 100_000, load_default=1)
    size = Whole(1, 200, load_default=50)
    after = page_mark()


def page_of(item: type[Schema], name: str, **more: ma.fields.Field[Any]) -> type[Schema]:
    """The shape of a page of a list: `items`, `total`, `next`, and what else it tells."""
    items = ma.fields.List(ma.fields.Nested(item))
    following = ma.fields.String(
        allow_none=True, metadata={"description": "where the next page begins; null on the last"}
    )
    shape = {"items": items, "total": ma.fields.Integer(), "next": following, **more}
    return type(name, (Schema,), shape)
