"""One search: numbers are found exactly, and nobody finds what is not theirs."""

from __future__ import annotations

from typing import Any

import pytest

from inventory.core.finding import Asked
from inventory.enforcement.cases.models import Case
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.papers.models import CasePaper
from inventory.intake.declarations.models import Declaration
from tests.inventory.app.api.conftest import World
from tests.inventory.app.api.worlds import FOREIGN

ALL = {"device", "enterprise", "case", "notice", "paper", "declaration"}
# What each person finds by the name of the own enterprise, and by the foreign one's.
OWN = {
    "admin": ALL,
    "auditor": ALL,
    "inspector": ALL,
    "leader": ALL,
    "clerk": ALL - {"case", "paper"},  # not told of the case yet
}
OWN_NAME = "江海区示例纺织厂"
NUMBER = "阳工信监〔2026〕7号"


def _issue(world: World) -> None:
    """Both counties have issued an order; the foreign one bears NUMBER."""
    for ids, word, number in ((world.own, "江工信监", 6), (world.foreign, "阳工信监", 7)):
        text = f"{word}〔2026〕{number}号"
        issued = {"status": "issued", "year": 2026, "number": number, "number_text": text}
        Notice.update(issued).where(Notice.id == ids["notice_id"]).execute()
        paper = {**issued, "number_text": f"{word}检通〔2026〕{number}号"}
        CasePaper.update(paper).where(CasePaper.id == ids["paper_id"]).execute()


def _found(call: Any, who: str, q: str) -> dict[str, list[dict[str, Any]]]:
    answer = call(who, "GET", "/search", query_string={"q": q})
    assert answer.status_code == 200
    return {group["sort"]: group["hits"] for group in answer.json}


def _queries(world: World) -> dict[str, tuple[str, str]]:
    """Each number of something foreign: the sort of its hit, and its id."""
    ids = world.foreign
    return {
        FOREIGN["uscc"]: ("enterprise", str(ids["enterprise_id"])),
        FOREIGN["serial_no"]: ("device", str(ids["equipment_id"])),
        NUMBER: ("notice", str(ids["notice_id"])),
        "阳工信监[2026] 7": ("notice", str(ids["notice_id"])),
        "阳工信监检通〔2026〕7号": ("paper", str(ids["paper_id"])),
        f"第{ids['enforcement_case_id']}号案件": ("case", str(ids["enforcement_case_id"])),
        f"申报 {ids['declaration_id']}": ("declaration", str(ids["declaration_id"])),
    }


def test_everybody_finds_what_is_theirs_and_nothing_else(call: Any, world: World) -> None:
    _issue(world)
    for who, expected in OWN.items():
        assert set(_found(call, who, OWN_NAME)) == expected, who
        others = set(_found(call, who, FOREIGN["name"]))
        assert others == (ALL if who in {"admin", "auditor"} else set()), who
    for q, (sort, key) in _queries(world).items():
        for who in OWN:
            exact = [
                (group, hit["id"])
                for group, hits in _found(call, who, q).items()
                for hit in hits
                if hit["exact"]
            ]
            assert exact == ([(sort, key)] if who in {"admin", "auditor"} else []), (who, q)


def test_a_clerk_finds_no_draft_and_a_case_once_told(call: Any, world: World) -> None:
    ids = world.own
    assert "notice" not in _found(call, "clerk", OWN_NAME)
    _issue(world)
    told = Declaration.get_by_id(ids["declaration_id"]).submitted_at.date()
    Case.update(told_on=told).where(Case.id == ids["enforcement_case_id"]).execute()
    assert set(_found(call, "clerk", OWN_NAME)) == ALL


def test_the_library_is_everybodys_and_what_is_exact_comes_first(call: Any) -> None:
    answer = call("clerk", "GET", "/search", query_string={"q": "gb20052-2024"}).json
    assert [hit["id"] for hit in answer[0]["hits"] if hit["exact"]] == ["GB 20052-2024"]
    assert call("clerk", "GET", "/search", query_string={"q": "・-"}).json == []
    assert call(None, "GET", "/search", query_string={"q": "a"}).status_code == 401


@pytest.mark.parametrize(
    ("typed", "serial", "counted"),
    [
        ("江经促节能停〔2026〕1号", ("江经促节能停", 2026, 1), None),
        ("江经促节能停[2026]1", ("江经促节能停", 2026, 1), None),
        ("（２０２６）第12号", ("", 2026, 12), None),
        ("【2026】 12", ("", 2026, 12), None),
        ("2026-12", ("", 2026, 12), None),
        ("2026", None, 2026),
        ("#12", None, 12),
        ("第 12 号案件", None, 12),
        ("申报 12", None, None),
        ("Case 12", None, 12),
        ("S7-315/10", None, None),
        ("9701123", None, 9701123),
        ("99999999999", None, None),
    ],
)
def test_what_was_typed(typed: str, serial: Any, counted: int | None) -> None:
    asked = Asked(typed)
    assert asked.serial == serial
    assert asked.counted("案件", "case") == counted
