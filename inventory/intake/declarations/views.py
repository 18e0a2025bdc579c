"""Declarations over HTTP: the enterprise writes and hands in, officials review."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, current_app
from werkzeug.datastructures import FileStorage

from inventory.core import clock
from inventory.core.access import OFFICE
from inventory.core.paging import Page, Slice, page
from inventory.core.web.api import Blueprint, actor, allow
from inventory.intake.declarations import (
    confirming,
    drafting,
    lookup,
    reviewing,
    schemas,
    service,
    uploading,
    workbook,
)
from inventory.intake.declarations.models import Declaration, DeclarationItem
from inventory.intake.declarations.results import (
    Double,
    Problem,
    Review,
    Uploaded,
    WholeDeclaration,
)
from inventory.intake.declarations.states import CLERKS

blp = Blueprint("declarations", __name__, description="企业申报 / Declarations by enterprises")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARY = {"type": "string", "format": "binary"}


def _horizon() -> int:
    horizon: int = current_app.config["HUANXIN"].horizon_days
    return horizon


def _shown(declaration: Declaration) -> WholeDeclaration:
    return lookup.whole(actor(), declaration)


@blp.route("/declarations", methods=["GET"])
@blp.lists(schemas.DeclarationQuery, schemas.DeclarationPage)
def list_declarations(args: dict[str, Any], part: Slice) -> Page[Any]:
    """Your own declarations, or those handed in for devices in your regions; newest first."""
    return page(lookup.listing(actor(), **args), part)


@blp.route("/declarations", methods=["POST"])
@blp.arguments(schemas.DeclarationArgs)
@blp.response(201, schemas.DeclarationResult)
@allow(CLERKS)
def create_declaration(args: dict[str, Any]) -> WholeDeclaration:
    """A new draft of your enterprise; it is kept here until you hand it in."""
    return _shown(drafting.create(actor(), args["note"]))


@blp.route("/declarations/due", methods=["GET"])
@blp.lists(schemas.DueQuery, schemas.DuePage)
def list_due(args: dict[str, Any], part: Slice) -> Page[Any]:
    """Devices that nobody has declared or confirmed for twelve months."""
    return confirming.due(actor(), clock.today(), args["kind"], part)


@blp.route("/declarations/workbook", methods=["GET"])
@blp.arguments(schemas.WorkbookQuery, location="query")
@blp.response(200, BINARY, content_type=XLSX)
@allow(CLERKS)
def get_workbook(args: dict[str, Any]) -> Response:
    """A workbook with your devices filled in, to be corrected and uploaded."""
    headers = {"Content-Disposition": 'attachment; filename="declaration.xlsx"'}
    return Response(workbook.make(actor(), args["kind"]), mimetype=XLSX, headers=headers)


@blp.route("/declarations/<int:declaration_id>", methods=["GET"])
@blp.response(200, schemas.DeclarationResult)
def get_declaration(declaration_id: int) -> WholeDeclaration:
    """One declaration with its items, its history and the steps that you may take."""
    return _shown(lookup.get(actor(), declaration_id))


@blp.route("/declarations/<int:declaration_id>", methods=["PATCH"])
@blp.arguments(schemas.DeclarationArgs)
@blp.response(200, schemas.DeclarationResult)
@allow(CLERKS)
def annotate(args: dict[str, Any], declaration_id: int) -> WholeDeclaration:
    """Change your note on a draft."""
    return _shown(drafting.annotate(actor(), declaration_id, args["note"]))


@blp.route("/declarations/<int:declaration_id>/items", methods=["POST"])
@blp.arguments(schemas.DeclaredItemArgs)
@blp.response(201, schemas.DeclaredItem)
@allow(CLERKS)
def add_item(args: dict[str, Any], declaration_id: int) -> DeclarationItem:
    """Declare a device: new, changed, retired, or confirmed as it is."""
    draft = drafting.Draft(
        args["action"],
        args["kind"],
        args["equipment_id"],
        args["region"],
        args["facts"],
        args["base_version"],
    )
    return drafting.add_item(actor(), declaration_id, draft)


@blp.route("/declarations/<int:declaration_id>/confirmations", methods=["POST"])
@blp.arguments(schemas.ConfirmationArgs)
@blp.response(201, schemas.DeclarationResult)
@allow(CLERKS)
def confirm_rest(args: dict[str, Any], declaration_id: int) -> WholeDeclaration:
    """Declare in one act that the other devices have not changed."""
    return _shown(drafting.confirm_rest(actor(), declaration_id, args["devices"]))


@blp.route("/declarations/<int:declaration_id>/items/<int:item_id>", methods=["PATCH"])
@blp.arguments(schemas.DeclaredItemPatch)
@blp.response(200, schemas.DeclaredItem)
@allow(CLERKS)
def edit_item(args: dict[str, Any], declaration_id: int, item_id: int) -> DeclarationItem:
    """Save a device of a draft as far as it is filled in; `facts` replace the former ones."""
    return drafting.edit_item(actor(), declaration_id, item_id, args)


@blp.route("/declarations/<int:declaration_id>/items/<int:item_id>", methods=["DELETE"])
@blp.response(204)
@allow(CLERKS)
def remove_item(declaration_id: int, item_id: int) -> None:
    """Take a device out of a draft."""
    drafting.remove_item(actor(), declaration_id, item_id)


@blp.route("/declarations/<int:declaration_id>/problems", methods=["GET"])
@blp.response(200, schemas.DeclarationProblem(many=True))
def list_problems(declaration_id: int) -> list[Problem]:
    """Everything that must be corrected before the declaration can be handed in."""
    return lookup.problems(actor(), declaration_id)


@blp.route("/declarations/<int:declaration_id>/doubles", methods=["GET"])
@blp.response(200, schemas.DeclarationDouble(many=True))
def list_doubles(declaration_id: int) -> list[Double]:
    """Devices that also stand in another declaration which is not decided yet."""
    return lookup.doubles(actor(), declaration_id)


@blp.route("/declarations/<int:declaration_id>/review", methods=["GET"])
@blp.response(200, schemas.ReviewResult)
def review(declaration_id: int) -> Review:
    """Each device against the ledger: differences, verdict before and after, warnings."""
    declaration = lookup.get(actor(), declaration_id)
    rows = reviewing.review(actor(), declaration, clock.today(), _horizon())
    return Review(declaration, rows)


@blp.route("/declarations/<int:declaration_id>/workbook", methods=["POST"])
@blp.arguments(schemas.WorkbookFile, location="files")
@blp.response(200, schemas.WorkbookResult)
@allow(CLERKS)
def upload_workbook(files: dict[str, FileStorage], declaration_id: int) -> Uploaded:
    """Read a filled workbook into the draft, all of it or nothing, with all problems at once."""
    name = Path((files["file"].filename or "upload").replace("\\", "/")).name
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        files["file"].save(path)
        report = uploading.upload(actor(), declaration_id, path, name)
    return Uploaded(
        **uploading.totals(report.counts),
        warnings=report.warnings,
        notes=report.notes,
        version=lookup.get(actor(), declaration_id).version,
    )


@blp.route("/declarations/<int:declaration_id>/submit", methods=["POST"])
@blp.arguments(schemas.DeclarationSubmit)
@blp.response(200, schemas.DeclarationResult)
@allow(CLERKS)
def submit(args: dict[str, Any], declaration_id: int) -> WholeDeclaration:
    """Hand the declaration in; the named person answers for its truth."""
    version = args.pop("version")
    signature = service.Signature(**args)
    return _shown(service.submit(actor(), declaration_id, version, signature))


@blp.route("/declarations/<int:declaration_id>/withdraw", methods=["POST"])
@blp.arguments(schemas.DeclarationStep)
@blp.response(200, schemas.DeclarationResult)
@allow(CLERKS)
def withdraw(args: dict[str, Any], declaration_id: int) -> WholeDeclaration:
    """Give the declaration up."""
    return _shown(service.withdraw(actor(), declaration_id, args["version"]))


@blp.route("/declarations/<int:declaration_id>/return", methods=["POST"])
@blp.arguments(schemas.DeclarationReturn)
@blp.response(200, schemas.DeclarationResult)
@allow(OFFICE)
def send_back(args: dict[str, Any], declaration_id: int) -> WholeDeclaration:
    """Return the declaration with remarks on the whole, on devices and on their fields."""
    remarks = [service.Remark(**remark) for remark in args["remarks"]]
    return _shown(
        service.send_back(actor(), declaration_id, args["version"], args["remark"], remarks)
    )


@blp.route("/declarations/<int:declaration_id>/accept", methods=["POST"])
@blp.arguments(schemas.DeclarationStep)
@blp.response(200, schemas.DeclarationResult)
@allow(OFFICE)
def accept(args: dict[str, Any], declaration_id: int) -> WholeDeclaration:
    """Accept the devices that your departments lead; the last acceptance writes the ledger."""
    return _shown(service.accept(actor(), declaration_id, args["version"], _horizon()))
