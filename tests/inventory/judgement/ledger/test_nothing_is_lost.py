"""State machine: whatever is merged, transferred, restored or undone, no fact is ever lost.

Reading the revisions of a device in order must always give what stands in the ledger now.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.audit import chain
from inventory.core.database import db
from inventory.core.errors import AppError
from inventory.core.settings import Settings
from inventory.judgement.alerts.models import Alert
from inventory.judgement.ledger import (
    listing,
    merging,
    numbers,
    rejudging,
    splitting,
    transfers,
    writing,
)
from inventory.judgement.ledger import service as equipment
from inventory.judgement.sums import service as sums
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import lookup, retrieval
from inventory.registry.equipment.models import Equipment, EquipmentIdentity, EquipmentRevision

TODAY = date(2026, 11, 21)
NUMBERS = st.sampled_from(["1", "2", "3", "4", None])
LOSSES = st.sampled_from([480, 500, None])
PICK = st.integers(0, 30)


class Ledger(RuleBasedStateMachine):
    """A few devices of two enterprises, and everything that may happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.scope = db.atomic()
        self.transaction = self.scope.__enter__()
        self.owners = [
            enterprises.create(SYSTEM, {"name": f"第{n}厂", "region": "440704"}).id
            for n in range(2)
        ]
        # Facts of every device that was ever registered: none of them may vanish.
        self.registered: dict[int, dict[str, Any]] = {}

    def teardown(self) -> None:
        self.transaction.rollback()
        self.scope.__exit__(None, None, None)

    def _device(self, pick: int) -> Equipment | None:
        ids = sorted(self.registered)
        return retrieval.get(SYSTEM, ids[pick % len(ids)]) if ids else None

    def _try(self, step: Any) -> None:
        """Take a step that may be refused; a refusal changes nothing."""
        before = snapshot()
        try:
            with db.atomic():
                step(writing.Origin("api", reason="试验", as_of=TODAY))
        except AppError:
            assert snapshot() == before

    @rule(owner=st.integers(0, 1), number=NUMBERS, loss=LOSSES)
    def register(self, owner: int, number: str | None, loss: int | None) -> None:
        """A new device; its number may be taken."""
        facts = {
            "model": "S9-315/10",
            "manufacturer": "甲厂",
            "serial_no": number,
            "no_load_loss_w": loss,
        }

        def step(origin: writing.Origin) -> None:
            device = equipment.create(
                SYSTEM, "transformer", self.owners[owner], "440704", facts, origin
            )
            self.registered[device.id] = device.facts

        self._try(step)

    @rule(pick=PICK, number=NUMBERS, loss=LOSSES)
    def change(self, pick: int, number: str | None, loss: int | None) -> None:
        """Facts are changed or taken away."""
        device = self._device(pick)
        if device is None:
            return
        facts = {"serial_no": number, "no_load_loss_w": loss}
        self._try(
            lambda origin: equipment.update(SYSTEM, device.id, device.version, origin, facts=facts)
        )

    @rule(pick=PICK, owner=st.integers(0, 1))
    def hand_over(self, pick: int, owner: int) -> None:
        """The device changes hands."""
        device = self._device(pick)
        if device is not None:
            self._try(
                lambda origin: transfers.transfer(
                    SYSTEM, device.id, self.owners[owner], TODAY, origin
                )
            )

    @rule(one=PICK, two=PICK, side=st.sampled_from(["this", "other"]))
    def merge(self, one: int, two: int, side: str) -> None:
        """Two records become one."""
        kept, gone = self._device(one), self._device(two)
        if kept is None or gone is None:
            return
        choices = {"serial_no": side, "no_load_loss_w": side}
        versions = (kept.version, gone.version)
        self._try(lambda origin: merging.merge(SYSTEM, kept.id, gone.id, choices, versions, origin))

    @rule(pick=PICK)
    def unmerge(self, pick: int) -> None:
        """The last merge is undone."""
        device = self._device(pick)
        if device is None:
            return
        kept = device.merged_into if device.merged_into_id else device
        self._try(lambda origin: merging.unmerge(SYSTEM, device.id, None, kept.version, origin))

    @rule(pick=PICK, version=st.integers(1, 4))
    def restore(self, pick: int, version: int) -> None:
        """An old version comes back."""
        device = self._device(pick)
        if device is not None:
            self._try(
                lambda origin: equipment.restore(SYSTEM, device.id, version, device.version, origin)
            )

    @invariant()
    def revisions_replay_to_what_stands(self) -> None:
        """Versions without gaps, each beginning where the last one ended."""
        for device in Equipment.select():
            state, version = None, 0
            query = EquipmentRevision.select().where(EquipmentRevision.equipment == device)
            for revision in query.order_by(EquipmentRevision.version):
                assert revision.version == version + 1
                assert revision.before == state
                state, version = revision.after, revision.version
            assert version == device.version
            assert state == writing.state(device)

    @invariant()
    def every_fact_that_was_registered_can_be_found(self) -> None:
        """The first revision still says what was registered."""
        for key, facts in self.registered.items():
            first = EquipmentRevision.get(
                (EquipmentRevision.equipment == key) & (EquipmentRevision.version == 1)
            )
            assert first.after["facts"] == facts

    @invariant()
    def the_lists_hold_exactly_what_is_in_the_ledger(self) -> None:
        """Gone records are not listed, do not warn, and hold no number."""
        here = {item.id for item in Equipment.select().where(Equipment.gone == "")}
        page = listing.page(SYSTEM, listing.Filters(), "id", size=200)
        assert {item.id for item in page.items} == here
        assert page.total == len(here)
        opened = Alert.select(Alert.equipment).where(Alert.open_key.is_null(False))
        assert {key for (key,) in opened.tuples()} <= here
        assert {row.equipment_id for row in EquipmentIdentity.select()} <= here

    @rule(pick=PICK, count=st.integers(2, 5))
    def split(self, pick: int, count: int) -> None:
        """A record stands for several devices, and one of them gets a record of its own."""
        device = self._device(pick)
        if device is None:
            return

        def step(origin: writing.Origin) -> None:
            facts = {"quantity": count, "serial_no": None}
            whole = equipment.update(SYSTEM, device.id, device.version, origin, facts=facts)
            new = splitting.split(SYSTEM, whole.id, 1, origin)
            self.registered[new.id] = new.facts

        self._try(step)

    @rule(pick=PICK, region=st.sampled_from(["440704", "440703", "360202"]))
    def move(self, pick: int, region: str) -> None:
        """The device stands somewhere else now, with its findings and alerts."""
        device = self._device(pick)
        if device is not None:
            self._try(
                lambda origin: equipment.update(
                    SYSTEM, device.id, device.version, origin, region=region
                )
            )

    @rule(days=st.integers(0, 4000))
    def judge_again(self, days: int) -> None:
        """Another day, on which other things are due."""
        rejudging.rejudge_all(TODAY + timedelta(days=days), 365)

    @rule(pick=PICK)
    def see_to_alerts(self, pick: int) -> None:
        """Alerts are given to somebody and acknowledged, by whom is no matter here."""
        values = {"assignee": pick % 3 or None, "acknowledged_at": clock.now()}
        Alert.update(values).where(Alert.equipment > pick).execute()

    @invariant()
    def sums_are_what_a_recount_gives(self) -> None:
        """Also before they are folded."""
        assert sums.wrong() == []

    @invariant()
    def every_device_answers_to_its_number(self) -> None:
        """Numbers in the facts lead to the device that says them."""
        for device in Equipment.select().where(Equipment.gone == ""):
            for number in numbers.of(device.kind, device.facts):
                known = lookup.known_identities(device.kind, [number])
                assert known == {number: device.id}


def snapshot() -> list[Any]:
    """All that a refused step must leave as it was."""
    query = Equipment.select(Equipment.id, Equipment.version, Equipment.facts, Equipment.gone)
    return [
        list(query.order_by(Equipment.id).tuples()),
        EquipmentRevision.select().count(),
        sorted(
            EquipmentIdentity.select(
                EquipmentIdentity.value, EquipmentIdentity.equipment, EquipmentIdentity.alias
            ).tuples()
        ),
    ]


def test_nothing_is_ever_lost(ledger: Settings) -> None:
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=25,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Equipment.select().count() == 0
    assert chain.verify().whole
