"""A ledger that a released version wrote opens with today's code, and everything in it is there.

Each release leaves its ledger in fixtures/ (`python -m tests.inventory.fixtures.release`).
"""

from __future__ import annotations

import lzma
import re
from pathlib import Path

import pytest

from inventory import __version__
from inventory.app.cli.setup import prepare
from inventory.core import clock, database
from inventory.core.access import SYSTEM
from inventory.core.audit import chain
from inventory.core.settings import Settings
from inventory.desk.story import service as story
from inventory.enforcement.cases.models import Case
from inventory.enforcement.notices.models import Notice
from inventory.intake.imports import lookup as imports
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.rejudging import rejudge_all
from inventory.people.accounts import sessions, users
from inventory.registry.equipment.models import Equipment
from tests.conftest import TODAY

FIXTURES = Path(__file__).parent / "fixtures"
# version → its devices
DEVICES = {"0.1.0": 44, "0.2.0": 48}


def opened(version: str, folder: Path) -> Settings:
    settings = Settings(data_dir=folder)
    packed = (FIXTURES / f"ledger-{version}.db.xz").read_bytes()
    settings.sqlite_path.write_bytes(lzma.decompress(packed))
    prepare(settings)
    return settings


def test_each_release_left_its_ledger() -> None:
    left = {re.search(r"-([\d.]+)\.db", path.name)[1] for path in FIXTURES.glob("*.xz")}
    assert left == DEVICES.keys()
    assert __version__ in left


@pytest.mark.parametrize("version", DEVICES)
def test_a_released_ledger_opens_unchanged(version: str, tmp_path: Path) -> None:
    opened(version, tmp_path)
    with clock.frozen(TODAY), database.connection():
        facts = dict(Equipment.select(Equipment.id, Equipment.facts).tuples())
        page = listing.page(SYSTEM, listing.Filters(region="140522"), size=100)
        assert page.total == len(facts) == DEVICES[version]
        assert story.story(SYSTEM, min(facts))[0].source == "import:1"
        assert [row.status for row in imports.visible(SYSTEM)] == ["committed"]
        assert rejudge_all(TODAY, 365).judged == DEVICES[version]
        assert dict(Equipment.select(Equipment.id, Equipment.facts).tuples()) == facts


def test_people_cases_and_the_trail_of_the_last_release_are_there(tmp_path: Path) -> None:
    opened("0.2.0", tmp_path)
    with clock.frozen(TODAY), database.connection():
        inspector = sessions.actor_for(users.find("wang"))
        assert inspector.regions == ("140522",)
        assert [notice.status for notice in Notice.select()] == ["draft"]
        assert [case.notices.count() for case in Case.select()] == [1]
        trail = chain.verify()
        # Whole up to the signature, whose key stayed where the ledger was written.
        assert (trail.events, trail.broken, trail.unproved) == (5, 1, 1)
        assert trail.reason_en == "its key is not in the file of keys"
