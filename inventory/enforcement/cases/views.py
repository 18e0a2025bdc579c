"""Cases over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.access import OFFICE, OFFICIALS, Role
from inventory.core.audit import service as audit
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.enforcement.agencies import procedure
from inventory.enforcement.cases import (
    move_schemas,
    moves,
    officers,
    opening,
    reading,
    recording,
    remarking,
    schemas,
    showing,
    table,
)
from inventory.enforcement.cases.models import Case

blp = Blueprint("cases", __name__, description="案件 / Cases")
# Who makes moves: the office drafts, leaders (and whoever has a duty) sign.
MOVERS = OFFICE | {Role.LEADER}


@blp.route("/cases", methods=["GET"])
@blp.lists(schemas.CaseQuery, schemas.CasePage)
def list_cases(args: dict[str, Any], part: Slice) -> Page[Case]:
    """A page of the cases that you may see, the newest first."""
    return reading.page(actor(), reading.Narrowed(**args), part)


@blp.route("/cases", methods=["POST"])
@blp.arguments(schemas.CaseArgs)
@blp.response(201, schemas.CaseResult)
@allow(OFFICE)
def open_case(args: dict[str, Any]) -> Case:
    """Open a case about an enterprise and some of its devices; their findings are frozen."""
    given = opening.Opening(
        args["enterprise_id"],
        tuple(args["devices"]),
        tuple(args["officers"]),
        args["matter"],
        args["source"],
        args["agency_id"],
    )
    return showing.whole(actor(), opening.open_case(actor(), given).id)


@blp.route("/cases/counts", methods=["GET"])
@blp.arguments(schemas.CaseFilters, location="query")
@blp.response(200, schemas.CaseCounts)
@allow(OFFICIALS)
def count_cases(args: dict[str, Any]) -> reading.Counts:
    """How many cases there are by state, kind, division and agency, and how many are late."""
    return reading.counts(actor(), reading.Narrowed(**args))


@blp.route("/cases/machine", methods=["GET"])
@blp.response(200, move_schemas.MachineResult)
@allow(OFFICIALS)
def show_machine() -> table.Table:
    """The states and the table of moves, with what each asks for."""
    return table.table()


@blp.route("/cases/officers", methods=["GET"])
@blp.arguments(schemas.CandidateQuery, location="query")
@blp.response(200, schemas.Candidate(many=True))
@allow(OFFICE)
def list_candidates(args: dict[str, Any]) -> list[officers.Candidate]:
    """Who may handle a case of a division, with the certificates from their accounts.

    Whoever may not says why; `kinds` is what the departments of each lead.
    """
    return officers.candidates(actor(), args["region"])


@blp.route("/cases/<int:enforcement_case_id>", methods=["GET"])
@blp.response(200, schemas.CaseResult)
def get_case(enforcement_case_id: int) -> Case:
    """A case whole: stages, devices, story, what is lacking and what can be done."""
    case = showing.whole(actor(), enforcement_case_id)
    audit.record("case.read", actor(), subject="enforcement_case", subject_id=case.id)
    return case


@blp.route("/cases/<int:enforcement_case_id>/moves", methods=["POST"])
@blp.arguments(move_schemas.MoveArgs)
@blp.response(200, schemas.CaseResult)
@allow(MOVERS)
def make_move(args: dict[str, Any], enforcement_case_id: int) -> Case:
    """Make a plain move: submit, take back, review, approve, return, drop, close …"""
    given = moves.Given(
        args["reason"].strip(), remarks=[moves.Remark(**item) for item in args["remarks"]]
    )
    remarking.require_own(actor(), enforcement_case_id, given.remarks)
    moves.take(actor(), enforcement_case_id, args["move"], args["version"], given)
    return showing.whole(actor(), enforcement_case_id)


@blp.route("/cases/<int:enforcement_case_id>/remarks/<int:remark_id>/answers", methods=["POST"])
@blp.arguments(move_schemas.RemarkAnswerArgs)
@blp.response(201, schemas.CaseResult)
@allow(OFFICE)
def answer_remark(args: dict[str, Any], enforcement_case_id: int, remark_id: int) -> Case:
    """Say what was done about a remark; it stays beside it."""
    remarking.answer(actor(), enforcement_case_id, remark_id, args["text"])
    return showing.whole(actor(), enforcement_case_id)


@blp.route("/cases/<int:enforcement_case_id>/devices", methods=["POST"])
@blp.arguments(schemas.DevicesArgs)
@blp.response(200, schemas.CaseResult)
@allow(OFFICE)
def add_devices(args: dict[str, Any], enforcement_case_id: int) -> Case:
    """Take more devices of the enterprise into the case."""
    opening.add_devices(actor(), enforcement_case_id, args["version"], args["devices"])
    return showing.whole(actor(), enforcement_case_id)


@blp.route("/cases/<int:enforcement_case_id>/officers", methods=["PUT"])
@blp.arguments(schemas.OfficersArgs)
@blp.response(200, schemas.CaseResult)
@allow(OFFICE)
def name_officers(args: dict[str, Any], enforcement_case_id: int) -> Case:
    """Say who handles the case; certificates come from the accounts."""
    opening.name_officers(actor(), enforcement_case_id, args["version"], args["officers"])
    return showing.whole(actor(), enforcement_case_id)


@blp.route("/cases/<int:enforcement_case_id>/notice", methods=["POST"])
@blp.arguments(move_schemas.NotifyArgs)
@blp.response(200, schemas.CaseResult)
@allow(OFFICE)
def give_notice(args: dict[str, Any], enforcement_case_id: int) -> Case:
    """Record the written notice of an inspection, or why there was none."""
    notice = recording.Notice(args["planned_on"], args["noticed_on"], args["reason"].strip())
    recording.notify(actor(), enforcement_case_id, args["version"], notice)
    return showing.whole(actor(), enforcement_case_id)


@blp.route("/cases/<int:enforcement_case_id>/hearing", methods=["POST"])
@blp.arguments(move_schemas.HearArgs)
@blp.response(200, schemas.CaseResult)
@allow(OFFICE)
def hear_party(args: dict[str, Any], enforcement_case_id: int) -> Case:
    """Record the party's opinion, or why it was not heard."""
    opinion = recording.Opinion(
        args["held_on"], args["opinion"], args["reply"], args["reason"].strip()
    )
    recording.hear(actor(), enforcement_case_id, args["version"], opinion)
    return showing.whole(actor(), enforcement_case_id)


@blp.route("/agencies/<int:agency_id>/procedure", methods=["GET"])
@blp.response(200, move_schemas.TermResult(many=True))
@allow(OFFICIALS)
def show_procedure(agency_id: int) -> list[procedure.Term]:
    """The terms of procedure of an agency, with how well each is known."""
    return procedure.of(actor(), agency_id)


@blp.route("/agencies/<int:agency_id>/procedure", methods=["PUT"])
@blp.arguments(move_schemas.TermsArgs)
@blp.response(200, move_schemas.TermResult(many=True))
@allow(frozenset({Role.ADMIN}))
def change_procedure(args: dict[str, Any], agency_id: int) -> list[procedure.Term]:
    """Set terms of procedure of an agency."""
    return procedure.change(actor(), agency_id, args["values"])
