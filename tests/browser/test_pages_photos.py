"""A photographed nameplate becomes a device of the ledger, with one confirmation."""

from __future__ import annotations

import random
import re

from playwright.sync_api import Page, expect

from tests.browser.running import Visit
from tests.plates.drawing import encoded, tilt
from tests.plates.layouts import PLATES

MANY = 8  # one after another as twenty are; each takes seconds to read


def test_a_photographed_plate_is_in_the_ledger_after_one_confirmation(visit: Visit) -> None:
    page = visit("inspector")
    picture = encoded(tilt(PLATES[0].image(), random.Random(1)))
    page.goto("/equipment")
    page.get_by_role("main").get_by_role("link", name="铭牌拍照").click()
    page.get_by_label("选择照片").set_input_files(
        {"name": "s9.jpg", "mimeType": "image/jpeg", "buffer": picture}
    )
    expect(page.get_by_text("铭牌上读到的内容")).to_be_visible(timeout=60_000)
    expect(page.get_by_label("型号", exact=False).first).to_have_value("S9-315/10")
    expect(page.get_by_label("制造日期")).to_have_value("1996-03")
    expect(page.locator("[data-read=rated_capacity_kva] img")).to_be_visible()
    page.get_by_label("使用单位").fill("江")
    page.get_by_role("list").get_by_role("button").first.click()
    # What the reader is not sure of is not taken before somebody has looked at it.
    page.get_by_role("button", name="确认，记入台账").click()
    expect(page.locator("[data-summary]")).to_contain_text("需要对照照片核对")
    for tick in page.get_by_label("已对照照片核对").all():
        tick.check()
    page.get_by_role("button", name="确认，记入台账").click()
    expect(page).to_have_url(re.compile(r"/equipment/\d+$"))
    head = page.get_by_role("main")
    expect(head.get_by_role("heading", level=1)).to_contain_text("S9-315/10")
    expect(head.get_by_text("应淘汰").first).to_be_visible()
    expect(head.get_by_text("s9.jpg")).to_be_visible()
    expect(head.get_by_title(re.compile("从铭牌照片读出")).first).to_be_attached()


def _confirm(page: Page, name: str) -> None:
    """Open a draft of the list, look at what is doubtful, and make the device."""
    page.get_by_role("row").filter(has_text=name).get_by_role("link").first.click()
    expect(page.get_by_text("铭牌上读到的内容")).to_be_visible()
    page.get_by_label("使用单位").fill("江")
    page.get_by_role("list").get_by_role("button").first.click()
    for tick in page.get_by_label("已对照照片核对").all():
        tick.check()
    page.get_by_role("button", name="确认，记入台账").click()
    expect(page).to_have_url(re.compile(r"/equipment/\d+$"))


def test_photographs_of_a_walk_become_drafts(visit: Visit) -> None:
    page = visit("inspector", at="/photos")
    images = [PLATES[number % len(PLATES)].image() for number in range(MANY)]
    page.get_by_label("选择照片").set_input_files(
        [
            {
                "name": f"walk-{number:02}.jpg",
                "mimeType": "image/jpeg",
                "buffer": encoded(image.resize((image.width * 3 // 4, image.height * 3 // 4))),
            }
            for number, image in enumerate(images)
        ]
    )
    rows = page.get_by_role("row").filter(has_text="walk-")
    expect(rows).to_have_count(MANY, timeout=60_000)
    # All are read, one after another, with one load of the models.
    expect(rows.filter(has_text="待确认")).to_have_count(MANY, timeout=300_000)
    for name in ("walk-01.jpg", "walk-03.jpg"):  # plates of which no device has been made yet
        _confirm(page, name)
        page.goto("/photos")
        expect(rows.filter(has_text=name)).to_contain_text("已确认")
    expect(rows.filter(has_text="待确认")).to_have_count(MANY - 2)


def test_photographs_without_a_network_are_sent_when_it_is_back(visit: Visit) -> None:
    page = visit("inspector", at="/photos")
    chooser = page.get_by_label("选择照片")
    expect(chooser).to_be_attached()
    page.context.set_offline(True)
    chooser.set_input_files(
        [
            {"name": f"cellar-{n}.jpg", "mimeType": "image/jpeg", "buffer": encoded(one.image())}
            for n, one in enumerate(PLATES[:2])
        ]
    )
    expect(page.get_by_text("2 张照片留在本机")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("row").filter(has_text="cellar-")).to_have_count(2)
    expect(page.get_by_text("张照片留在本机")).to_have_count(0)
