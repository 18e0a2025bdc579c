"""Surveys over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Response

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.intake.surveys import listing, recording, rounds, schemas, workbook
from inventory.intake.surveys.listing import RoundShown, Wanted
from inventory.intake.surveys.models import SurveyEntry
from inventory.intake.surveys.rounds import Begun, Chosen

blp = Blueprint("surveys", __name__, description="摸排 / Survey rounds")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHOSEN = ("verdict", "key_energy_user", "q")


def _begun(args: dict[str, Any]) -> Begun:
    chosen = Chosen(**{name: args.pop(name) for name in CHOSEN})
    return Begun(**args, chosen=chosen)


def _told(entry: SurveyEntry) -> SurveyEntry:
    entry.shown_lines = listing.lines(entry)
    return entry


@blp.route("/surveys", methods=["GET"])
@blp.lists(schemas.SurveyQuery, schemas.SurveyPage)
@allow(OFFICIALS)
def list_surveys(args: dict[str, Any], part: Slice) -> Page[RoundShown]:
    """Rounds with their progress, the latest first."""
    return listing.listing(actor(), args["state"], args["statement"], part)


@blp.route("/surveys", methods=["POST"])
@blp.arguments(schemas.SurveyArgs)
@blp.response(201, schemas.Survey)
@allow(OFFICE)
def begin_survey(args: dict[str, Any]) -> RoundShown:
    """A round with the enterprises that fit."""
    return listing.one(actor(), rounds.begin(actor(), _begun(args)).id)


@blp.route("/surveys/candidates", methods=["POST"])
@blp.arguments(schemas.SurveyArgs)
@blp.response(200, schemas.SurveyCount)
@allow(OFFICE)
def count_candidates(args: dict[str, Any]) -> dict[str, int]:
    """How many enterprises a round of this sort would have; nothing is kept."""
    return {"enterprises": len(rounds.candidates(actor(), _begun(args)))}


@blp.route("/surveys/<int:survey_id>", methods=["GET"])
@blp.response(200, schemas.Survey)
@allow(OFFICIALS)
def get_survey(survey_id: int) -> RoundShown:
    """One round."""
    return listing.one(actor(), survey_id)


@blp.route("/surveys/<int:survey_id>/close", methods=["POST"])
@blp.arguments(schemas.SurveyVersion)
@blp.response(200, schemas.Survey)
@allow(OFFICE)
def close_survey(args: dict[str, Any], survey_id: int) -> RoundShown:
    """End a round."""
    return listing.one(actor(), rounds.close(actor(), survey_id, args["version"]).id)


@blp.route("/surveys/<int:survey_id>/enterprises", methods=["GET"])
@blp.lists(schemas.SurveyEntryQuery, schemas.SurveyEntryPage)
@allow(OFFICIALS)
def list_entries(args: dict[str, Any], part: Slice, survey_id: int) -> Page[SurveyEntry]:
    """The enterprises of a round, those not visited first."""
    return listing.entries(actor(), survey_id, Wanted(**args), part)


@blp.route("/surveys/<int:survey_id>/enterprises", methods=["POST"])
@blp.arguments(schemas.SurveyAddition)
@blp.response(201, schemas.SurveyEntry)
@allow(OFFICE)
def add_entry(args: dict[str, Any], survey_id: int) -> SurveyEntry:
    """Put one more enterprise on the list."""
    return rounds.add(actor(), survey_id, args["enterprise_id"])


@blp.route("/surveys/<int:survey_id>.xlsx", methods=["GET"])
@blp.arguments(schemas.SurveyEntryFilters, location="query")
@blp.response(200, content_type=XLSX)
@allow(OFFICIALS)
def export_survey(args: dict[str, Any], survey_id: int) -> Response:
    """The list and the devices that disagree, as a workbook."""
    content = workbook.export(actor(), survey_id, Wanted(**args))
    headers = {"Content-Disposition": f'attachment; filename="survey-{survey_id}.xlsx"'}
    return Response(content, mimetype=XLSX, headers=headers)


@blp.route("/surveys/enterprises/<int:survey_entry_id>", methods=["GET"])
@blp.response(200, schemas.SurveyEntryDetail)
@allow(OFFICIALS)
def get_entry(survey_entry_id: int) -> SurveyEntry:
    """One enterprise of a round, with its devices."""
    return _told(recording.get(actor(), survey_entry_id))


@blp.route("/surveys/enterprises/<int:survey_entry_id>", methods=["PUT"])
@blp.arguments(schemas.SurveyResult)
@blp.response(200, schemas.SurveyEntryDetail)
@allow(OFFICE)
def record_entry(args: dict[str, Any], survey_entry_id: int) -> SurveyEntry:
    """The result at an enterprise; it replaces the one before."""
    lines = [recording.Line(**line) for line in args.pop("lines")]
    version = args.pop("version")
    result = recording.Result(**args, lines=lines)
    return _told(recording.record(actor(), survey_entry_id, version, result))
