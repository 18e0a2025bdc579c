"""Logging in at an OpenID Connect provider, by authlib: authorization code with PKCE, state, nonce.

OpenID Connect Core 1.0 §3.1, RFC 7636. Accounts are made here beforehand, with source `oidc`: the
provider says who somebody is, never what they may do.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from inventory.core import clock
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import AppError, Unauthenticated, Unavailable, not_found
from inventory.core.settings import Settings
from inventory.core.web.client import Client
from inventory.people.accounts.models import ExternalLogin, Session, User
from inventory.people.accounts.service import admit
from inventory.people.accounts.sessions import sha256

TIMEOUT = 10.0
# A login that takes longer must start again.
LIFETIME = timedelta(minutes=10)
# The provider's clock and ours.
LEEWAY = timedelta(seconds=60)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Every signature with a public key; never `none`, never one with a secret that is not secret.
ALGORITHMS = [f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)]
ALGORITHMS.append("EdDSA")
# Providers change their keys seldom; a key that is not known yet makes us ask again.
KEPT_SECONDS = 600.0


@dataclass(frozen=True)
class Provider:
    """What the operator has agreed with the provider."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str

    @classmethod
    def of(cls, settings: Settings) -> Provider:
        """The provider of the settings; not_found where there is none."""
        if not settings.oidc_issuer:
            raise not_found("登录方式", "way to log in")
        return cls(
            settings.oidc_issuer.rstrip("/"),
            settings.oidc_client_id,
            settings.oidc_client_secret,
            settings.oidc_claim,
        )


def _require_safe(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return address
    raise AppError.of("accounts.settings_oidc")


def begin(provider: Provider, redirect_uri: str) -> tuple[str, str]:
    """Start a login: the provider's address to send the browser to, and the state to keep in it."""
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    address = _require_safe(_configuration(provider)["authorization_endpoint"])
    with _session(provider, redirect_uri) as session:
        asked, state = session.create_authorization_url(
            address, state=secrets.token_urlsafe(32), nonce=nonce, code_verifier=verifier
        )
    with db.atomic():
        ExternalLogin.delete().where(ExternalLogin.created_at < clock.now() - LIFETIME).execute()
        ExternalLogin.create(
            state_sha256=sha256(state), nonce=nonce, verifier=verifier, created_at=clock.now()
        )
    return asked, state


def _session(provider: Provider, redirect_uri: str) -> OAuth2Session:
    # RFC 6749 §2.3.1: both parts are form-encoded first; authlib leaves that to us.
    return OAuth2Session(
        quote(provider.client_id, safe=""),
        quote(provider.client_secret, safe=""),
        token_endpoint_auth_method="client_secret_basic",
        scope="openid profile",
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        default_timeout=TIMEOUT,
    )


def finish(
    provider: Provider, redirect_uri: str, state: str, code: str, client: Client
) -> tuple[str, Session]:
    """The person has come back: trade the code for the ID token, verify it, open the session."""
    under_way = _take(state)
    answer = _trade(provider, redirect_uri, code, under_way.verifier)
    id_token = str(answer.get("id_token", ""))
    keys = _keys(provider, id_token)
    claims = verified(id_token, keys, provider, under_way.nonce)
    user = _user(claims, provider)
    if user is None:
        audit.record("login.failed", None, detail={"reason": "oidc_no_account"})
        raise refused("no_account")
    return admit(user, None, client)


def _trade(provider: Provider, redirect_uri: str, code: str, verifier: str) -> Mapping[str, Any]:
    address = _require_safe(_configuration(provider)["token_endpoint"])
    try:
        with _session(provider, redirect_uri) as session:
            answer: Mapping[str, Any] = session.fetch_token(
                address, code=code, code_verifier=verifier, allow_redirects=False
            )
    except OAuthError as error:
        raise _untrusted() from error
    except (requests.RequestException, ValueError) as error:
        raise _unavailable() from error
    return answer


def _take(state: str) -> ExternalLogin:
    """The login that this state began; each is taken once."""
    found = ExternalLogin.get_or_none(
        (ExternalLogin.state_sha256 == sha256(state))
        & (ExternalLogin.created_at > clock.now() - LIFETIME)
    )
    if found is None or not found.delete_instance():
        raise refused("login_expired")
    return found


def verified(id_token: str, keys: KeySet, provider: Provider, nonce: str) -> dict[str, Any]:
    """The claims of an ID token, if signature, issuer, audience, time and nonce are right.

    OpenID Connect Core 1.0 §3.1.3.7. Raises Unauthenticated otherwise.
    """
    try:
        claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError) as error:
        raise _untrusted() from error
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    now = clock.now().timestamp()
    leeway = LEEWAY.total_seconds()
    right = (
        claims.get("iss") == provider.issuer
        and provider.client_id in audiences
        and (len(audiences) == 1 or claims.get("azp") == provider.client_id)
        and _number(claims.get("exp")) > now - leeway
        and 0 < _number(claims.get("iat")) < now + leeway
        and _number(claims.get("nbf", 0)) < now + leeway
        and claims.get("nonce") == nonce
        and bool(claims.get("sub"))
    )
    if not right:
        raise _untrusted()
    return dict(claims)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _user(claims: Mapping[str, Any], provider: Provider) -> User | None:
    """The account of a person: by issuer and subject; the first time by the user name."""
    external_id = f"{provider.issuer} {claims['sub']}"[:300]
    own = User.active & (User.source == "oidc")
    user = User.get_or_none(own & (User.external_id == external_id))
    if user is not None:
        return user
    name = str(claims.get(provider.claim) or "")
    bound = (
        User.update(external_id=external_id)
        .where(own & (User.username == name) & User.external_id.is_null())
        .execute()
    )
    return User.get(User.external_id == external_id) if bound else None


_kept: dict[str, tuple[float, dict[str, Any]]] = {}


def _configuration(provider: Provider) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0; the document must be the issuer's own. Kept for ten minutes."""
    address = f"{provider.issuer}/.well-known/openid-configuration"
    found = _cached(address)
    needed = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
    if str(found.get("issuer", "")).rstrip("/") != provider.issuer or not needed <= set(found):
        _kept.pop(address, None)
        raise _unavailable()
    return found


def _keys(provider: Provider, id_token: str) -> KeySet:
    """The provider's keys; fetched again where the token names an unknown one."""
    address = _configuration(provider)["jwks_uri"]
    keys = KeySet.import_key_set(_cached(address))  # type: ignore[arg-type]
    try:
        key_id = jwt.decode(id_token, keys, algorithms=ALGORITHMS).header.get("kid")
    except (JoseError, ValueError):
        key_id = None
    if key_id is None and address in _kept:
        del _kept[address]
        keys = KeySet.import_key_set(_cached(address))  # type: ignore[arg-type]
    return keys


def _cached(address: str) -> dict[str, Any]:
    kept = _kept.get(address)
    if kept and time.monotonic() - kept[0] < KEPT_SECONDS:
        return kept[1]
    try:
        # A redirect could lead to plain http; an office whose provider moves changes the setting.
        answer = requests.get(_require_safe(address), timeout=TIMEOUT, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise _unavailable() from error
    if not isinstance(found, dict):
        raise _unavailable()
    _kept[address] = (time.monotonic(), found)
    return found


def _untrusted() -> Unauthenticated:
    return refused("provider_refused")


def refused(name: str) -> Unauthenticated:
    """A failed login, with what to do."""
    return Unauthenticated.of(f"accounts.{name}")


def _unavailable() -> Unavailable:
    return Unavailable.of("accounts.provider_unavailable")
