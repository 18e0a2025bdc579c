"""Lifts by the letters of JG/T 5010: T, the class, the drive, load in kg / speed in m/s.

``TKJ1000/1.75-JXW`` carries 1000 kg at 1.75 m/s. Makers' own names (GEN2, ELENESSA) say nothing.
"""

from __future__ import annotations

import re

from standards.nameplates.reading import Reading, Sheet
from standards.nameplates.spelling import Spelled

KIND = "elevator"
_MODEL = re.compile(
    r"(?<![A-Z0-9])T(?P<class>[KHLBZWGQ])(?P<drive>[JZY])W?-?"
    r"(?P<load>[0-9]{2,5})(?:KG)?/(?P<speed>[0-9](?:\.[0-9]{1,3})?)(?![0-9./])"
)
_LOADS = range(40, 10_001)
_SLOWEST, _FASTEST = 0.1, 10.0
_HYDRAULIC = "Y"


def read(spelled: Spelled) -> Reading:
    """Load and speed of a lift, and what its letters say of its type."""
    sheet = Sheet(KIND, spelled)
    found = _MODEL.search(spelled.text)
    if found is None:
        return sheet.reading()
    if found["drive"] == _HYDRAULIC:
        sheet.read("elevator_type", "液压电梯", (found.start(), found.end("drive")))
    if int(found["load"]) in _LOADS and _SLOWEST <= float(found["speed"]) <= _FASTEST:
        sheet.read("rated_load_kg", float(found["load"]), found.span("load"))
        sheet.read("rated_speed_mps", float(found["speed"]), found.span("speed"))
    return sheet.reading()
