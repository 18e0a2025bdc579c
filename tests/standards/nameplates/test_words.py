"""The words of a name: the last head noun decides, places and parts are no devices."""

from __future__ import annotations

import pytest

from standards.nameplates import kind_of_words

DEVICES = [
    ("港作拖轮“后港拖1”", "vessel"),
    ("“三合一”锅炉", "boiler"),
    ("“锅炉”", "boiler"),
    ("1#锅炉给水泵电机", "motor"),
    ("屋面冷却塔风机电机", "motor"),
    ("水泵配套电机", "motor"),
    ("三相异步电动机", "motor"),
    ("炉排电机", "motor"),
    ("叉车电机", "motor"),
    ("锅炉给水泵", "pump"),
    ("锅炉房循环泵", "pump"),
    ("变压器油泵", "pump"),
    ("导热油泵", "pump"),
    ("真空泵", "pump"),
    ("冷水泵", "pump"),
    ("水泵(电机功率)", "pump"),
    ("锅炉引风机", "fan"),
    ("变压器冷却风机", "fan"),
    ("冷却塔风机", "fan"),
    ("4t/h燃气锅炉", "boiler"),
    ("锅炉2#", "boiler"),
    ("承压蒸汽锅炉（备用）", "boiler"),
    ("导热油炉", "boiler"),
    ("锅炉本体", "boiler"),
    ("余热锅炉", "boiler"),
    ("2号螺杆式空气压缩机GA75", "compressor"),
    ("空压机组", "compressor"),
    ("#1主变", "transformer"),
    ("江北1#公变", "transformer"),
    ("3#变", "transformer"),
    ("淬火炉 HT-01", "furnace"),
    ("观光梯", "elevator"),
    ("箱变", "transformer"),
    ("电炉变压器", "transformer"),
    ("热泵", "heat_pump"),
    ("热泵热水器", "heat_pump"),
    ("冷水机组", "chiller"),
    ("空压机储气罐", "pressure_vessel"),
    ("燃气热水器", "gas_appliance"),
    ("乘客电梯", "elevator"),
    ("自动人行道", "elevator"),
    ("施工电梯", "construction_machinery"),
    ("电动叉车", "nonroad_machinery"),
    ("柴油发电机组", "nonroad_machinery"),
    ("半挂牵引车", "truck"),
    ("半挂车", "vehicle"),  # no truck, and not scrapped like one
    ("重型自卸货车", "truck"),
    ("高炉", "furnace"),
    ("机械密封循环水泵", "pump"),
    ("双眼灶", "gas_appliance"),
    ("冷冻主机", "chiller"),
    ("直燃型溴化锂机组", "chiller"),
    ("风冷热泵机组", "chiller"),
    ("空气能热水机组", "heat_pump"),
    ("真空热水机组", "boiler"),
    ("员工梯", "elevator"),
    ("公共汽车", "bus"),
    ("蓄电池叉车", "nonroad_machinery"),
    ("混凝土输送泵", "nonroad_machinery"),
    ("贮氨器", "pressure_vessel"),
    ("盐浴炉", "furnace"),
    ("梭式窑", "furnace"),
    ("有载调压变压器", "transformer"),
    ("动力变", "transformer"),
]
NONE = [
    ("水泵叶轮", "part"),
    ("电机轴承", "part"),
    ("电梯配件", "none"),
    ("变压器增容工程", "place"),
    ("岸边集装箱起重机", "none"),
    ("锅炉房", "none"),
    ("配电室", "none"),
    ("空压站", "none"),
    ("发电机", "none"),
    ("电机控制柜", "none"),
    ("电梯曳引机", "none"),
    ("电压互感器", "none"),
    ("变频器", "none"),
    ("变压器油", "none"),
    ("普通车床", "none"),
    ("电动葫芦", "none"),
    ("冷风机", "none"),
    ("氨压缩机", "none"),
    ("氮气压缩机", "none"),
    ("换气扇", "none"),
    ("接地变压器", "none"),
    ("天车", "none"),
    ("水泵控制柜", "none"),
    ("风机盘管", "none"),
    ("余热发电机组", "none"),
    ("锅炉除渣机", "trailing"),
    ("变压器基础", "place"),
    ("电梯维修费", "place"),
    ("水泵/电机", "several"),
    ("风机及电机", "several"),
    ("办公楼", "unknown"),
    ("", "unknown"),
    ("S11-M-630/10", "unknown"),
]


@pytest.mark.parametrize(("name", "kind"), DEVICES)
def test_the_last_head_noun_is_the_kind(name: str, kind: str) -> None:
    meant = kind_of_words(name)
    assert (meant.kind, meant.reason) == (kind, "head")
    assert name[slice(*meant.span)] == meant.word


@pytest.mark.parametrize(("name", "reason"), NONE)
def test_places_parts_and_unknown_words_are_no_device(name: str, reason: str) -> None:
    meant = kind_of_words(name)
    assert (meant.kind, meant.reason) == ("", reason)


def test_two_machines_side_by_side_give_both_kinds() -> None:
    assert kind_of_words("水泵/电机").kinds == ("motor", "pump")


FACTS = [
    ("燃煤蒸汽锅炉", {"boiler_type": "蒸汽锅炉"}, {}),
    ("生物质热水锅炉", {"boiler_type": "热水锅炉", "fuel": "生物质"}, {}),
    ("6t/h燃气蒸汽锅炉", {"boiler_type": "蒸汽锅炉"}, {"fuel": "天然气"}),
    ("天然气锅炉", {"fuel": "天然气"}, {}),
    ("循环流化床锅炉", {"combustion": "流化床"}, {}),
    (
        "链条炉排热水锅炉",
        {"boiler_type": "热水锅炉", "combustion": "层燃", "fixed_grate": False},
        {},
    ),
    ("电站锅炉", {}, {}),
    ("10kV干式变压器", {"insulation_medium": "干式"}, {}),
    ("变压器（油浸式）", {"insulation_medium": "油浸"}, {}),
    ("单级双吸离心泵", {"pump_type": "单级双吸", "suction": "双吸"}, {}),
    ("锅炉给水泵", {}, {"pump_type": "多级"}),
    ("螺杆空压机", {}, {"compressor_type": "喷油回转(工频)"}),
    ("变频螺杆空压机", {}, {"compressor_type": "喷油回转(变转速)"}),
    ("防爆电机", {"explosion_proof": True}, {}),
    ("乘客电梯", {}, {"elevator_type": "曳引驱动乘客电梯"}),
    ("电动叉车", {"machinery_type": "叉车", "fuel": "电动"}, {}),
]


@pytest.mark.parametrize(("name", "facts", "inferred"), FACTS)
def test_head_and_qualifiers_give_facts(
    name: str, facts: dict[str, object], inferred: dict[str, object]
) -> None:
    meant = kind_of_words(name)
    assert {f.field: f.value for f in meant.facts} == facts
    assert {f.field: f.value for f in meant.inferred} == inferred
