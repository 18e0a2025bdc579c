"""What the facts of one device say together: one definition for form, API, workbook and import.

A form refuses facts that contradict each other; an import keeps them and warns, for the engine
lets neither decide. What may be but seldom is, all of them question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.core.messages import Text
from standards.facts import CONTRADICTIONS, FactProblem

from .dates import BETWEEN
from .messages import row_text_of
from .model import ERROR, WARNING
from .quantities import QUANTITY, counts_devices

if TYPE_CHECKING:
    from standards import Kind

CONTRADICTED = "facts_contradict"
NUMBER_OF_SEVERAL = "number_of_several"


@dataclass(frozen=True, slots=True)
class Together:
    """A statement about several facts, at one of their fields. ``severity``: of a row of an import;
    ``refused``: a form does not take it.
    """

    field: str
    code: str
    severity: str
    refused: bool
    params: Mapping[str, object]

    def text(self, heading: str, value: object) -> Text:
        """The message of a row."""
        return row_text_of(self.code, {"heading": heading, "value": value, **self.params})


def together(kind: Kind, facts: Mapping[str, object]) -> Iterator[Together]:
    """Everything that the facts of a device say together and that somebody should look at."""
    for name in kind.contradictions:
        for problem in CONTRADICTIONS[name](kind, facts):
            yield _contradicted(problem, facts)
    yield from _out_of_order(facts)
    yield from _number_of_several(kind, facts)


def _contradicted(problem: FactProblem, facts: Mapping[str, object]) -> Together:
    if problem.code == "capacity_disagrees":
        both = {"tph": facts.get("rated_capacity_tph"), "mw": facts.get("rated_power_mw")}
        return Together(problem.field, problem.code, ERROR, True, both)
    said = {"said_zh": problem.message, "said_en": problem.message_en}
    return Together(problem.field, CONTRADICTED, WARNING, True, said)


def _out_of_order(facts: Mapping[str, object]) -> Iterator[Together]:
    made, used = facts.get("made_on"), facts.get("in_service_on")
    if isinstance(made, str) and isinstance(used, str) and ends_before(used, made):
        days = {"earlier": made, "later": used}
        yield Together("in_service_on", "dates_out_of_order", WARNING, False, days)


def ends_before(one: str, other: str) -> bool:
    """Whether a date of any precision lies wholly before another."""
    last, first = one.rpartition(BETWEEN)[2], other.partition(BETWEEN)[0]
    return last[: len(first)] < first[: len(last)]


def _number_of_several(kind: Kind, facts: Mapping[str, object]) -> Iterator[Together]:
    """A number belongs to one device, whatever a record stands for."""
    count = facts.get(QUANTITY)
    if not isinstance(count, (int, float)) or count < 2 or not counts_devices(kind):
        return
    parts = dict.fromkeys(field for option in kind.identity for field in option)
    numbered = next((f for f in parts if f in kind.words.codes and facts.get(f)), None)
    if numbered is not None:
        yield Together(numbered, NUMBER_OF_SEVERAL, WARNING, False, {"count": count})
