"""The error tree and its one JSON shape.

Every error of every route is `{"error": {code, message, message_en, remedy, remedy_en,
details}}`, with `details` a list of `{field, name, name_en, value, message, message_en}`: `name` is
what people call the field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, Self

from inventory.core.field_words import both, name_of
from inventory.core.messages import catalogue

if TYPE_CHECKING:  # a command answers no request, and starts without the web's libraries
    from flask import Flask, Response
    from werkzeug.exceptions import HTTPException


class Told(Protocol):
    """A problem with its words, such as a file that cannot be read."""

    message: str
    message_en: str
    code: str
    remedy: str
    remedy_en: str


@dataclass
class AppError(Exception):
    """Root of all errors that we raise; `status` is the HTTP status."""

    message: str
    message_en: str
    code: str = "error"
    remedy: str = ""
    details: Sequence[dict[str, Any]] = field(default_factory=tuple)
    remedy_en: str = ""
    status = 400

    @classmethod
    def of(
        cls,
        key: str,
        /,
        *,
        details: Sequence[dict[str, Any]] = (),
        as_code: str = "",
        **values: object,
    ) -> Self:
        """The message `key` of the catalogue, with its `{names}` filled in.

        `as_code` is given where one sentence stands for several codes.
        """
        text = catalogue()[key].filled(values)
        return cls(text.zh, text.en, as_code or text.code, text.remedy_zh, details, text.remedy_en)

    @classmethod
    def told(cls, problem: Told) -> Self:
        """An error from below that has its words already."""
        return cls(
            problem.message,
            problem.message_en,
            problem.code,
            problem.remedy,
            remedy_en=problem.remedy_en,
        )

    def __str__(self) -> str:
        return f"{self.message}（{self.message_en}）"

    def as_dict(self) -> dict[str, Any]:
        return {
            "error": {
                "code": self.code,
                "message": self.message,
                "message_en": self.message_en,
                "details": [_named(detail) for detail in self.details],
                "remedy": self.remedy,
                "remedy_en": self.remedy_en,
            }
        }


class Invalid(AppError):
    """The request can be understood but not done as it is."""

    status = 422


class NotFound(AppError):
    """The row does not exist, or this user may not see it: both must look the same."""

    status = 404


class Unauthenticated(AppError):
    status = 401


class Forbidden(AppError):
    status = 403


class Conflict(AppError):
    """Somebody else was faster, or the state does not allow the step."""

    status = 409


class TooMany(AppError):
    """Too many of something; `quota` says how many are allowed, of the last `window` or at once.

    `left` is how long until there is room; None where nobody can know.
    """

    status = 429
    quota: int | None = None
    window: timedelta | None = None
    left: timedelta | None = None
    # What of the quota is left, where more than that was asked for.
    rest: int = 0

    @property
    def headers(self) -> dict[str, str]:
        """Retry-After, a minute where nobody knows, and the quota as draft-ietf-httpapi-ratelimit
        writes it."""
        wait = -(-self.left // timedelta(seconds=1)) if self.left else 60
        headers = {"Retry-After": str(wait)}
        if self.quota is not None:
            span = f";w={self.window // timedelta(seconds=1)}" if self.window else ""
            reset = f";t={wait}" if self.window else ""
            headers["RateLimit-Policy"] = f'"{self.code}";q={self.quota}{span}'
            headers["RateLimit"] = f'"{self.code}";r={self.rest}{reset}'
        return headers


class Unavailable(AppError):
    """Another system that is needed does not answer."""

    status = 503


class Full(AppError):
    """The disk has no room for it."""

    status = 507


def not_found(what_zh: str = "记录", what_en: str = "record") -> NotFound:
    return NotFound.of("errors.not_found", what_zh=what_zh, what_en=what_en)


def _named(detail: Mapping[str, Any]) -> dict[str, Any]:
    """A detail with what people call its field, in both languages."""
    name = name_of(str(detail.get("field") or ""))
    english = "" if "message_en" in detail else both(str(detail.get("message") or ""))[1]
    return {
        **detail,
        **({"name": name[0], "name_en": name[1]} if name else {}),
        **({"message_en": english} if english else {}),
    }


def flatten(messages: Any, path: str = "") -> list[dict[str, str]]:
    """marshmallow's nested messages as a flat list of {field, message}."""
    if isinstance(messages, dict):
        return [
            item
            for key, value in messages.items()
            for item in flatten(value, f"{path}.{key}" if path else str(key))
        ]
    if isinstance(messages, list) and any(isinstance(item, dict | list) for item in messages):
        return [item for value in messages for item in flatten(value, path)]
    texts = messages if isinstance(messages, list) else [messages]
    told = [both(str(text)) for text in texts]
    # A sentence of its own that has no English yet is better than half a translation.
    english = "; ".join(en for _, en in told) if all(en for _, en in told) else ""
    more = {"message_en": english} if english else {}
    return [{"field": path, "message": "；".join(zh for zh, _ in told), **more}]


def _http_error(error: HTTPException) -> tuple[Response, int]:
    from flask import jsonify
    from marshmallow import ValidationError

    status = error.code or 500
    data = getattr(error, "data", None) or {}
    cause = getattr(error, "exc", None)
    messages = cause.messages if isinstance(cause, ValidationError) else data.get("messages") or {}
    details = flatten(messages) if messages else ()
    return jsonify(_plain(status, details).as_dict()), status


def _plain(status: int, details: Sequence[dict[str, Any]] = ()) -> AppError:
    """An HTTP error without an error class of ours; an unknown one counts as internal."""
    key = f"http.{status}"
    key = key if key in catalogue() else "http.500"
    return AppError.of(key, details=details, as_code=f"http_{status}")


def register(app: Flask) -> None:
    """Give every error of every route the one shape."""
    from flask import jsonify
    from werkzeug.exceptions import HTTPException

    @app.errorhandler(AppError)
    def on_app_error(error: AppError) -> tuple[Response, int]:
        response = jsonify(error.as_dict())
        if isinstance(error, TooMany):
            response.headers.update(error.headers)
        return response, error.status

    app.register_error_handler(HTTPException, _http_error)

    @app.errorhandler(500)
    def on_crash(_error: BaseException) -> tuple[Response, int]:
        return jsonify(_plain(500).as_dict()), 500
