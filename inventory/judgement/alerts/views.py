"""Alerts over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.core.access import OFFICE
from inventory.core.paging import Key, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.judgement.alerts import bulk, handling, schemas, service
from inventory.judgement.alerts.models import Alert
from inventory.people.accounts.models import User

blp = Blueprint("alerts", __name__, description="预警 / Alerts")


@dataclass(frozen=True)
class AlertPage:
    """A page of alerts, and how many stand at each stage in the whole list."""

    items: Sequence[handling.AlertShown]
    total: int
    stages: Mapping[str, int]
    last: Key


@dataclass(frozen=True)
class Handled:
    """Ids of the alerts that a step changed, that stood so already, and why others did not."""

    done: Sequence[int]
    unchanged: Sequence[int]
    refused: Sequence[bulk.Refused]


def _shown(alert: Alert) -> handling.AlertShown:
    return handling.shown(actor(), [alert])[0]


@blp.route("/alerts", methods=["GET"])
@blp.lists(schemas.AlertQuery, schemas.AlertPage)
def list_alerts(args: dict[str, Any], part: Slice) -> AlertPage:
    """Open alerts that you may see, the most urgent first, and how many stand at each stage.

    What is put off shows only with `snoozed=true`.
    """
    filters = service.AlertFilters(**args)
    stages = service.counts(actor(), filters)
    found = service.find(actor(), filters, part, stages)
    return AlertPage(handling.shown(actor(), found.items), found.total, stages, found.last)


@blp.route("/alerts/bulk", methods=["POST"])
@blp.arguments(schemas.BulkAlertArgs)
@blp.response(200, schemas.BulkAlertResult)
@allow(OFFICE)
def handle_many(args: dict[str, Any]) -> Handled:
    """Acknowledge, put off, wake or hand over many at once; each only as it alone would permit."""
    step = bulk.Step(args["step"], args["until"], args["reason"].strip(), args["user_id"])
    if args["ids"]:
        result = bulk.of_ids(actor(), args["ids"], step, preview=args["preview"])
    else:
        filters = service.AlertFilters(**args["filters"])
        result = bulk.of_filters(actor(), filters, step, preview=args["preview"])
    return Handled(result.done, result.unchanged, list(result.refused.values()))


@blp.route("/alerts/officers", methods=["GET"])
@blp.response(200, schemas.AssigneeResult(many=True))
@allow(OFFICE)
def list_officers() -> list[User]:
    """Officers who may handle something of what you do."""
    return handling.officers(actor())


@blp.route("/alerts/<int:alert_id>", methods=["GET"])
@blp.response(200, schemas.AlertResult)
def get_alert(alert_id: int) -> handling.AlertShown:
    """One open alert."""
    return _shown(handling.get(actor(), alert_id))


@blp.route("/alerts/<int:alert_id>/acknowledge", methods=["POST"])
@blp.response(200, schemas.AlertResult)
@allow(OFFICE)
def acknowledge(alert_id: int) -> handling.AlertShown:
    """Say that it has been seen; a new stage asks again."""
    return _shown(handling.acknowledge(actor(), alert_id))


@blp.route("/alerts/<int:alert_id>/snooze", methods=["POST"])
@blp.arguments(schemas.SnoozeArgs)
@blp.response(200, schemas.AlertResult)
@allow(OFFICE)
def snooze(args: dict[str, Any], alert_id: int) -> handling.AlertShown:
    """Hide it until a day; never past the day on which something binding becomes due."""
    return _shown(handling.snooze(actor(), alert_id, args["until"], args["reason"]))


@blp.route("/alerts/<int:alert_id>/snooze", methods=["DELETE"])
@blp.response(200, schemas.AlertResult)
@allow(OFFICE)
def wake(alert_id: int) -> handling.AlertShown:
    """End a snooze."""
    return _shown(handling.wake(actor(), alert_id))


@blp.route("/alerts/<int:alert_id>/assignee", methods=["PUT"])
@blp.arguments(schemas.AssignArgs)
@blp.response(200, schemas.AlertResult)
@allow(OFFICE)
def assign(args: dict[str, Any], alert_id: int) -> handling.AlertShown:
    """Hand it to an officer; null takes it back."""
    return _shown(handling.assign(actor(), alert_id, args["user_id"]))


@blp.route("/alerts/<int:alert_id>/assignees", methods=["GET"])
@blp.response(200, schemas.AssigneeResult(many=True))
@allow(OFFICE)
def list_assignees(alert_id: int) -> list[User]:
    """Officers whom it can be handed to."""
    return handling.assignees(actor(), alert_id)
