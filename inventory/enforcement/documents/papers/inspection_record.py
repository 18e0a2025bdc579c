"""现场检查笔录: what two officers saw at an enterprise, device by device, and who signed it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from inventory.enforcement.documents.form import Band, Field, Grid, Item, Wide
from inventory.enforcement.documents.law import load as load_law
from inventory.enforcement.documents.model import Obstacle
from inventory.enforcement.documents.papers import checks, drawing, signing
from inventory.enforcement.documents.papers.base import (
    CasePaper,
    Device,
    Person,
    Photo,
    Signature,
    moment,
    named,
)
from inventory.enforcement.documents.phrases import clean, paragraphs
from inventory.enforcement.documents.table import Column, Row

TITLE = "现场检查笔录"
TEMPLATE = "inspection-record/1"
DEVICES = (
    Column("序号", 9, centred=True),
    Column("设备名称、型号", 36),
    Column("编号、地点", 34),
    Column("现场所见", 55),
    Column("照片", 22),
)
PHOTOS = (
    Column("编号", 12, centred=True),
    Column("内容", 54),
    Column("拍摄时间、地点", 46),
    Column("文件校验（SHA-256前16位）", 44),
)


@dataclass(frozen=True, slots=True)
class SeenDevice:
    """A device as it was found: what was seen, and the numbers (from 1) of the photos of it."""

    device: Device
    seen: str
    photos: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class InspectionRecord(CasePaper):
    """The record of one visit.

    Args:
        present: who was there for the enterprise, the person in charge first.
        certificates_shown, rights_told: what must come first (行政处罚法 articles 55 and 43).
        avoidance: what the party said to the question whether it asks for other officers.
        general: what was seen apart from single devices.
        statement: what the party said.
        signature: of the party, or its refusal; `officers_signed` what the officers signed with.
    """

    began_at: datetime | None = None
    ended_at: datetime | None = None
    place: str = ""
    recorder: str = ""
    present: tuple[Person, ...] = ()
    matter: str = ""
    certificates_shown: bool = False
    rights_told: bool = False
    avoidance: str = ""
    devices: tuple[SeenDevice, ...] = ()
    photos: tuple[Photo, ...] = ()
    general: str = ""
    statement: str = ""
    signature: Signature | None = None
    officers_signed: tuple[Signature, ...] = ()
    template: str = TEMPLATE


def draw(document: InspectionRecord) -> bytes:
    """The record as PDF; each page has room for the signatures."""
    return drawing.form(
        document,
        TITLE,
        [*_circumstances(document), *_told(document), *_seen(document), *_signed(document)],
        foot="被检查单位签名：　　　　　　　　　　执法人员签名：　　　　　　　　　",
    )


def obstacles(document: InspectionRecord) -> tuple[Obstacle, ...]:
    """What should be settled before the record is closed."""
    return tuple(
        [
            *checks.two_officers(document),
            *checks.needed("began_at", document.began_at, "检查开始时间", "when it began"),
            *checks.needed("ended_at", document.ended_at, "检查结束时间", "when it ended"),
            *checks.needed("place", document.place, "检查地点", "the place"),
            *checks.needed("present", document.present, "被检查单位在场人员", "who was present"),
            *_procedure(document),
            *_photos(document),
            *signing.obstacles(document.signature),
            *checks.drawable(document),
        ]
    )


def _procedure(document: InspectionRecord) -> Iterator[Obstacle]:
    if document.began_at and document.ended_at and document.ended_at < document.began_at:
        yield Obstacle("ended_at", True, "结束时间不能早于开始时间", "it ends before it begins")
    if not (document.certificates_shown and document.rights_told):
        yield Obstacle(
            "told",
            True,
            "检查须先出示执法证件并告知权利：请在笔录中记明",
            "record that certificates were shown and the rights told",
        )
    if not document.devices and not document.general.strip():
        yield Obstacle("seen", True, "请记录现场所见", "record what was seen")


def _photos(document: InspectionRecord) -> Iterator[Obstacle]:
    named_photos = {number for item in document.devices for number in item.photos}
    absent = sorted(n for n in named_photos if not 1 <= n <= len(document.photos))
    if absent:
        numbers = "、".join(map(str, absent))
        yield Obstacle(
            "photos", True, f"笔录中没有照片{numbers}", f"photo {numbers} is not in the record"
        )


def _circumstances(document: InspectionRecord) -> Iterator[Item]:
    party = document.party
    yield Field("检查时间", f"{moment(document.began_at)}至{moment(document.ended_at)}")
    yield Field("检查地点", clean(document.place))
    yield Field(
        "被检查单位",
        "\n".join(filter(None, (clean(party.name), clean(party.uscc), clean(party.address)))),
    )
    yield Field("在场人员", "\n".join(map(str, document.present)))
    yield Field("执法人员", named(document.officers).replace("、", "\n"))
    yield Field("记录人", clean(document.recorder))
    if document.matter:
        yield Field("检查事项", clean(document.matter))


def _told(document: InspectionRecord) -> Iterator[Item]:
    law = load_law()
    shown = law.cite("penalty", "第五十五条", "", "应当主动向当事人或者有关人员出示执法证件")
    avoid = law.cite("penalty", "第四十三条", "", "有权申请回避")
    yield Band("告知")
    first = "■" if document.certificates_shown else "□"
    second = "■" if document.rights_told else "□"
    answer = clean(document.avoidance) or "　　　　　　　　"
    yield Wide(
        f"{first} 执法人员已依照{shown}的规定出示执法证件，说明来意。\n"
        f"{second} 已告知：认为执法人员与案件有直接利害关系或者有其他关系可能影响公正执法的，"
        f"依照{avoid}的规定有权申请回避；"
        f"应当如实回答询问、协助检查，不得拒绝或者阻挠（同法第五十五条）。\n"
        f"是否申请回避：{answer}"
    )


def _seen(document: InspectionRecord) -> Iterator[Item]:
    yield Band("现场情况")
    if document.devices:
        yield Grid(DEVICES, tuple(map(_row, range(1, len(document.devices) + 1), document.devices)))
    if document.general or not document.devices:
        yield Field("其他情况", "\n".join(paragraphs(document.general)), 22)
    yield Field("当事人陈述", "\n".join(paragraphs(document.statement)) or "（未作陈述）", 22)
    if document.photos:
        yield Band(f"照片（{len(document.photos)}张，原件存卷）")
        yield Grid(PHOTOS, tuple(map(_photo, range(1, len(document.photos) + 1), document.photos)))


def _row(number: int, seen: SeenDevice) -> Row:
    device = seen.device
    name = tuple(filter(None, (clean(device.name), clean(device.model))))
    place = tuple(filter(None, (clean(device.serial_no), clean(device.location)))) or ("—",)
    photos = "、".join(f"照片{n}" for n in seen.photos) or "—"
    detail = (tuple(paragraphs(seen.seen)) or ("—",), (photos,))
    return Row(((str(number),), name, place), (detail,))


def _photo(number: int, photo: Photo) -> Row:
    taken = moment(photo.taken_at) if photo.taken_at else ""
    where = tuple(filter(None, (taken, clean(photo.place)))) or ("—",)
    return Row(((str(number),), (clean(photo.caption),)), ((where, (photo.sha256[:16] or "—",)),))


def _signed(document: InspectionRecord) -> Iterator[Item]:
    yield Band("核对和签名")
    yield from signing.party(
        document.signature, "以上笔录已交我核对（已向我宣读），与事实相符。", "被检查单位"
    )
    yield from signing.officers(document.officers_signed, document.officers)
