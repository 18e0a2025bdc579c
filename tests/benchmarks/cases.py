"""The file of a case with forty documents, and two hundred orders drafted in the background.

Seconds are processor time: other work on the machine does not count. That fifty orders whose
processes are killed have no gap in their numbers: tests/concurrency/test_killed_issues.py.
"""

from __future__ import annotations

import io
import tempfile
import time
from datetime import date
from pathlib import Path

from pypdf import PdfReader

from inventory.app.cli.setup import prepare
from inventory.core import clock, database
from inventory.core.access import SYSTEM
from inventory.enforcement.documents import notice
from inventory.enforcement.documents.model import Agency, Party
from inventory.enforcement.documents.papers import case_file
from inventory.enforcement.notices import bulk
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.notices.terms import Terms
from inventory.judgement.ledger import listing, writing
from inventory.people.enterprises import service as enterprises
from tests.benchmarks.notices import sample
from tests.benchmarks.process import report
from tests.benchmarks.search import opened
from tests.inventory.enforcement import casework

DOCUMENTS, ENTERPRISES = 40, 200


def filed() -> tuple[float, float, int]:
    """Processor time: to draw so many orders, to put them together; the pages of the file."""
    started = time.process_time()
    pdfs = [notice.render(sample(number)).pdf for number in range(DOCUMENTS)]
    drawn = time.process_time()
    documents = tuple(
        case_file.Filed("责令限期整改通知书", pdf, f"某文〔2026〕{number}号", date(2026, 11, 21))
        for number, pdf in enumerate(pdfs, 1)
    )
    agency, party = Agency("某区工业和信息化局", "某文"), Party("某纺织印染有限公司", "")
    whole = case_file.draw(case_file.CaseFile(agency, party, "1", documents=documents))
    ended = time.process_time()
    return drawn - started, ended - drawn, len(PdfReader(io.BytesIO(whole)).pages)


def drafted() -> tuple[float, int, int]:
    """Processor time of one draft for each of so many owners; the drafts; how often the job told
    how far it is."""
    casework.settle_agencies()
    who = casework.people()
    for number in range(ENTERPRISES):
        owner = enterprises.create(SYSTEM, {"name": f"第{number}厂", "region": casework.REGION})
        facts = {"model": "S7-315/10", "rated_capacity_kva": 315, "serial_no": str(number)}
        change = writing.Change("transformer", owner.id, casework.REGION, facts)
        writing.write([change], writing.Origin("bench"))
    filters = listing.Filters(kind="transformer", verdict="eliminate")
    terms = Terms(deadline_on=date(2027, 1, 31), not_heard_reason="")
    job = bulk.request(who.officer, filters, "order", terms)
    told: list[int] = []
    started = time.process_time()
    bulk.run(job.params, lambda done, _total: told.append(done))
    return time.process_time() - started, Notice.select().count(), len(told)


def main() -> None:
    drawing, joining, pages = filed()
    note = f"{DOCUMENTS} orders of ten devices, {pages} pages"
    report("file of a case from what was issued", joining, "s", "under 3", note)
    report("the same, each document drawn anew", drawing + joining, "s")
    with tempfile.TemporaryDirectory() as folder, opened("sqlite", Path(folder)) as settings:
        prepare(settings)
        database.connect(settings)
        with clock.frozen(date(2026, 11, 21)):
            seconds, drafts, steps = drafted()
    report("orders drafted in the background", seconds, "s", "", f"{drafts} drafts")
    report("times that the job told how far it is", steps, "", f"{ENTERPRISES}")
    print("python -m tests.benchmarks.cases; seconds of this table are processor time.")
    print("Fifty orders issued by five processes that are killed at random, on both databases:")
    print("numbers 1 to 50, no half state (pytest tests/concurrency/test_killed_issues.py).")


if __name__ == "__main__":
    main()
