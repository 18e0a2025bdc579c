"""The legal ground of each finding for this agency, and what an officer must still decide."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inventory.enforcement.documents import fonts as faces
from inventory.enforcement.documents.fonts import FontSet
from inventory.enforcement.documents.law import Ground, Law, LawError
from inventory.enforcement.documents.law import load as load_law
from inventory.enforcement.documents.model import (
    ORDER_OUTCOMES,
    PLACEHOLDER,
    NoticeDevice,
    NoticeDocument,
    NoticeError,
    NoticeFinding,
    Obstacle,
)

LOCAL_RULE = ".local-"
ADVICE_OUTCOMES = frozenset({"renew", "improve", "due"})


@dataclass(frozen=True, slots=True)
class Item:
    """A finding in its place: `serial` is the device's number in the annex, from 1."""

    serial: int
    device: NoticeDevice
    finding: NoticeFinding


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that share their grounds. Several grounds: the officer still has to choose one.

    `own` is false for what another department must deal with.
    """

    grounds: tuple[Ground, ...]
    items: tuple[Item, ...]
    own: bool

    @property
    def ground(self) -> Ground:
        return self.grounds[0]

    @property
    def undecided(self) -> bool:
        return len(self.grounds) > 1


def items(doc: NoticeDocument) -> tuple[Item, ...]:
    """The findings of a document, devices numbered as in the annex.

    Raises:
        NoticeError: nothing to state, or a finding that must not stand in this document.
    """
    devices = [device for device in doc.devices if device.findings]
    found = tuple(
        Item(serial, device, finding)
        for serial, device in enumerate(devices, 1)
        for finding in device.findings
    )
    if not found:
        raise NoticeError(
            f"没有可以写入{doc.title}的判定结果", "there are no findings to put into this document"
        )
    for item in found:
        _check(doc, item)
    return found


def groups(doc: NoticeDocument, law: Law) -> tuple[Group, ...]:
    """Order-class findings by ground, the agency's own first, else in the order of the annex."""
    gathered: dict[tuple[tuple[Ground, ...], bool], list[Item]] = {}
    for item in items(doc):
        certain = not item.finding.presumed and not item.finding.admission
        if item.finding.outcome in ORDER_OUTCOMES and certain:
            gathered.setdefault(choose(doc, law, item.finding), []).append(item)
    found = [Group(key, tuple(members), own) for (key, own), members in gathered.items()]
    return tuple(sorted(found, key=lambda group: not group.own))


def choose(
    doc: NoticeDocument, law: Law, finding: NoticeFinding
) -> tuple[tuple[Ground, ...], bool]:
    """The grounds for a finding and whether the agency has the power to act on them.

    Raises:
        NoticeError: no ground is known, or the officer's choice is not among them.
    """
    try:
        candidates = law.grounds_for(finding.rule, finding.outcome)
    except LawError as error:
        raise NoticeError(
            f"判定规则 {finding.rule} 没有登记处理依据，不能写入通知书",
            f"rule {finding.rule} has no legal ground on record",
        ) from error
    if finding.ground is not None:
        candidates = tuple(g for g in candidates if g.id == finding.ground)
    if not candidates:
        raise NoticeError(
            f"所选处理依据 {finding.ground} 不适用于判定规则 {finding.rule}",
            f"ground {finding.ground} does not fit rule {finding.rule}",
        )
    own = tuple(g for g in candidates if g.department in doc.agency.competences)
    if not own:
        return candidates[:1], False
    first = own[0]
    if not first.alternatives:
        return own[:1], True
    return tuple(g for g in own if g.alternatives == first.alternatives), True


def grounded(rule: str, outcome: str) -> bool:
    """Whether there is a legal ground on record for ordering something about such a finding.

    The lines of grounds.toml are for the built-in rules, whatever a local one is called.
    """
    return LOCAL_RULE not in rule and load_law().has_ground(rule, outcome)


def competent(rule: str, outcome: str, competences: Iterable[str]) -> bool:
    """Whether an agency with these competences may order something about such a finding.

    Nobody may where no ground is on record; a document that states the finding says so.
    """
    powers = set(competences)
    try:
        grounds = load_law().grounds_for(rule, outcome)
    except LawError:
        return False
    return any(ground.department in powers for ground in grounds)


def obstacles(doc: NoticeDocument, fonts: FontSet | None = None) -> tuple[Obstacle, ...]:
    """What an officer should settle before the document is signed.

    Raises:
        NoticeError: as for drawing the document.
    """
    found = [
        *_people(doc),
        *_place(doc),
        *glyphs(doc, fonts or faces.register(), blocking=doc.orders),
    ]
    if doc.orders:
        found += [*_term(doc), *_law(doc)]
    return tuple(found)


def _check(doc: NoticeDocument, item: Item) -> None:
    finding, name = item.finding, item.device.name
    if doc.orders and finding.outcome not in ORDER_OUTCOMES:
        raise NoticeError(
            f"“{name}”的判定结果“{finding.outcome_zh}”（{finding.rule}）不得写入{doc.title}，"
            f"请改用节能监察建议书",
            f"{finding.rule} of {name!r} is {finding.outcome}: it belongs in an advice",
        )
    if doc.orders and finding.presumed:
        raise NoticeError(
            f"“{name}”的判定（{finding.rule}）含推定内容，不得写入{doc.title}，请先核实",
            f"{finding.rule} of {name!r} is presumed: it must be verified before an order",
        )
    if finding.outcome not in ORDER_OUTCOMES | ADVICE_OUTCOMES:
        raise NoticeError(
            f"“{name}”的判定结果“{finding.outcome_zh}”（{finding.rule}）不写入文书",
            f"{finding.rule} of {name!r} is {finding.outcome}: nothing to state",
        )


def _people(doc: NoticeDocument) -> Iterator[Obstacle]:
    named = {officer.certificate_no for officer in doc.officers if officer.certificate_no.strip()}
    if len(doc.officers) < 2 or len(named) < len(doc.officers):
        yield Obstacle(
            "officers",
            doc.orders,
            "请填写两名以上执法人员的姓名和执法证号（不得重复）",
            "name at least two officers with their certificate numbers (no number twice)",
        )
    if not doc.enterprise.uscc or not doc.enterprise.address:
        yield Obstacle(
            "party",
            False,
            "请补充当事人的统一社会信用代码和地址",
            "add the party's credit code and address",
        )


def _place(doc: NoticeDocument) -> Iterator[Obstacle]:
    if doc.orders and not (doc.agency.review_body and doc.agency.court):
        yield Obstacle(
            "remedies",
            True,
            "请在机关设置中填写行政复议机关和有管辖权的人民法院",
            "set the agency's review body and court",
        )
    if doc.number and not doc.issued_on:
        yield Obstacle(
            "issued_on", True, "已编号的文书须有成文日期", "a numbered document needs its date"
        )


def _term(doc: NoticeDocument) -> Iterator[Obstacle]:
    if doc.deadline_on is None:
        yield Obstacle("deadline", True, "请填写整改期限", "set the term for rectification")
    elif doc.issued_on and doc.deadline_on <= doc.issued_on:
        yield Obstacle(
            "deadline",
            True,
            "整改期限须晚于成文日期",
            "the term must end after the date of the document",
        )
    if doc.hearing is None and not doc.not_heard_reason.strip():
        yield Obstacle(
            "hearing",
            True,
            "没有听取陈述申辩的记载：请记录听取的日期和意见，或者写明没有听取的理由",
            "record when the party was heard and what it said, or state why it was not heard",
        )
    if doc.agency.competence.strip() in ("", PLACEHOLDER):
        yield Obstacle(
            "competence",
            True,
            "请在机关设置中填写本机关的职权依据（例如“三定”规定的文号和条款）",
            "set what makes this agency the department in charge (e.g. its rule of organisation)",
        )


def _law(doc: NoticeDocument) -> Iterator[Obstacle]:
    for group in groups(doc, load_law()):
        if group.undecided:
            yield Obstacle(
                "choice",
                True,
                f"“{group.ground.fact}”的适用条款须由承办人选定："
                + "或者".join(str(g.basis[0]) for g in group.grounds),
                f"choose one ground for {group.items[0].finding.rule}: "
                + " or ".join(g.id for g in group.grounds),
            )
        elif group.own and not group.ground.basis:
            yield Obstacle(
                "basis",
                True,
                f"“{group.ground.fact}”在法规库中没有核对过的处理依据，请先补充",
                f"no verified legal basis on record for {group.items[0].finding.rule}",
            )


def glyphs(document: object, fonts: FontSet, *, blocking: bool) -> Iterator[Obstacle]:
    """Characters of a document that no face can draw."""
    missing = fonts.missing(_words(document))
    if missing:
        listed = "、".join(f"U+{ord(char):04X}" for char in missing)
        yield Obstacle(
            "glyph",
            blocking,
            f"字体中没有下列字符，文书中只能印成“〓”：{listed}；请在设置中换用含有这些字的字体",
            f"no glyph for {listed}: they would be printed as 〓; set a font that has them",
        )


def _words(value: object) -> str:
    """Every string inside a document, joined; control characters are not drawn and do not count."""
    if isinstance(value, str):
        return "".join(char for char in value if char.isprintable())
    if isinstance(value, tuple):
        return "".join(map(_words, value))
    if hasattr(value, "__dataclass_fields__"):
        return "".join(_words(getattr(value, name)) for name in value.__dataclass_fields__)
    return ""
