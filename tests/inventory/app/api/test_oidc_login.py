"""Logging in at an OpenID Connect provider, against one of a few lines on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from inventory.app.factory import create_app
from inventory.core import clock
from inventory.core.access import Role
from inventory.core.settings import Settings
from inventory.people.accounts import oidc
from inventory.people.accounts import service as accounts
from inventory.people.accounts.models import User

CLIENT, SECRET = "huanxin", "s3cret & more"
KEY = RSAKey.generate_key(2048, {"kid": "k1"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "k1"})


@dataclass
class Provider:
    """What the stub says, and what it was asked."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] = lambda claims: jwt.encode(
        {"alg": "RS256", "kid": "k1"}, claims, KEY
    )
    issuer: str = ""
    nonce: str = ""
    challenge: str = ""
    status: int = 200

    def token(self, form: dict[str, list[str]]) -> dict[str, Any]:
        verifier = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        assert base64.urlsafe_b64encode(verifier).decode().rstrip("=") == self.challenge
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "42",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "preferred_username": "sun",
        }
        return {"id_token": self.sign({**claims, **self.claims}), "access_token": "x"}


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        base = self.provider.address
        documents = {
            "/.well-known/openid-configuration": {
                "issuer": self.provider.issuer or base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "jwks_uri": f"{base}/keys",
            },
            "/keys": {"keys": [KEY.as_dict(private=False)]},
        }
        self._send(documents[self.path])

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        expected = base64.b64encode(b"huanxin:s3cret%20%26%20more").decode()
        assert self.headers["Authorization"] == f"Basic {expected}"
        right = form["code"] == ["good"] and self.provider.status == 200
        self._send(self.provider.token(form) if right else {"error": "x"}, 200 if right else 400)

    def _send(self, body: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    handler = type("Stub", (Handler,), {"provider": made})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        made.address = f"http://127.0.0.1:{server.server_address[1]}"
        # The clock of the test stands still in this thread only; the stub must see the same.
        instant = clock.now()
        made.token = frozen_token(made, instant)  # type: ignore[method-assign]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


def frozen_token(provider: Provider, instant: Any) -> Callable[..., dict[str, Any]]:
    def token(form: dict[str, list[str]]) -> dict[str, Any]:
        with clock.frozen(instant):
            return Provider.token(provider, form)

    return token


@pytest.fixture
def site(ledger: Settings, provider: Provider) -> Iterator[Flask]:
    oidc._kept.clear()
    settings = replace(
        ledger, oidc_issuer=provider.address, oidc_client_id=CLIENT, oidc_client_secret=SECRET
    )
    made = create_app(settings)
    made.config.update(TESTING=True, KEEP_CONNECTION=True)
    accounts.create_user("sun", "孙工", "", Role.INSPECTOR, ["440704"], source="oidc")
    yield made
    made.extensions["queue"].close()


def encoded(*parts: dict[str, Any]) -> str:
    return ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
    )


def with_public_key_as_secret(claims: dict[str, Any]) -> str:
    """The classic: HMAC with what everybody knows, for verifiers that trust the header's word."""
    text = encoded({"alg": "HS256", "kid": "k1"}, claims)
    mac = hmac.digest(KEY.as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def go(client: FlaskClient, provider: Provider) -> dict[str, str]:
    """Be sent to the provider; returns what the address asks of it."""
    answer = client.get("/api/v1/accounts/oidc")
    assert answer.status_code == 302
    address = urlsplit(answer.headers["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{provider.address}/authorize"
    asked = {key: value[0] for key, value in parse_qs(address.query).items()}
    provider.nonce, provider.challenge = asked["nonce"], asked["code_challenge"]
    return asked


def come_back(client: FlaskClient, state: str, code: str = "good") -> Any:
    return client.get(f"/api/accounts/oidc/return?state={state}&code={code}&session_state=1")


def test_a_person_logs_in_at_the_provider(site: Flask, provider: Provider) -> None:
    client = site.test_client()
    asked = go(client, provider)
    assert asked["redirect_uri"] == "http://localhost/api/accounts/oidc/return"
    assert asked["code_challenge_method"] == "S256"
    answer = come_back(client, asked["state"])
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/api/v1/accounts/me").json["name"] == "孙工"
    assert client.get("/api/v1/accounts/ways").json["oidc"] is True
    assert come_back(client, asked["state"]).status_code == 401  # each state is good once


def test_the_account_stays_bound_to_the_person(site: Flask, provider: Provider) -> None:
    client = site.test_client()
    assert come_back(client, go(client, provider)["state"]).status_code == 302
    provider.claims = {"preferred_username": "renamed"}
    assert come_back(client, go(client, provider)["state"]).status_code == 302
    provider.claims = {"sub": "43", "preferred_username": "sun"}
    refused = come_back(client, go(client, provider)["state"])
    assert (refused.status_code, refused.json["error"]["code"]) == (401, "no_account")


def test_accounts_of_another_source_or_disabled_are_not_taken_over(
    site: Flask, provider: Provider
) -> None:
    accounts.create_user("root", "管理员", "correct horse battery", Role.ADMIN)
    client = site.test_client()
    provider.claims = {"sub": "1", "preferred_username": "root"}
    assert come_back(client, go(client, provider)["state"]).status_code == 401
    User.update(active=False).where(User.username == "sun").execute()
    provider.claims = {}
    assert come_back(client, go(client, provider)["state"]).status_code == 401
    assert User.select().where(User.external_id.is_null(False)).count() == 0


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "somebody else"},
        {"nonce": "another"},
        {"aud": [CLIENT, "other"]},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"sub": ""},
        {"exp": 1},
        {"exp": None},
        {"exp": "soon"},
        {"iat": 99_999_999_999},
        {"iat": None},
        {"nbf": 99_999_999_999},
    ],
)
def test_every_claim_is_checked(site: Flask, provider: Provider, claims: dict[str, Any]) -> None:
    client = site.test_client()
    provider.claims = claims
    refused = come_back(client, go(client, provider)["state"])
    assert (refused.status_code, refused.json["error"]["code"]) == (401, "login_failed")
    assert client.get("/api/v1/accounts/me").status_code == 401


@pytest.mark.parametrize(
    "sign",
    [
        lambda claims: jwt.encode({"alg": "RS256", "kid": "k1"}, claims, OTHER_KEY),
        lambda claims: with_public_key_as_secret(claims),
        lambda claims: encoded({"alg": "none"}, claims) + ".",
        lambda claims: "nonsense",
    ],
    ids=["other key", "public key as secret", "none", "nonsense"],
)
def test_only_the_providers_signature_counts(
    site: Flask, provider: Provider, sign: Callable[[dict[str, Any]], str]
) -> None:
    client = site.test_client()
    provider.sign = sign
    assert come_back(client, go(client, provider)["state"]).status_code == 401


def test_other_signatures_with_public_keys_and_changed_keys_are_taken(
    site: Flask, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = site.test_client()
    assert come_back(client, go(client, provider)["state"]).status_code == 302  # keys are kept now
    changed = ECKey.generate_key("P-256", {"kid": "k2"})
    monkeypatch.setattr(sys.modules[__name__], "KEY", changed)
    provider.sign = lambda claims: jwt.encode({"alg": "ES256", "kid": "k2"}, claims, changed)
    assert come_back(client, go(client, provider)["state"]).status_code == 302


def test_another_browser_cannot_finish_the_login(site: Flask, provider: Provider) -> None:
    asked = go(site.test_client(), provider)
    refused = come_back(site.test_client(), asked["state"])
    assert (refused.status_code, refused.json["error"]["code"]) == (401, "login_expired")


def test_coming_back_late_or_with_a_wrong_code_fails(site: Flask, provider: Provider) -> None:
    client = site.test_client()
    assert come_back(client, go(client, provider)["state"], "bad").status_code == 401
    asked = go(client, provider)
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert come_back(client, asked["state"]).status_code == 401


def test_a_provider_that_is_another_or_gone_is_said_to_be_away(
    site: Flask, provider: Provider
) -> None:
    provider.issuer = "https://evil.example"
    assert site.test_client().get("/api/v1/accounts/oidc").status_code == 503
    site.config["HUANXIN"] = replace(site.config["HUANXIN"], oidc_issuer="http://127.0.0.1:1")
    assert site.test_client().get("/api/v1/accounts/oidc").status_code == 503
    site.config["HUANXIN"] = replace(site.config["HUANXIN"], oidc_issuer="http://id.example")
    assert site.test_client().get("/api/v1/accounts/oidc").status_code == 400


def test_without_a_provider_there_is_no_such_way(client: FlaskClient) -> None:
    assert client.get("/api/v1/accounts/ways").json["oidc"] is False
    assert client.get("/api/v1/accounts/oidc").status_code == 404
