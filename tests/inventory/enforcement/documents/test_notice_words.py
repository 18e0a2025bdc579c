"""What a notice says, and what it refuses to say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from inventory.enforcement.documents import grounding, law, model
from inventory.enforcement.documents.model import printed
from inventory.enforcement.documents.phrases import count_zh
from inventory.enforcement.documents.wording import compose

Make = dict[str, Callable[..., model.NoticeDevice]]


def words(doc: model.NoticeDocument) -> str:
    said = compose(doc, law.load())
    sections = [text for s in said.sections for text in (s.heading, *s.paragraphs)]
    return "\n".join([said.number, said.addressee, *said.opening, *sections, *said.closing])


def section(doc: model.NoticeDocument, heading: str) -> str:
    found = [s for s in compose(doc, law.load()).sections if s.heading == heading]
    return "\n".join(text for s in found for text in s.paragraphs)


def test_every_required_item_of_an_order(order: model.NoticeDocument) -> None:
    text = words(order)
    evidence = {
        "party": "统一社会信用代码：91440704MA4UXXXX1K，地址：江门市江海区外海街道东升路66号",
        "facts": "1号配电变压器，型号S7-315/10，出厂编号92-0001，安装于1号配电室",
        "violated": "违反了《中华人民共和国节约能源法》第十七条",
        "basis": "《中华人民共和国节约能源法》第七十一条",
        "demand": "于2026年12月21日前将整改情况书面报告本机关节能与综合利用股",
        "hearing": "2026年11月17日依法告知你单位享有陈述、申辩的权利",
        "consequence": "没收国家明令淘汰的用能设备",
        "remedies": "六十日内向江门市江海区人民政府申请行政复议",
        "officers": "陈志强（执法证号：440704021）、李晓敏（执法证号：440704035）",
    }
    required = {row["item"] for row in law.templates() if row["document"] == "order"}
    assert required == evidence.keys() | {"signature"}  # the signature is on the page, not here
    for item, expected in evidence.items():
        assert expected in text, item
    assert "六个月内直接向江门市江海区人民法院提起行政诉讼" in text


def test_eliminated_equipment_is_stopped_without_term(order: model.NoticeDocument) -> None:
    demands = section(order, "整改要求")
    assert "责令你单位立即停止使用附表第1项、第2项设备" in demands
    assert "自收到本通知书之日起执行，不适用整改期限" in demands
    basis = section(order, "违反的规定和处理依据")
    assert basis.endswith("本机关责令你单位立即停止使用附表第1项、第2项设备，并限期完成整改。")


def test_the_energy_bureau_hands_the_elevator_over(order: model.NoticeDocument) -> None:
    handed = section(order, "移送其他部门处理的事项")
    assert "移送市场监督管理部门处理" in handed
    assert "3号客梯（电梯），型号TKJ1000/1.75-JXW" in handed
    assert "特种设备安全法》第四十条第一款" in handed
    assert "TKJ1000" not in section(order, "整改要求")
    assert "第八十三条" not in words(order)
    rows = compose(order, law.load()).rows
    assert rows[2].details[0][2] == ("移送市场监督管理部门",)
    assert rows[0].details[0][2] == ("停止使用",)


def test_the_market_bureau_has_to_choose(order: model.NoticeDocument, make: Make) -> None:
    agency = replace(order.agency, competences=("market",))
    doc = replace(order, agency=agency, devices=(make["elevator"](),))
    text = words(doc)
    assert "□" in text
    assert "第八十三条第（四）项" in text
    assert "第八十四条第（一）项" in text
    assert [o.code for o in grounding.obstacles(doc) if o.blocking] == ["choice"]
    chosen = replace(doc, devices=(make["elevator"]("special-inspection-83"),))
    assert "□" not in words(chosen)
    assert "第八十四条" not in words(chosen)
    assert grounding.obstacles(chosen) == ()
    with pytest.raises(model.NoticeError, match="不适用"):
        words(replace(doc, devices=(make["elevator"]("energy-eliminated"),)))


def test_a_standard_is_cited_for_the_grade(order: model.NoticeDocument, make: Make) -> None:
    doc = replace(order, devices=(make["substandard"](),))
    text = words(doc)
    assert "不符合GB 20052-2024 表1的要求" in text
    assert "责令你单位限期整改" in text
    assert "停止使用" not in section(doc, "整改要求").replace("设备停用", "")
    assert "第五十四条" not in text
    key = words(replace(doc, enterprise=replace(doc.enterprise, key_energy_user=True)))
    assert "第五十四条" in key
    assert "处十万元以上三十万元以下罚款" in key


def test_recalled_time_limits_are_never_printed(order: model.NoticeDocument) -> None:
    text = words(order) + words(replace(order, deadline_on=None))
    assert "33号" not in text
    assert "六个月）" not in text
    assert "延期" not in text
    assert "于　　年　月　日前" in words(replace(order, deadline_on=None))


def test_many_devices_are_counted_and_listed_in_the_annex(
    order: model.NoticeDocument, make: Make
) -> None:
    doc = replace(order, devices=tuple(make["transformer"](n) for n in range(1, 13)))
    facts = section(doc, "查明的事实")
    assert facts == ("（一）使用国家明令淘汰的用能设备，共12台。\n逐台情况见附表第1至12项。")
    assert len(compose(doc, law.load()).rows) == 12


def test_an_advice_names_no_penalty(order: model.NoticeDocument, make: Make) -> None:
    renew = replace(make["substandard"]().findings[0], outcome="renew", outcome_zh="宜更新")
    due = replace(
        make["elevator"]().findings[0],
        outcome="due",
        outcome_zh="临期",
        due=date(2027, 1, 5),
        message="将于2027年1月5日到期检验",
    )
    devices = (
        replace(make["substandard"](), findings=(renew,)),
        make["truck"](),
        replace(make["elevator"](), findings=(due,)),
        make["boiler"](),
    )
    doc = replace(order, kind="advice", devices=devices, number="江海工信建〔2026〕3号")
    text = words(doc)
    for word in ("罚款", "没收", "责令", "停业", "行政复议", "强制执行"):
        assert word not in text
    assert "《中华人民共和国节约能源法》第二十四条" in text
    assert "鼓励和支持高排放机动车船" in text
    assert "1辆" in text
    assert section(doc, "临期提醒").count("2027年1月5日") == 1
    assert "车辆识别代号LFNA1，号牌号码赣H12345" in text
    assert "本机关将另行依法处理" in section(doc, "另行处理的事项")


@pytest.mark.parametrize(
    ("document", "clause", "expected"),
    [
        (
            "特种设备安全法《中华人民共和国特种设备安全法》",
            "第四十条",
            "《中华人民共和国特种设备安全法》第四十条",
        ),
        (
            "GB 20052-2024《电力变压器能效限定值》",
            "表1",
            "GB 20052-2024《电力变压器能效限定值》表1",
        ),
        ("江海府〔2024〕3号", "任务2", "江海府〔2024〕3号 任务2"),
        ("产业结构调整指导目录（2024年本）", "CAT24-R3", "产业结构调整指导目录（2024年本） 限制类"),
        ("", "第四条", "第四条"),
    ],
)
def test_places_in_documents(
    order: model.NoticeDocument, document: str, clause: str, expected: str
) -> None:
    finding = replace(order.devices[0].findings[0], document=document, clause=clause)
    doc = replace(order, devices=(replace(order.devices[0], findings=(finding,)),))
    assert compose(doc, law.load()).rows[0].details[0][1] == (expected,)


def test_inferred_findings_are_asked_about_not_acted_on(
    order: model.NoticeDocument, make: Make
) -> None:
    boiler = make["boiler"]()
    guessed = replace(boiler, findings=(replace(boiler.findings[0], presumed=True),))
    old = replace(make["truck"]().findings[0], presumed=True)
    truck = replace(make["truck"](), findings=(old,))
    doc = replace(order, kind="advice", devices=(guessed, truck))
    asked = section(doc, "待核实的事项")
    assert "尚待核实，不作为处理依据" in asked
    assert "DZL10-1.25-AⅡ" in asked
    assert section(doc, "另行处理的事项") == ""
    assert "国三（根据现有资料推定）。" in section(doc, "核查情况")
    rows = compose(doc, law.load()).rows
    assert rows[0].details[0][2] == ("核实",)
    assert rows[1].details[0][0][0].startswith("【宜更新·推定】")


def test_annex_cells(order: model.NoticeDocument, make: Make) -> None:
    catalogue = replace(
        make["boiler"]().findings[0],
        document="产业结构调整指导目录（2024年本）《产业结构调整指导目录（2024年本）》",
        message="该锅炉列入淘汰类（条目CAT24-E2），额定蒸发量10t/h",
    )
    inspected = replace(
        make["elevator"]().findings[0],
        measures=(model.Measure("上次检验日期", "2023年5月1日", "2025年3月1日"),),
    )
    devices = tuple(
        replace(make["boiler"](), findings=(finding,)) for finding in (catalogue, inspected)
    )
    first, second = compose(replace(order, devices=devices), law.load()).rows
    assert first.details[0] == (
        ("【应淘汰】该锅炉列入淘汰类，额定蒸发量10t/h。",),
        ("《产业结构调整指导目录（2024年本）》淘汰类",),
        ("停止使用",),
    )
    assert second.details[0][0][1:] == ("上次检验日期2023年5月1日（应不早于2025年3月1日）",)


def test_what_an_order_refuses(order: model.NoticeDocument, make: Make) -> None:
    boiler = make["boiler"]()
    presumed = replace(boiler, findings=(replace(boiler.findings[0], presumed=True),))
    strange = replace(boiler, findings=(replace(boiler.findings[0], rule="kettle.x"),))
    meets = replace(boiler, findings=(replace(boiler.findings[0], outcome="meets"),))
    for device, said in [
        (make["truck"](), "节能监察建议书"),
        (presumed, "推定"),
        (strange, "kettle.x"),
        (replace(boiler, findings=()), "没有可以写入"),
        (make["elevator"](), "移送市场监督管理部门"),
    ]:
        with pytest.raises(model.NoticeError, match=said):
            words(replace(order, devices=(device,)))
    with pytest.raises(model.NoticeError, match="不写入文书"):
        words(replace(order, kind="advice", devices=(meets,)))


def test_obstacles_before_signing(order: model.NoticeDocument) -> None:
    assert grounding.obstacles(order) == ()
    bare = replace(
        order,
        agency=replace(order.agency, court="", competence=""),
        enterprise=model.Party("某公司☃"),
        officers=(model.Officer("甲", "1"), model.Officer("乙", "1")),
        deadline_on=date(2026, 11, 21),
        hearing=None,
    )
    found = {o.code: o.blocking for o in grounding.obstacles(bare)}
    assert found == {
        "officers": True,
        "party": False,
        "remedies": True,
        "glyph": True,
        "deadline": True,
        "hearing": True,
        "competence": True,
    }


def test_who_is_competent() -> None:
    assert grounding.competent("transformer.batch-1", "eliminate", ("energy",))
    assert not grounding.competent("elevator.inspection", "rectify", ("energy",))
    assert grounding.competent("boiler.catalogue-2024", "eliminate", ("market",))


def test_numbers_are_not_padded(order: model.NoticeDocument) -> None:
    assert model.number_of(order.agency.code_word, 2026, 1) == "江海工信责改〔2026〕1号"
    assert words(replace(order, number=None)).startswith("江海工信责改〔2026〕　号")


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")]
)
def test_section_numbers(number: int, expected: str) -> None:
    assert count_zh(number) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (150.0, "150"),
        (0.41, "0.41"),
        (True, "是"),
        (None, ""),
        ("2011-06-05", "2011年6月5日"),
        ("2011-06", "2011年6月"),
        ("2011", "2011"),
        ("92-0831", "92-0831"),
        (["煤", "油"], "煤、油"),
    ],
)
def test_printed_values(value: object, expected: str) -> None:
    assert printed(value) == expected


def test_measures_from_a_finding() -> None:
    found = model.measures_of(
        {"no_load_loss_w": 200.0}, {"no_load_loss_w": 150}, lambda field: ("空载损耗", "W")
    )
    assert found == (model.Measure("空载损耗", "200", "150", "W"),)
    assert model.measures_of(None, None, lambda field: (field, None)) == ()


def test_the_digest_follows_the_contents(order: model.NoticeDocument) -> None:
    assert model.digest(order) == model.digest(replace(order))
    assert len(model.digest(order)) == 64
    assert model.digest(order) != model.digest(replace(order, deadline_on=date(2026, 12, 22)))
