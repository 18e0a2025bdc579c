"""The ledger over HTTP."""

from __future__ import annotations

from typing import Any

from flask import current_app

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.core.web.versions import same_until
from inventory.judgement.ledger import (
    bulk,
    bulk_schemas,
    facets,
    kind_counts,
    listing,
    merging,
    schemas,
    service,
    settling,
    splitting,
    summed,
    transfers,
    writing,
)
from inventory.registry.equipment import corrections, retrieval
from inventory.registry.equipment.marks import linked, marked
from inventory.registry.equipment.models import Equipment, EquipmentRevision

blp = Blueprint("equipment", __name__, description="设备台账 / Equipment ledger")


def _origin(reason: str) -> writing.Origin:
    horizon = current_app.config["HUANXIN"].horizon_days
    return writing.Origin("api", actor().id, reason, horizon=horizon)


@blp.route("/equipment", methods=["GET"])
@blp.arguments(schemas.EquipmentQuery, location="query")
@blp.response(200, schemas.EquipmentPage)
def list_equipment(args: dict[str, Any]) -> listing.Page:
    """A page of the ledger with the exact count; give `next` as `after` for the next page."""
    sort, after, size = args.pop("sort"), args.pop("after"), args.pop("size")
    quickly = args.pop("quickly")
    return listing.page(actor(), listing.Filters(**args), sort, after, size, quickly=quickly)


@blp.route("/equipment/summary", methods=["GET"])
@blp.arguments(schemas.SummaryQuery, location="query")
@blp.response(200, schemas.SummaryResult(many=True))
def summarise(args: dict[str, Any]) -> list[kind_counts.KindCount]:
    """Devices by kind and verdict."""
    return kind_counts.summary(actor(), args["region"])


@blp.route("/equipment/facets", methods=["GET"])
@blp.arguments(schemas.EquipmentFilters, location="query")
@blp.response(200, schemas.FacetsResult)
@same_until(lambda args: summed.version(actor(), listing.Filters(**args)))
def count_facets(args: dict[str, Any]) -> facets.Facets:
    """How many devices each further filter would leave; each number is that list's total."""
    return facets.facets(actor(), listing.Filters(**args))


@blp.route("/equipment", methods=["POST"])
@blp.arguments(schemas.EquipmentArgs)
@blp.response(201, schemas.EquipmentResult)
@allow(OFFICE)
def create_equipment(args: dict[str, Any]) -> Equipment:
    """A new device; it is judged at once."""
    return service.create(
        actor(),
        args["kind"],
        args["enterprise_id"],
        args["region"],
        args["facts"],
        _origin(args["reason"]),
    )


@blp.route("/equipment/bulk", methods=["POST"])
@blp.arguments(bulk_schemas.BulkArgs)
@blp.response(200, bulk_schemas.BulkResult)
@allow(OFFICE)
def write_many(args: dict[str, Any]) -> bulk.Outcome:
    """Up to 1,000 devices, new or changed; each row is written whole or told why not."""
    whole = args["all_or_nothing"]
    corrections.count_bulk(actor(), len(args["rows"]))
    return bulk.write(actor(), args["rows"], _origin(args["reason"]), all_or_nothing=whole)


@blp.route("/equipment/<int:equipment_id>", methods=["GET"])
@blp.response(200, schemas.EquipmentResult)
def get_equipment(equipment_id: int) -> Equipment:
    """One device, with the open case in which it stands, what replaced it and what it replaced."""
    device = retrieval.get(actor(), equipment_id)
    marked(actor(), [device])
    return linked(actor(), device)


@blp.route("/equipment/<int:equipment_id>", methods=["PATCH"])
@blp.arguments(schemas.EquipmentPatch)
@blp.response(200, schemas.EquipmentResult)
@allow(OFFICE)
def update_equipment(args: dict[str, Any], equipment_id: int) -> Equipment:
    """Change a device; facts are merged, null deletes one; it is judged again at once."""
    corrections.count(actor())
    origin = _origin(args.pop("reason"))
    return service.update(actor(), equipment_id, args.pop("version"), origin, **args)


@blp.route("/equipment/<int:equipment_id>/revisions", methods=["GET"])
@blp.response(200, schemas.RevisionResult(many=True))
def list_revisions(equipment_id: int) -> list[EquipmentRevision]:
    """The history of a device, oldest first."""
    return service.revisions(actor(), equipment_id)


@blp.route("/equipment/<int:equipment_id>/restore", methods=["POST"])
@blp.arguments(schemas.RestoreArgs)
@blp.response(200, schemas.EquipmentResult)
@allow(OFFICE)
def restore(args: dict[str, Any], equipment_id: int) -> Equipment:
    """Bring an old version back as a new one; it is checked and judged as of today."""
    corrections.count(actor())
    origin = _origin(args["reason"])
    return service.restore(actor(), equipment_id, args["version"], args["expected_version"], origin)


@blp.route("/equipment/<int:equipment_id>/disputes/<field>", methods=["POST"])
@blp.arguments(schemas.SettleArgs)
@blp.response(200, schemas.EquipmentResult)
@allow(OFFICE)
def settle(args: dict[str, Any], equipment_id: int, field: str) -> Equipment:
    """Say, after a look at the nameplate, whose value stands: the record's or the model's."""
    origin = _origin(args.pop("reason"))
    return settling.settle(actor(), equipment_id, field, origin, **args)


@blp.route("/equipment/<int:equipment_id>/compare/<int:other_equipment_id>", methods=["GET"])
@blp.response(200, schemas.CompareResult)
@allow(OFFICIALS)
def compare(equipment_id: int, other_equipment_id: int) -> merging.Comparison:
    """Two devices side by side, and what prevents their merge."""
    return merging.compare(actor(), equipment_id, other_equipment_id)


@blp.route("/equipment/<int:equipment_id>/merge", methods=["POST"])
@blp.arguments(schemas.MergeArgs)
@blp.response(200, schemas.EquipmentResult)
@allow(OFFICE)
def merge(args: dict[str, Any], equipment_id: int) -> Equipment:
    """Merge another record of the same device into this one; choices say whose value stands."""
    versions = (args["version"], args["other_version"])
    origin = _origin(args["reason"])
    return merging.merge(actor(), equipment_id, args["other_id"], args["choices"], versions, origin)


@blp.route("/equipment/<int:equipment_id>/unmerge", methods=["POST"])
@blp.arguments(schemas.UnmergeArgs)
@blp.response(200, schemas.EquipmentResult)
@allow(OFFICE)
def unmerge(args: dict[str, Any], equipment_id: int) -> Equipment:
    """Undo the last merge, or the one with `other_id`: both records stand as before."""
    origin = _origin(args["reason"])
    return merging.unmerge(actor(), equipment_id, args["other_id"], args["version"], origin)


@blp.route("/equipment/<int:equipment_id>/transfer", methods=["POST"])
@blp.arguments(schemas.TransferArgs)
@blp.response(201, schemas.TransferResult)
@allow(OFFICE)
def transfer(args: dict[str, Any], equipment_id: int) -> transfers.TransferShown:
    """Pass a device to another enterprise; both sides see it under /transfers."""
    done = transfers.transfer(
        actor(),
        equipment_id,
        args["to_enterprise_id"],
        args["on"],
        _origin(args["reason"]),
        region=args["region"],
        version=args["version"],
    )
    return transfers.get(actor(), done.id)


@blp.route("/equipment/<int:equipment_id>/split", methods=["POST"])
@blp.arguments(schemas.SplitArgs)
@blp.response(201, schemas.EquipmentResult)
@allow(OFFICE)
def split(args: dict[str, Any], equipment_id: int) -> Equipment:
    """Take some of the devices that a record stands for into a record of their own."""
    return splitting.split(
        actor(), equipment_id, args["pieces"], _origin(args["reason"]), version=args["version"]
    )


@blp.route("/transfers", methods=["GET"])
@blp.lists(schemas.TransferQuery, schemas.TransferPage)
def list_transfers(args: dict[str, Any], part: Slice) -> Page[Any]:
    """Devices that changed hands, from or to what you may see; the newest first."""
    return transfers.find(actor(), args["equipment"], part)
