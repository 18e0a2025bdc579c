"""The phrases that every notice is made of: devices, findings, places, citations in words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from inventory.enforcement.documents.grounding import Item
from inventory.enforcement.documents.law import Citation, Law
from inventory.enforcement.documents.model import (
    ORDER_OUTCOMES,
    Measure,
    NoticeDevice,
    NoticeFinding,
    chinese_date,
)

LISTED = 5  # more devices than this in a group are counted in the text and listed in the annex
_DIGITS = "零一二三四五六七八九"
_DATE = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?")
_NAMED = re.compile(r"《?(?P<id>[^《》]+)》?《(?P<title>.+)》")


def clean(text: str) -> str:
    """User text on one line: control characters and line feeds become blanks."""
    text = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def paragraphs(text: str) -> tuple[str, ...]:
    """The officer's own words, a paragraph a line."""
    return tuple(filter(None, map(clean, text.splitlines())))


def count_zh(number: int) -> str:
    """1–99 in Chinese figures, for the numbers of sections."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones or not tens else "")


def sentence(text: str) -> str:
    """A sentence with exactly one full stop; blank stays blank."""
    text = text.rstrip("。；，; ")
    return f"{text}。" if text else ""


def by(day: date | None) -> str:
    """Before which day, or room to write it in."""
    return f"于{chinese_date(day)}前" if day else "于　　年　月　日前"


def listed(found: Sequence[Item]) -> Iterator[str]:
    """The devices of a group one by one, or their kinds and the place in the annex."""
    if len(found) > LISTED:
        kinds = _numbers(found, kind_name)
        named = "、".join(f"{kind}{count}{_counter(found, kind)}" for kind, count in kinds.items())
        among = f"其中：{named}。" if len(kinds) > 1 else ""
        yield f"{among}逐台情况见附表{annex_places(found)}。"
        return
    for number, item in enumerate(found, 1):
        mark = f"{number}. " if len(found) > 1 else ""
        yield f"{mark}{described(item.device)}。{stated(item.finding)}"


def described(device: NoticeDevice) -> str:
    """A device by name, model, numbers and place."""
    kind, name = clean(device.kind_zh), clean(device.name)
    parts = [
        name if not kind or kind in name else f"{name}（{kind}）",
        f"型号{clean(device.model)}" if device.model else "",
        f"共{device.number}{device.counter}" if device.number > 1 else "",
        f"{device.serial_label}{clean(device.serial_no)}" if device.serial_no else "",
        f"{device.registration_label}{clean(device.registration_no)}"
        if device.registration_no
        else "",
        f"安装于{clean(device.location)}" if device.location else "",
    ]
    return "，".join(filter(None, parts))


def kind_name(device: NoticeDevice) -> str:
    """What a device is called in the text."""
    return clean(device.kind_zh or device.name)


def _devices(found: Sequence[Item]) -> list[Item]:
    """One item for each device."""
    return list({item.serial: item for item in found}.values())


def _numbers(found: Sequence[Item], by: Callable[[NoticeDevice], str]) -> Counter[str]:
    """How many devices there are, by what they are called or counted with."""
    counts: Counter[str] = Counter()
    for item in _devices(found):
        counts[by(item.device)] += item.device.number
    return counts


def _counter(found: Sequence[Item], kind: str) -> str:
    return next(item.device.counter for item in found if kind_name(item.device) == kind)


def counted(found: Sequence[Item]) -> str:
    """How many devices, by the word that counts them: 3台、2辆."""
    counts = _numbers(found, lambda device: device.counter)
    return "、".join(f"{count}{counter}" for counter, count in counts.items())


def devices_named(found: Sequence[Item]) -> str:
    """附表第1项、第3至5项设备, with the model where there is one device."""
    unique = _devices(found)
    if len(unique) > 1:
        return f"附表{annex_places(found)}设备"
    device = unique[0].device
    model = f"（{clean(device.model)}）" if device.model else ""
    return f"附表{annex_places(found)}{clean(device.name)}{model}"


def annex_places(found: Sequence[Item]) -> str:
    """The numbers of these devices in the annex: 第1项、第3至5项."""
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


def stated(finding: NoticeFinding) -> str:
    """A finding as a sentence; an inferred one is marked as such."""
    said = message(finding) or sentence("；".join(map(_measured, finding.measures)))
    if finding.presumed and not to_verify(finding):
        return f"{said.removesuffix('。')}（根据现有资料推定）。"
    return said


def to_verify(finding: NoticeFinding) -> bool:
    """Whether a finding would call for an order, were it not inferred in part."""
    return finding.presumed and finding.outcome in ORDER_OUTCOMES


def message(finding: NoticeFinding) -> str:
    """The finding's sentence, without our own number of the catalogue item."""
    return sentence(clean(finding.message).replace(f"（条目{finding.clause}）", ""))


def _measured(measure: Measure) -> str:
    unit = f" {measure.unit}" if measure.unit and measure.measured else ""
    limit = ""
    if measure.limit and measure.limit != measure.measured:
        word = "应不早于" if _DATE.fullmatch(measure.limit) else "限值"
        limit = f"（{word}{clean(measure.limit)}{unit}）"
    return f"{clean(measure.label)}{clean(measure.measured)}{unit}{limit}"


def unsaid(finding: NoticeFinding) -> Iterator[str]:
    """The measures whose value or limit the sentence does not name yet."""
    said = message(finding).replace(" ", "")
    for measure in finding.measures:
        values = (f"{value}{measure.unit}" for value in (measure.measured, measure.limit) if value)
        if not all(value.replace(" ", "") in said for value in values):
            yield _measured(measure)


def documents(law: Law, found: Sequence[Item]) -> str:
    """The documents and clauses of these findings."""
    places = (place(law, item.finding) for item in found)
    return "、".join(filter(None, dict.fromkeys(places))) or "强制性标准"


def place(law: Law, finding: NoticeFinding) -> str:
    """Document and clause; where a (short) title stands in place of a number, the title alone."""
    document, clause = clean(finding.document), clean(law.clause(finding.clause))
    named = _NAMED.fullmatch(document)
    if named and (named["id"] == named["title"] or not re.search(r"\d", named["id"])):
        document = f"《{named['title']}》"
    gap = " " if document and clause and not document.endswith("》") else ""
    return f"{document}{gap}{clause}"


def quoted(citations: Sequence[Citation]) -> str:
    """Citations with the words that they rest on."""
    return "、".join(f"{c}“{c.quote}”" if c.quote else str(c) for c in citations)


def plain(citations: Sequence[Citation]) -> str:
    """Citations without their words."""
    return "、".join(map(str, citations))
