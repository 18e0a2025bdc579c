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
from inventory.core.web.shapes import Id, PageQuery, Schema, Text, Whole, page_mark, page_of

__all__ = [
    "Blueprint",
    "Id",
    "PageQuery",
    "Schema",
    "StrictParser",
    "Text",
    "View",
    "Whole",
    "actor",
    "allow",
    "page_mark",
    "page_of",
    "public",
    "public_url",
    "unhindered",
]

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
