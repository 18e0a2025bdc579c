"""What every answer carries and every request of a browser is checked for."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from inventory.core import clock, outbound
from inventory.core.errors import Forbidden
from inventory.core.web.addresses import PREFIX
from inventory.core.web.client import Client, csrf_token

log = structlog.get_logger()
FORWARDED = "X-Forwarded-For"
# Its time tells when a proxy was last seen that the settings do not know; seconds between notes.
UNKNOWN_PROXY, NOTED_EVERY = "run/unknown-proxy", 600
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"
CSRF_COOKIE = "huanxin_csrf"
DEVICE, DEVICE_SECONDS = re.compile(r"[\w-]{22}", re.ASCII), 400 * 86_400
# Swagger UI writes style attributes; scripts come from here only.
PAGE_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
# Our pages photograph plates and note the place of an inspection; nothing else of the device.
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
# Pages are made of these by the dozen. What is said of documents means nothing with them, and a
# slow line would pay for it with each.
PARTS = frozenset({"text/javascript", "text/css"})
# Browsers' PDF viewers need their own styles and scripts: only framing is limited, to our pages.
PDF_POLICY = "frame-ancestors 'self'"


def register(app: Flask) -> None:
    """Trust the proxies, add the headers."""
    hops = app.config["HUANXIN"].proxies
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    else:
        app.before_request(_note_unknown_proxy)
    app.after_request(_add_headers)


def is_monitor() -> bool:
    """Whether the request comes from a network that watches the service.

    Behind a proxy that we were not told of, every request seems to come from this machine.
    """
    settings = current_app.config["HUANXIN"]
    if not settings.proxies and FORWARDED in request.headers:
        return False
    return outbound.is_within(request.remote_addr or "", outbound.networks(settings.metrics_from))


def _note_unknown_proxy() -> None:
    """Whoever stands before us and was not told of makes all addresses one: told in health."""
    if FORWARDED in request.headers:
        mark = current_app.config["HUANXIN"].data_dir / UNKNOWN_PROXY
        now = clock.now().timestamp()
        if not mark.exists() or now - mark.stat().st_mtime > NOTED_EVERY:
            log.warning("unknown_proxy", address=request.remote_addr)
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch(mode=0o600)
            os.utime(mark, (now, now))


def client() -> Client:
    """Where the request comes from (behind proxies: as the last trusted one says)."""
    digest = hashlib.sha256(_device().encode()).hexdigest()
    return Client(request.remote_addr or "", request.headers.get("User-Agent", ""), digest)


def _device() -> str:
    """What this browser is known by, or will be once somebody logs in."""
    if "device" not in g:
        kept = request.cookies.get(_device_cookie(), "")
        g.device = kept if DEVICE.fullmatch(kept) else secrets.token_urlsafe(16)
    return str(g.device)


def _device_cookie() -> str:
    return f"{cookie_name()}_device"


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    if response.mimetype not in PARTS:
        headers["Permissions-Policy"] = PERMISSIONS
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    own = _content_policy(response.mimetype or "")
    content_policy = headers.get("Content-Security-Policy") or own
    if "frame-ancestors" not in content_policy:
        content_policy += "; frame-ancestors 'none'"
    headers["Content-Security-Policy"] = content_policy
    # The same once more for browsers that are too old for it.
    framed = "frame-ancestors 'self'" in content_policy
    if response.mimetype not in PARTS:
        headers["X-Frame-Options"] = "SAMEORIGIN" if framed else "DENY"
    if _is_data(request.path):
        # A shared computer must not keep what was shown; assets of the API's page may stay.
        headers["Cache-Control"] = "no-store"
    if current_app.config["HUANXIN"].https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _content_policy(mimetype: str) -> str:
    if mimetype == "text/html":
        return PAGE_POLICY
    return PDF_POLICY if mimetype == "application/pdf" else DATA_POLICY


def _is_data(path: str) -> bool:
    return path.startswith(f"{PREFIX}/") and not path.startswith(f"{PREFIX}/docs/assets/")


def cookie_name() -> str:
    """Browsers accept a __Host- cookie only over https, from this very host, for all paths."""
    return "__Host-huanxin" if current_app.config["HUANXIN"].https else "huanxin"


def credential() -> tuple[str, bool]:
    """The secret that comes with the request, and whether a cookie brought it.

    A program's Authorization header comes first; if it is wrong, a cookie does not help.
    """
    if "Authorization" in request.headers:
        scheme, _, secret = request.headers["Authorization"].partition(" ")
        return (secret.strip() if scheme.lower() == "bearer" else ""), False
    return request.cookies.get(cookie_name(), ""), True


def refuse_foreign_page() -> None:
    """A browser says which site a writing request comes from: it must be this one."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    own = urlsplit(request.host_url)
    foreign = origin is not None and urlsplit(origin)[:2] != own[:2]
    if foreign or site not in {"same-origin", "none"}:
        raise Forbidden.of("web.foreign_origin")


def require_csrf_token(secret: str) -> None:
    """A writing request with a cookie must carry the session's token in a header."""
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), csrf_token(secret).encode()):
        raise Forbidden.of("web.csrf", csrf_header=CSRF_HEADER)


def set_cookies(response: Response, secret: str, seconds: int) -> Response:
    """Give the browser its session, and its page the token to show with every change."""
    secure = current_app.config["HUANXIN"].https
    response.set_cookie(
        cookie_name(), secret, max_age=seconds, secure=secure, httponly=True, samesite="Lax"
    )
    response.set_cookie(
        CSRF_COOKIE, csrf_token(secret), max_age=seconds, secure=secure, samesite="Lax"
    )
    # It opens nothing: an account that logged in here is not kept out by guesses made elsewhere.
    response.set_cookie(
        _device_cookie(),
        _device(),
        max_age=DEVICE_SECONDS,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def delete_cookies(response: Response) -> Response:
    secure = current_app.config["HUANXIN"].https
    response.delete_cookie(cookie_name(), secure=secure, httponly=True, samesite="Lax")
    response.delete_cookie(CSRF_COOKIE, secure=secure, samesite="Lax")
    return response
