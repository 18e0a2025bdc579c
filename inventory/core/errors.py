"""The error tree and its one JSON shape.

Every error of every route is `{"error": {code, message, message_en, remedy, details}}`, with
`details` a list of `{field, value, message}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException


@dataclass
class AppError(Exception):
    """Root of what may go wrong on purpose; `status` is the HTTP status."""

    message: str
    message_en: str
    code: str = "error"
    remedy: str = ""
    details: Sequence[dict[str, Any]] = field(default_factory=tuple)
    status = 400

    def __str__(self) -> str:
        return f"{self.message}（{self.message_en}）"

    def as_dict(self) -> dict[str, Any]:
        return {
            "error": {
                "code": self.code,
                "message": self.message,
                "message_en": self.message_en,
                "details": list(self.details),
                "remedy": self.remedy,
            }
        }


class Invalid(AppError):
    """The request can be understood but not done as it is."""

    status = 422


class NotFound(AppError):
    """Not there, or not this user's to see: the two must look the same."""

    status = 404


class Unauthenticated(AppError):
    status = 401


class Forbidden(AppError):
    status = 403


class Conflict(AppError):
    """Somebody else was faster, or the state does not allow the step."""

    status = 409


class TooMany(AppError):
    """Too many attempts; the message says how long to wait."""

    status = 429


class Unavailable(AppError):
    """Another system that is needed does not answer."""

    status = 503


def not_found(what_zh: str = "记录", what_en: str = "record") -> NotFound:
    return NotFound(
        f"没有找到这个{what_zh}，或者您无权查看",
        f"No such {what_en}, or you may not see it",
        "not_found",
        "请从列表重新打开",
    )


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
    return [{"field": path, "message": "；".join(str(text) for text in texts)}]


HTTP_TEXTS = {
    400: ("请求格式不对", "The request is malformed"),
    401: ("请先登录", "Please log in"),
    403: ("您没有做这件事的权限", "You may not do this"),
    404: ("没有这个地址", "No such address"),
    405: ("这个地址不支持该操作", "Method not allowed here"),
    409: ("数据已被他人修改", "Somebody else changed the data"),
    413: ("文件太大", "The file is too large"),
    415: ("请求的内容类型不支持", "Content type not supported"),
    422: ("有些内容需要更正", "Some values need correcting"),
    429: ("请求太频繁，请稍后再试", "Too many requests"),
}


def _http_error(error: HTTPException) -> tuple[Response, int]:
    status = error.code or 500
    zh, en = HTTP_TEXTS.get(status, ("系统内部出错，已记录", "Internal error, it has been logged"))
    data = getattr(error, "data", None) or {}
    cause = getattr(error, "exc", None)
    messages = cause.messages if isinstance(cause, ValidationError) else data.get("messages") or {}
    details = flatten(messages) if messages else ()
    body = AppError(zh, en, f"http_{status}", details=details).as_dict()
    return jsonify(body), status


def register(app: Flask) -> None:
    """Give every error of every route the one shape."""

    @app.errorhandler(AppError)
    def on_app_error(error: AppError) -> tuple[Response, int]:
        return jsonify(error.as_dict()), error.status

    app.register_error_handler(HTTPException, _http_error)

    @app.errorhandler(500)
    def on_crash(_error: BaseException) -> tuple[Response, int]:
        zh, en = "系统内部出错，已记录", "Internal error, it has been logged"
        return jsonify(AppError(zh, en, "http_500").as_dict()), 500
