"""Not yet written."""

from __future__ import annotations

from standards.nameplates.reading import Reading, Sheet
from standards.nameplates.spelling import Spelled


def read(spelled: Spelled) -> Reading:
    return Sheet("boiler", spelled).reading()
