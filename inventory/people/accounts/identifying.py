"""Before every request of the API: who asks, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, g, request

from inventory.core import access
from inventory.core.errors import Forbidden
from inventory.core.web import security
from inventory.core.web.security import PREFIX
from inventory.people.accounts import sessions
from inventory.people.accounts.policy import Policy
from inventory.people.accounts.sessions import Principal

# The endpoint of /api/openapi.json, which flask-smorest makes.
DOCUMENT = "api-docs.openapi_json"


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
        _require_rights(g.principal, view, changes)


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
