"""The pages of docs/extending that are about code of the application."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.settings import Settings
from inventory.desk.workbench import waiting
from inventory.enforcement.agencies.models import Agency as Office
from inventory.enforcement.documents.model import Agency, Party
from inventory.enforcement.notices.models import Notice
from inventory.judgement.ledger import writing
from inventory.people.enterprises import service as enterprises
from inventory.registry.jobs import service as jobs
from inventory.registry.notifications import transports
from tests.extending import pages


def _run(page: str, place: str) -> dict[str, Any]:
    """The names of a page's module, run as if it stood at that place."""
    names: dict[str, Any] = {"__name__": place.removesuffix(".py").replace("/", ".")}
    exec(compile(pages.block(page, place), page, "exec"), names)
    return names


def test_the_document_of_its_page_is_drawn() -> None:
    talk = _run("document.md", "inventory/enforcement/documents/talk.py")["talk_pdf"]
    agency = Agency("江海区工业和信息化局", "江海工信")
    party = Party("江海第一纺织厂")
    days = date(2026, 12, 1), date(2026, 11, 21)
    pdf = talk(agency, party, "淘汰类变压器仍在使用", *days)
    assert pdf == talk(agency, party, "淘汰类变压器仍在使用", *days)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    for word in ("约谈通知书", "江海第一纺织厂", "2026年12月1日", "江海区工业和信息化局"):
        assert word in text.replace("\n", "")


def test_the_job_of_its_page_runs_and_may_run_again(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    _run("job.md", "inventory/app/job_kinds.py")
    owner = enterprises.create(SYSTEM, {"name": "江海第一纺织厂", "region": "440704"})
    change = writing.Change("truck", owner.id, "440704", {"plate_no": "粤J12345"})
    writing.write([change], writing.Origin("test"))
    for _ in range(2):
        job = jobs.run(jobs.create("count_verdicts", {"kinds": ["truck", "boiler"]}).id)
        assert (job.status, job.done, job.total) == ("done", 2, 2)
        assert list(job.result["truck"].values()) == [1]
        assert job.result["boiler"] == {}


def test_the_receiver_of_its_page_knows_our_signature() -> None:
    is_genuine = _run("channel.md", "receiver.py")["is_genuine"]
    now = int(datetime.now(UTC).timestamp())
    body = '{"title": "预警"}'.encode()
    signed = transports.signature("0123456789abcdef", now, body)
    assert is_genuine("0123456789abcdef", signed, body)
    assert not is_genuine("0123456789abcdeF", signed, body)
    assert not is_genuine("0123456789abcdef", signed, body + b" ")
    old = transports.signature("0123456789abcdef", now - 400, body)
    assert not is_genuine("0123456789abcdef", old, body)


def test_what_waits_by_its_page_stands_on_the_desk(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting.sorts, "_entries", {})
    waiting.sorts.enter("drafts", _run("desk.md", "inventory/desk/workbench/sorts.py")["SORT"])
    assert waiting.desk(SYSTEM).groups == []
    owner = enterprises.create(SYSTEM, {"name": "江海第一纺织厂", "region": "440704"})
    agency = Office.get(Office.region == "440704")
    for status in ("draft", "issued"):
        Notice.create(
            kind="advice",
            status=status,
            agency=agency,
            enterprise=owner.id,
            content={},
            created_at=clock.now(),
        )
    (item,) = waiting.desk(SYSTEM).items
    assert (item.title, item.page, item.since) == ("江海第一纺织厂", "notice", clock.today())
