"""A process apart that dies of its first question."""

from __future__ import annotations

import os

from inventory.core.apart_child import Answers, live


def work(handle: int) -> None:
    live(handle, 2**32, lambda: _die)


def _die(_content: bytes) -> Answers:
    os._exit(9)
