"""One's own account over HTTP: login, password, second factor, sessions, tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import after_this_request, g

from inventory.core.access import Actor, Role
from inventory.core.web import security
from inventory.core.web.api import Blueprint, actor, public, unhindered
from inventory.core.web.client import csrf_token
from inventory.people.accounts import own_password, schemas, second_factor, service, sessions, users
from inventory.people.accounts.identifying import person, policy
from inventory.people.accounts.models import AccessToken, Session, User

blp = Blueprint("accounts", __name__, description="登录与令牌 / Login, tokens")


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
    secret, session = own_password.change_password(
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
    """Finish with a first code; recovery codes are shown this once, other logins end."""
    made = second_factor.confirm(_self(), actor(), args["code"], person().session)
    return {"recovery_codes": made}


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
    """The user's account, after the password has been confirmed."""
    own = person().actor.id or 0
    return own_password.confirm_password(own, args["password"], policy(), security.client())


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
