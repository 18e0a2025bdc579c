"""The enterprise's side over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.access import OFFICE, Role
from inventory.core.web.api import Blueprint, actor, allow
from inventory.enforcement.answering import schemas, service
from inventory.enforcement.answering.models import Answer, Opinion
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.models import Case

blp = Blueprint("answering", __name__, description="陈述、答复、延期 / Opinions and answers")
PARTY = frozenset({Role.ENTERPRISE})


@blp.route("/cases/<int:enforcement_case_id>/opinions", methods=["GET"])
@blp.response(200, schemas.OpinionResult(many=True))
def list_opinions(enforcement_case_id: int) -> list[Opinion]:
    """What the enterprise said before the order, and what came of it."""
    return service.opinions(actor(), enforcement_case_id)


@blp.route("/cases/<int:enforcement_case_id>/opinions", methods=["POST"])
@blp.arguments(schemas.OpinionArgs)
@blp.response(201, schemas.OpinionResult)
@allow(PARTY)
def state_opinion(args: dict[str, Any], enforcement_case_id: int) -> Opinion:
    """State your opinion before an order is made."""
    return service.state_opinion(actor(), enforcement_case_id, args["text"].strip(), args["key"])


@blp.route("/opinions/<int:opinion_id>/reply", methods=["POST"])
@blp.arguments(schemas.ReplyArgs)
@blp.response(200, schemas.OpinionResult)
@allow(OFFICE)
def reply_to_opinion(args: dict[str, Any], opinion_id: int) -> Opinion:
    """Say what the review of an opinion found."""
    return service.reply_to(actor(), opinion_id, args["reply"], args["upheld"])


@blp.route("/cases/<int:enforcement_case_id>/answers", methods=["GET"])
@blp.response(200, schemas.AnswerResult(many=True))
def list_answers(enforcement_case_id: int) -> list[Answer]:
    """The answers per device, with what was accepted."""
    return service.answers(actor(), enforcement_case_id)


@blp.route("/cases/<int:enforcement_case_id>/answers", methods=["POST"])
@blp.arguments(schemas.AnswersArgs)
@blp.response(201, schemas.AnswerResult(many=True))
@allow(OFFICE | PARTY)
def give_answers(args: dict[str, Any], enforcement_case_id: int) -> list[Answer]:
    """Answer per device; officers write down what came on paper."""
    said = [service.Said(equipment=item.pop("equipment_id"), **item) for item in args["answers"]]
    return service.give(actor(), enforcement_case_id, said)


@blp.route("/answers/<int:answer_id>", methods=["GET"])
@blp.response(200, schemas.AnswerResult)
def get_answer(answer_id: int) -> Answer:
    """One answer; its evidence is attached to it."""
    return service.answer(actor(), answer_id)


@blp.route("/answers/<int:answer_id>/decision", methods=["POST"])
@blp.arguments(schemas.AnswerDecision)
@blp.response(200, schemas.AnswerResult)
@allow(OFFICE)
def decide_answer(args: dict[str, Any], answer_id: int) -> Answer:
    """Accept an answer, or say what is lacking."""
    return service.decide(actor(), answer_id, args["accepted"], args["remark"])


@blp.route("/cases/<int:enforcement_case_id>/extension", methods=["GET"])
@blp.response(200, schemas.ExtensionResult)
def get_extension(enforcement_case_id: int) -> Case:
    """What was asked for and decided about more time."""
    return reading.get(actor(), enforcement_case_id)


@blp.route("/cases/<int:enforcement_case_id>/extension", methods=["POST"])
@blp.arguments(schemas.ExtensionArgs)
@blp.response(201, schemas.ExtensionResult)
@allow(OFFICE | PARTY)
def ask_extension(args: dict[str, Any], enforcement_case_id: int) -> Case:
    """Ask once for more time."""
    return service.ask_extension(actor(), enforcement_case_id, args["until"], args["reason"])


@blp.route("/cases/<int:enforcement_case_id>/extension/decision", methods=["POST"])
@blp.arguments(schemas.ExtensionDecision)
@blp.response(200, schemas.ExtensionResult)
@allow(OFFICE | {Role.LEADER})
def decide_extension(args: dict[str, Any], enforcement_case_id: int) -> Case:
    """Grant or refuse it; a granted one moves the deadline."""
    return service.decide_extension(
        actor(),
        enforcement_case_id,
        args["version"],
        args["granted"],
        args["until"],
        args["reason"],
    )
