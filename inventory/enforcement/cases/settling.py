"""Results of rechecks, device by device; a settled device may enter another case."""

from __future__ import annotations

from datetime import date

from inventory.enforcement.cases.models import CaseDevice, HeldGround


def rechecked(device: CaseDevice, result: str, on: date, *, settles: bool) -> None:
    """Write what was found; call inside the transaction that records the recheck."""
    settled = on if settles else None
    CaseDevice.update(result=result, rechecked_on=on, settled_on=settled).where(
        CaseDevice.id == device.id
    ).execute()
    if settles:
        mine = (HeldGround.case == device.case_id) & (HeldGround.equipment == device.equipment_id)
        HeldGround.delete().where(mine).execute()
