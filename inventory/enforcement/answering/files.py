"""Evidence with opinions and answers: the enterprise's own, and what the office adds."""

from __future__ import annotations

from inventory.core.access import Actor
from inventory.enforcement.answering import service
from inventory.registry.attachments.parents import Rights


def _write_opinion(actor: Actor, opinion_id: int) -> None:
    found = service.opinion(actor, opinion_id)
    service.require_author(actor, found.case, found.actor)


def _write_answer(actor: Actor, answer_id: int) -> None:
    found = service.answer(actor, answer_id)
    service.require_author(actor, found.device.case, found.actor)


OPINIONS = Rights(service.opinion, _write_opinion)
ANSWERS = Rights(service.answer, _write_answer)
