"""Attachments over HTTP. What is served is never run: see `_serve`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response, current_app
from werkzeug.datastructures import FileStorage

from inventory.core.access import OFFICE, OFFICIALS, Role
from inventory.core.errors import NotFound, not_found
from inventory.core.files import FileStore
from inventory.core.web.api import Blueprint, actor, allow
from inventory.registry.attachments import contents, parents, pictures, schemas, service
from inventory.registry.attachments.models import Attachment

blp = Blueprint("attachments", __name__, description="附件 / Attachments")
# Nothing in a served file may run, load or be framed, whatever a browser takes it for.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
BINARY = {"type": "string", "format": "binary"}


def limits() -> service.Limits:
    settings = current_app.config["HUANXIN"]
    return service.Limits(settings.attachment_limit_mb, settings.attachment_count, settings.clamav)


def store() -> FileStore:
    return FileStore(current_app.config["HUANXIN"].files_dir)


def received(file: FileStorage, purpose: str, key: str | None = None) -> service.Upload:
    """The uploaded file, read no further than just past the limit."""
    content = file.stream.read(limits().megabytes * service.MEGABYTE + 1)
    return service.Upload(file.filename or "", content, purpose, key)


def _serve(sha256: str, media_type: str, name: str, disposition: str) -> Response:
    """A stored file under its own name (RFC 6266, RFC 5987), to be kept and not to be run."""
    response = Response(store().get(sha256), mimetype=media_type)
    ascii_name = name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "")
    ascii_name = ascii_name if len(ascii_name) == len(name) else f"file{_suffix(name)}"
    response.headers["Content-Disposition"] = (
        f"{disposition}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:] if dot >= 0 and name[dot:].lower() in contents.EXTENSIONS else ""


def _readable(attachment_id: int) -> Attachment:
    found = service.get(attachment_id)
    try:
        parents.readable(actor(), found.parent, found.parent_id)
    except NotFound as error:
        # In the words of a file that does not exist: whether it does is its owner's affair.
        raise not_found("附件", "attachment") from error
    return found


@blp.route("/attachments", methods=["POST"])
@blp.arguments(schemas.AttachmentFile, location="files")
@blp.arguments(schemas.AttachmentForm, location="form")
@blp.response(201, schemas.AttachmentResult)
@allow(OFFICE | {Role.ENTERPRISE})
def add_attachment(files: dict[str, FileStorage], form: dict[str, Any]) -> Attachment:
    """Attach a file to an item of your declaration, or to a device that you look after."""
    parent = parents.writable(actor(), form["parent"], form["parent_id"])
    upload = received(files["file"], form["purpose"], form["key"])
    return service.add(actor(), parent, upload, store(), limits())


@blp.route("/attachments", methods=["GET"])
@blp.arguments(schemas.AttachmentQuery, location="query")
@blp.response(200, schemas.AttachmentResult(many=True))
def list_attachments(args: dict[str, Any]) -> list[Attachment]:
    """The files of an item, a device or a registration."""
    return service.of(parents.readable(actor(), args["parent"], args["parent_id"]))


@blp.route("/attachments/<int:attachment_id>", methods=["GET"])
@blp.response(200, schemas.AttachmentResult)
def get_attachment(attachment_id: int) -> Attachment:
    """What a file is."""
    return _readable(attachment_id)


@blp.route("/attachments/<int:attachment_id>", methods=["DELETE"])
@blp.response(204)
@allow(OFFICE | {Role.ENTERPRISE})
def remove_attachment(attachment_id: int) -> None:
    """Take a file off an item that you still edit."""
    found = _readable(attachment_id)
    parents.removable(actor(), found)
    service.remove(actor(), found)


@blp.route("/attachments/<int:attachment_id>/content", methods=["GET"])
@blp.response(200, BINARY, content_type="application/octet-stream")
def get_content(attachment_id: int) -> Response:
    """The file to keep; images without the data that the camera added."""
    found = _readable(attachment_id)
    service.read(actor(), found, "content")
    return _serve(found.served_sha256, found.media_type, found.name, "attachment")


@blp.route("/attachments/<int:attachment_id>/original", methods=["GET"])
@blp.response(200, BINARY, content_type="application/octet-stream")
@allow(OFFICIALS)
def get_original(attachment_id: int) -> Response:
    """The file byte for byte as it was uploaded, as evidence."""
    found = _readable(attachment_id)
    service.read(actor(), found, "original")
    return _serve(found.sha256, "application/octet-stream", found.name, "attachment")


@blp.route("/attachments/<int:attachment_id>/preview", methods=["GET"])
@blp.response(200, BINARY, content_type="image/jpeg")
def get_preview(attachment_id: int) -> Response:
    """A small picture of an image."""
    found = _readable(attachment_id)
    if not found.preview_sha256:
        raise not_found("预览", "preview")
    service.read(actor(), found, "preview")
    return _serve(found.preview_sha256, pictures.JPEG, f"{found.id}.jpg", "inline")
