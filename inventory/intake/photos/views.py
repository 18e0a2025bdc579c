"""Photographs of nameplates over HTTP."""

from __future__ import annotations

from typing import Any

from flask import current_app
from werkzeug.datastructures import FileStorage

from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.intake.photos import confirming, schemas, service, showing
from inventory.intake.photos.models import NameplatePhoto
from inventory.judgement.ledger.writing import Origin
from inventory.registry.attachments import views as attachments
from inventory.registry.jobs import service as jobs

blp = Blueprint("photos", __name__, description="铭牌拍照 / Photographed nameplates")


def _switched_on() -> bool:
    return bool(current_app.config["HUANXIN"].photo_reading)


def _wake(photo: NameplatePhoto) -> NameplatePhoto:
    """Have the photo read; the worker takes all that wait of the same person."""
    settings = current_app.config["HUANXIN"]
    params = {"user": photo.created_by, "data_dir": str(settings.data_dir)}
    job = jobs.create("photos", params, photo.created_by)
    current_app.extensions["queue"].send(job.id)
    return photo


@blp.route("/photos/readiness", methods=["GET"])
@blp.response(200, schemas.NameplateReadiness)
@allow(service.WRITERS)
def get_readiness() -> dict[str, str]:
    """Whether photographs can be read on this installation."""
    return {"state": service.availability(_switched_on())}


@blp.route("/photos", methods=["GET"])
@blp.lists(schemas.PhotoQuery, schemas.NameplatePhotoPage)
@allow(service.WRITERS)
def list_photos(args: dict[str, Any], part: Slice) -> Page[NameplatePhoto]:
    """Your own photographs, the newest first, without those that you gave up."""
    return service.page(actor(), args["state"], part)


@blp.route("/photos", methods=["POST"])
@blp.arguments(schemas.PhotoFile, location="files")
@blp.arguments(schemas.PhotoForm, location="form")
@blp.response(201, schemas.NameplatePhoto)
@allow(service.WRITERS)
def add_photo(files: dict[str, FileStorage], form: dict[str, Any]) -> NameplatePhoto:
    """Upload a photograph of a nameplate; it is read in the background."""
    service.require_ready(_switched_on())
    upload = attachments.received(files["file"], "nameplate_photo", form["key"])
    place = service.Place(form["enterprise_id"], form["region"])
    return _wake(service.add(actor(), upload, place, attachments.store(), attachments.limits()))


@blp.route("/photos/<int:photo_id>", methods=["GET"])
@blp.response(200, schemas.NameplatePhoto)
@allow(service.WRITERS)
def get_photo(photo_id: int) -> NameplatePhoto:
    """How far a photograph is."""
    return service.get(actor(), photo_id)


@blp.route("/photos/<int:photo_id>/reading", methods=["GET"])
@blp.arguments(schemas.KindQuery, location="query")
@blp.response(200, schemas.NameplateReading)
@allow(service.WRITERS)
def get_reading(args: dict[str, Any], photo_id: int) -> showing.PhotoRead:
    """What the plate says, each fact with its place on the picture and whether it is sure."""
    return showing.show(actor(), service.get(actor(), photo_id), args["kind"])


@blp.route("/photos/<int:photo_id>/reading", methods=["POST"])
@blp.response(202, schemas.NameplatePhoto)
@allow(service.WRITERS)
def read_again(photo_id: int) -> NameplatePhoto:
    """Have a photograph that could not be read, read once more."""
    service.require_ready(_switched_on())
    return _wake(service.again(actor(), photo_id))


@blp.route("/photos/<int:photo_id>/confirmation", methods=["POST"])
@blp.arguments(schemas.PhotoConfirmation)
@blp.response(201, schemas.NameplatePhoto)
@allow(service.WRITERS)
def confirm(args: dict[str, Any], photo_id: int) -> NameplatePhoto:
    """Make the device of the ledger, or, as a clerk, an item of your open declaration."""
    said = confirming.Confirmed(
        args["kind"],
        args["facts"],
        args["checked"],
        args["enterprise_id"],
        args["region"],
        args["equipment_id"],
        args["version"],
    )
    horizon = current_app.config["HUANXIN"].horizon_days
    origin = Origin("photo", actor().id, args["reason"], horizon=horizon)
    return confirming.confirm(actor(), photo_id, said, origin)


@blp.route("/photos/<int:photo_id>", methods=["DELETE"])
@blp.response(204)
@allow(service.WRITERS)
def drop(photo_id: int) -> None:
    """Give a photograph up."""
    service.drop(actor(), photo_id)
