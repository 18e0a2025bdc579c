"""The sections of an order (责令限期整改通知书, 责令停止使用通知书)."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from inventory.enforcement.documents.grounding import Group, Item
from inventory.enforcement.documents.law import Ground, Law
from inventory.enforcement.documents.model import NoticeDocument, NoticeError, Section, chinese_date
from inventory.enforcement.documents.phrases import (
    by,
    clean,
    count_zh,
    counted,
    devices_named,
    documents,
    listed,
    paragraphs,
    plain,
    quoted,
    sentence,
)
from inventory.enforcement.documents.remedies import review_and_suit

# A device that must not be used has nothing to put right by a day.
IN_USE = "在用"
DEMANDS = {"order": "整改要求", "stop_order": "停止使用的要求"}


def sections(doc: NoticeDocument, law: Law, grouped: Sequence[Group]) -> list[Section]:
    """The sections in order; raises NoticeError where nothing is in the agency's competence."""
    own = [group for group in grouped if group.own]
    if not own:
        names = "、".join(sorted({law.departments[g.ground.department] for g in grouped}))
        raise NoticeError(
            f"所列问题均不属于本机关职责，应当移送{names}，不能出具{doc.title}",
            "nothing here is within the agency's powers: hand it over instead",
        )
    if doc.kind == "stop_order":
        _refuse_other_than_stop(own)
    return [
        Section("查明的事实", (*_facts(own), *paragraphs(doc.facts_text))),
        Section("违反的规定和处理依据", tuple(_bases(doc, law, own))),
        Section(DEMANDS[doc.kind], (*_demands(doc, own), *paragraphs(doc.demands_text))),
        Section("不履行的法律后果", tuple(_consequences(doc, law, own))),
        Section("移送其他部门处理的事项", tuple(_referrals(law, grouped))),
        Section("陈述申辩和救济途径", tuple(_remedies(doc, law))),
        Section("其他事项", paragraphs(doc.free_text)),
    ]


def _refuse_other_than_stop(own: Sequence[Group]) -> None:
    other = [group.ground.fact for group in own if not group.ground.stop]
    if other:
        raise NoticeError(
            f"“{other[0]}”不是责令停止使用的情形，请写入责令限期整改通知书",
            "not every finding calls for stopping the use: put the others into an order",
        )


def _facts(own: Sequence[Group]) -> Iterator[str]:
    for number, group in enumerate(own, 1):
        said = f"{group.ground.fact}，共{counted(group.items)}。{_in_use(group)}"
        yield f"（{count_zh(number)}）{said}"
        yield from listed(group.items)


def _in_use(group: Group) -> str:
    """The use itself is the violation: say what shows it, where the record says so of all."""
    if not group.ground.stop or any(item.device.use_state != IN_USE for item in group.items):
        return ""
    return "台账登记的使用状态为在用。"


def _bases(doc: NoticeDocument, law: Law, own: Sequence[Group]) -> Iterator[str]:
    if doc.agency.competence:
        yield f"本机关职权依据：{sentence(clean(doc.agency.competence))}"
    for number, group in enumerate(own, 1):
        which = f"上述第（{count_zh(number)}）项" if len(own) > 1 else "上述"
        if group.undecided:
            yield f"{which}行为适用的规定，由本机关根据查明的情形认定："
            for ground in group.grounds:
                yield f"□ {ground.fact}：{plain(ground.violated)}，{plain(ground.basis)}。"
        else:
            yield f"{which}行为{_violation(doc, law, group)}"
    yield f"依照上述规定，本机关{_ordered(doc, own)}。"


def _ordered(doc: NoticeDocument, own: Sequence[Group]) -> str:
    """What the order is, in one clause: 节约能源法 article 71 stops use, it sets no term."""
    stop = [group for group in own if group.ground.stop and not group.undecided]
    if not stop:
        return "责令你单位限期整改"
    named = devices_named([item for group in stop for item in group.items])
    if doc.kind == "stop_order":
        return f"责令你单位立即停止使用{named}"
    rest = "并限期完成整改" if len(stop) == len(own) else "其他违法行为限期改正"
    return f"责令你单位立即停止使用{named}，{rest}"


def _violation(doc: NoticeDocument, law: Law, group: Group) -> str:
    ground = group.ground
    parts = []
    if ground.cite_documents:
        parts.append(f"不符合{documents(law, group.items)}的要求")
    if ground.violated:
        parts.append(f"违反了{quoted(ground.violated)}的规定")
    basis = ground.basis
    if doc.enterprise.key_energy_user:
        basis += ground.key_user_basis
    text = "，".join(parts) + "。"
    return f"{text}处理依据：{quoted(basis)}。" if basis else text


def _demands(doc: NoticeDocument, own: Sequence[Group]) -> Iterator[str]:
    number = 0
    for group in own:
        number += 1
        if group.undecided:
            yield f"（{count_zh(number)}）责令你单位按照认定的情形："
            for ground in group.grounds:
                yield f"□ {_demand(doc, ground, group.items)}"
        else:
            yield f"（{count_zh(number)}）责令你单位{_demand(doc, group.ground, group.items)}"
    if doc.kind == "stop_order":  # each demand to stop asks for a report already
        return
    office = clean(doc.agency.department)
    yield (
        f"（{count_zh(number + 1)}）{by(doc.deadline_on)}将整改情况"
        f"书面报告本机关{office}，"
        "并附设备停用、更新、检验等证明材料。"
    )


def _demand(doc: NoticeDocument, ground: Ground, found: Sequence[Item]) -> str:
    return ground.demand.format(devices=devices_named(found), deadline=by(doc.deadline_on))


def _consequences(doc: NoticeDocument, law: Law, own: Sequence[Group]) -> Iterator[str]:
    said: dict[str, None] = {}
    for group in own:
        for ground in group.grounds:
            key_user = doc.enterprise.key_energy_user and ground.key_user_consequence
            said[key_user or ground.consequence] = None
    article = law.cite("enforcement", "第五十三条")
    said[
        "你单位在法定期限内不申请行政复议或者提起行政诉讼，又不履行本通知书的，"
        f"本机关可以依照{article}的规定申请人民法院强制执行。"
    ] = None
    for number, text in enumerate(said, 1):
        yield f"（{count_zh(number)}）{text}"


def _referrals(law: Law, grouped: Sequence[Group]) -> Iterator[str]:
    other = [group for group in grouped if not group.own]
    for department, members in groupby(
        sorted(other, key=lambda g: g.ground.department), key=lambda g: g.ground.department
    ):
        yield (
            f"检查中还发现下列问题，属于{law.departments[department]}职责，"
            f"本机关将依法移送{law.departments[department]}处理："
        )
        for group in members:
            yield from listed(group.items)
            if group.ground.violated:
                yield f"上述问题涉及{plain(group.ground.violated)}。"
    if other:
        yield "移送处理期间，请你单位先行改正，确保设备使用安全。"


def _remedies(doc: NoticeDocument, law: Law) -> Iterator[str]:
    yield f"（一）{_heard(doc, law)}"
    yield f"（二）{review_and_suit(doc.agency, law, '本通知书')}"


def _heard(doc: NoticeDocument, law: Law) -> str:
    article = law.cite("penalty", "第四十五条")
    hearing = doc.hearing
    if hearing is None:
        why = sentence(clean(doc.not_heard_reason))
        return (f"本机关作出本通知书前没有听取你单位意见的理由：{why}" if why else "") + (
            f"你单位对本通知书认定的事实、理由和依据有异议的，可以依照{article}的规定向本机关"
            "陈述和申辩；提出的事实、理由或者证据成立的，本机关予以采纳。"
        )
    day = chinese_date(hearing.held_on)
    if not hearing.opinion:
        return (
            f"本机关已于{day}依法告知你单位享有陈述、申辩的权利，并听取你单位意见，"
            "你单位未提出异议。"
        )
    reply = sentence(clean(hearing.reply)) or "本机关已进行复核。"
    return f"{day}，本机关听取了你单位的陈述和申辩：{sentence(clean(hearing.opinion))}{reply}"
