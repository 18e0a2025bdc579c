"""Several people decide at the same moment: one of them does."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from inventory.core import database
from inventory.core.errors import Conflict, Invalid
from inventory.intake.declarations import drafting, service
from inventory.intake.declarations.models import Declaration
from inventory.registry.equipment.models import EquipmentRevision

THREADS = 4


def at_once(*tries: Callable[[], Any]) -> list[str]:
    """Run all of them together, each on a connection of its own; "done" or the refusal's code."""
    barrier = Barrier(len(tries))

    def run(attempt: Callable[[], Any]) -> str:
        with database.connection():
            barrier.wait()
            try:
                attempt()
            except (Conflict, Invalid) as refused:
                return refused.code
        return "done"

    with ThreadPoolExecutor(len(tries)) as threads:
        return sorted(threads.map(run, tries))


def test_one_acceptance_of_many_writes_the_ledger(house: Any, submitted: Any) -> None:
    declaration = submitted(house.change(no_load_loss_w=410))

    def accept() -> None:
        service.accept(house.inspector, declaration.id, declaration.version)

    results = at_once(*[accept] * THREADS)
    assert results.count("done") == 1
    assert set(results) <= {"done", "version", "illegal_step"}
    source = f"declaration:{declaration.id}"
    assert EquipmentRevision.select().where(EquipmentRevision.source == source).count() == 1


def test_withdrawn_or_accepted_but_not_both(house: Any, submitted: Any) -> None:
    declaration = submitted(house.change(no_load_loss_w=410))
    results = at_once(
        lambda: service.accept(house.inspector, declaration.id, declaration.version),
        lambda: service.withdraw(house.clerk, declaration.id, declaration.version),
    )
    assert results.count("done") == 1
    state = Declaration.get_by_id(declaration.id).state
    written = house.device(house.transformer).version == 2
    assert (state == "accepted") == written


def test_an_edit_and_a_submission_do_not_cross(house: Any) -> None:
    draft = drafting.create(house.clerk)
    item = drafting.add_item(house.clerk, draft.id, house.change(no_load_loss_w=410))
    spoiled = {"facts": {"no_load_loss_w": -1}}
    at_once(
        lambda: house.hand_in(draft.id),
        lambda: drafting.edit_item(house.clerk, draft.id, item.id, spoiled),
    )
    after = Declaration.get_by_id(draft.id)
    (kept,) = after.items
    assert after.state == "draft" or kept.facts["no_load_loss_w"] == 410
