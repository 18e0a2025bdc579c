"""Logging in at an OpenID Connect provider: authorization code with PKCE, state and nonce.

OpenID Connect Core 1.0 §3.1, RFC 7636. Accounts are made here beforehand, with source `oidc`: the
provider says who somebody is, never what they may do.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

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
# Coming back later than this, one begins anew.
LIFETIME = timedelta(minutes=10)
# The provider's clock and ours.
LEEWAY = timedelta(seconds=60)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
ALGORITHMS = ["RS256"]
_LONGEST_ANSWER = 1_000_000


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
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    address = _configuration(provider)["authorization_endpoint"]
    with db.atomic():
        ExternalLogin.delete().where(ExternalLogin.created_at < clock.now() - LIFETIME).execute()
        ExternalLogin.create(
            state_sha256=sha256(state), nonce=nonce, verifier=verifier, created_at=clock.now()
        )
    challenge = hashlib.sha256(verifier.encode()).digest()
    query = urlencode(
        {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
    )
    return f"{_require_safe(address)}{'&' if '?' in address else '?'}{query}", state


def finish(
    provider: Provider, redirect_uri: str, state: str, code: str, client: Client
) -> tuple[str, Session]:
    """The person has come back: trade the code for the ID token, verify it, open the session."""
    under_way = _take(state)
    configuration = _configuration(provider)
    answer = _post(
        configuration["token_endpoint"],
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": under_way.verifier,
        },
        provider,
    )
    keys = _get(configuration["jwks_uri"])
    claims = verified(str(answer.get("id_token", "")), keys, provider, under_way.nonce)
    user = _user(claims, provider)
    if user is None:
        audit.record("login.failed", None, detail={"reason": "oidc_no_account"})
        raise refused("no_account")
    return admit(user, None, client)


def _take(state: str) -> ExternalLogin:
    """The login that this state began; each is taken once."""
    found = ExternalLogin.get_or_none(
        (ExternalLogin.state_sha256 == sha256(state))
        & (ExternalLogin.created_at > clock.now() - LIFETIME)
    )
    if found is None or not found.delete_instance():
        raise refused("login_expired")
    return found


def verified(
    id_token: str, keys: Mapping[str, Any], provider: Provider, nonce: str
) -> dict[str, Any]:
    """The claims of an ID token, if signature, issuer, audience, time and nonce are right.

    OpenID Connect Core 1.0 §3.1.3.7. Raises Unauthenticated otherwise.
    """
    try:
        claims = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims
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


def _configuration(provider: Provider) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0; the document must be the issuer's own."""
    found = _get(f"{provider.issuer}/.well-known/openid-configuration")
    needed = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
    if str(found.get("issuer", "")).rstrip("/") != provider.issuer or not needed <= set(found):
        raise _unavailable()
    return found


def _get(address: str) -> dict[str, Any]:
    return _fetch(urllib.request.Request(_require_safe(address)))


def _post(address: str, form: Mapping[str, str], provider: Provider) -> dict[str, Any]:
    request = urllib.request.Request(_require_safe(address), urlencode(form).encode())
    # RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
    pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
    request.add_header("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")
    return _fetch(request)


def _fetch(request: urllib.request.Request) -> dict[str, Any]:
    request.add_header("Accept", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            found = json.loads(answer.read(_LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in {400, 401}:
            raise _untrusted() from error
        raise _unavailable() from error
    except (OSError, ValueError) as error:
        raise _unavailable() from error
    if not isinstance(found, dict):
        raise _unavailable()
    return found


def _untrusted() -> Unauthenticated:
    return refused("provider_refused")


def refused(name: str) -> Unauthenticated:
    """A login that was not good, with what to do."""
    return Unauthenticated.of(f"accounts.{name}")


def _unavailable() -> Unavailable:
    return Unavailable.of("accounts.provider_unavailable")
