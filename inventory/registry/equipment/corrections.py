"""Corrections one by one have a budget: of a person, and of the address that they come from.

It is far above what hands can do, and bounds what a stolen session or a program gone wild can leave
behind one by one. The bulk address, up to a thousand devices a request, is not counted.
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


def count(actor: Actor) -> None:
    """Count a correction that is asked for, whatever becomes of it; raises TooMany.

    What commands do is not counted.
    """
    address = context.current().address
    if actor.id is None:
        return
    made = MadeCorrection.select()
    with db.atomic():
        MadeCorrection.delete().where(MadeCorrection.at < clock.now() - HOUR).execute()
        spend(OF_A_PERSON, made.where(MadeCorrection.actor == actor.id), MadeCorrection.at)
        if address:
            here = made.where(MadeCorrection.address == address)
            spend(OF_AN_ADDRESS, here, MadeCorrection.at)
        MadeCorrection.create(actor=actor.id, address=address, at=clock.now())
