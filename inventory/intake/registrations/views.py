"""Registrations over HTTP: open to strangers where they apply, to officials where they decide."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.paging import Page, Slice, page
from inventory.core.web.api import Blueprint, actor, allow, public
from inventory.intake.registrations import schemas, service, showing
from inventory.intake.registrations.models import Registration
from inventory.intake.registrations.results import Applied, Followed, Reviewed
from inventory.registry.attachments import service as attachments
from inventory.registry.attachments.models import Attachment
from inventory.registry.attachments.schemas import AttachmentFile, AttachmentResult
from inventory.registry.attachments.views import limits, received, store

blp = Blueprint("registrations", __name__, description="企业注册申请 / Registrations")


def _complexity() -> bool:
    asked: bool = current_app.config["HUANXIN"].password_complexity
    return asked


@blp.route("/registrations", methods=["POST"])
@blp.arguments(schemas.RegistrationArgs)
@blp.response(201, schemas.RegistrationApplied)
@public
def apply(args: dict[str, Any]) -> Applied:
    """Ask for an account for your enterprise. Keep number and secret: they show the state."""
    per_hour = current_app.config["HUANXIN"].registrations_per_hour
    secret, made = service.apply(
        args, args.pop("password"), request.remote_addr or "", per_hour, _complexity()
    )
    return Applied(made.id, secret, made.state)


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
def follow(args: dict[str, Any], registration_id: int) -> Followed:
    """How your application stands."""
    return showing.followed(service.by_secret(registration_id, args["secret"]))


@blp.route("/registrations/<int:registration_id>/review", methods=["GET"])
@blp.response(200, schemas.RegistrationResult)
@allow(OFFICIALS)
def review(registration_id: int) -> Reviewed:
    """An application with its proof, and warnings about its code and name."""
    return showing.reviewed(actor(), service.get(actor(), registration_id))


@blp.route("/registrations/<int:registration_id>", methods=["PATCH"])
@blp.arguments(schemas.RegistrationSecret, location="query")
@blp.arguments(schemas.RegistrationPatch)
@blp.response(200, schemas.RegistrationResult)
@public
def correct(query: dict[str, Any], args: dict[str, Any], registration_id: int) -> Followed:
    """Send a returned application again, corrected."""
    password = args.pop("password")
    found = service.correct(registration_id, query["secret"], args, password, _complexity())
    return showing.followed(found)


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
def send_back(args: dict[str, Any], registration_id: int) -> Reviewed:
    """Return an application, saying what is to be corrected."""
    found = service.send_back(actor(), registration_id, args["version"], args["remark"])
    return showing.reviewed(actor(), found)


@blp.route("/registrations/<int:registration_id>/reject", methods=["POST"])
@blp.arguments(schemas.RegistrationReject)
@blp.response(200, schemas.RegistrationResult)
@allow(OFFICE)
def reject(args: dict[str, Any], registration_id: int) -> Reviewed:
    """Reject an application for good; the applicant reads the reason and may apply again."""
    return showing.reviewed(actor(), service.reject(actor(), registration_id, **args))


@blp.route("/registrations/<int:registration_id>/accept", methods=["POST"])
@blp.arguments(schemas.RegistrationAccept)
@blp.response(200, schemas.RegistrationResult)
@allow(OFFICE)
def accept(args: dict[str, Any], registration_id: int) -> Reviewed:
    """Accept an application; give `enterprise_id` to let it join an enterprise that is known."""
    return showing.reviewed(actor(), service.accept(actor(), registration_id, **args))
