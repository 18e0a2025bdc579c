"""What matching works on: a row, what the ledger holds, what is decided about the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from inventory.core.database import dump
from inventory.core.errors import Invalid
from inventory.intake.imports.problems import RowProblem
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import sources
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.sources import Sources

Number = tuple[str, str]  # scheme (field ids joined by +), value


class Candidate(NamedTuple):
    """A row as matching needs it.

    A tuple, as a decision is: a frozen dataclass takes twice as long to make, or more.
    """

    row: int  # id of the ImportRow
    kind: str
    facts: dict[str, Any]
    enterprise: str
    uscc: str | None
    region: str
    decision: str = ""
    target: int | None = None
    facts_json: str = ""
    sources_json: str | None = None  # of the facts, as the ledger keeps them
    read_as: str = ""  # the kind of its sheet, where the device is really of another
    sheet: str = ""  # where in the file it stands
    number: int = 0
    device: int | None = None  # that it has become already

    @property
    def kinds(self) -> set[str]:
        """The kinds under which the ledger may have the device."""
        return {self.kind, self.read_as or self.kind}

    @property
    def owner(self) -> enterprises.Named:
        """How the row names its enterprise."""
        return enterprises.Named(self.enterprise, self.uscc, self.region)

    @property
    def sources(self) -> Sources:
        """Where the facts were read."""
        return sources.of_text(self.sources_json, self.facts)

    @property
    def text(self) -> str:
        """The facts as canonical JSON."""
        return self.facts_json or dump(self.facts)


class Decision(NamedTuple):
    """What is to become of a row: created, updated, unchanged, rejected or skipped."""

    candidate: Candidate
    status: str
    enterprise: int | None = None
    device: Equipment | None = None
    device_id: int | None = None
    facts: dict[str, Any] = {}  # nobody changes it
    changed_sources: Sources | None = None  # of the facts; None: those of the row
    fingerprint: str = ""
    identities: Sequence[Number] = ()
    problem: RowProblem | None = None

    @property
    def sources(self) -> Sources:
        """Where the facts come from: looked at for few rows."""
        own = self.changed_sources
        return self.candidate.sources if own is None else own

    @property
    def chosen(self) -> bool:
        """Whether somebody said which device the row is."""
        return self.candidate.decision == "update" and self.candidate.target is not None

    def created(self) -> Decision:
        """The row becomes a device of its own."""
        return Decision(
            self.candidate,
            "created",
            self.enterprise,
            facts=self.facts,
            fingerprint=self.fingerprint,
            identities=self.identities,
        )

    def rejected(self, problem: RowProblem) -> Decision:
        """The row is not written, and why."""
        return self._replace(status="rejected", problem=problem)


@dataclass(frozen=True)
class Ledger:
    """What the ledger holds that a batch of rows may meet."""

    repeated: Mapping[str, int]  # fingerprint → id of the device whose last row it is
    known: Mapping[str, Mapping[Number, int]]  # kind → number → id of the device in service
    departed: Mapping[str, Mapping[Number, Sequence[int]]]  # the same of those out of service
    devices: Mapping[int, Equipment]  # those named above or chosen by a person, by id
    neighbours: Sequence[Equipment] = ()  # devices of the enterprises whose rows have no number
    numbered: Sequence[Equipment] = ()  # devices that the rows' serial numbers may stand for


Owners = Mapping[enterprises.Named, int | Invalid]
