"""A web process keeps to the settings of the page: looked at before each request, read if new."""

from __future__ import annotations

from flask import Flask

from inventory.app.configuration import service
from inventory.core.settings import Settings
from inventory.people.accounts.policy import Policy

BASE = "base_settings"


def follow(app: Flask) -> None:
    """Before each request: what an administrator has changed since the last one holds now."""
    base: Settings = app.config["HUANXIN"]
    app.extensions[BASE] = base
    read: list[int] = []  # the stamp of what was read; empty at first

    @app.before_request
    def keep_up() -> None:
        stamp = service.stamp(base)
        if read == [stamp]:
            return
        now = service.effective(base)
        app.config["HUANXIN"] = now
        app.extensions["login_policy"] = Policy.of(now)
        read[:] = [stamp]
