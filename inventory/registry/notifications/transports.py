"""How each kind of channel carries a message. No database here: a message in, or a NotSent out."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import socket
import ssl
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from urllib.parse import quote

from inventory.core import clock, outbound
from inventory.core.errors import AppError, Invalid
from inventory.core.outbound import Answer, Network
from inventory.registry.notifications import robots

SIGNATURE = "X-Huanxin-Signature"
KEY = "Idempotency-Key"
AGENT = "Huanxin"
# Answers after which another try may help; every other refusal is final.
AGAIN = frozenset({408, 425, 429})
# Slots of an SMS template; percent-encoded where they are part of an address.
SLOTS = frozenset({"phone", "text", "key", "secret"})
SHORTEST_SECRET = 16


class NotSent(AppError):
    """A message that the other end did not take. `final`: trying again would change nothing."""

    status = 502
    final = False
    wait: int | None = None  # seconds, as the receiver asks for


class Refused(NotSent):
    final = True


@dataclass(frozen=True)
class Message:
    """A message. `key` is the same at each attempt to send it."""

    key: str
    event: str
    template: str
    address: str
    title: str
    body: str
    link: str
    count: int
    at: datetime

    @property
    def text(self) -> str:
        """The whole message as lines."""
        return "\n".join(part for part in (self.title, self.body, self.link) if part)


Settings = Mapping[str, str]
Allowed = tuple[Network, ...]
Send = Callable[[Message, Settings, Allowed], None]


def send(kind: str, message: Message, settings: Settings, allowed: Allowed) -> None:
    """Send a message. Raises NotSent or Unreachable (again later), Refused or Forbidden (never)."""
    if not settings:
        raise Invalid.of("notifications.no_settings")
    SENDERS[kind](message, settings, allowed)


def check(kind: str, settings: Settings) -> None:
    """Refuse settings with which nothing could ever be sent; resolves no name."""
    CHECKS[kind](settings)


# ---------------------------------------------------------------- webhook


def signature(secret: str, at: int, body: bytes) -> str:
    """`t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over the seconds, a dot and the body."""
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={signed.hexdigest()}"


def payload(message: Message) -> bytes:
    """A message as the body of a webhook."""
    return json.dumps(
        {
            "version": 1,
            "id": message.key,
            "event": message.event,
            "template": message.template,
            "at": message.at.isoformat(),
            "count": message.count,
            "title": message.title,
            "body": message.body,
            "link": message.link,
        },
        ensure_ascii=False,
        sort_keys=True,
    ).encode()


def _webhook(message: Message, settings: Settings, allowed: Allowed) -> None:
    body = payload(message)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": AGENT,
        KEY: message.key,
        SIGNATURE: signature(settings["secret"], int(clock.now().timestamp()), body),
    }
    require_taken(outbound.call(settings["url"], body, headers, allowed=allowed))


def require_taken(answer: Answer) -> None:
    """Raise for every status but 2xx: a redirect is a refusal, too."""
    if 200 <= answer.status < 300:
        return
    sort = NotSent if answer.status in AGAIN or answer.status >= 500 else Refused
    error = sort.of("notifications.status", status=answer.status)
    asked = answer.headers.get("retry-after", "")
    error.wait = int(asked) if asked.isascii() and asked.isdigit() else None
    raise error


def _check_webhook(settings: Settings) -> None:
    outbound.parsed(settings["url"])
    if len(settings["secret"]) < SHORTEST_SECRET:
        raise Invalid.of("notifications.short_secret", least=SHORTEST_SECRET)


# ---------------------------------------------------------------- SMS gateway


def _sms(message: Message, settings: Settings, allowed: Allowed) -> None:
    values = {
        "phone": message.address,
        "text": message.text,
        "key": message.key,
        "secret": settings.get("secret", ""),
    }
    encoded = {name: quote(value, safe="") for name, value in values.items()}
    kind = settings.get("content_type") or "application/x-www-form-urlencoded"
    as_json = {name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in values.items()}
    body = _filled(settings.get("body", ""), as_json if "json" in kind else encoded)
    headers = {"User-Agent": AGENT, KEY: message.key}
    if body:
        headers["Content-Type"] = f"{kind}; charset=utf-8"
    url = _filled(settings["url"], encoded)
    answer = outbound.call(url, body.encode(), headers, method=settings["method"], allowed=allowed)
    require_taken(answer)
    expected = settings.get("expected", "")
    if expected and expected not in answer.text:
        raise NotSent.of("notifications.not_expected", text=answer.text[:200])


def _filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its slots filled; braces of JSON that are no slot stay as they are."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


def _check_sms(settings: Settings) -> None:
    host = outbound.parsed(settings["url"]).netloc
    named = {name for _, name, _, _ in string.Formatter().parse(settings["url"]) if name}
    whole = settings["url"] + settings.get("body", "")
    lacking = [slot for slot in ("phone", "text") if "{" + slot + "}" not in whole]
    if "{" in host or named - SLOTS or lacking:
        raise Invalid.of("notifications.sms_template")


# ---------------------------------------------------------------- mail


class _Pinned(smtplib.SMTP):
    """Connects to a checked address; the certificate must be that of the name."""

    def __init__(self, host: str, address: str, tls: ssl.SSLContext | None) -> None:
        super().__init__(timeout=outbound.STEP_SECONDS)
        self._host = host
        self._address, self._tls = address, tls

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((self._address, port), timeout)
        return plain if self._tls is None else self._tls.wrap_socket(plain, server_hostname=host)


def _mail(message: Message, settings: Settings, allowed: Allowed) -> None:
    host, port = settings["host"], int(settings["port"])
    context = ssl.create_default_context()
    address = outbound.resolve(host, port, allowed)
    server = _Pinned(host, address, context if settings["security"] == "tls" else None)
    try:
        with outbound.time_limit(lambda: server.sock) as limit:
            server.connect(host, port)
            if settings["security"] == "starttls":
                server.starttls(context=context)
            if settings.get("username"):
                server.login(settings["username"], settings.get("password", ""))
            server.send_message(_as_mail(message, settings["sender"]))
    except smtplib.SMTPResponseException as error:
        raise _mail_refused(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPRecipientsRefused as error:
        raise _mail_refused(*next(iter(error.recipients.values()))) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Refused.of("notifications.mail_unable", why=str(error)) from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise outbound.failure(host, error, limit) from error
    finally:
        server.close()


def _mail_refused(code: int, said: bytes | str) -> NotSent:
    """A server's 5xx is final, but for what only says that we may not log in (yet)."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    sort = Refused if 500 <= code < 600 else NotSent
    return sort.of("notifications.mail_refused", code=code, text=text[:200])


def _as_mail(message: Message, sender: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = message.title
    mail["From"] = sender
    mail["To"] = message.address
    mail["Date"] = formatdate(message.at.timestamp())
    # The same at every try: mail servers and readers drop a message that they have.
    mail["Message-ID"] = f"<{message.key}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Huanxin-Event"] = message.template
    mail.set_content("\n\n".join(part for part in (message.body, message.link) if part) or " ")
    return mail


def _check_mail(settings: Settings) -> None:
    port = settings["port"]
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Invalid.of("notifications.mail_port")
    if "@" not in parseaddr(settings["sender"])[1] or "\n" in settings["sender"]:
        raise Invalid.of("notifications.mail_sender")


# ---------------------------------------------------------------- robots of groups


def _robot(kind: str) -> Send:
    def send_to_group(message: Message, settings: Settings, allowed: Allowed) -> None:
        # Groups drop nothing by themselves: people see by the short key that it is the same.
        text = f"{message.text}\n〔{message.key[-8:]}〕"
        answer = robots.post(kind, text, settings, allowed)
        require_taken(answer)
        refusal = robots.refusal(answer)
        if refusal is not None:
            sort = NotSent if refusal.busy else Refused
            raise sort.of("notifications.robot_refused", code=refusal.code, text=refusal.text)

    return send_to_group


SENDERS: Mapping[str, Send] = {
    "mail": _mail,
    "sms": _sms,
    "webhook": _webhook,
    **{kind: _robot(kind) for kind in robots.PLUGINS},
}
CHECKS: Mapping[str, Callable[[Settings], None]] = {
    "mail": _check_mail,
    "sms": _check_sms,
    "webhook": _check_webhook,
    **{kind: (lambda settings, kind=kind: robots.check(kind, settings)) for kind in robots.PLUGINS},
}
