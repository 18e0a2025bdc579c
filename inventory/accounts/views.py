"""Accounts over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app

from inventory.access import Actor, Role
from inventory.accounts import schemas, service
from inventory.accounts.models import User
from inventory.web.api import Blueprint, actor, allow, bearer, public

blp = Blueprint("accounts", __name__, description="登录、令牌与用户 / Login, tokens, users")
ADMIN = frozenset({Role.ADMIN})


@blp.route("/accounts/login", methods=["POST"])
@blp.arguments(schemas.LoginArgs)
@blp.response(200, schemas.LoginResult)
@public
def login(args: dict[str, Any]) -> dict[str, Any]:
    """Log in; the token goes into the header `Authorization: Bearer …`."""
    hours = current_app.config["HUANXIN"].session_hours
    secret, token = service.login(args["username"], args["password"], hours)
    return {"token": secret, "expires_at": token.expires_at}


@blp.route("/accounts/logout", methods=["POST"])
@blp.response(204)
def logout() -> None:
    """End this login."""
    service.logout(bearer())


@blp.route("/accounts/me", methods=["GET"])
@blp.response(200, schemas.Me)
def me() -> Actor:
    """Who is logged in, with role, regions and enterprise."""
    return actor()


@blp.route("/accounts/tokens", methods=["POST"])
@blp.arguments(schemas.TokenArgs)
@blp.response(201, schemas.LoginResult)
def create_token(args: dict[str, Any]) -> dict[str, Any]:
    """A further token of one's own, for programs; shown this once."""
    secret, token = service.issue_token(actor().id or 0, args["name"], timedelta(days=args["days"]))
    return {"token": secret, "expires_at": token.expires_at}


@blp.route("/accounts/users", methods=["GET"])
@blp.response(200, schemas.UserResult(many=True))
@allow(ADMIN)
def list_users() -> list[User]:
    """All users."""
    return service.list_users()


@blp.route("/accounts/users", methods=["POST"])
@blp.arguments(schemas.UserArgs)
@blp.response(201, schemas.UserResult)
@allow(ADMIN)
def create_user(args: dict[str, Any]) -> User:
    """A new user."""
    return service.create_user(
        args["username"],
        args["display_name"],
        args["password"],
        args["role"],
        args["regions"],
        args["enterprise_id"],
    )
