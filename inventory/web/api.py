"""Blueprints with strict arguments, and the actor of the request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import flask_smorest
import marshmallow as ma
from flask import Flask, current_app, g, request
from webargs.flaskparser import FlaskParser

from inventory import access
from inventory.access import Actor, Role
from inventory.accounts import sessions
from inventory.accounts.policy import Policy
from inventory.accounts.sessions import Principal
from inventory.errors import Forbidden
from inventory.web import security
from inventory.web.security import PREFIX

View = TypeVar("View", bound=Callable[..., Any])
# The endpoint of /api/openapi.json, which flask-smorest makes.
DOCUMENT = "api-docs.openapi_json"


class StrictParser(FlaskParser):
    """A mistyped filter must be refused: dropped silently, it would return everything."""

    DEFAULT_UNKNOWN_BY_LOCATION = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": ma.RAISE,
        "json": ma.RAISE,
    }


class Blueprint(flask_smorest.Blueprint):
    """A domain's routes; whoever is not logged in gets no further than `public` ones."""

    ARGUMENTS_PARSER = StrictParser()


def public(view: View) -> View:
    """Mark a view that needs no login."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def unhindered(view: View) -> View:
    """Mark a view that stays open to who must first change the password or bind a phone."""
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


def policy() -> Policy:
    """What the operator has decided about logins."""
    return current_app.extensions["login_policy"]


def person() -> Principal:
    """Who is asking, logged in as a person: programs' tokens do not manage accounts."""
    principal: Principal = g.principal
    if principal.session is None:
        raise Forbidden(
            "访问令牌不能管理账号",
            "An API token cannot manage the account",
            "session_required",
            "请用用户名和密码登录后操作",
        )
    return principal


def identify(app: Flask) -> None:
    """Before every API request: find out who asks; refuse strangers and whoever may not."""
    app.extensions["login_policy"] = Policy.of(app.config["HUANXIN"])

    @app.before_request
    def find_actor() -> None:
        g.principal = g.actor = None
        secret, by_cookie = security.credential()
        principal = sessions.principal_of(secret, policy()) if secret else None
        g.principal, g.actor = principal, principal.actor if principal else None
        if not request.path.startswith(PREFIX):
            return
        changes = request.method not in security.SAFE_METHODS
        if changes and by_cookie:
            security.refuse_foreign_page()
        view = app.view_functions.get(request.endpoint or "")
        if view is None or getattr(view, "is_public", False) or request.endpoint == DOCUMENT:
            return
        access.require_role(g.actor, access.EVERYONE)
        if changes and by_cookie:
            security.require_csrf_token(secret)
        _require_rights(principal, view, changes)


def _require_rights(principal: Principal, view: Callable[..., Any], changes: bool) -> None:
    if principal.obligation and not getattr(view, "is_unhindered", False):
        raise OBLIGATIONS[principal.obligation]()
    if changes and principal.scope != "write":
        raise Forbidden(
            "这个令牌只能读取",
            "This token may only read",
            "token_read_only",
            "请使用可写的令牌",
        )
    access.require_role(principal.actor, getattr(view, "allowed", access.EVERYONE))


def _change_password() -> Forbidden:
    return Forbidden(
        "请先修改密码",
        "Change your password first",
        "password_change_required",
        "一次性密码或已到期的密码只能用来修改密码：POST /api/accounts/password",
    )


def _bind_second_factor() -> Forbidden:
    return Forbidden(
        "您的角色必须启用动态口令",
        "Your role must use a second factor",
        "second_factor_required",
        "请先用手机上的身份验证器绑定：POST /api/accounts/second-factor",
    )


OBLIGATIONS = {
    "password_change_required": _change_password,
    "second_factor_required": _bind_second_factor,
}


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


class PageQuery(Schema):
    page = Whole(1, 100_000, load_default=1)
    size = Whole(1, 200, load_default=50)
