"""Not yet written."""

from __future__ import annotations

from standards.nameplates.reading import Reading, Sheet
from standards.nameplates.spelling import Spelled


def read(spelled: Spelled) -> Reading:
    return Sheet("truck", spelled).reading()


def read_vehicle(spelled: Spelled) -> Reading:
    return Sheet("vehicle", spelled).reading()
