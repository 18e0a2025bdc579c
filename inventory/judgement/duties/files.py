"""Files of duties and problems: evidence, added by officials of the plan's region."""

from __future__ import annotations

from inventory.core import access
from inventory.core.access import Actor
from inventory.judgement.duties import machine, problems, service
from inventory.registry.attachments.parents import Rights


def _write_duty(actor: Actor, duty_id: int) -> None:
    access.require_region(actor, service.get(actor, duty_id).region)


def _write_problem(actor: Actor, problem_id: int) -> None:
    row = problems.get(actor, problem_id)
    access.require_region(actor, row.region)
    if row.state == machine.CLOSED:
        raise machine.PROBLEM.illegal(row.state, "solve", str(actor.role))


DUTIES = Rights(service.get, _write_duty)
PROBLEMS = Rights(problems.get, _write_problem)
