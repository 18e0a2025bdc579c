"""Corrections have a budget: of a person, and of the address that they come from.

One by one it is far above what hands can do, and bounds what a stolen session or a program gone
wild can leave behind. The bulk address, up to a thousand devices a request, has one of its own, of
devices: enough for the first ledger of a county within an hour.
"""

from __future__ import annotations

from datetime import timedelta

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.audit import context
from inventory.core.database import db
from inventory.core.quotas import Quota, spend
from inventory.registry.equipment.models import MadeCorrection

HOUR = timedelta(hours=1)
# An office of ten may stand behind one address.
OF_A_PERSON = Quota("equipment.too_many_corrections", 1_000, HOUR)
OF_AN_ADDRESS = Quota("equipment.too_many_from_an_address", 5_000, HOUR)
BULK_OF_A_PERSON = Quota("equipment.too_many_in_bulk", 100_000, HOUR)
BULK_OF_AN_ADDRESS = Quota("equipment.too_many_in_bulk_from_an_address", 300_000, HOUR)


def count(actor: Actor) -> None:
    """Count a correction that is asked for, whatever becomes of it; raises TooMany.

    What commands do is not counted.
    """
    _count(actor, 0, OF_A_PERSON, OF_AN_ADDRESS)


def count_bulk(actor: Actor, devices: int) -> None:
    """Count the devices of a request to the bulk address, likewise."""
    if devices:
        _count(actor, devices, BULK_OF_A_PERSON, BULK_OF_AN_ADDRESS)


def _count(actor: Actor, devices: int, person: Quota, office: Quota) -> None:
    address = context.current().address
    if actor.id is None:
        return
    bulk = MadeCorrection.devices > 0
    made = MadeCorrection.select().where(bulk if devices else ~bulk)
    size = {"of": MadeCorrection.devices, "amount": devices} if devices else {}
    with db.atomic():
        MadeCorrection.delete().where(MadeCorrection.at < clock.now() - HOUR).execute()
        spend(person, made.where(MadeCorrection.actor == actor.id), MadeCorrection.at, **size)
        if address:
            here = made.where(MadeCorrection.address == address)
            spend(office, here, MadeCorrection.at, **size)
        MadeCorrection.create(actor=actor.id, address=address, at=clock.now(), devices=devices)
