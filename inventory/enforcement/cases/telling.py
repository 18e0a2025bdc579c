"""The cases of a device, for its story."""

from __future__ import annotations

from collections.abc import Iterator

from inventory.core.access import Actor
from inventory.core.messages import Sentence, sentence
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.machine import MOVES, STATES, STATES_EN
from inventory.enforcement.cases.models import Case, CaseDevice, CaseStep
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.stories import Entry, entry

OPENED = Sentence("立案", "opened")


def cases(actor: Actor, device: Equipment) -> Iterator[Entry]:
    """Every step of every case that the device is in."""
    ids = CaseDevice.select(CaseDevice.case).where(CaseDevice.equipment == device.id)
    seen = {case.id: case for case in reading.visible(actor).where(Case.id.in_(ids))}
    rows = CaseStep.select().where(
        CaseStep.case.in_(list(seen)) & (CaseStep.source != CaseStep.target)
    )
    for step in rows.order_by(CaseStep.id):
        move = MOVES.get(step.move)
        done = Sentence(move.zh, move.en) if move else OPENED
        state = Sentence(STATES[step.target], STATES_EN.get(step.target, step.target))
        what = sentence("cases.moved", matter=seen[step.case_id].said, move=done, state=state)
        source = f"case:{step.case_id}"
        yield entry(step.at, step.actor_name, what, source=source, reason=step.reason)
