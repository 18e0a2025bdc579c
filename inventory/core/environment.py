"""The settings out of the environment, which nothing else reads, and back into one."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from environs import Env, EnvError

from inventory.core.errors import Invalid
from inventory.core.settings import Settings

PREFIX = "HUANXIN_"
TYPES = {
    "int": ("应为整数", "a whole number"),
    "bool": ("应为 true 或 false", "true or false"),
}


@dataclass(frozen=True)
class Wrong:
    """A setting that cannot be used, and what it should be."""

    name: str
    value: str
    zh: str
    en: str


def read_settings() -> Settings:
    """Read the environment once; whatever is wrong is refused together, by name."""
    env = Env()
    read: dict[str, Callable[..., Any]] = {
        "int": env.int,
        "bool": env.bool,
        "Path": env.path,
        "str": env.str,
    }
    values: dict[str, Any] = {}
    wrong = _mistyped({item.metadata["shown"]["name"] for item in fields(Settings)})
    for item in fields(Settings):
        name = item.metadata["shown"]["name"]
        try:
            values[item.name] = read[str(item.type)](name, item.default)
        except EnvError:
            wrong.append(Wrong(name, os.environ[name], *TYPES[str(item.type)]))
            continue
        rule = item.metadata["rule"]
        if rule and name in os.environ and not rule.allows(values[item.name]):
            value = "***" if item.metadata["shown"]["secret"] else os.environ[name]
            wrong.append(Wrong(name, value, rule.zh, rule.en))
    if wrong:
        raise _refused(wrong)
    return Settings(**values)


def _mistyped(known: set[str]) -> list[Wrong]:
    """Names of ours that no setting has: a slip would go unnoticed for months."""
    found = []
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            zh = f"没有这项设置，是否想写 {near[0]}" if near else "没有这项设置"
            en = f"no such setting; {near[0]}?" if near else "no such setting"
            found.append(Wrong(name, os.environ[name], zh, en))
    return found


def _refused(wrong: list[Wrong]) -> Invalid:
    return Invalid.of(
        "settings.wrong",
        list_zh="；".join(f"{one.name}={one.value}（{one.zh}）" for one in wrong),
        list_en="; ".join(f"{one.name}={one.value} ({one.en})" for one in wrong),
        details=[{"field": one.name, "value": one.value, "message": one.zh} for one in wrong],
    )


def of(settings: Settings) -> dict[str, str]:
    """An environment in which another process reads these very settings."""
    own = {
        item.metadata["shown"]["name"]: str(getattr(settings, item.name))
        for item in fields(settings)
    }
    return {**os.environ, **own}


# What a program needs to start; nothing of ours, and no secret, is among it.
BARE = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")


def bare() -> dict[str, str]:
    """An environment for a process that is trusted with nothing."""
    return {name: os.environ[name] for name in BARE if name in os.environ}


def several_processes() -> bool:
    """Whether web processes share a folder for their metrics, as prometheus-client looks for it."""
    return "PROMETHEUS_MULTIPROC_DIR" in os.environ
