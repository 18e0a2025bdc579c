"""The benchmark's work in small: nothing lost, nothing doubled, one summary a person."""

from __future__ import annotations

from inventory.core.settings import Settings
from tests.benchmarks import notifications as bench
from tests.inventory.registry.notifications.receivers import Receiver


def test_many_messages_to_a_receiver_that_fails_now_and_then(
    ledger: Settings, hook: Receiver
) -> None:
    done = bench.carry(hook, 150)
    assert (done.arrived, done.doubled, done.lost) == (150, 0, 0)
    assert len(hook.requests) > 150


def test_a_summary_for_each_of_many_people(ledger: Settings) -> None:
    assert bench.summarise(40, 3).messages == 40
