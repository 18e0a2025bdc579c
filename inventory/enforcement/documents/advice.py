"""The sections of a letter of advice (节能监察建议书)."""

from collections.abc import Iterator, Sequence

from inventory.enforcement.documents.grounding import Group, Item, items
from inventory.enforcement.documents.law import Advice, Law
from inventory.enforcement.documents.model import (
    ORDER_OUTCOMES,
    NoticeDocument,
    Section,
    chinese_date,
)
from inventory.enforcement.documents.phrases import (
    annex_places,
    by,
    count_zh,
    counted,
    described,
    devices_named,
    kind_name,
    listed,
    paragraphs,
    quoted,
    stated,
    to_verify,
)


def sections(doc: NoticeDocument, law: Law, grouped: Sequence[Group]) -> list[Section]:
    """The sections in order; findings that need an order are verified or handled apart."""
    everything = items(doc)
    doubtful = [item for item in everything if to_verify(item.finding)]
    stopped = [item for item in everything if item.finding.admission == "out_of_use"]
    found = [item for item in everything if _advised(item)]
    due = [item for item in found if item.finding.outcome == "due"]
    rest = [item for item in found if item.finding.outcome != "due"]
    gathered: dict[Advice, list[Item]] = {}
    for item in rest:
        gathered.setdefault(law.advice_for(item.finding.rule), []).append(item)
    return [
        Section("核查情况", (*_situation(gathered), *paragraphs(doc.facts_text))),
        Section("建议", (*_suggestions(law, gathered), *paragraphs(doc.demands_text))),
        Section("停用设备", tuple(_stopped(stopped))),
        Section("临期提醒", tuple(_reminders(due))),
        Section("待核实的事项", tuple(_to_be_verified(doc, doubtful))),
        Section("另行处理的事项", tuple(_elsewhere(law, grouped))),
        Section("其他事项", (*_reply(doc), *paragraphs(doc.free_text))),
    ]


def _advised(item: Item) -> bool:
    """The advised findings: advice itself, and what an order could demand only of others."""
    if item.finding.outcome not in ORDER_OUTCOMES:
        return True
    return bool(item.finding.admission) and item.finding.admission != "out_of_use"


def _stopped(found: Sequence[Item]) -> Iterator[str]:
    if not found:
        return
    yield "下列设备已停用。在查明的情形消除之前，不得重新投入使用；国家明令淘汰的设备不得恢复使用："
    yield from listed(found)


def _situation(gathered: dict[Advice, list[Item]]) -> Iterator[str]:
    for number, found in enumerate(gathered.values(), 1):
        kinds = "、".join(dict.fromkeys(kind_name(item.device) for item in found))
        yield f"（{count_zh(number)}）{kinds}{counted(found)}。"
        yield from listed(found)


def _suggestions(law: Law, gathered: dict[Advice, list[Item]]) -> Iterator[str]:
    if not gathered:
        return
    base = law.cite(
        "energy",
        "第二十四条",
        "",
        "用能单位应当按照合理用能的原则，加强节能管理，制定并实施节能计划和节能技术措施，降低能源消耗",
    )
    cites = dict.fromkeys([base, *(cite for advice in gathered for cite in advice.cites)])
    yield f"依据{quoted(tuple(cites))}的规定，建议你单位："
    for number, (advice, found) in enumerate(gathered.items(), 1):
        yield f"（{count_zh(number)}）{advice.suggestion.format(devices=devices_named(found))}"


def _reminders(due: Sequence[Item]) -> Iterator[str]:
    for number, item in enumerate(due, 1):
        day = chinese_date(item.finding.due) if item.finding.due else ""
        said = stated(item.finding)
        term = f"期限：{day}。" if day and day not in said else ""
        yield f"{number}. {described(item.device)}。{said}{term}"
    if due:
        yield "请你单位在上述期限届满前作出安排。"


def _to_be_verified(doc: NoticeDocument, found: Sequence[Item]) -> Iterator[str]:
    if not found:
        return
    when = by(doc.deadline_on) if doc.deadline_on else ""
    yield (
        "下列情况根据现有资料推定，尚待核实，不作为处理依据。"
        f"请你单位{when}提供铭牌照片、出厂文件或者检验报告等资料："
    )
    yield from listed(found)


def _elsewhere(law: Law, grouped: Sequence[Group]) -> Iterator[str]:
    for group in grouped:
        who = "本机关将另行依法处理" if group.own else _handed(law, group)
        place = f"附表{annex_places(group.items)}"
        yield f"{group.ground.fact}，共{counted(group.items)}（{place}），{who}。"


def _handed(law: Law, group: Group) -> str:
    return f"本机关将依法移送{law.departments[group.ground.department]}处理"


def _reply(doc: NoticeDocument) -> Iterator[str]:
    when = by(doc.deadline_on) if doc.deadline_on else ""
    yield f"请你单位结合实际研究采纳上述建议，并{when}将采纳情况反馈本机关。"
