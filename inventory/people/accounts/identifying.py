"""Before every request of the API: who asks, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, g, request

from inventory.core import access
from inventory.core.errors import Forbidden
from inventory.core.web import security
from inventory.core.web.addresses import PREFIX
from inventory.people.accounts import sessions
from inventory.people.accounts.policy import Policy
from inventory.people.accounts.sessions import Principal

# The page of the API, and its description, which flask-smorest makes.
DOCUMENTS = frozenset({"documentation.page", "api-docs.openapi_json"})


def policy() -> Policy:
    """What the operator has decided about logins."""
    return current_app.extensions["login_policy"]


def person() -> Principal:
    """Who is asking, logged in as a person: programs' tokens do not manage accounts."""
    principal: Principal = g.principal
    if principal.session is None:
        raise Forbidden.of("accounts.session_required")
    return principal


def identify(app: Flask) -> None:
    """Before every API request: find out who asks; refuse strangers and users without the right."""
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
        if view is None or getattr(view, "is_public", False):
            return
        if request.endpoint in DOCUMENTS and app.config["HUANXIN"].open_docs:
            return
        access.require_role(g.actor, access.EVERYONE)
        if changes and by_cookie:
            security.require_csrf_token(secret)
        _require_rights(g.principal, view, changes)


def _require_rights(principal: Principal, view: Callable[..., Any], changes: bool) -> None:
    if principal.obligation and not getattr(view, "is_unhindered", False):
        raise OBLIGATIONS[principal.obligation]()
    if changes and principal.scope != "write":
        raise Forbidden.of("accounts.token_read_only")
    access.require_role(principal.actor, getattr(view, "allowed", access.EVERYONE))


def _change_password() -> Forbidden:
    return Forbidden.of("accounts.password_change_required")


def _bind_second_factor() -> Forbidden:
    return Forbidden.of("accounts.second_factor_required_identifying")


OBLIGATIONS = {
    "password_change_required": _change_password,
    "second_factor_required": _bind_second_factor,
}
