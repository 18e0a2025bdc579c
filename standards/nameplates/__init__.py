"""Facts from names: what a model name (型号) and the words of a name say about a device.

The front door, pure and linear in the length of the text (over 200 characters nothing is read):

- ``read(kind, text) -> Reading``: the model name by the grammar of its kind. ``reading.facts()``
  is what the name states (as firm as the nameplate: source ``model``), ``reading.presumed()``
  what is only usual (source ``inferred``), ``reading.open`` fields that the name must not fill,
  with candidates to offer. Every fact has the span of the text that says it. Kinds without a
  grammar give an empty reading.
- ``kind_of(text) -> tuple[KindHint, ...]``: kinds whose model names have this form, longest fit
  first, with the reason. Several: ask.
- ``kind_of_words(text) -> KindOfWords``: the kind that the words of an equipment name mean; the
  last head noun wins, places and parts are no devices. Its ``facts`` have the source ``name``.
- ``agree(kind, cell_facts, reading) -> tuple[Contradiction, ...]``: cells that contradict the
  name, with tolerances. Both are kept, the row warns, neither decides.
- ``reason_text(reason_id) -> (zh, en)``: why a fact is presumed or a field stays open.

The code tables are data: ``library/nameplates``. ``normalise`` is the spelling by which catalogues
compare names; ``parse`` and ``nameplates`` are the transformer grammar's parts, for the checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from standards.nameplates import (
    boiler,
    compressor,
    fan,
    hoist,
    lift,
    motor,
    pump,
    transformer,
    truck,
)
from standards.nameplates.agreement import Contradiction, agree
from standards.nameplates.codes import tables
from standards.nameplates.kinds import KindHint, kind_of
from standards.nameplates.reading import Fact, Note, OpenField, Reading
from standards.nameplates.spelling import MAX_LENGTH, Spelled, behind_brand, normalise, spell
from standards.nameplates.transformer import Nameplate, nameplates, parse
from standards.nameplates.words import KindOfWords, kind_of_words

__all__ = [
    "Contradiction",
    "Fact",
    "KindHint",
    "KindOfWords",
    "MAX_LENGTH",
    "Nameplate",
    "Note",
    "OpenField",
    "Reading",
    "agree",
    "kind_of",
    "kind_of_words",
    "nameplates",
    "normalise",
    "parse",
    "read",
    "reason_text",
]

GRAMMARS: Mapping[str, Callable[[Spelled], Reading]] = {
    "boiler": boiler.read,
    "transformer": transformer.read,
    "motor": motor.read,
    "pump": pump.read,
    "fan": fan.read,
    "compressor": compressor.read,
    "construction_machinery": hoist.read,
    "elevator": lift.read,
    "truck": truck.read,
    "vehicle": truck.read_vehicle,
}


def read(kind: str, text: str) -> Reading:
    """What a model name says of a device of this kind; empty where the kind has no grammar."""
    if kind not in GRAMMARS or len(text) > MAX_LENGTH:
        return Reading(kind, text)
    return _read(kind, text)


@lru_cache(maxsize=4096)
def _read(kind: str, text: str) -> Reading:
    """Lists repeat their names; a reading cannot change."""
    spelled = spell(text)
    reading = GRAMMARS[kind](spelled)
    if not reading.empty:
        return reading
    rest = behind_brand(spelled)
    without = None if rest is None else GRAMMARS[kind](rest)
    return reading if without is None or without.empty else without


def reason_text(reason: str) -> tuple[str, str]:
    """The words for a reason's id, Chinese and English; ("", "") for an unknown one."""
    found = tables().reasons.get(reason)
    return ("", "") if found is None else (found.zh, found.en)
