"""Holds what was read on made plates against what stands on them."""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from inventory.registry.plates.plate import PlateReading
from tests.plates.drawing import CONDITIONS, encoded
from tests.plates.layouts import Plate


@dataclass
class Score:
    """Fields that should be read, those that were, and those that were wrong and sure."""

    fields: int = 0
    right: int = 0
    wrong_but_sure: int = 0

    def add(self, other: Score) -> None:
        self.fields += other.fields
        self.right += other.right
        self.wrong_but_sure += other.wrong_but_sure

    @property
    def accuracy(self) -> float:
        return self.right / self.fields if self.fields else 1.0


def picture(plate: Plate, condition: str) -> bytes:
    """A photograph of a plate, the same in each run."""
    chance = random.Random(zlib.crc32(f"{plate.name} {condition}".encode()))
    return encoded(CONDITIONS[condition](plate.image(), chance))


def score(plate: Plate, reading: PlateReading) -> Score:
    """How many of a plate's facts were read rightly."""
    done = Score(len(plate.truth))
    for name, value in plate.truth.items():
        done.right += _same(reading, name, value)
    for one in reading.fields:
        told: Mapping[str, object] = plate.truth
        wrong = one.field in told and one.value is not None and one.value != told[one.field]
        done.wrong_but_sure += one.sure and wrong
    return done


def _same(reading: PlateReading, name: str, value: object) -> bool:
    one = reading.of(name)
    return one is not None and one.value == value
