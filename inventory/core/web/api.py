"""Blueprints with strict arguments, and the actor of the request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import flask_smorest
import marshmallow as ma
from flask import Request, current_app, g, request
from webargs import core
from webargs.flaskparser import FlaskParser, is_json_request

from inventory.core import access, paging
from inventory.core.access import Actor, Role
from inventory.core.paging import Slice
from inventory.core.web import bodies, tags

View = TypeVar("View", bound=Callable[..., Any])


class StrictParser(FlaskParser):
    """A mistyped filter must be refused: dropped silently, it would return everything."""

    DEFAULT_UNKNOWN_BY_LOCATION = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": ma.RAISE,
        "json": ma.RAISE,
    }

    def _raw_load_json(self, req: Request) -> Any:
        """Where webargs reads a body, with Python's own lenient parser."""
        if not is_json_request(req):
            return core.missing
        return tags.with_version(bodies.load(req.get_data(cache=True)))


class Blueprint(flask_smorest.Blueprint):
    """A domain's routes; a user who is not logged in reaches `public` ones only."""

    ARGUMENTS_PARSER = StrictParser()

    def lists(self, query: type[PageQuery], page: type[Schema]) -> Callable[[View], View]:
        """A view that lists: it gets the filters and the part that is asked for, and gives a Page.

        Where the next page begins is told with each, `next`; it is taken as `after`, or as
        `cursor` where the filters have an `after` of their own. Stands between the route and
        `allow`.
        """
        mark = "cursor" if "cursor" in query._declared_fields else "after"

        def decorate(view: View) -> View:
            @wraps(view)
            def cut(args: dict[str, Any], **address: Any) -> Any:
                name = str(request.endpoint)
                part = _asked(name, args, args.pop(mark))
                found = view(args, part, **address)
                return _Listed(found, _following(name, part, found))

            return self.arguments(query, location="query")(self.response(200, page)(cut))

        return decorate


class _Listed:
    """A page as its service gives it, and where the next one begins."""

    def __init__(self, page: Any, following: str | None) -> None:
        self.page, self.next = page, following

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)


def _asked(name: str, args: dict[str, Any], after: str) -> Slice:
    number, size = args.pop("page"), args.pop("size")
    place = paging.read(name, after) if after else number
    return Slice(place, size) if isinstance(place, int) else Slice(1, size, place)


def _following(name: str, part: Slice, page: Any) -> str | None:
    """By the key of the last row where the list has one, else by number."""
    last = getattr(page, "last", ())
    if last:
        return paging.written(name, last)
    more = not part.after and part.number * part.size < page.total
    return paging.written(name, part.number + 1) if more else None


def public(view: View) -> View:
    """Mark a view that needs no login."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def unhindered(view: View) -> View:
    """Mark a view that stays open before the password is changed or a phone is bound."""
    view.is_unhindered = True  # type: ignore[attr-defined]
    return view


def allow(roles: frozenset[Role]) -> Callable[[View], View]:
    """Let only these roles call the view; put it directly above the function.

    `identify` asks before the arguments are read, so that nobody learns from what they are told.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            access.require_role(g.actor, roles)
            return view(*args, **kwargs)

        checked.allowed = roles  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return decorate


def actor() -> Actor:
    """Who is asking; the views can rely on somebody being there."""
    return access.require_role(g.actor, access.EVERYONE)


def public_url() -> str:
    """The address at which people reach this service; blank where none is set."""
    return str(current_app.config["HUANXIN"].public_url)


class Schema(ma.Schema):
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
