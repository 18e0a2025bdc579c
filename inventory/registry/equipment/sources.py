"""Where each fact of a device comes from, and what its names say besides (rulebook section 6).

Kept compactly beside the facts: ``{"default": "cell", "of": {"poles": "model"}, "inferred": {…},
"disputed": {…}, "unread": {…}}``; what is blank is left out. A fact that nothing is known of has no
source, and nothing is claimed of it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from inventory.core.database import dump
from inventory.registry.equipment.models import Equipment
from standards import Kind, Library
from standards.completing import CELL, MODEL, MODEL_FIELD, NAME, NAME_FIELD, complete
from standards.doubts import Doubts
from standards.turning import turned, turned_doubts

FORM, DECLARED, CONFIRMED = "form", "declared", "confirmed"
PHOTO = "photo"  # read from a photographed nameplate, and confirmed by a person beside it
WORDS = (CELL, FORM, DECLARED, CONFIRMED, PHOTO, MODEL, NAME)
# What was read from a name goes with the name.
READ_FROM = {MODEL: MODEL_FIELD, NAME: NAME_FIELD}

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Sources:
    """``by_field``: where facts come from, as far as known. ``inferred``: what the names make
    likely of blank fields. ``disputed``: what the model name says of fields that the record has
    otherwise. ``unread``: what stood in the ledger under blank fields and was not understood.
    """

    by_field: Mapping[str, str] = field(default_factory=dict)
    inferred: Mapping[str, Any] = field(default_factory=dict)
    disputed: Mapping[str, Any] = field(default_factory=dict)
    examined: bool = True  # whether the names have been held against the record
    unread: Mapping[str, str] = field(default_factory=dict)

    @property
    def doubts(self) -> Doubts | None:
        """What the names leave in doubt, where somebody has looked."""
        return Doubts(self.inferred, self.disputed) if self.examined else None

    def stored(self, facts: Facts) -> dict[str, Any]:
        """As the ledger keeps it."""
        known = {name: self.by_field[name] for name in facts if self.by_field.get(name)}
        common = Counter(known.values()).most_common(1) if len(known) == len(facts) else []
        default = common[0][0] if common else ""
        parts = {
            "default": default,
            "of": {name: source for name, source in known.items() if source != default},
            "inferred": dict(self.inferred),
            "disputed": dict(self.disputed),
            "unread": {name: text for name, text in self.unread.items() if name not in facts},
        }
        return {name: part for name, part in parts.items() if part}

    def text(self, facts: Facts) -> str | None:
        """As the column keeps it: canonical JSON, or null."""
        return dump(self.stored(facts)) if self.examined else None


NOTHING_KNOWN = Sources(examined=False)


def read(stored: Mapping[str, Any] | None, facts: Facts) -> Sources:
    """Sources as the ledger, or a revision of it, keeps them."""
    if stored is None:
        return NOTHING_KNOWN
    default = stored.get("default", "")
    by_field = {**(dict.fromkeys(facts, default) if default else {}), **stored.get("of", {})}
    inferred, disputed = stored.get("inferred", {}), stored.get("disputed", {})
    return Sources(by_field, inferred, disputed, unread=stored.get("unread", {}))


def of_text(text: str | None, facts: Facts) -> Sources:
    """Sources as the column keeps them: of thousands of rows few have texts of their own."""
    return read(_parsed(text) if text else None, facts)


def says_disputed(text: str) -> bool:
    """Whether sources as the column keeps them name a dispute."""
    return bool(_parsed(text).get("disputed"))


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Mapping[str, Any]:
    parsed: dict[str, Any] = json.loads(text)
    return parsed


@dataclass(frozen=True)
class Record:
    """The facts of a device with their sources."""

    facts: dict[str, Any]
    sources: Sources

    @property
    def text(self) -> str | None:
        """The sources as the column keeps them."""
        return self.sources.text(self.facts)


def of(device: Equipment) -> Sources:
    """Where the facts of a device come from."""
    return read(device.sources, device.facts)


def record_of(device: Equipment) -> Record:
    """A device's facts with their sources."""
    return Record(device.facts, of(device))


def of_state(state: Mapping[str, Any]) -> Record:
    """What a revision has kept."""
    return Record(state["facts"], read(state.get("sources"), state["facts"]))


def completed(
    kind: Kind,
    wanted: Facts,
    origin: str,
    before: Record | None = None,
    given: Mapping[str, str] | None = None,
) -> Record:
    """A record as it is to be stored, with what its names add.

    What has changed since `before` comes from `origin`, or from where `given` says; what has not,
    from where it came. A person's confirmation holds until the fact or the model changes.
    """
    former = before or Record({}, Sources())
    same = {k for k in wanted if k in former.facts and former.facts[k] == wanted[k]}
    renamed = {
        name
        for name in READ_FROM.values()
        if before is not None and former.facts.get(name) != wanted.get(name)
    }
    facts = {k: v for k, v in wanted.items() if not (k in same and _gone(former, k, renamed))}
    kept = {k: former.sources.by_field.get(k, "") for k in same}
    settled = {k for k, source in kept.items() if source == CONFIRMED}
    if MODEL_FIELD in renamed:
        kept.update(dict.fromkeys(settled, FORM))
        settled = set()
    done = complete(kind, facts, settled=settled)
    told = dict.fromkeys(done.facts, origin) if given is None else given
    by_field = {k: kept[k] if k in kept else told.get(k, "") for k in done.facts} | done.read
    inferred, disputed = done.inferred, done.disputed
    if not renamed:
        # A reader of cells may have known more than the names that the ledger keeps.
        inferred = {**former.sources.inferred, **inferred}
        still = {k: v for k, v in former.sources.disputed.items() if k in same - settled}
        disputed = {**still, **disputed}
    inferred = {k: v for k, v in inferred.items() if done.facts.get(k) in (None, "")}
    unread = {k: v for k, v in former.sources.unread.items() if k not in done.facts}
    return Record(done.facts, Sources(by_field, inferred, disputed, unread=unread))


def confirming(record: Record, name: str) -> Record:
    """The record once a person has confirmed a fact against the nameplate."""
    known = record.sources
    disputed = {k: v for k, v in known.disputed.items() if k != name}
    by_field = {**known.by_field, name: CONFIRMED}
    return Record(record.facts, replace(known, by_field=by_field, disputed=disputed))


def _gone(former: Record, name: str, renamed: set[str]) -> bool:
    """Whether a fact was read from a name that the device no longer has."""
    return READ_FROM.get(former.sources.by_field.get(name, "")) in renamed


def turned_record(library: Library, kind: str, record: Record) -> tuple[str, Record]:
    """A record by the kind that the device really is: a lorry of kind `vehicle` is a truck."""
    real, facts = turned(library, kind, record.facts)
    turn = library.kind(kind).turns
    if real == kind or turn is None:
        return kind, record
    doubts = turned_doubts(library, kind, record.facts, record.sources.doubts)
    by_field = {turn.renamed.get(k, k): v for k, v in record.sources.by_field.items()}
    if doubts is None:
        return real, Record(facts, NOTHING_KNOWN)
    unread = {turn.renamed.get(k, k): v for k, v in record.sources.unread.items()}
    told = {k: by_field.get(k, "") for k in facts}
    known = Sources(told, doubts.inferred, doubts.disputed, unread=unread)
    return real, Record(facts, known)


def updated(kind: Kind, former: Record, row: Record) -> Record:
    """A device as a row of a ledger changes it: what the row's names say counts only where no
    cell and no person has said it.
    """
    said, known = row.sources.by_field, former.sources.by_field
    told = {
        name: value
        for name, value in row.facts.items()
        if said.get(name) not in READ_FROM
        or name not in former.facts
        or known.get(name) in READ_FROM
    }
    merged = {**former.facts, **told}
    if merged == former.facts:
        return former
    done = completed(kind, merged, CELL, former, said)
    unread = {k: v for k, v in row.sources.unread.items() if k not in done.facts}
    return Record(done.facts, replace(done.sources, unread={**done.sources.unread, **unread}))
