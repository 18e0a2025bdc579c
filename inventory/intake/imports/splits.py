"""A row that still counts devices which the ledger has split into records of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inventory.intake.imports.candidates import Decision
from inventory.intake.imports.problems import RowProblem
from inventory.registry.equipment import lookup

CODE = "split_since"


def asked(decided: Sequence[Decision]) -> list[Decision]:
    """A person decides about such rows: writing them would count their devices twice."""
    several = [
        item
        for item in decided
        if item.device_id and not item.candidate.decision and _number(item) > 1
    ]
    devices = lookup.by_ids(sorted({item.device_id for item in several if item.device_id}))
    fewer = {
        item.device_id
        for item in several
        if item.device_id in devices and devices[item.device_id].quantity < _number(item)
    }
    left = {key: devices[key].quantity for key in lookup.split(sorted(k for k in fewer if k))}
    return [_asked(item, left) for item in decided]


def _asked(item: Decision, left: Mapping[int, int]) -> Decision:
    device = item.device_id
    if not device or device not in left or item.candidate.decision:
        return item
    if _number(item) <= left[device]:
        return item
    problem = _problem(device, _number(item), left[device])
    return item._replace(device=None, device_id=None).rejected(problem)


def _number(item: Decision) -> int:
    stated = item.candidate.facts.get("quantity", 1)
    return stated if isinstance(stated, int) else 1


def _problem(device: int, stated: int, left: int) -> RowProblem:
    return RowProblem(
        CODE,
        f"本行是 {stated} 台设备；台账中第 {device} 号记录已分出若干台，自身只余 {left} 台，"
        "本行没有写入，以免重复",
        f"The row stands for {stated} devices; record {device} has been split since and stands "
        f"for {left}: nothing was written, so that no device counts twice",
        "请按分出后的每台（组）分行填写，或跳过本行；分出有误的，请在设备页合并或改正数量",
        "Write one row for each of the records that it was split into, or skip the row; if the "
        "split was a mistake, merge the records or correct the quantity on the device's page",
        "quantity",
        str(device),
        "数量",
    )
