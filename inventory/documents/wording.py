"""The words of a notice: dataclasses in, headings and paragraphs out. Knows nothing of pages."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from inventory.documents.grounding import Group, Item, groups, items
from inventory.documents.law import Advice, Citation, Ground, Law
from inventory.documents.model import (
    ORDER_OUTCOMES,
    Measure,
    NoticeDevice,
    NoticeDocument,
    NoticeError,
    NoticeFinding,
    chinese_date,
)
from inventory.documents.table import Row

LISTED = 5  # more devices than this in a group are counted in the text and listed in the annex
_DIGITS = "零一二三四五六七八九"
_DATE = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?")
_NAMED = re.compile(r"《?(?P<id>[^《》]+)》?《(?P<title>.+)》")

ACTIONS = {
    "eliminate": "停止使用",
    "rectify": "限期整改",
    "reassess": "检验评估",
    "renew": "建议更新",
    "improve": "建议改进",
    "due": "临期提醒",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A first-level section: heading without its number, paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The contents of a notice in reading order."""

    number: str
    addressee: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    annexes: tuple[str, ...]
    rows: tuple[Row, ...]


def compose(doc: NoticeDocument, law: Law) -> Words:
    """Puts a document into words.

    Raises:
        NoticeError: see `grounding.items` and `grounding.choose`; an order with nothing in the
            agency's competence.
    """
    found = items(doc)
    grouped = groups(doc, law)
    sections = _order(doc, law, grouped) if doc.kind == "order" else _advice(doc, law, grouped)
    return Words(
        number=clean(doc.number) if doc.number else _open_number(doc),
        addressee=f"{clean(doc.enterprise.name)}：",
        opening=(_opening(doc),),
        sections=tuple(section for section in sections if section.paragraphs),
        closing=tuple(_closing(doc)),
        annexes=("设备清单", "送达回证") if doc.receipt else ("设备清单",),
        rows=tuple(_rows(found, grouped, law)),
    )


def clean(text: str) -> str:
    """User text on one line: control characters and line feeds become blanks."""
    text = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def count_zh(number: int) -> str:
    """1–99 in Chinese figures, for the numbers of sections."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones or not tens else "")


# ------------------------------------------------------------------ opening and closing


def _open_number(doc: NoticeDocument) -> str:
    year = str(doc.issued_on.year) if doc.issued_on else "　　"
    return f"{clean(doc.agency.code_word)}〔{year}〕　号"


def _opening(doc: NoticeDocument) -> str:
    party = doc.enterprise
    facts = [("统一社会信用代码", party.uscc), ("地址", party.address)]
    about = "，".join(f"{label}：{clean(value)}" for label, value in facts if value)
    you = f"你单位（{about}）" if about else "你单位"
    if doc.inspected_on:
        how = f"{chinese_date(doc.inspected_on)}，本机关执法人员对{you}在用设备进行了监督检查。"
    else:
        how = f"本机关依法对{you}在用设备的台账资料进行了核查。"
    if doc.kind == "order":
        return how + "现将查明的事实、处理依据和整改要求通知如下："
    return how + "为促进合理用能、推动设备更新，现提出如下建议："


def _closing(doc: NoticeDocument) -> Iterator[str]:
    if doc.officers:
        people = "、".join(
            f"{clean(o.name)}（执法证号：{clean(o.certificate_no)}）" for o in doc.officers
        )
        yield f"执法人员：{people}"
    else:
        yield "执法人员：　　　　　　（执法证号：　　　　　　　　）"
        yield "　　　　　　　　　　　（执法证号：　　　　　　　　）"
    agency = doc.agency
    contact = [("联系部门", agency.department), ("地址", agency.address), ("电话", agency.phone)]
    line = "；".join(f"{label}：{clean(value)}" for label, value in contact if value)
    if line:
        yield line


# ------------------------------------------------------------------ order


def _order(doc: NoticeDocument, law: Law, grouped: Sequence[Group]) -> list[Section]:
    own = [group for group in grouped if group.own]
    if not own:
        names = "、".join(sorted({law.departments[g.ground.department] for g in grouped}))
        raise NoticeError(
            f"所列问题均不属于本机关职责，应当移送{names}，不能出具责令限期整改通知书",
            "nothing here is within the agency's powers: hand it over instead",
        )
    return [
        Section("查明的事实", (*_facts(own), *_paragraphs(doc.facts_text))),
        Section("违反的规定和处理依据", tuple(_bases(doc, law, own))),
        Section("整改要求", (*_demands(doc, own), *_paragraphs(doc.demands_text))),
        Section("不履行的法律后果", tuple(_consequences(doc, law, own))),
        Section("移送其他部门处理的事项", tuple(_referrals(law, grouped))),
        Section("陈述申辩和救济途径", tuple(_remedies(doc, law))),
        Section("其他事项", _paragraphs(doc.free_text)),
    ]


def _facts(own: Sequence[Group]) -> Iterator[str]:
    for number, group in enumerate(own, 1):
        yield f"（{count_zh(number)}）{group.ground.fact}，共{_counted(group.items)}。"
        yield from _listed(group.items)


def _listed(found: Sequence[Item]) -> Iterator[str]:
    """The devices of a group one by one, or their kinds and the place in the annex."""
    if len(found) > LISTED:
        kinds = Counter(_kind(item.device) for item in _devices(found))
        named = "、".join(f"{kind}{count}{_counter(found, kind)}" for kind, count in kinds.items())
        yield f"其中：{named}。逐台情况见附表{_serials(found)}。"
        return
    for number, item in enumerate(found, 1):
        mark = f"{number}. " if len(found) > 1 else ""
        yield f"{mark}{_described(item.device)}。{_stated(item.finding)}"


def _bases(doc: NoticeDocument, law: Law, own: Sequence[Group]) -> Iterator[str]:
    for number, group in enumerate(own, 1):
        which = f"上述第（{count_zh(number)}）项" if len(own) > 1 else "上述"
        if group.undecided:
            yield f"{which}行为适用的规定，由本机关根据查明的情形认定："
            for ground in group.grounds:
                yield f"□ {ground.fact}：{_plain(ground.violated)}，{_plain(ground.basis)}。"
        else:
            yield f"{which}行为{_violation(doc, law, group)}"
    article = law.cite(
        "penalty",
        "第二十八条",
        "第一款",
        "行政机关实施行政处罚时，应当责令当事人改正或者限期改正违法行为",
    )
    yield f"依照上述规定和{article}“{article.quote}”的规定，本机关{_ordered(own)}。"


def _ordered(own: Sequence[Group]) -> str:
    """What the order is, in one clause: 节约能源法 article 71 stops use, it sets no term."""
    stop = [group for group in own if group.ground.stop and not group.undecided]
    if not stop:
        return "责令你单位限期整改"
    named = _devices_named([item for group in stop for item in group.items])
    rest = "并限期完成整改" if len(stop) == len(own) else "其他违法行为限期改正"
    return f"责令你单位立即停止使用{named}，{rest}"


def _violation(doc: NoticeDocument, law: Law, group: Group) -> str:
    ground = group.ground
    parts = []
    if ground.cite_documents:
        parts.append(f"不符合{_documents(law, group.items)}的要求")
    if ground.violated:
        parts.append(f"违反了{_quoted(ground.violated)}的规定")
    basis = ground.basis
    if doc.enterprise.key_energy_user:
        basis += ground.key_user_basis
    text = "，".join(parts) + "。"
    return f"{text}处理依据：{_quoted(basis)}。" if basis else text


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
    office = clean(doc.agency.department)
    yield (
        f"（{count_zh(number + 1)}）{_by(doc.deadline_on)}将整改情况书面报告本机关{office}，"
        "并附设备停用、拆除、更新、检验等证明材料。"
    )


def _demand(doc: NoticeDocument, ground: Ground, found: Sequence[Item]) -> str:
    return ground.demand.format(devices=_devices_named(found), deadline=_by(doc.deadline_on))


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
            yield from _listed(group.items)
            if group.ground.violated:
                yield f"上述问题涉及{_plain(group.ground.violated)}。"
    if other:
        yield "移送处理期间，请你单位先行改正，确保设备使用安全。"


def _remedies(doc: NoticeDocument, law: Law) -> Iterator[str]:
    yield f"（一）{_heard(doc, law)}"
    review = law.cite("review", "第二十条", "第一款", "六十日内提出行政复议申请")
    sue = law.cite("litigation", "第四十六条", "第一款", "六个月内提出")
    body = clean(doc.agency.review_body) or "　　　　　　人民政府"
    court = clean(doc.agency.court) or "　　　　　　人民法院"
    yield (
        f"（二）你单位如不服本通知书，可以依照{review}的规定，自收到本通知书之日起六十日内向"
        f"{body}申请行政复议；也可以依照{sue}的规定，自收到本通知书之日起六个月内直接向"
        f"{court}提起行政诉讼。"
    )


def _heard(doc: NoticeDocument, law: Law) -> str:
    article = law.cite("penalty", "第四十五条")
    hearing = doc.hearing
    if hearing is None:
        return (
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


# ------------------------------------------------------------------ advice


def _advice(doc: NoticeDocument, law: Law, grouped: Sequence[Group]) -> list[Section]:
    everything = items(doc)
    doubtful = [item for item in everything if to_verify(item.finding)]
    found = [item for item in everything if item.finding.outcome not in ORDER_OUTCOMES]
    due = [item for item in found if item.finding.outcome == "due"]
    rest = [item for item in found if item.finding.outcome != "due"]
    gathered: dict[Advice, list[Item]] = {}
    for item in rest:
        gathered.setdefault(law.advice_for(item.finding.rule), []).append(item)
    return [
        Section("核查情况", (*_situation(gathered), *_paragraphs(doc.facts_text))),
        Section("节能建议", (*_suggestions(law, gathered), *_paragraphs(doc.demands_text))),
        Section("临期提醒", tuple(_reminders(due))),
        Section("待核实的事项", tuple(_to_be_verified(doc, doubtful))),
        Section("另行处理的事项", tuple(_elsewhere(law, grouped))),
        Section("其他事项", (*_reply(doc), *_paragraphs(doc.free_text))),
    ]


def _situation(gathered: dict[Advice, list[Item]]) -> Iterator[str]:
    for number, found in enumerate(gathered.values(), 1):
        kinds = "、".join(dict.fromkeys(_kind(item.device) for item in found))
        yield f"（{count_zh(number)}）{kinds}{_counted(found)}。"
        yield from _listed(found)


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
    yield f"依据{_quoted(tuple(cites))}的规定，建议你单位："
    for number, (advice, found) in enumerate(gathered.items(), 1):
        yield f"（{count_zh(number)}）{advice.suggestion.format(devices=_devices_named(found))}"


def _reminders(due: Sequence[Item]) -> Iterator[str]:
    for number, item in enumerate(due, 1):
        day = chinese_date(item.finding.due) if item.finding.due else ""
        said = _stated(item.finding)
        term = f"期限：{day}。" if day and day not in said else ""
        yield f"{number}. {_described(item.device)}。{said}{term}"
    if due:
        yield "请你单位在上述期限届满前作出安排。"


def to_verify(finding: NoticeFinding) -> bool:
    """Whether a finding would call for an order, were it not inferred in part."""
    return finding.presumed and finding.outcome in ORDER_OUTCOMES


def _to_be_verified(doc: NoticeDocument, found: Sequence[Item]) -> Iterator[str]:
    if not found:
        return
    when = _by(doc.deadline_on) if doc.deadline_on else ""
    yield (
        "下列情况根据现有资料推定，尚待核实，不作为处理依据。"
        f"请你单位{when}提供铭牌照片、出厂文件或者检验报告等资料："
    )
    yield from _listed(found)


def _elsewhere(law: Law, grouped: Sequence[Group]) -> Iterator[str]:
    for group in grouped:
        who = "本机关将另行依法处理" if group.own else _handed(law, group)
        place = f"附表{_serials(group.items)}"
        yield f"{group.ground.fact}，共{_counted(group.items)}（{place}），{who}。"


def _handed(law: Law, group: Group) -> str:
    return f"本机关将依法移送{law.departments[group.ground.department]}处理"


def _reply(doc: NoticeDocument) -> Iterator[str]:
    when = _by(doc.deadline_on) if doc.deadline_on else ""
    yield f"请你单位结合实际研究采纳上述建议，并{when}将采纳情况反馈本机关。"


def _paragraphs(text: str) -> tuple[str, ...]:
    """The officer's own words, a paragraph a line."""
    return tuple(filter(None, map(clean, text.splitlines())))


# ------------------------------------------------------------------ phrases


def _by(day: date | None) -> str:
    return f"于{chinese_date(day)}前" if day else "于　　年　月　日前"


def sentence(text: str) -> str:
    """A sentence with exactly one full stop; blank stays blank."""
    text = text.rstrip("。；，; ")
    return f"{text}。" if text else ""


def _stated(finding: NoticeFinding) -> str:
    said = _message(finding) or sentence("；".join(map(_measured, finding.measures)))
    if finding.presumed and not to_verify(finding):
        return f"{said.removesuffix('。')}（根据现有资料推定）。"
    return said


def _message(finding: NoticeFinding) -> str:
    """The finding's sentence, without our own number of the catalogue item."""
    return sentence(clean(finding.message).replace(f"（条目{finding.clause}）", ""))


def _measured(measure: Measure) -> str:
    unit = f" {measure.unit}" if measure.unit and measure.measured else ""
    limit = ""
    if measure.limit and measure.limit != measure.measured:
        word = "应不早于" if _DATE.fullmatch(measure.limit) else "限值"
        limit = f"（{word}{clean(measure.limit)}{unit}）"
    return f"{clean(measure.label)}{clean(measure.measured)}{unit}{limit}"


def _unsaid(finding: NoticeFinding) -> Iterator[str]:
    """The measures whose value or limit the sentence does not name yet."""
    said = _message(finding).replace(" ", "")
    for measure in finding.measures:
        values = (f"{value}{measure.unit}" for value in (measure.measured, measure.limit) if value)
        if not all(value.replace(" ", "") in said for value in values):
            yield _measured(measure)


def _described(device: NoticeDevice) -> str:
    kind, name = clean(device.kind_zh), clean(device.name)
    parts = [
        name if not kind or kind in name else f"{name}（{kind}）",
        f"型号{clean(device.model)}" if device.model else "",
        f"{device.serial_label}{clean(device.serial_no)}" if device.serial_no else "",
        f"{device.registration_label}{clean(device.registration_no)}"
        if device.registration_no
        else "",
        f"安装于{clean(device.location)}" if device.location else "",
    ]
    return "，".join(filter(None, parts))


def _kind(device: NoticeDevice) -> str:
    return clean(device.kind_zh or device.name)


def _devices(found: Sequence[Item]) -> list[Item]:
    """One item for each device."""
    return list({item.serial: item for item in found}.values())


def _counter(found: Sequence[Item], kind: str) -> str:
    return next(item.device.counter for item in found if _kind(item.device) == kind)


def _counted(found: Sequence[Item]) -> str:
    counts = Counter(item.device.counter for item in _devices(found))
    return "、".join(f"{count}{counter}" for counter, count in counts.items())


def _devices_named(found: Sequence[Item]) -> str:
    """附表第1项、第3至5项设备, with the model where there is one device."""
    unique = _devices(found)
    if len(unique) > 1:
        return f"附表{_serials(found)}设备"
    device = unique[0].device
    model = f"（{clean(device.model)}）" if device.model else ""
    return f"附表{_serials(found)}{clean(device.name)}{model}"


def _serials(found: Sequence[Item]) -> str:
    serials = sorted({item.serial for item in found})
    spans: list[list[int]] = []
    for serial in serials:
        if spans and serial == spans[-1][-1] + 1:
            spans[-1].append(serial)
        else:
            spans.append([serial])
    return "、".join(map(_span, spans))


def _span(serials: Sequence[int]) -> str:
    if len(serials) > 2:
        return f"第{serials[0]}至{serials[-1]}项"
    return "、".join(f"第{serial}项" for serial in serials)


def _documents(law: Law, found: Sequence[Item]) -> str:
    places = (_place(law, item.finding) for item in found)
    return "、".join(filter(None, dict.fromkeys(places))) or "强制性标准"


def _place(law: Law, finding: NoticeFinding) -> str:
    """Document and clause; where a (short) title stands in place of a number, the title alone."""
    document, clause = clean(finding.document), clean(law.clause(finding.clause))
    named = _NAMED.fullmatch(document)
    if named and (named["id"] == named["title"] or not re.search(r"\d", named["id"])):
        document = f"《{named['title']}》"
    gap = " " if document and clause and not document.endswith("》") else ""
    return f"{document}{gap}{clause}"


def _quoted(citations: Sequence[Citation]) -> str:
    return "、".join(f"{c}“{c.quote}”" if c.quote else str(c) for c in citations)


def _plain(citations: Sequence[Citation]) -> str:
    return "、".join(map(str, citations))


# ------------------------------------------------------------------ annex


def _rows(found: Sequence[Item], grouped: Sequence[Group], law: Law) -> Iterator[Row]:
    handed = {
        (item.serial, item.finding): f"移送{law.departments[group.ground.department]}"
        for group in grouped
        if not group.own
        for item in group.items
    }
    for serial, members in groupby(found, key=lambda item: item.serial):
        listed = list(members)
        device = listed[0].device
        details = tuple(
            (
                _fact_cell(item.finding),
                (_place(law, item.finding) or "—",),
                (handed.get((serial, item.finding)) or _action(item.finding),),
            )
            for item in listed
        )
        yield Row(((str(serial),), _name_cell(device), _number_cell(device)), details)


def _action(finding: NoticeFinding) -> str:
    return "核实" if to_verify(finding) else ACTIONS[finding.outcome]


def _name_cell(device: NoticeDevice) -> tuple[str, ...]:
    return tuple(filter(None, (clean(device.name), clean(device.model))))


def _number_cell(device: NoticeDevice) -> tuple[str, ...]:
    parts = (device.serial_no, device.registration_no, device.location)
    return tuple(filter(None, map(clean, parts))) or ("—",)


def _fact_cell(finding: NoticeFinding) -> tuple[str, ...]:
    doubt = "·推定" if finding.presumed else ""
    said = f"【{clean(finding.outcome_zh)}{doubt}】{_message(finding)}"
    return (said, *_unsaid(finding))
