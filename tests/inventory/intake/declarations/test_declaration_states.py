"""No path reaches acceptance without an official's review, and no illegal step is taken."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.core.access import OFFICE, Role
from inventory.core.database import db
from inventory.core.errors import Conflict, Forbidden, NotFound
from inventory.core.workflow import Machine
from inventory.intake.declarations import drafting, service
from inventory.intake.declarations.drafting import Draft
from inventory.intake.declarations.models import Declaration, DeclarationEvent
from inventory.intake.declarations.states import DECLARATION
from inventory.intake.registrations.service import APPLICANT, REGISTRATION
from inventory.registry.equipment.models import EquipmentRevision

MACHINES = {"declaration": DECLARATION, "registration": REGISTRATION}
WHO = (*Role, APPLICANT)
# Any two of (who, step), as often as they like.
tries = st.lists(
    st.tuples(
        st.sampled_from(WHO), st.sampled_from(["apply", "submit", "withdraw", "return", "accept"])
    ),
    max_size=12,
)


@pytest.mark.parametrize("name", MACHINES)
@given(path=tries)
def test_acceptance_is_always_an_officials_step(name: str, path: list[tuple[str, str]]) -> None:
    machine = MACHINES[name]
    state, taken = machine.start, []
    for who, step in path:
        if step not in {item.name for item in machine.steps}:
            continue
        try:
            after = machine.after(state, step, who)
        except Forbidden:
            assert who not in machine.step(step).by
            continue
        except Conflict as refused:
            _names_the_allowed_steps(machine, state, who, refused)
            continue
        assert state in machine.step(step).sources
        state = after
        taken.append((who, step))
    if state == "accepted":
        assert taken[-1][0] in OFFICE
        assert taken[-1][1] == "accept"


def _names_the_allowed_steps(machine: Machine, state: str, who: str, refused: Conflict) -> None:
    allowed = [step.name for step in machine.allowed(state, who)]
    assert [item["value"] for item in refused.details] == allowed
    assert all(machine.after(state, step, who) for step in allowed)


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_can_be_reached_and_the_last_ones_are_left_by_nobody(name: str) -> None:
    machine = MACHINES[name]
    reached = {machine.start}
    for _ in machine.states:
        reached |= {step.target for step in machine.steps if step.sources & reached}
    assert reached == set(machine.states)
    for last in {"accepted", "withdrawn"} & set(machine.states):
        assert not [step for step in machine.steps if last in step.sources]


people = st.sampled_from(["clerk", "stranger", "inspector", "elevators_only"])
moves = st.lists(
    st.tuples(people, st.sampled_from(["submit", "return", "accept", "withdraw", "edit"])),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(path=moves)
def test_whatever_people_try_the_ledger_changes_by_acceptance_only(
    house: Any, path: list[tuple[str, str]]
) -> None:
    with db.atomic() as transaction:
        declaration = drafting.create(house.clerk)
        drafting.add_item(house.clerk, declaration.id, house.change(no_load_loss_w=410))
        for name, step in path:
            before = _state(declaration.id)
            try:
                _try(house, getattr(house, name), declaration.id, step)
            except (Conflict, Forbidden, NotFound):
                assert _state(declaration.id) == before
        state = Declaration.get_by_id(declaration.id).state
        changed = EquipmentRevision.select().where(
            EquipmentRevision.source == f"declaration:{declaration.id}"
        )
        assert changed.count() == (1 if state == "accepted" else 0)
        steps = [event.step for event in declaration.events.order_by(DeclarationEvent.id)]
        if state == "accepted":
            assert steps[-2:] == ["submit", "accept"]
        transaction.rollback()


def _state(declaration_id: int) -> tuple[str, int]:
    found = Declaration.get_by_id(declaration_id)
    return found.state, found.version


def _try(house: Any, actor: Any, declaration_id: int, step: str) -> None:
    """One attempt, in a transaction of its own as a request has it."""
    version = Declaration.get_by_id(declaration_id).version
    with db.atomic():
        if step == "submit":
            signature = service.Signature("王负责", "总经理", "0750", agreed=True)
            service.submit(actor, declaration_id, version, signature)
        elif step == "return":
            service.send_back(actor, declaration_id, version, "请更正", [])
        elif step == "accept":
            service.accept(actor, declaration_id, version)
        elif step == "withdraw":
            service.withdraw(actor, declaration_id, version)
        else:
            drafting.add_item(actor, declaration_id, Draft("confirm", equipment=house.elevator))
