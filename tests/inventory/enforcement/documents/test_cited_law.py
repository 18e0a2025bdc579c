"""The law data: complete, consistent, and refused when it is not."""

import shutil
from pathlib import Path

import pytest

from inventory.enforcement.documents import law
from inventory.enforcement.documents.model import ORDER_OUTCOMES

# RULEBOOK 2 to 5: every finding that may enter an order.
ORDERED = {
    "boiler.grade": "rectify",
    "boiler.catalogue-2024": "eliminate",
    "boiler.batch-1": "eliminate",
    "boiler.inspection": "rectify",
    "boiler.inspection-external": "rectify",
    "boiler.inspection-internal": "rectify",
    "boiler.emission": "rectify",
    "transformer.grade": "rectify",
    "transformer.batch-1": "eliminate",
    "transformer.batch-4": "eliminate",
    "elevator.inspection": "rectify",
    "elevator.maintenance": "rectify",
    "elevator.design-life": "reassess",
    "elevator.assessment": "eliminate",
    "truck.scrap-age": "eliminate",
    "truck.scrap-inspection": "eliminate",
    "truck.inspection": "rectify",
}


@pytest.mark.parametrize("rule", ORDERED)
def test_every_finding_of_an_order_has_a_ground(rule: str) -> None:
    grounds = law.load().grounds_for(rule, ORDERED[rule])
    assert grounds
    assert ORDERED[rule] in ORDER_OUTCOMES


def test_eliminated_equipment_is_stopped_under_article_71() -> None:
    ground = law.load().grounds_for("transformer.batch-1", "eliminate")[0]
    assert ground.stop
    assert str(ground.violated[0]) == "《中华人民共和国节约能源法》第十七条"
    assert str(ground.basis[0]) == "《中华人民共和国节约能源法》第七十一条"
    assert "责令停止使用" in ground.basis[0].quote


def test_overdue_inspection_leaves_the_choice_of_83_or_84() -> None:
    grounds = law.load().grounds_for("elevator.inspection", "rectify")
    assert [str(g.basis[0]) for g in grounds] == [
        "《中华人民共和国特种设备安全法》第八十三条第（四）项",
        "《中华人民共和国特种设备安全法》第八十四条第（一）项",
    ]
    assert {g.department for g in grounds} == {"market"}


def test_nothing_recalled_or_doubtful_is_cited() -> None:
    data = law.load()
    cited = {
        (cite.title, cite.quote)
        for ground in data.grounds.values()
        for cite in (*ground.violated, *ground.basis, *ground.key_user_basis)
    }
    printable = [a for a in data.articles.values() if a.certainty not in law.UNPRINTABLE]
    for title, quote in cited:
        assert any(quote in article.text for article in printable), title


def test_sources_and_certainty_came_along() -> None:
    for table in (law.limits(), law.templates()):
        assert all(row["certainty"] for row in table)
    assert all(article.certainty for article in law.load().articles.values())


def test_an_unknown_rule_is_named() -> None:
    with pytest.raises(law.LawError, match="kettle.grade"):
        law.load().grounds_for("kettle.grade", "eliminate")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('article = "第七十一条"', 'article = "第七百条"', "第七百条 is not in articles.csv"),
        ("禁止使用国家明令淘汰的用能设备、", "禁止使用任何设备、", "these words are not in"),
        ('department = "energy"', 'department = "navy"', "unknown department"),
        ("stop = true", "halt = true", "unknown key halt"),
        ("stop = true", "stop = false", "contradict"),
        ("{deadline}", "{term}", "demand must name"),
        ('grounds = ["ecology-emission"]', 'grounds = ["ecology"]', "unknown grounds"),
        ('rule = "*"', 'rule = "?"', "must end with"),
        (
            'key = "节约能源法(2018修正)"',
            'key = "节能监察办法(国家发展改革委令第33号,2016)"',
            "is not in articles.csv",
        ),
    ],
)
def test_faulty_data_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = tmp_path / "law"
    shutil.copytree(law.FOLDER, folder)
    path = folder / "grounds.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(law.LawError, match=said):
        law.load.__wrapped__(folder)


def test_recalled_articles_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "law"
    shutil.copytree(law.FOLDER, folder)
    path = folder / "articles.csv"
    text = path.read_text(encoding="utf-8").replace(",single\n", ",recalled\n")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(law.LawError, match="not to be printed as law"):
        law.load.__wrapped__(folder)
