"""Terms of procedure: what is usual, how well that is known, and what the agency has set."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Invalid, not_found
from inventory.enforcement.agencies.models import Agency

# Certainties that must never be printed as law.
UNPRINTABLE = frozenset({"recalled", "doubtful", "agency"})


@dataclass(frozen=True)
class Usual:
    """A term as procedure.toml has it."""

    zh: str
    en: str
    value: int
    unit: str
    basis: str
    source: str
    certainty: str


@dataclass(frozen=True)
class Term:
    """A term of one agency: what counts, what is usual, and whether it may be printed as law."""

    id: str
    value: int
    usual: Usual

    @property
    def changed(self) -> bool:
        return self.value != self.usual.value

    @property
    def printable(self) -> bool:
        return not self.changed and self.usual.certainty not in UNPRINTABLE


@cache
def usual() -> dict[str, Usual]:
    text = (Path(__file__).parent / "procedure.toml").read_text("utf-8")
    return {key: Usual(**entry) for key, entry in tomllib.loads(text).items()}


def value(agency: Agency, key: str) -> int:
    """What counts for an agency."""
    return int(agency.procedure.get(key, usual()[key].value))


def terms(agency: Agency) -> list[Term]:
    """Every term of an agency."""
    return [Term(key, value(agency, key), entry) for key, entry in usual().items()]


def of(actor: Actor, agency_id: int) -> list[Term]:
    """The terms of an agency that `actor` may see."""
    return terms(_get(actor, agency_id))


def change(actor: Actor, agency_id: int, values: dict[str, int]) -> list[Term]:
    """Set terms of an agency; the usual value takes the setting away."""
    agency = _get(actor, agency_id)
    unknown = sorted(values.keys() - usual().keys())
    if unknown:
        raise Invalid.of("agencies.unknown_term", word=unknown[0], names="、".join(usual()))
    merged: dict[str, Any] = {**agency.procedure, **values}
    now = {key: given for key, given in merged.items() if given != usual()[key].value}
    with db.atomic():
        Agency.update(procedure=now).where(Agency.id == agency_id).execute()
        audit.record(
            "agency.procedure",
            actor,
            subject="agency",
            subject_id=agency_id,
            detail={"before": agency.procedure, "after": now},
        )
    return terms(Agency.get_by_id(agency_id))


def _get(actor: Actor, agency_id: int) -> Agency:
    agency = Agency.get_or_none(Agency.id == agency_id)
    if agency is None or not actor.sees(agency.region, None):
        raise not_found("机关", "agency")
    return agency
