"""Facts as a form or a program gives them: read by the readers of a ledger's cells, so that one
definition says what a field takes, whichever way it comes.

A cell that cannot be read stays blank in an import and warns; here it is asked for again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from inventory.core.messages import Text

from .columns import Column
from .messages import cell_text_of
from .model import ERROR, NOT_READ, Fault, cell_text
from .values import LONGEST, CellReader, reader_of

if TYPE_CHECKING:
    from standards import Kind


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that cannot stand."""

    field: str
    heading: str
    value: object
    text: Text

    @property
    def code(self) -> str:
        return self.text.code


@dataclass(slots=True)
class GivenFacts:
    """Reads the facts of devices of any kind; ``today`` bounds dates of making."""

    today: date
    _readers: dict[tuple[str, str], CellReader] = field(default_factory=dict)

    def read(
        self, kind: Kind, facts: Mapping[str, object]
    ) -> tuple[dict[str, object], list[Refused]]:
        """The facts without blanks, as a ledger's reader would have them, and what is refused."""
        clean: dict[str, object] = {}
        refused: list[Refused] = []
        for name, given in facts.items():
            if given is None or given == "":
                continue
            value, fault = self._value(kind, name, given)
            if fault is not None:
                refused.append(_refused(kind, name, given, fault))
            elif value is not None:
                clean[name] = value
        return clean, refused

    def _value(self, kind: Kind, name: str, given: object) -> tuple[object, Fault | None]:
        if not kind.has(name):
            return None, Fault("unknown_field", ERROR, {})
        if not isinstance(given, (str, int, float)):
            return None, Fault("not_plain", ERROR, {})
        if given in kind.field(name).choices:
            return given, None
        value, fault, _mark, _also = self._reader(kind, name)(given)
        same = value == given and isinstance(value, bool) == isinstance(given, bool)
        if fault is not None and (not same or fault.severity == ERROR or fault.code in NOT_READ):
            return None, fault
        return (given if same and not isinstance(given, str) else value), None

    def _reader(self, kind: Kind, name: str) -> CellReader:
        key = (kind.id, name)
        if key not in self._readers:
            column = Column(kind.field(name), None, kind.words, self.today, kind=kind)
            self._readers[key] = reader_of(column)
        return self._readers[key]


def _refused(kind: Kind, name: str, given: object, fault: Fault) -> Refused:
    heading = kind.field(name).heading_zh if kind.has(name) else name
    shown = cell_text(given) if isinstance(given, (str, int, float)) else str(given)
    text = cell_text_of(fault.code, {"heading": heading, "value": shown, **fault.params})
    return Refused(name, heading, given if len(shown) <= LONGEST else shown[:LONGEST], text)
