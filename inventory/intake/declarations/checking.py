"""Checks before a declaration is submitted: every problem of every item at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inventory.core import clock
from inventory.core.kinds import known_kind
from inventory.core.messages import Sentence
from inventory.intake.declarations.models import DeclarationItem
from inventory.intake.declarations.results import Fault, Problem
from inventory.registry.equipment.facts import look
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import Equipment
from inventory.registry.reading.given import GivenFacts
from standards import Kind

# These name the owner and the place of a device; they are not among its facts.
BESIDE_FACTS = frozenset({"enterprise", "uscc", "region"})
RETIRED = ("拆除", "报废", "注销")
STATE = "use_state"


def without_blanks(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value is not None and value != ""}


def desired(item: DeclarationItem, device: Equipment | None) -> dict[str, Any]:
    """The facts of the device as the item declares them.

    A new or changed device is declared in full; a retirement adds to what the ledger holds; a
    confirmation leaves it as it is.
    """
    if item.action == "confirm" and device is not None:
        return dict(device.facts)
    if item.action == "retire" and device is not None:
        return without_blanks({**device.facts, **item.facts})
    return without_blanks(item.facts)


def problems(
    items: Sequence[DeclarationItem], devices: Mapping[int, Equipment], enterprise: int
) -> list[Problem]:
    """All problems of all items, in their order; empty when the declaration can be submitted."""
    found: list[Problem] = []
    first: dict[tuple[str, str, str], int] = {}
    given = GivenFacts(clock.today())
    for number, item in enumerate(items, start=1):
        device = devices.get(item.equipment_id) if item.equipment_id else None
        kind = known_kind(item.kind)
        own = [
            *_of_device(item, device, enterprise),
            *_of_facts(item, device, kind, given),
            *_repeated(item, device, kind, first, number),
        ]
        found.extend(Problem(item=item.id, number=number, **vars(fault)) for fault in own)
    return found


def _of_device(item: DeclarationItem, device: Equipment | None, enterprise: int) -> list[Fault]:
    if item.action == "new":
        return []
    if device is None or device.enterprise_id != enterprise:
        return [
            _fault(
                "equipment",
                item.equipment_id,
                "device_gone",
                Sentence(
                    "这台设备已不在本单位名下", "The device no longer belongs to the enterprise"
                ),
                Sentence("请从申报中删去这一项", "Take this item out of the declaration"),
            )
        ]
    if device.version != item.base_version:
        return [
            _fault(
                "base_version",
                item.base_version,
                "base_version",
                Sentence(
                    f"台账中的数据已更新（现为第 {device.version} 版，您填报时是第 "
                    f"{item.base_version} 版）",
                    f"The ledger has changed (now version {device.version})",
                ),
                Sentence(
                    "请核对台账现在的数据，确认后按新版本保存这一项",
                    "Compare with the ledger as it is now, then save this item again",
                ),
            )
        ]
    return []


def _of_facts(
    item: DeclarationItem, device: Equipment | None, kind: Kind, given: GivenFacts
) -> list[Fault]:
    if item.action == "confirm":
        return []
    facts = desired(item, device)
    # A retired device may have gaps that nobody can fill any more.
    complete = item.action != "retire"
    _clean, wrong = look(kind, facts, required=complete, given=given)
    found = [
        _fault(
            each.field,
            each.value,
            each.code,
            Sentence(each.message, each.message_en),
            Sentence(each.remedy, each.remedy_en),
            each.heading,
        )
        for each in wrong
        if not (each.code == "required" and each.field in BESIDE_FACTS)
    ]
    if item.action == "retire" and facts.get(STATE) not in RETIRED:
        found.append(
            _fault(
                STATE,
                facts.get(STATE),
                "retired_state",
                Sentence(
                    "退出使用的设备，使用状态应为拆除、报废或注销",
                    "A retired device is dismantled, scrapped or deregistered",
                ),
                _choose(kind, RETIRED),
                kind.field(STATE).heading_zh,
            )
        )
    return found


def _repeated(
    item: DeclarationItem,
    device: Equipment | None,
    kind: Kind,
    first: dict[tuple[str, str, str], int],
    number: int,
) -> list[Fault]:
    """The same plate, VIN or number in two items of one declaration."""
    found = []
    for scheme, value in identities(kind, desired(item, device)):
        earlier = first.setdefault((kind.id, scheme, value), number)
        if earlier != number:
            found.append(
                _fault(
                    scheme,
                    value,
                    "duplicate",
                    Sentence(
                        f"与第 {earlier} 项的标识相同（{value}）",
                        f"Same identity as item {earlier} ({value})",
                    ),
                    Sentence(
                        "请核对号码；同一台设备只申报一次",
                        "Check the number; a device is declared once",
                    ),
                )
            )
    return found


def _choose(kind: Kind, states: Sequence[str]) -> Sentence:
    words = [kind.field(STATE).word_en(word) for word in states]
    return Sentence(f"请选择：{'、'.join(states)}", f"Choose: {', '.join(words)}")


def _fault(
    field: str, value: Any, code: str, said: Sentence, remedy: Sentence, heading: str = ""
) -> Fault:
    return Fault(field, value, code, said.zh, said.en, remedy.zh, remedy.en, heading or field)
