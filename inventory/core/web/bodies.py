"""JSON bodies: how large they may be, and what they may hold.

Python's parser takes NaN and 1e999, stops the request with a RecursionError on deep nesting, and
needs time that grows with the square of a number's digits.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from flask import Flask, request

from inventory.core.errors import AppError

LARGEST = 1024 * 1024
"""Bytes of a JSON body; files are uploaded as files, with the limit of the settings."""
DEEPEST = 20
"""Levels of lists and objects in a body."""
DIGITS = 19
"""Digits of a whole number: what 64 bits hold."""


class TooLarge(AppError):
    status = 413


def register(app: Flask) -> None:
    """Refuse a JSON body that is too large before it is read."""

    @app.before_request
    def limit_json() -> None:
        if request.is_json:
            request.max_content_length = LARGEST
            if (request.content_length or 0) > LARGEST:
                raise TooLarge.of("web.json_too_large")


def load(body: bytes) -> Any:
    """The value of a JSON text.

    Raises: AppError (400) where it is not JSON, is nested too deep or holds NaN or infinity.
    """
    try:
        value = json.loads(body, parse_constant=_no_number, parse_int=_whole, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise _refusal(str(error)) from None
    if _too_deep(value):
        raise _refusal(f"more than {DEEPEST} levels")
    if b"\\ud" in body.lower() and not _is_text(value):
        raise _refusal("half of a surrogate pair")
    return value


def _is_text(value: Any) -> bool:
    """Whether every text in it can be encoded: half of a surrogate pair cannot."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _refusal(reason: str) -> AppError:
    return AppError.of("web.bad_json", reason=reason)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > DIGITS:
        raise ValueError(f"a whole number of more than {DIGITS} digits")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is too large")
    return number


def _too_deep(value: Any) -> bool:
    """Walks level by level, so that depth costs no stack."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return bool(level)
