"""One filled paper of each kind, all of one made-up case."""

from datetime import date, datetime
from typing import Any

import pytest

from inventory.enforcement.documents import model
from inventory.enforcement.documents.papers import (
    closing_report,
    correction,
    extension,
    handover,
    hearing_notice,
    hearing_record,
    inspection_notice,
    inspection_record,
    legal_review,
    receipt,
    recheck,
    withdrawal,
)
from inventory.enforcement.documents.papers.base import (
    Device,
    Person,
    Photo,
    Reference,
    Signature,
)

AGENCY = model.Agency(
    name="江门市江海区经济促进局",
    code_word="江海经促节能",
    department="节能与综合利用股",
    address="江门市江海区东海路338号",
    phone="0750-3861234",
    review_body="江门市江海区人民政府",
    court="江门市江海区人民法院",
    competence="《江门市江海区经济促进局职能配置、内设机构和人员编制规定》第三条第（五）项",
)
PARTY = model.Party(
    "江海恒盛纺织印染有限公司（演示）", "91440704MA4UXXXX1K", "江门市江海区外海街道东升路66号"
)
OFFICERS = (model.Officer("陈志强", "440704021"), model.Officer("李晓敏", "440704035"))
ORDER = Reference("责令停止使用通知书", "江海经促节能〔2026〕7号", date(2026, 11, 23))
S7 = Device("1号配电变压器", "S7-315/10", "92-0001", "1号配电房")
SL7 = Device("2号配电变压器", "SL7-200/10", "91-0113", "2号配电房")
MANAGER = Person("王建国", "设备部经理", "13800000000")
SIGNED = Signature("王建国", "设备部经理", datetime(2026, 11, 10, 11, 40))
COMMON: dict[str, Any] = {
    "agency": AGENCY,
    "party": PARTY,
    "officers": OFFICERS,
    "case_no": "江海经促节能案〔2026〕3号",
}


def notice_device(device: Device) -> model.NoticeDevice:
    finding = model.NoticeFinding(
        rule="transformer.batch-1",
        outcome="eliminate",
        outcome_zh="应淘汰",
        document="工节〔2009〕第67号《高耗能落后机电设备（产品）淘汰目录（第一批）》",
        clause="第六类变压器第1项",
        message=f"型号{device.model}列入淘汰目录，属于国家明令淘汰的用能设备",
    )
    return model.NoticeDevice(
        device.name, "变压器", device.model, device.serial_no, "", device.location, (finding,)
    )


def notice(kind: model.Kind, number: str = "江海经促节能〔2026〕7号") -> model.NoticeDocument:
    findings = [notice_device(S7), notice_device(SL7)]
    if kind == "advice":
        wish = model.NoticeFinding(
            rule="transformer.grade",
            outcome="renew",
            outcome_zh="宜更新",
            document="GB 20052-2024",
            clause="表1",
            message="空载损耗200 W高于3级限值150 W",
        )
        findings = [
            model.NoticeDevice("3号变压器", "变压器", "S9-100/10", "95-0002", "", "", (wish,))
        ]
    return model.NoticeDocument(
        kind=kind,
        agency=AGENCY,
        enterprise=PARTY,
        devices=tuple(findings),
        number=number,
        officers=OFFICERS,
        issued_on=date(2026, 11, 23),
        deadline_on=date(2026, 12, 23),
        inspected_on=date(2026, 11, 10),
        hearing=model.Hearing(date(2026, 11, 18)),
    )


def samples() -> dict[str, Any]:
    """A paper of each kind, complete: none of them has an obstacle that blocks."""
    return {
        "inspection_notice": inspection_notice.InspectionNotice(
            **COMMON,
            number="江海经促节能监〔2026〕5号",
            issued_on=date(2026, 11, 3),
            visit_on=date(2026, 11, 10),
            starts="上午9时",
            contact="陈志强，0750-3861234",
        ),
        "inspection_record": inspection_record.InspectionRecord(
            **COMMON,
            final=True,
            began_at=datetime(2026, 11, 10, 9, 5),
            ended_at=datetime(2026, 11, 10, 11, 40),
            place="江门市江海区外海街道东升路66号1号、2号配电房",
            recorder="李晓敏",
            present=(MANAGER, Person("赵丽", "电工班长")),
            matter="国家明令淘汰的用能设备的停用、更新情况",
            certificates_shown=True,
            rights_told=True,
            avoidance="不申请回避",
            devices=(
                inspection_record.SeenDevice(
                    S7,
                    "铭牌清晰，型号S7-315/10，1992年出厂。低压侧断路器合闸，电流表指示有负荷，设备在运行。",
                    (1, 2),
                ),
                inspection_record.SeenDevice(
                    SL7, "铭牌清晰，型号SL7-200/10，1991年出厂。设备在运行。", (3,)
                ),
            ),
            photos=(
                Photo("1号变压器铭牌", datetime(2026, 11, 10, 9, 31), "1号配电房", "ab" * 32),
                Photo("1号变压器低压柜仪表", datetime(2026, 11, 10, 9, 33), "1号配电房", "cd" * 32),
                Photo("2号变压器铭牌", datetime(2026, 11, 10, 10, 2), "2号配电房", "ef" * 32),
            ),
            general="配电房台账与实物一致。",
            statement="两台变压器确实在用，公司已经列入明年的更换计划。",
            signature=SIGNED,
        ),
        "hearing_notice": hearing_notice.HearingNotice(
            **COMMON,
            number="江海经促节能告〔2026〕4号",
            issued_on=date(2026, 11, 11),
            charges=tuple(
                hearing_notice.Charge(
                    item,
                    f"型号{item.model}列入高耗能落后机电设备（产品）淘汰目录（第一批），现场在用",
                )
                for item in (S7, SL7)
            ),
            violated=("《中华人民共和国节约能源法》第十七条",),
            basis=("《中华人民共和国节约能源法》第七十一条",),
            intended=("责令停止使用上述变压器",),
            penalty=("没收上述变压器",),
            answer_by=date(2026, 11, 18),
        ),
        "hearing_record": hearing_record.HearingRecord(
            **COMMON,
            final=True,
            told=Reference("陈述申辩告知书", "江海经促节能告〔2026〕4号", date(2026, 11, 11)),
            held_at=datetime(2026, 11, 17, 15, 0),
            place="本机关三楼会议室",
            speakers=(MANAGER,),
            recorder="李晓敏",
            opinion="对认定的事实没有异议。新变压器已经订货，明年1月到货，请求到货前继续使用。",
            evidence=("变压器采购合同（复印件）1份",),
            review="采购合同属实。节约能源法第十七条禁止使用国家明令淘汰的用能设备，没有过渡期的规定，停止使用的要求不能延后。",
            finding="rejected",
            reviewed_on=date(2026, 11, 19),
            signature=Signature("王建国", "设备部经理", datetime(2026, 11, 17, 15, 40)),
        ),
        "legal_review": legal_review.LegalReview(
            **COMMON,
            number="江海经促法审〔2026〕6号",
            issued_on=date(2026, 11, 20),
            draft_of=Reference("责令停止使用通知书"),
            matter="使用国家明令淘汰的用能设备",
            office="节能与综合利用股",
            submitted_on=date(2026, 11, 19),
            reviewer="周敏",
            reviewed_on=date(2026, 11, 20),
            points=tuple(
                legal_review.Point(text, None if "移送" in text else True)
                for text in legal_review.POINTS
            ),
            opinion="agree",
        ),
        "order": notice("order", "江海经促节能责改〔2026〕2号"),
        "stop_order": notice("stop_order"),
        "advice": notice("advice", "江海经促节能建〔2026〕9号"),
        "receipt": receipt.Receipt(
            **COMMON,
            final=True,
            served=ORDER,
            attempts=(
                receipt.Attempt(
                    "direct",
                    date(2026, 11, 24),
                    place="东升路66号门卫室",
                    note="门卫称负责人外出，拒绝代收",
                ),
                receipt.Attempt(
                    "left",
                    date(2026, 11, 25),
                    delivered=True,
                    place="东升路66号办公室",
                    witness=Person("何伟", "外海街道办事处干部"),
                    recorded=True,
                    note="负责人拒绝签收，未说明理由",
                ),
            ),
        ),
        "extension": extension.Extension(
            **COMMON,
            number="江海经促节能延〔2026〕1号",
            issued_on=date(2026, 12, 15),
            order=Reference(
                "责令限期整改通知书", "江海经促节能责改〔2026〕2号", date(2026, 11, 23)
            ),
            devices=(Device("4号变压器", "S11-M-315/10", "21-0400", "4号配电房"),),
            stopped=(S7,),
            asked_on=date(2026, 12, 10),
            reason="订购的设备因生产厂家排期，交货推迟至2027年1月20日",
            deadline=date(2026, 12, 23),
            new_deadline=date(2027, 2, 23),
            grounds="采购合同和厂家说明属实，推迟交货不是你单位的原因",
        ),
        "recheck": recheck.Recheck(
            **COMMON,
            number="江海经促节能复〔2026〕2号",
            issued_on=date(2026, 12, 28),
            order=ORDER,
            checked_on=date(2026, 12, 25),
            devices=(
                recheck.CheckedDevice(
                    S7, "停止使用，切断供电", "已停用，高压侧拆除引线并挂牌", True, "现场照片4张"
                ),
                recheck.CheckedDevice(SL7, "停止使用，切断供电", "仍在运行", False, "现场照片2张"),
            ),
            deadline=date(2026, 12, 23),
            remaining="请你单位立即停止使用2号配电变压器，并于2026年12月31日前书面报告",
            next_step="逾期不停止使用的，本机关将依法处理",
        ),
        "handover": handover.Handover(
            **COMMON,
            number="江海经促节能移〔2026〕1号",
            issued_on=date(2026, 11, 23),
            to="江门市江海区市场监督管理局",
            source="2026年11月10日对该单位的节能监察",
            matters=(
                handover.Matter(
                    Device("3号客梯", "TKJ1000/1.75-JXW", "E10287", "综合楼"),
                    "上次定期检验为2024年9月，检验有效期已满，现场未见检验合格标志",
                    "《中华人民共和国特种设备安全法》第四十条第三款",
                ),
            ),
            reference=Reference("责令停止使用通知书", "江海经促节能〔2026〕7号"),
            why_theirs="特种设备的定期检验由负责特种设备安全监督管理的部门监督",
            attachments=("现场检查笔录复印件1份", "照片3张"),
            contact="陈志强，0750-3861234",
        ),
        "withdrawal": withdrawal.Withdrawal(
            **COMMON,
            number="江海经促节能撤〔2026〕1号",
            issued_on=date(2026, 12, 2),
            of=ORDER,
            reason="经复核，2号配电变压器的铭牌型号为S11-200/10，不在淘汰目录中，原文书认定的事实有误。",
            follow_up="对1号配电变压器，本机关另行作出决定",
        ),
        "correction": correction.Correction(
            **COMMON,
            number="江海经促节能更〔2026〕1号",
            issued_on=date(2026, 11, 26),
            of=ORDER,
            reason="有文字错误",
            changes=(
                correction.Change("附表第2项“编号、安装地点”栏", "91-0131", "91-0113"),
                correction.Change("当事人地址", "东升路68号", "东升路66号"),
            ),
        ),
        "closing_report": closing_report.ClosingReport(
            **COMMON,
            number="江海经促节能结〔2027〕1号",
            issued_on=date(2027, 1, 11),
            matter="使用国家明令淘汰的用能设备",
            opened_on=date(2026, 11, 3),
            source="设备更新台账判定",
            devices=(
                closing_report.ClosedDevice(
                    S7, "使用国家明令淘汰的变压器", "rectified", "整改复查意见书，现场照片4张"
                ),
                closing_report.ClosedDevice(
                    SL7, "使用国家明令淘汰的变压器", "rectified", "第二次复查，现场照片3张"
                ),
            ),
            steps=(
                closing_report.Step(date(2026, 11, 3), "立案，通知现场监察"),
                closing_report.Step(date(2026, 11, 10), "现场检查", Reference("现场检查笔录")),
                closing_report.Step(date(2026, 11, 23), "责令停止使用", ORDER),
                closing_report.Step(
                    date(2026, 12, 28),
                    "复查，1台到位，1台未到位",
                    Reference("整改复查意见书", "江海经促节能复〔2026〕2号"),
                ),
            ),
            opinion="两台变压器均已停止使用并切断供电，建议结案。",
            approver="林志远",
            approved_on=date(2027, 1, 11),
            approval="同意结案。",
        ),
    }


@pytest.fixture
def papers() -> dict[str, Any]:
    return samples()
