"""Owners: the thing that a group of columns describes, the enterprise of a whole list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from standards import nameplates

from .model import Cell, cell_text

LONGEST_GROUP = 40
LONGEST_TITLE = 200
# Kinds that are names of one thing: a group 车辆信息 belongs to trucks, cars and buses alike.
_FAMILIES = (
    frozenset({"truck", "vehicle", "bus"}),
    frozenset({"nonroad_machinery", "construction_machinery", "farm_machinery"}),
    frozenset({"chiller", "heat_pump"}),
)
_GROUP_TAIL = re.compile(
    r"(?:主要|基本|技术|铭牌|额定|设计|相关)*(?:参数|信息|情况|数据|资料|概况|指标|部分|性能)+$"
)
# A group that names people: 名称 under it is never the device's.
_PARTY = re.compile(r"(?:单位|企业|公司|机构|部门|厂家|厂商|人员?)$")
PARTY = "party"
METER = "meter"
# Of people the one who uses the devices: what stands under the group is the device's owner.
_USER = re.compile(r"使用|用能|产权|业主|用户|申报|填报|权属|所属|所在|^(?:企业|单位|公司)")
_OF_USER = frozenset({"enterprise", "uscc", "region", "location"})
# 某电梯公司在保电梯清单: a list of whom it serves.
_SERVING = re.compile(r"在保|维保|保养|代维|维修单位|承检")
# What a motor drives, and what drives a pump: another thing than the devices of the list.
_DRIVEN = re.compile(
    r"(?:被|所)?(?:拖动|驱动|带动|拖带|传动)的?(?:设备|机械|负载|装置)?|(?:所带)?负载"
)
# What a standard asks for, beside what the device has.
_LIMIT = re.compile(
    r"限定值|限值|标准值|规定值|目标值|基准值|先进值|准入值|评价值|对标值|国标|GB/?T?\d"
)

_ORGANISATION = (
    r"(?:公司|集团|厂|医院|学校|小学|中学|大学|学院|酒店|宾馆|商场|超市|供电所|供电局|电厂"
    r"|矿|农场|林场|物业|银行|机关|委员会|管理局|管理处)"
)
_FILLED_IN = re.compile(
    r"(?:填报|填表|使用|申报|报送|用能|企业|被监察|受检|产权)?(?:单位|企业|公司)(?:名称)?(?:\(盖章\))?[:：]\s*"
    rf"(?P<name>[^\s:：,，;；]{{2,60}}?{_ORGANISATION}(?:[\u4e00-\u9fff]{{0,8}}分公司)?)(?=$|[\s,，;；(（])"
)
_IN_TITLE = re.compile(
    rf"^(?:附[表件]\d*[:：]?)?(?P<name>[\u4e00-\u9fff（）()0-9A-Za-z]{{2,40}}?(?:有限责任公司|股份有限公司|有限公司|集团公司|{_ORGANISATION}))"
    r"(?=.{0,40}(?:台账|清单|清册|明细|一览|汇总|登记|统计|名单|目录|情况|信息|设备))"
)
# Looks like the name of an enterprise, but names none: 本公司设备清单, 各单位…
_ANYBODY = re.compile(
    r"^(?:本|各|该|全|我|某|贵|分|总|子|母|下属|所属|县|市|区|镇|街道|辖区|公办|民办|\d+)*"
    r"(?:公司|集团|厂|单位|企业|中小学|学校|小学|中学|大学|学院|医院|酒店|宾馆|商场|超市|机关|银行|物业)+$"
)


# 拟淘汰电机 beside 拟更换电机, 现有设备 beside 更新后设备: what is there, and what is to come.
_STANDING = re.compile(r"^(?:拟|待|应|计划|已)?淘汰|^(?:现有|现用|现状|在用|原有|原|旧|既有)")
# 计量器具 beside 用能设备, each with 名称 and 型号.
_METER = re.compile(r"计量|仪表|电能表|电度表|附件|附属|备件|配件|备品")
_TO_COME = re.compile(
    r"^(?:拟|计划|预计|建议)(?:更换|更新|替换|购置|采购|选用|新购|新增|改造)|^(?:更新|更换|替换|替代)(?:后|为|的|设备|电机)?"
    r"|^(?:新购|新增|新上|新设备|新电机|新型号|高效)"
)


def planned_groups(groups: Collection[str]) -> frozenset[str]:
    """Of the groups of a header those that describe what is to replace the devices of another."""
    texts = {group: "".join(group[:LONGEST_GROUP].split()) for group in groups}
    if not any(_STANDING.search(text) for text in texts.values()):
        return frozenset()
    return frozenset(
        group
        for group, text in texts.items()
        if _TO_COME.search(text) and not _STANDING.search(text)
    )


def before_and_now(headings: Collection[str]) -> tuple[frozenset[str], Mapping[str, str]]:
    """原锅炉型号 beside 现锅炉型号: the headings of what was, and those of what is by what they
    are of."""
    now = {f"原{text[1:]}": text for text in headings if text[:1] == "现"}
    before = frozenset(now).intersection(headings)
    return before, {now[text]: text[1:] for text in before}


@lru_cache(maxsize=2048)
def owner_of(group: str) -> str | None:
    """The kind that a group of columns describes, "" for another thing or a place, ``PARTY`` for
    people, ``METER`` for what measures or is fitted, None where the group does not say."""
    text = "".join(unicodedata.normalize("NFKC", group[:LONGEST_GROUP]).split())
    stem = _GROUP_TAIL.sub("", text)
    if _PARTY.search(stem):
        return PARTY
    if _METER.search(stem):
        return METER
    if _DRIVEN.fullmatch(stem) or _LIMIT.search(stem):
        return ""
    said = nameplates.kind_of_words(stem)
    if said.reason == "head":
        return said.kind
    return "" if said.reason == "none" else None


def is_foreign(group: str, kind: str) -> bool:
    """Whether the columns of a group describe another thing than devices of this kind."""
    owner = owner_of(group)
    if owner is None or owner == kind:
        return False
    return not any({owner, kind} <= family for family in _FAMILIES)


def is_of_user(group: str, field: str) -> bool:
    """Whether a field under a group of people (使用单位信息) is one of who uses the device."""
    return field in _OF_USER and owner_of(group) == PARTY and _USER.search(group) is not None


def user_of(rows: Sequence[Sequence[Cell]], file_name: str) -> str | None:
    """The enterprise that the rows above a table, or the name of its file, say it belongs to."""
    for text in _texts(rows):
        found = _FILLED_IN.search(text)
        if found:
            return found["name"]
    for text in (*_texts(rows), unicodedata.normalize("NFKC", file_name)[:LONGEST_TITLE]):
        found = _IN_TITLE.match("".join(text.split()))
        if found and not (_ANYBODY.match(found["name"]) or _SERVING.search(text)):
            return found["name"]
    return None


def _texts(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    for row in rows:
        for cell in row:
            if isinstance(cell, str) and cell:
                yield unicodedata.normalize("NFKC", cell_text(cell)[:LONGEST_TITLE]).strip()
