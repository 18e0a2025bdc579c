"""A ledger that the released 0.1.0 wrote opens with today's code, and everything in it is there."""

from __future__ import annotations

import lzma
from pathlib import Path

from inventory.app.cli.setup import prepare
from inventory.core import clock, database
from inventory.core.access import SYSTEM
from inventory.core.settings import Settings
from inventory.desk.story import service as story
from inventory.intake.imports import lookup as imports
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.rejudging import rejudge_all
from inventory.registry.equipment.models import Equipment
from tests.conftest import TODAY

RELEASED = Path(__file__).parent / "fixtures" / "ledger-0.1.0.db.xz"


def test_a_released_ledger_opens_unchanged(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    settings.sqlite_path.write_bytes(lzma.decompress(RELEASED.read_bytes()))
    prepare(settings)
    with clock.frozen(TODAY), database.connection():
        facts = dict(Equipment.select(Equipment.id, Equipment.facts).tuples())
        page = listing.page(SYSTEM, listing.Filters(region="140522"), size=100)
        assert page.total == len(facts) == 44
        assert story.story(SYSTEM, min(facts))[0].source == "import:1"
        assert [row.status for row in imports.visible(SYSTEM)] == ["committed"]
        assert rejudge_all(TODAY, 365).judged == 44
        assert dict(Equipment.select(Equipment.id, Equipment.facts).tuples()) == facts
