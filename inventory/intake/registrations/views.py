"""Registrations over HTTP: open to strangers where they apply, to officials where they decide."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.paging import Page, Slice, page
from inventory.core.web.api import Blueprint, actor, allow, public
from inventory.intake.registrations import schemas, service
from inventory.intake.registrations.models import Registration
from inventory.registry.attachments import service as attachments
from inventory.registry.attachments.models import Attachment
from inventory.registry.attachments.schemas import AttachmentFile, AttachmentResult
from inventory.registry.attachments.views import limits, received, store

blp = Blueprint("registrations", __name__, description="企业注册申请 / Registrations")


def _complexity() -> bool:
    asked: bool = current_app.config["HUANXIN"].password_complexity
    return asked


def _shown(found: Registration, official: bool) -> dict[str, Any]:
    """What the applicant may see of an application, and what an official sees beside it."""
    plain = {name: getattr(found, name) for name in schemas.RegistrationSummary().fields}
    parent = attachments.Parent(attachments.REGISTRATION, found.id)
    shown = {**plain, "attachments": attachments.of(parent), "decided_at": found.decided_at}
    if official:
        shown["warnings"] = service.warnings(actor(), found)
        shown["enterprise_id"], shown["user_id"] = found.enterprise_id, found.user_id
    return shown


@blp.route("/registrations", methods=["POST"])
@blp.arguments(schemas.RegistrationArgs)
@blp.response(201, schemas.RegistrationApplied)
@public
def apply(args: dict[str, Any]) -> dict[str, Any]:
    """Ask for an account for your enterprise. Keep number and secret: they show the state."""
    per_hour = current_app.config["HUANXIN"].registrations_per_hour
    secret, made = service.apply(
        args, args.pop("password"), request.remote_addr or "", per_hour, _complexity()
    )
    return {"id": made.id, "secret": secret, "state": made.state}


@blp.route("/registrations", methods=["GET"])
@blp.lists(schemas.RegistrationQuery, schemas.RegistrationPage)
@allow(OFFICIALS)
def list_registrations(args: dict[str, Any], part: Slice) -> Page[Any]:
    """Applications from your regions, the newest first."""
    query = service.visible(actor())
    if args["state"]:
        query = query.where(Registration.state == args["state"])
    return page(query, part)


@blp.route("/registrations/<int:registration_id>", methods=["GET"])
@blp.arguments(schemas.RegistrationSecret, location="query")
@blp.response(200, schemas.RegistrationResult)
@public
def follow(args: dict[str, Any], registration_id: int) -> dict[str, Any]:
    """How your application stands."""
    return _shown(service.by_secret(registration_id, args["secret"]), official=False)


@blp.route("/registrations/<int:registration_id>/review", methods=["GET"])
@blp.response(200, schemas.RegistrationResult)
@allow(OFFICIALS)
def review(registration_id: int) -> dict[str, Any]:
    """An application with its proof, and warnings about its code and name."""
    return _shown(service.get(actor(), registration_id), official=True)


@blp.route("/registrations/<int:registration_id>", methods=["PATCH"])
@blp.arguments(schemas.RegistrationSecret, location="query")
@blp.arguments(schemas.RegistrationPatch)
@blp.response(200, schemas.RegistrationResult)
@public
def correct(query: dict[str, Any], args: dict[str, Any], registration_id: int) -> dict[str, Any]:
    """Send a returned application again, corrected."""
    password = args.pop("password")
    found = service.correct(registration_id, query["secret"], args, password, _complexity())
    return _shown(found, official=False)


@blp.route("/registrations/<int:registration_id>/attachments", methods=["POST"])
@blp.arguments(schemas.RegistrationSecret, location="query")
@blp.arguments(AttachmentFile, location="files")
@blp.response(201, AttachmentResult)
@public
def add_proof(
    query: dict[str, Any], files: dict[str, FileStorage], registration_id: int
) -> Attachment:
    """Add a proof, such as the business licence, to your application."""
    parent = service.proof_parent(registration_id, query["secret"])
    upload = received(files["file"], "proof")
    return attachments.add(None, parent, upload, store(), limits())


@blp.route("/registrations/<int:registration_id>/return", methods=["POST"])
@blp.arguments(schemas.RegistrationReturn)
@blp.response(200, schemas.RegistrationResult)
@allow(OFFICE)
def send_back(args: dict[str, Any], registration_id: int) -> dict[str, Any]:
    """Return an application, saying what is to be corrected."""
    found = service.send_back(actor(), registration_id, args["version"], args["remark"])
    return _shown(found, official=True)


@blp.route("/registrations/<int:registration_id>/reject", methods=["POST"])
@blp.arguments(schemas.RegistrationReject)
@blp.response(200, schemas.RegistrationResult)
@allow(OFFICE)
def reject(args: dict[str, Any], registration_id: int) -> dict[str, Any]:
    """Reject an application for good; the applicant reads the reason and may apply anew."""
    return _shown(service.reject(actor(), registration_id, **args), official=True)


@blp.route("/registrations/<int:registration_id>/accept", methods=["POST"])
@blp.arguments(schemas.RegistrationAccept)
@blp.response(200, schemas.RegistrationResult)
@allow(OFFICE)
def accept(args: dict[str, Any], registration_id: int) -> dict[str, Any]:
    """Accept an application; give `enterprise_id` to let it join an enterprise that is known."""
    return _shown(service.accept(actor(), registration_id, **args), official=True)
