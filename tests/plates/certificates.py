"""Vehicle licences and first pages of inspection reports, drawn as plates are."""

from __future__ import annotations

from tests.plates.drawing import SERIF, Look
from tests.plates.layouts import Plate

LICENCE = Look(columns=1, ruled=False, metal="#e4ebf2", ink="#222831")
REPORT = Look(columns=1, ruled=True, metal="#fbfbf8", ink="#15181c", font=SERIF)

CERTIFICATES = (
    Plate(
        "licence_tractor",
        "truck",
        "中华人民共和国机动车行驶证",
        {
            "号牌号码": "粤J12345",
            "车辆类型": "重型半挂牵引车",
            "所有人": "江门市示例物流有限公司",
            "住址": "江门市江海区金瓯路1号",
            "使用性质": "货运",
            "品牌型号": "解放牌CA4180P63",
            "车辆识别代号": "LFWADRJF011002346",
            "发动机号码": "51482390",
            "注册日期": "2012-06-18",
            "发证日期": "2019-03-05",
        },
        {"plate_no": "粤J12345", "vin": "LFWADRJF011002346", "registered_on": "2012-06-18"},
        look=LICENCE,
    ),
    Plate(
        "licence_van",
        "truck",
        "中华人民共和国机动车行驶证",
        {
            "号牌号码": "赣H6B208",
            "车辆类型": "轻型厢式货车",
            "所有人": "景德镇市示例瓷业有限公司",
            "使用性质": "非营运",
            "品牌型号": "江铃牌JX5044XXYXG2",
            "车辆识别代号": "LEFYECG27EHN12345",
            "发动机号码": "E4102877",
            "注册日期": "2014-09-02",
            "发证日期": "2014-09-02",
        },
        {"plate_no": "赣H6B208", "vin": "LEFYECG27EHN12345", "registered_on": "2014-09-02"},
        look=LICENCE,
    ),
    Plate(
        "report_elevator",
        "elevator",
        "电梯定期检验报告",
        {
            "报告编号": "JM-DT-2024-0187",
            "使用单位": "江门市示例百货有限公司",
            "设备代码": "31104403002005091",
            "使用登记证编号": "梯11粤J00321(18)",
            "产品型号": "GPS-III",
            "产品编号": "E05118",
            "检验日期": "2024-09-12",
            "下次检验日期": "2025-09",
            "检验结论": "合格",
            "检验机构": "广东省特种设备检测研究院",
        },
        {
            "device_code": "31104403002005091",
            "next_inspection_on": "2025-09",
            "serial_no": "E05118",
        },
        look=REPORT,
    ),
    Plate(
        "report_boiler",
        "boiler",
        "锅炉内部检验报告",
        {
            "报告编号": "GL-2023-1102",
            "使用单位": "赣县示例食品厂",
            "设备代码": "11001044020040118",
            "使用登记证编号": "锅10赣B00045(19)",
            "锅炉型号": "DZL4-1.25-AⅡ",
            "产品编号": "04-1182",
            "检验日期": "2023-11-02",
            "下次检验日期": "2025年11月1日",
            "检验结论": "符合要求",
            "检验机构": "赣州市特种设备监督检验中心",
        },
        {
            "device_code": "11001044020040118",
            "next_inspection_on": "2025-11-01",
            "serial_no": "04-1182",
        },
        look=REPORT,
    ),
)
