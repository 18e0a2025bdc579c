"""What a setting may be, in words: a wrong one is refused before anything starts with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Rule:
    """A test of a value, and how what passes it is described."""

    allows: Callable[[Any], bool]
    zh: str
    en: str


def between(low: int, high: int) -> Rule:
    """Whole numbers, both ends included."""
    return Rule(
        lambda value: low <= value <= high,
        f"应为 {low} 到 {high} 的整数",
        f"a whole number from {low} to {high}",
    )


def _address(*schemes: str) -> Callable[[str], bool]:
    def allows(value: str) -> bool:
        parts = urlsplit(value)
        return not value or (parts.scheme in schemes and bool(parts.hostname))

    return allows


def _networks(value: str) -> bool:
    """As the setting's readers take it apart."""
    from inventory.core import outbound

    try:
        outbound.networks(value)
    except ValueError:
        return False
    return True


def _roles(value: str) -> bool:
    from inventory.core.access import Role

    return all(part.strip() in {role.value for role in Role} for part in value.split(",") if part)


def _is_redis(value: str) -> bool:
    parts = urlsplit(value)
    return bool(parts.path if parts.scheme == "unix" else parts.hostname) and parts.scheme in {
        "redis",
        "rediss",
        "unix",
    }


POSITIVE = between(1, 1_000_000)
ANY_NUMBER = between(0, 1_000_000)
MONTH = between(1, 12)
PORT = between(1, 65_535)
THREADS = between(1, 256)
PROXIES = between(0, 10)
TIME = Rule(
    lambda value: re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value) is not None,
    "应为 24 小时制的时间，如 02:30",
    "a time of day, such as 02:30",
)
WEB = Rule(
    _address("http", "https"),
    "应为完整网址，如 https://huanxin.example",
    "a whole address, such as https://huanxin.example",
)
DATABASE = Rule(
    # A host may be missing: a socket's folder is given as ?host=…
    lambda value: not value or urlsplit(value).scheme in {"postgresql", "postgres"},
    "应为 postgresql://用户:口令@主机/库，留空则用 SQLite",
    "postgresql://user:password@host/name, or empty for SQLite",
)
REDIS = Rule(
    lambda value: not value or (_is_redis(value) and find_spec("redis") is not None),
    "应为 redis://主机:端口/库号（rediss:// 加密，unix:// 套接字），并安装 huanxin[redis]",
    "redis://host:port/number (rediss://, unix://), with huanxin[redis] installed; or empty",
)
DIRECTORY = Rule(
    _address("ldap", "ldaps"),
    "应为 ldap:// 或 ldaps:// 开头的地址",
    "an address that begins with ldap:// or ldaps://",
)
NETWORKS = Rule(
    _networks,
    "应为网段，用逗号隔开，如 10.0.0.0/8,192.168.1.20",
    "networks with commas between, such as 10.0.0.0/8,192.168.1.20",
)
ROLES = Rule(
    _roles,
    "应为角色名，用逗号隔开：admin,inspector,leader,auditor,enterprise",
    "roles with commas between: admin,inspector,leader,auditor,enterprise",
)
LEVEL = Rule(
    lambda value: value.upper() in {"DEBUG", "INFO", "WARNING", "ERROR"},
    "应为 DEBUG、INFO、WARNING 或 ERROR",
    "DEBUG, INFO, WARNING or ERROR",
)


def setting(
    name: str,
    default: object,
    help_text: str,
    help_zh: str,
    *,
    secret: bool = False,
    rule: Rule | None = None,
) -> Any:
    """A field of the settings: its name in the environment, what it is without, what it does."""
    metadata = {"name": name, "help": help_text, "help_zh": help_zh, "secret": secret}
    return field(default=default, metadata={"shown": metadata, "rule": rule})
