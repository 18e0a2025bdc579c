"""Robots of WeCom, DingTalk and Feishu groups: apprise knows their addresses, forms and signatures.

What apprise would send goes through our own `outbound` instead: it checks every address, follows no
redirect, and lets us read the answer. The robots say `200 OK` and an error code in the body, which
apprise 2.3 looks at for Feishu only; a message refused in this way would count as sent.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from inventory.core import clock, outbound
from inventory.core.errors import AppError, Invalid
from inventory.core.outbound import Answer, Network

# The class of apprise's plugin, what its constructor calls the key, and the address that one copies
# from the group's settings.
PLUGINS: Mapping[str, tuple[str, str, re.Pattern[str]]] = {
    "wecom": (
        "NotifyWeComBot",
        "key",
        re.compile(r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([\w-]+)"),
    ),
    "dingtalk": (
        "NotifyDingTalk",
        "token",
        re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)"),
    ),
    "feishu": (
        "NotifyFeishu",
        "token",
        re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?"),
    ),
}
# Codes by which the robots say that they are asked too often, or are out of order themselves.
BUSY = frozenset({-1, 45009, 45033, 130101, 410100, 9499, 11232, 99991400})
_wire = threading.local()
_plugged: set[str] = set()
_lock = threading.Lock()


@dataclass(frozen=True)
class Refusal:
    """What a robot said instead of taking a message."""

    code: int
    text: str
    busy: bool


class _Outbound:
    """Stands where a plugin expects `requests`: its one call goes through `outbound.call`."""

    def __init__(self, real: Any) -> None:
        self.codes = real.codes
        self.RequestException = real.RequestException

    def post(self, url: str, data: Any, headers: Mapping[str, str], **more: Any) -> Any:
        asked = more.get("params")
        if asked:
            # The signature is percent-encoded already; encoded twice it would be another one.
            url += ("&" if "?" in url else "?") + urlencode(asked, quote_via=lambda s, *_: s)
        body = data.encode() if isinstance(data, str) else data
        if _wire.signing:
            body = _signed_for_feishu(body, _wire.signing)
        try:
            answer = outbound.call(url, body, headers, allowed=_wire.allowed)
        except AppError as error:
            _wire.error = error
            raise self.RequestException(str(error)) from error
        _wire.answer = answer
        return _Response(answer.status, answer.text.encode())


def _signed_for_feishu(body: bytes, secret: str) -> bytes:
    """The body with its time and signature, which apprise 2.3 does not know for this robot.

    Feishu takes the text to be signed as the key, and signs nothing with it.
    """
    at = str(int(clock.now().timestamp()))
    signed = hmac.new(f"{at}\n{secret}".encode(), b"", hashlib.sha256).digest()
    whole = {"timestamp": at, "sign": base64.b64encode(signed).decode(), **json.loads(body)}
    return json.dumps(whole, ensure_ascii=False).encode()


@dataclass(frozen=True)
class _Response:
    status_code: int
    content: bytes


def _plugin(kind: str) -> Any:
    """The plugin's class, with our wire under it; apprise is loaded when first needed."""
    from apprise.plugins import dingtalk, feishu, wecombot

    class_name = PLUGINS[kind][0]
    module = {"wecom": wecombot, "dingtalk": dingtalk, "feishu": feishu}[kind]
    with _lock:
        if kind not in _plugged:
            vars(module)["requests"] = _Outbound(vars(module)["requests"])
            _plugged.add(kind)
    return getattr(module, class_name)


def _instance(kind: str, settings: Mapping[str, str]) -> Any:
    """A plugin for the robot whose address was copied from the group."""
    _, name, pattern = PLUGINS[kind]
    found = pattern.fullmatch(settings["url"])
    if found is None:
        raise Invalid.of("notifications.robot_url")
    signs = kind == "dingtalk" and settings.get("secret")
    more = {"secret": settings["secret"]} if signs else {}
    return _plugin(kind)(**{name: found[1]}, **more)


def check(kind: str, settings: Mapping[str, str]) -> None:
    """Refuse an address that is not one of such a robot."""
    if PLUGINS[kind][2].fullmatch(settings["url"]) is None:
        raise Invalid.of("notifications.robot_url")


def post(kind: str, text: str, settings: Mapping[str, str], allowed: tuple[Network, ...]) -> Answer:
    """Let the plugin send a text; its answer as it came."""
    plugin = _instance(kind, settings)
    _wire.allowed, _wire.answer, _wire.error = allowed, None, None
    _wire.signing = settings.get("secret", "") if kind == "feishu" else ""
    plugin.notify(body=text, title="")
    if _wire.error is not None:
        raise _wire.error
    if _wire.answer is None:
        raise Invalid.of("notifications.robot_url")
    answer: Answer = _wire.answer
    return answer


def refusal(answer: Answer) -> Refusal | None:
    """The error code in a robot's answer; None if it accepted the message."""
    try:
        said = json.loads(answer.text)
    except ValueError:
        return Refusal(0, answer.text[:200], busy=True)
    if not isinstance(said, dict):
        return Refusal(0, answer.text[:200], busy=True)
    codes = [said[name] for name in ("errcode", "code", "StatusCode") if name in said]
    if all(code == 0 for code in codes):
        return None
    code = int(codes[0])
    text = str(said.get("errmsg") or said.get("msg") or "")
    return Refusal(code, text[:200], code in BUSY)
