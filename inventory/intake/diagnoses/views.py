"""Diagnoses over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Response

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.intake.diagnoses import schemas, service, workbook
from inventory.intake.diagnoses.service import Found, Given, Shown, Wanted

blp = Blueprint("diagnoses", __name__, description="能效诊断 / Energy-efficiency diagnoses")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _given(args: dict[str, Any]) -> Given:
    return Given(**{**args, "findings": [Found(**it) for it in args["findings"]]})


@blp.route("/diagnoses", methods=["GET"])
@blp.lists(schemas.DiagnosisQuery, schemas.DiagnosisPage)
def list_diagnoses(args: dict[str, Any], part: Slice) -> Page[Shown]:
    """Diagnoses of the enterprises that you may see, the latest first."""
    return service.listing(actor(), Wanted(**args), part)


@blp.route("/diagnoses.xlsx", methods=["GET"])
@blp.arguments(schemas.DiagnosisFilters, location="query")
@blp.response(200, content_type=XLSX)
@allow(OFFICIALS)
def export_diagnoses(args: dict[str, Any]) -> Response:
    """The same list as a workbook, a row for each finding."""
    headers = {"Content-Disposition": 'attachment; filename="diagnoses.xlsx"'}
    return Response(workbook.export(actor(), Wanted(**args)), mimetype=XLSX, headers=headers)


@blp.route("/diagnoses", methods=["POST"])
@blp.arguments(schemas.DiagnosisArgs)
@blp.response(201, schemas.Diagnosis)
@allow(OFFICE)
def record_diagnosis(args: dict[str, Any]) -> Shown:
    """A new diagnosis of an enterprise."""
    return service.record(actor(), args.pop("enterprise_id"), _given(args))


@blp.route("/diagnoses/<int:diagnosis_id>", methods=["GET"])
@blp.response(200, schemas.Diagnosis)
def get_diagnosis(diagnosis_id: int) -> Shown:
    """One diagnosis."""
    return service.one(actor(), diagnosis_id)


@blp.route("/diagnoses/<int:diagnosis_id>", methods=["PUT"])
@blp.arguments(schemas.DiagnosisChange)
@blp.response(200, schemas.Diagnosis)
@allow(OFFICE)
def change_diagnosis(args: dict[str, Any], diagnosis_id: int) -> Shown:
    """Write a diagnosis anew; `version` is the one you saw."""
    return service.change(actor(), diagnosis_id, args.pop("version"), _given(args))
