"""A notice as a county bureau would issue it, for every test of the documents."""

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from inventory.enforcement.documents import model


def transformer(serial: int = 1, **more: object) -> model.NoticeDevice:
    finding = model.NoticeFinding(
        rule="transformer.batch-1",
        outcome="eliminate",
        outcome_zh="应淘汰",
        document="高耗能落后机电设备（产品）淘汰目录（第一批）",
        clause="变压器",
        message="型号S7-315/10列入淘汰目录，属于国家明令淘汰的用能设备",
    )
    fields = {
        "name": f"{serial}号配电变压器",
        "kind_zh": "变压器",
        "model": "S7-315/10",
        "serial_no": f"92-{serial:04d}",
        "location": "1号配电室",
        "findings": (finding,),
    }
    return model.NoticeDevice(**(fields | more))


def boiler() -> model.NoticeDevice:
    finding = model.NoticeFinding(
        rule="boiler.catalogue-2024",
        outcome="eliminate",
        outcome_zh="应淘汰",
        document="产业结构调整指导目录（2024年本）",
        clause="CAT24-E2",
        message="燃煤锅炉额定蒸发量10 t/h，列入淘汰类“每小时10蒸吨及以下燃煤锅炉”。",
        measures=(model.Measure("额定蒸发量", "10", "10", "t/h"),),
    )
    return model.NoticeDevice(
        "蒸汽锅炉", "锅炉", "DZL10-1.25-AⅡ", "G2009-117", "锅10粤JA0032", "锅炉房", (finding,)
    )


def elevator(ground: str | None = None) -> model.NoticeDevice:
    finding = model.NoticeFinding(
        rule="elevator.inspection",
        outcome="rectify",
        outcome_zh="应整改",
        document="TSG T7001-2023",
        clause="第十六条",
        message="应于2025年11月21日前检验，至今未检验",
        due=date(2025, 11, 21),
        ground=ground,
    )
    return model.NoticeDevice(
        "3号客梯", "电梯", "TKJ1000/1.75-JXW", "E10287", "梯11粤J10287（16）", "综合楼", (finding,)
    )


def substandard() -> model.NoticeDevice:
    finding = model.NoticeFinding(
        rule="transformer.grade",
        outcome="rectify",
        outcome_zh="应整改",
        document="GB 20052-2024",
        clause="表1",
        message="空载损耗200 W高于3级限值150 W",
        measures=(model.Measure("空载损耗", "200", "150", "W"),),
    )
    return transformer(9, name="9号变压器", model="S11-M-100/10", findings=(finding,))


def old_truck() -> model.NoticeDevice:
    finding = model.NoticeFinding(
        rule="truck.stage-national",
        outcome="renew",
        outcome_zh="宜更新",
        document="国发〔2024〕7号",
        message="柴油营运货车排放阶段为国三",
    )
    return model.NoticeDevice(
        name="重型栏板货车",
        kind_zh="柴油货车",
        model="CA1310",
        serial_no="LFNA1",
        registration_no="赣H12345",
        findings=(finding,),
        counter="辆",
        serial_label="车辆识别代号",
        registration_label="号牌号码",
    )


AGENCY = model.Agency(
    name="江门市江海区工业和信息化局",
    code_word="江海工信责改",
    department="节能与综合利用股",
    address="江门市江海区东海路338号",
    phone="0750-3861234",
    review_body="江门市江海区人民政府",
    court="江门市江海区人民法院",
    competence="《江门市江海区工业和信息化局职能配置、内设机构和人员编制规定》第三条第（五）项",
)
PARTY = model.Party(
    "江门市恒盛纺织印染有限公司", "91440704MA4UXXXX1K", "江门市江海区外海街道东升路66号"
)


@pytest.fixture
def order() -> model.NoticeDocument:
    """S7 transformer, 10 t/h coal boiler, overdue elevator: issued by the energy bureau."""
    return model.NoticeDocument(
        kind="order",
        agency=AGENCY,
        enterprise=PARTY,
        devices=(transformer(), boiler(), elevator()),
        number="江海工信责改〔2026〕1号",
        officers=(model.Officer("陈志强", "440704021"), model.Officer("李晓敏", "440704035")),
        issued_on=date(2026, 11, 21),
        deadline_on=date(2026, 12, 21),
        inspected_on=date(2026, 11, 10),
        hearing=model.Hearing(date(2026, 11, 17)),
    )


@pytest.fixture
def make() -> dict[str, Callable[..., model.NoticeDevice]]:
    """Devices by name."""
    return {
        "transformer": transformer,
        "boiler": boiler,
        "elevator": elevator,
        "substandard": substandard,
        "truck": old_truck,
    }


@pytest.fixture
def text_of(tmp_path: Path) -> Callable[[bytes], list[str]]:
    """The text of each page, as poppler reads it, blanks taken out."""

    def read(pdf: bytes) -> list[str]:
        path = tmp_path / "notice.pdf"
        path.write_bytes(pdf)
        run = subprocess.run(
            ["pdftotext", "-enc", "UTF-8", str(path), "-"], check=True, capture_output=True
        )
        return ["".join(page.split()) for page in run.stdout.decode().split("\f")[:-1]]

    return read
