"""Accounts over HTTP."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from flask import Response, after_this_request, current_app, g, request
from marshmallow import EXCLUDE

from inventory.core.access import OFFICIALS, Actor, Role
from inventory.core.settings import Settings
from inventory.core.web import security
from inventory.core.web.api import Blueprint, actor, allow, public, unhindered
from inventory.core.web.client import csrf_token
from inventory.people.accounts import (
    departments,
    oidc,
    passwords,
    schemas,
    second_factor,
    service,
    sessions,
    users,
)
from inventory.people.accounts.identifying import person, policy
from inventory.people.accounts.models import AccessToken, Department, Session, User

blp = Blueprint("accounts", __name__, description="登录、令牌与用户 / Login, tokens, users")
ADMIN = frozenset({Role.ADMIN})
OIDC_COOKIE = "huanxin_oidc"
OIDC_PATH = f"{security.PREFIX}/accounts/oidc"
READERS = frozenset({Role.ADMIN, Role.AUDITOR})


@dataclass(frozen=True)
class Opened:
    """The answer to a login; a browser gets no token, a program no CSRF token."""

    token: str | None
    csrf_token: str | None
    expires_at: datetime
    obligation: str | None


@dataclass(frozen=True)
class Me:
    """Who asks; `kinds` are those led, None for all."""

    id: int | None
    name: str
    role: Role
    regions: Sequence[str]
    enterprise: int | None
    kinds: Sequence[str] | None
    duties: Sequence[str]
    obligation: str | None


@dataclass(frozen=True)
class Issued:
    """A token with its secret, which is shown this once."""

    id: int
    token: str
    expires_at: datetime
    scope: str


def _opened(secret: str, session: Session, cookie: bool) -> Opened:
    """The answer to a login; in a cookie the secret stays out of reach of scripts."""
    if cookie:
        seconds = int(policy().absolute.total_seconds())
        after_this_request(lambda response: security.set_cookies(response, secret, seconds))
    return Opened(
        token=None if cookie else secret,
        csrf_token=csrf_token(secret) if cookie else None,
        expires_at=service.expires_at(session, policy()),
        obligation=sessions.obligation(session.user, policy()),
    )


@blp.route("/accounts/login", methods=["POST"])
@blp.arguments(schemas.LoginArgs)
@blp.response(200, schemas.LoginResult)
@public
def login(args: dict[str, Any]) -> Opened:
    """Log in; the token goes into the header `Authorization: Bearer …`, or `cookie` for browsers.

    With a second factor and no code the answer is 401 `second_factor_required`: send all again
    with `code`. After too many failures it is 429 `locked_out` with the seconds to wait.
    `obligation` says what has to be done first: `password_change_required`,
    `second_factor_required`.
    """
    secret, session = service.login(
        args["username"], args["password"], policy(), security.client(), args["code"]
    )
    return _opened(secret, session, args["cookie"])


@blp.route("/accounts/ways", methods=["GET"])
@blp.response(200, schemas.Ways)
@public
def ways() -> dict[str, bool]:
    """Which ways to log in there are besides user name and password."""
    return {"oidc": bool(_settings().oidc_issuer)}


@blp.route("/accounts/oidc", methods=["GET"])
@blp.response(302)
@public
def begin_oidc() -> Response:
    """Go to the OpenID Connect provider to log in there."""
    address, state = oidc.begin(oidc.Provider.of(_settings()), _oidc_return())
    response = _redirect(address)
    response.set_cookie(
        OIDC_COOKIE,
        state,
        max_age=int(oidc.LIFETIME.total_seconds()),
        path=OIDC_PATH,
        secure=_settings().https,
        httponly=True,
        samesite="Lax",
    )
    return response


@blp.route("/accounts/oidc/return", methods=["GET"])
@blp.arguments(schemas.OidcReturn, location="query", unknown=EXCLUDE)
@blp.response(302)
@public
def finish_oidc(args: dict[str, Any]) -> Response:
    """Come back from the provider; the browser must be the one that went there."""
    provider = oidc.Provider.of(_settings())
    if not hmac.compare_digest(
        args["state"].encode(), request.cookies.get(OIDC_COOKIE, "").encode()
    ):
        raise oidc.refused("login_expired")
    secret, _ = oidc.finish(
        provider, _oidc_return(), args["state"], args["code"], security.client()
    )
    response = _redirect("/")
    response.delete_cookie(OIDC_COOKIE, path=OIDC_PATH)
    return security.set_cookies(response, secret, int(policy().absolute.total_seconds()))


def _redirect(address: str) -> Response:
    return Response(status=302, headers={"Location": address})


def _settings() -> Settings:
    found: Settings = current_app.config["HUANXIN"]
    return found


def _oidc_return() -> str:
    """Where the provider sends the browser back to; it must be registered there."""
    return urljoin(request.host_url, f"{OIDC_PATH}/return")


@blp.route("/accounts/logout", methods=["POST"])
@blp.response(204)
@unhindered
def logout() -> None:
    """End this login."""
    sessions.end_session(actor().id or 0, person().session or 0)
    after_this_request(security.delete_cookies)


@blp.route("/accounts/me", methods=["GET"])
@blp.response(200, schemas.Me)
@unhindered
def me() -> Me:
    """Who is logged in: role, regions, enterprise, kinds led (null = all), what is to be done."""
    own: Actor = actor()
    return Me(
        id=own.id,
        name=own.name,
        role=own.role,
        regions=own.regions,
        enterprise=own.enterprise,
        kinds=None if own.kinds is None else sorted(own.kinds),
        duties=sorted(own.duties),
        obligation=g.principal.obligation,
    )


@blp.route("/accounts/password", methods=["POST"])
@blp.arguments(schemas.PasswordArgs)
@blp.response(200, schemas.LoginResult)
@unhindered
def change_password(args: dict[str, Any]) -> Opened:
    """Change one's own password: every session and token ends, a new session begins."""
    own = person().actor.id or 0
    secret, session = service.change_password(
        own, args["current"], args["new"], policy(), security.client()
    )
    return _opened(secret, session, security.credential()[1])


@blp.route("/accounts/second-factor", methods=["GET"])
@blp.response(200, schemas.SecondFactor)
@unhindered
def show_second_factor() -> second_factor.Standing:
    """Whether a second factor is enrolled and required, and how many recovery codes are left."""
    return second_factor.standing(_self(), policy().second_factor)


@blp.route("/accounts/second-factor", methods=["POST"])
@blp.arguments(schemas.ConfirmArgs)
@blp.response(200, schemas.Enrolment)
@unhindered
def enrol_second_factor(args: dict[str, Any]) -> second_factor.Enrolment:
    """Start to bind an authenticator app: secret, otpauth address, QR code as SVG."""
    return second_factor.begin(_confirmed(args))


@blp.route("/accounts/second-factor/confirm", methods=["POST"])
@blp.arguments(schemas.CodeArgs)
@blp.response(200, schemas.RecoveryCodes)
@unhindered
def confirm_second_factor(args: dict[str, Any]) -> dict[str, list[str]]:
    """Finish with a first code; the recovery codes are shown this once."""
    return {"recovery_codes": second_factor.confirm(_self(), actor(), args["code"])}


@blp.route("/accounts/second-factor/remove", methods=["POST"])
@blp.arguments(schemas.ConfirmArgs)
@blp.response(204)
def remove_second_factor(args: dict[str, Any]) -> None:
    """Stop using the second factor."""
    second_factor.remove(_confirmed(args), actor())


@blp.route("/accounts/second-factor/recovery-codes", methods=["POST"])
@blp.arguments(schemas.ConfirmArgs)
@blp.response(200, schemas.RecoveryCodes)
def renew_recovery_codes(args: dict[str, Any]) -> dict[str, list[str]]:
    """New recovery codes; the old ones are void."""
    return {"recovery_codes": second_factor.renew(_confirmed(args), actor())}


def _self() -> User:
    return users.get(person().actor.id or 0)


def _confirmed(args: dict[str, Any]) -> User:
    """The own account, once the password has been given again."""
    own = person().actor.id or 0
    return service.confirm_password(own, args["password"], policy(), security.client())


@blp.route("/accounts/sessions", methods=["GET"])
@blp.response(200, schemas.SessionResult(many=True))
def list_sessions() -> list[sessions.OwnSession]:
    """One's own logins, where from and when last seen."""
    own = person()
    return sessions.own_sessions(own.actor.id or 0, policy(), own.session)


@blp.route("/accounts/sessions/<int:session_id>", methods=["DELETE"])
@blp.response(204)
def end_session(session_id: int) -> None:
    """End one of one's own logins."""
    sessions.end_session(person().actor.id or 0, session_id)


@blp.route("/accounts/tokens", methods=["GET"])
@blp.response(200, schemas.TokenResult(many=True))
def list_tokens() -> list[AccessToken]:
    """One's own tokens for programs."""
    return sessions.own_tokens(person().actor.id or 0)


@blp.route("/accounts/tokens", methods=["POST"])
@blp.arguments(schemas.TokenArgs)
@blp.response(201, schemas.TokenMade)
def create_token(args: dict[str, Any]) -> Issued:
    """A token of one's own for a program; shown this once. `read` tokens may only GET."""
    secret, token = sessions.issue_token(
        person().actor, args["name"], timedelta(days=args["days"]), args["scope"]
    )
    return Issued(token.id, secret, token.expires_at, token.scope)


@blp.route("/accounts/tokens/<int:token_id>", methods=["DELETE"])
@blp.response(204)
def revoke_token(token_id: int) -> None:
    """Revoke one of one's own tokens."""
    sessions.revoke_token(person().actor, token_id)


@blp.route("/accounts/users", methods=["GET"])
@blp.arguments(schemas.UserQuery, location="query")
@blp.response(200, schemas.UserResult(many=True))
@allow(READERS)
def list_users(args: dict[str, Any]) -> list[users.Account]:
    """All users."""
    return users.listing(args["role"], args["active"])


@blp.route("/accounts/users", methods=["POST"])
@blp.arguments(schemas.UserArgs)
@blp.response(201, schemas.UserMade)
@allow(ADMIN)
def create_user(args: dict[str, Any]) -> users.Account:
    """A new user with a one-time password."""
    own = person().actor
    given = args["password"]
    password = given or passwords.one_time()
    made = service.create_user(
        args["username"],
        args["display_name"],
        password,
        args["role"],
        args["regions"],
        args["enterprise_id"],
        department_ids=args["departments"],
        source=args["source"],
        one_time=True,
        policy=policy(),
        by=own,
        standing=_standing(args),
    )
    shown = None if given or made.source != "local" else password
    return replace(users.describe(made.id), password=shown)


def _standing(args: dict[str, Any]) -> service.Standing:
    usual = service.USUAL.get(args["role"], service.Standing())
    given = args["duties"]
    return service.Standing(
        usual.duties if given is None else tuple(given),
        args["certificate_no"].strip(),
        args["certificate_until"],
    )


@blp.route("/accounts/users/<int:user_id>", methods=["GET"])
@blp.response(200, schemas.UserResult)
@allow(READERS)
def show_user(user_id: int) -> users.Account:
    """One user."""
    return users.describe(user_id)


@blp.route("/accounts/users/<int:user_id>", methods=["PATCH"])
@blp.arguments(schemas.UserChange(partial=True))
@blp.response(200, schemas.UserResult)
@allow(ADMIN)
def change_user(args: dict[str, Any], user_id: int) -> users.Account:
    """Change a user; a new role or disabling ends the user's sessions and tokens at once."""
    return users.update(person().actor, user_id, args)


@blp.route("/accounts/users/<int:user_id>/password", methods=["POST"])
@blp.response(200, schemas.OneTimePassword)
@allow(ADMIN)
def reset_password(user_id: int) -> dict[str, str]:
    """A one-time password for somebody who has forgotten theirs; shown this once."""
    return {"password": users.reset_password(person().actor, user_id)}


@blp.route("/accounts/users/<int:user_id>/second-factor", methods=["DELETE"])
@blp.response(204)
@allow(ADMIN)
def remove_second_factor_of(user_id: int) -> None:
    """Take away the second factor of somebody who has lost phone and recovery codes."""
    users.remove_second_factor(person().actor, user_id)


@blp.route("/accounts/departments", methods=["GET"])
@blp.response(200, schemas.DepartmentResult(many=True))
@allow(OFFICIALS)
def list_departments() -> list[Department]:
    """Departments of the regions one sees, with the kinds that they lead."""
    return departments.visible(actor())


@blp.route("/accounts/departments", methods=["POST"])
@blp.arguments(schemas.DepartmentArgs)
@blp.response(201, schemas.DepartmentResult)
@allow(ADMIN)
def create_department(args: dict[str, Any]) -> Department:
    """A new department of a region."""
    return departments.create(person().actor, args["region"], args["name"], args["kinds"])


@blp.route("/accounts/departments/<int:department_id>", methods=["PATCH"])
@blp.arguments(schemas.DepartmentChange(partial=True))
@blp.response(200, schemas.DepartmentResult)
@allow(ADMIN)
def change_department(args: dict[str, Any], department_id: int) -> Department:
    """Change a department's name or kinds."""
    return departments.update(person().actor, department_id, args)


@blp.route("/accounts/departments/<int:department_id>", methods=["DELETE"])
@blp.response(204)
@allow(ADMIN)
def delete_department(department_id: int) -> None:
    """Delete a department that nobody belongs to."""
    departments.delete(person().actor, department_id)
