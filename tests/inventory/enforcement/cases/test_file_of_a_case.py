"""The file of a case from the database: issued documents and evidence, for officials."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from inventory.core.access import Actor, Role
from inventory.core.errors import NotFound
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.enforcement.cases import documents, frozen
from inventory.enforcement.documents.papers import case_file
from inventory.enforcement.notices import service as notices
from inventory.enforcement.papers import filing
from inventory.enforcement.papers import service as papers
from inventory.registry.attachments import service as attachments
from tests.inventory.enforcement import casework
from tests.inventory.enforcement.cases.conftest import Bureau


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, "JPEG")
    return out.getvalue()


def test_documents_and_evidence_are_in_the_file(bureau: Bureau, ledger: Settings) -> None:
    store = FileStore(ledger.files_dir)
    order = casework.issue(bureau.who, casework.draft(bureau.who, bureau.enterprise))
    papers.draft(bureau.who.officer, order.case_id, "handover", "", {"to": "某机关"})  # a draft
    attachments.add(
        bureau.who.officer,
        attachments.Parent(attachments.CASE, order.case_id),
        attachments.Upload("铭牌.jpg", photograph(), "photo"),
        store,
        attachments.Limits(),
    )
    file = filing.of_case(bureau.who.officer, order.case_id, store)
    listed = case_file.as_json(file)["contents"]
    assert [item["title"] for item in listed] == [
        "责令限期整改通知书",
        "法制审核意见书",
        "证据1：铭牌.jpg",
    ]
    assert file.documents[0].pdf == frozen.pdf(order, lambda: notices.pdf(order), store)
    pages = PdfReader(io.BytesIO(case_file.draw(file))).pages
    assert order.number_text in "".join(pages[1].extract_text().split())
    assert len(pages) == listed[-1]["last_page"]


def test_somebody_of_elsewhere_gets_no_file(bureau: Bureau, ledger: Settings) -> None:
    case = casework.draft(bureau.who, bureau.enterprise).case_id
    stranger = Actor(9, "外地", Role.INSPECTOR, regions=("140522",))
    with pytest.raises(NotFound):
        filing.of_case(stranger, case, FileStore(ledger.files_dir))


def test_the_code_of_an_issued_document_leads_to_the_page_that_checks_it(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    site = "https://huanxin.example/"
    assert notices.pdf(draft, site) == notices.pdf(draft)  # a draft is nothing to check
    order = casework.issue(bureau.who, draft)
    assert documents.check_address("", order.digest) == ""
    assert documents.check_address(site, order.digest) == (
        f"https://huanxin.example/check/{order.digest[:16]}"
    )
    assert notices.pdf(order, site) != notices.pdf(order)
