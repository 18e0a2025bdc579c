"""Checking the facts of a device before they are stored: cell by cell as the reader of ledgers
reads them, then together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import standards
from inventory.core import clock
from inventory.core.errors import Invalid
from inventory.registry.reading.checks import shown
from inventory.registry.reading.given import GivenFacts
from inventory.registry.reading.together import together
from standards import Kind, nameplates


@dataclass(frozen=True)
class Wrong:
    """A value that is not possible, with the code of the import's message."""

    field: str
    heading: str
    value: object
    code: str
    message: str
    message_en: str
    remedy: str
    remedy_en: str


@dataclass(frozen=True)
class Questioned:
    """A value that is possible but unusual: it is kept, and a person should check it."""

    field: str
    code: str
    message: str
    message_en: str
    remedy: str
    remedy_en: str


def questions(kind: Kind, facts: Mapping[str, Any]) -> list[Questioned]:
    """What an import would warn of in facts that a form takes."""
    found = []
    for each in together(kind, facts):
        if not each.refused:
            text = each.text(kind.field(each.field).heading_zh, facts.get(each.field))
            texts = (text.zh, text.en, text.remedy_zh, text.remedy_en)
            found.append(Questioned(each.field, each.code, *texts))
    return found


def asked(kind: Kind, facts: Mapping[str, Any]) -> list[Questioned]:
    """What a reviewer would ask about facts that a form takes: what they say together, and what
    the model name denies.
    """
    return [*questions(kind, facts), *_against_name(kind, facts)]


def _against_name(kind: Kind, facts: Mapping[str, Any]) -> list[Questioned]:
    model = facts.get("model")
    if not isinstance(model, str):
        return []
    named = nameplates.read(kind.nameplate or kind.id, model)
    return [_denied(kind, model, found) for found in nameplates.agree(kind.id, facts, named)]


def _denied(kind: Kind, model: str, found: nameplates.Contradiction) -> Questioned:
    field = kind.field(found.field)
    unit = f" {field.unit}" if field.unit else ""
    named, stated = shown(found.name), shown(found.cell)
    return Questioned(
        field.id,
        "nameplate_capacity" if field.id == "rated_capacity_kva" else "name_disagrees",
        f"型号 {model} 表示的{field.heading_zh}是 {named}{unit}，填写的是 {stated}{unit}",
        f"The model says {named}{unit} ({field.heading_en}), the record {stated}{unit}",
        "请对照铭牌核对型号和这一项",
        "Compare both with the nameplate",
    )


def look(
    kind: Kind,
    facts: Mapping[str, Any],
    *,
    required: bool = False,
    given: GivenFacts | None = None,
) -> tuple[dict[str, Any], list[Wrong]]:
    """The facts without blanks, and everything wrong with them; `given` spares making its readers
    again for many devices.
    """
    clean, refused = (given or GivenFacts(clock.today())).read(kind, facts)
    wrong = [
        Wrong(
            each.field,
            each.heading,
            each.value,
            each.code,
            each.text.zh,
            each.text.en,
            each.text.remedy_zh,
            each.text.remedy_en,
        )
        for each in refused
    ]
    named = {each.field for each in refused}
    together = standards.check_facts(kind, clean)
    if required:
        lacking = standards.check_facts(kind, clean, required=True)
        together += [each for each in lacking if each.code == "required"]
    wrong += [_as_wrong(kind, each) for each in together if each.field not in named]
    order = {item.id: place for place, item in enumerate(kind.fields)}
    return clean, sorted(wrong, key=lambda each: order.get(each.field, -1))


def _as_wrong(kind: Kind, problem: standards.FactProblem) -> Wrong:
    heading = kind.field(problem.field).heading_zh
    required = problem.code == "required"
    remedy = "请补充后提交" if required else "请按提示改正后提交"
    remedy_en = "Fill it in before you submit" if required else "Correct it as it says"
    return Wrong(
        problem.field,
        heading,
        problem.value,
        problem.code,
        problem.message,
        problem.message_en,
        remedy,
        remedy_en,
    )


def checked(
    kind: Kind, facts: Mapping[str, Any], given: GivenFacts | None = None
) -> dict[str, Any]:
    """The facts without blanks, or one refusal that names every wrong field."""
    clean, wrong = look(kind, facts, given=given)
    if wrong:
        raise Invalid.of(
            "equipment.invalid_facts",
            problems_zh="；".join(each.message for each in wrong),
            fields=", ".join(each.field for each in wrong),
            details=[
                {
                    "field": each.field,
                    "value": each.value,
                    "code": each.code,
                    "message": each.message,
                }
                for each in wrong
            ],
        )
    return clean
