"""Logging in at an OpenID Connect provider, over HTTP."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import urljoin

from flask import Response, current_app, request
from marshmallow import EXCLUDE

from inventory.core.settings import Settings
from inventory.core.web import security
from inventory.core.web.addresses import ROOT
from inventory.core.web.api import Blueprint, public
from inventory.people.accounts import oidc, schemas, users
from inventory.people.accounts.identifying import policy

blp = Blueprint("oidc", __name__, description="统一身份认证登录 / Login at a provider")
OIDC_COOKIE = "huanxin_oidc"
# Registered at the provider, which knows no version of ours: it stays as it is.
OIDC_PATH = f"{ROOT}/accounts/oidc"


@blp.route("/accounts/ways", methods=["GET"])
@blp.response(200, schemas.Ways)
@public
def ways() -> dict[str, bool]:
    """Which ways to log in there are besides user name and password; whether anybody can yet."""
    return {"oidc": bool(_settings().oidc_issuer), "fresh": not users.anybody()}


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
