"""Plates with what stands on them: labels and values as makers write them, and the facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PIL import Image

from tests.plates.drawing import SERIF, Look, plate


@dataclass(frozen=True)
class Plate:
    """A plate to draw, and what a reader must find on it."""

    name: str
    kind: str
    title: str
    pairs: Mapping[str, str]
    truth: Mapping[str, object]
    maker: str = ""
    look: Look = field(default_factory=Look)

    def image(self) -> Image.Image:
        """The plate from straight ahead."""
        return plate(self.title, self.pairs, self.look, self.maker)


COLON = Look(columns=1, ruled=False, colon=True)
TWO_COLON = Look(columns=2, ruled=False, colon=True)
STACKED = Look(columns=4, stacked=True)
BRASS = Look(columns=2, metal="#c8b27a", ink="#3a2d12", font=SERIF)
BLACK = Look(columns=2, metal="#22262a", ink="#e3e6e8")
OPEN = Look(columns=2, ruled=False)
THREE = Look(columns=3)

PLATES = (
    Plate(
        "transformer_table",
        "transformer",
        "电力变压器",
        {
            "产品型号": "S9-315/10",
            "标准代号": "GB 1094",
            "额定容量": "315 kVA",
            "额定电压": "10000/400 V",
            "相数": "3 相",
            "联结组标号": "Yyn0",
            "额定频率": "50 Hz",
            "冷却方式": "ONAN",
            "空载损耗": "670 W",
            "负载损耗": "3650 W",
            "阻抗电压": "4.0 %",
            "出厂序号": "9603127",
            "制造年月": "1996年3月",
            "总重": "1290 kg",
        },
        {
            "model": "S9-315/10",
            "rated_capacity_kva": 315,
            "voltage_kv": 10,
            "phases": "三相",
            "connection": "Yyn0",
            "no_load_loss_w": 670,
            "load_loss_w": 3650,
            "serial_no": "9603127",
            "made_on": "1996-03",
            "manufacturer": "江门市第二变压器厂",
        },
        "江门市第二变压器厂",
    ),
    Plate(
        "transformer_lines",
        "transformer",
        "油浸式配电变压器",
        {
            "型号": "S11-M-400/10",
            "额定容量": "400kVA",
            "高压侧额定电压": "10kV",
            "联结组别": "Dyn11",
            "空载损耗": "565W",
            "负载损耗": "4300W",
            "出厂编号": "110528",
            "出厂日期": "2011年6月",
            "制造单位": "广东华建电气有限公司",
        },
        {
            "model": "S11-M-400/10",
            "rated_capacity_kva": 400,
            "voltage_kv": 10,
            "connection": "Dyn11",
            "no_load_loss_w": 565,
            "load_loss_w": 4300,
            "serial_no": "110528",
            "made_on": "2011-06",
            "manufacturer": "广东华建电气有限公司",
        },
        look=COLON,
    ),
    Plate(
        "dry_transformer_black",
        "transformer",
        "干式变压器",
        {
            "型号": "SCB10-1000/10",
            "额定容量": "1000 kVA",
            "额定电压": "10/0.4 kV",
            "绝缘等级": "F",
            "联结组标号": "Dyn11",
            "空载损耗": "1770 W",
            "负载损耗": "8130 W",
            "短路阻抗": "6 %",
            "出厂编号": "D08-4217",
            "制造日期": "2008.09",
        },
        {
            "model": "SCB10-1000/10",
            "rated_capacity_kva": 1000,
            "voltage_kv": 10,
            "insulation_class": "F",
            "connection": "Dyn11",
            "no_load_loss_w": 1770,
            "load_loss_w": 8130,
            "serial_no": "D08-4217",
            "made_on": "2008-09",
            "manufacturer": "顺德变压器厂",
        },
        "顺德变压器厂",
        BLACK,
    ),
    Plate(
        "motor_stacked",
        "motor",
        "三相异步电动机",
        {
            "型号": "Y2-160M-4",
            "额定功率": "11 kW",
            "额定电压": "380 V",
            "额定电流": "22.6 A",
            "额定转速": "1460 r/min",
            "效率": "88.4 %",
            "功率因数": "0.84",
            "接法": "△",
            "绝缘等级": "F",
            "防护等级": "IP54",
            "出厂编号": "0307815",
            "出厂日期": "2003年7月",
        },
        {
            "model": "Y2-160M-4",
            "rated_power_kw": 11,
            "rated_voltage_v": 380,
            "speed_rpm": 1460,
            "efficiency_pct": 88.4,
            "serial_no": "0307815",
            "made_on": "2003-07",
            "manufacturer": "佛山电机厂",
        },
        "佛山电机厂",
        STACKED,
    ),
    Plate(
        "motor_open",
        "motor",
        "三相异步电动机",
        {
            "型号": "YE3-132S-4",
            "功率": "5.5 kW",
            "电压": "380 V",
            "电流": "11.1 A",
            "转速": "1465 r/min",
            "效率": "89.6 %",
            "编号": "1905223",
            "日期": "2019.05",
        },
        {
            "model": "YE3-132S-4",
            "rated_power_kw": 5.5,
            "rated_voltage_v": 380,
            "speed_rpm": 1465,
            "efficiency_pct": 89.6,
            "manufacturer": "浙江大元电机有限公司",
        },
        "浙江大元电机有限公司",
        OPEN,
    ),
    Plate(
        "pump_table",
        "pump",
        "单级单吸离心泵",
        {
            "型号": "IS80-65-160",
            "流量": "50 m³/h",
            "扬程": "32 m",
            "转速": "2900 r/min",
            "配套功率": "7.5 kW",
            "效率": "73 %",
            "出厂编号": "208114",
            "出厂日期": "2012年4月",
        },
        {
            "model": "IS80-65-160",
            "flow_m3h": 50,
            "head_m": 32,
            "speed_rpm": 2900,
            "efficiency_pct": 73,
            "serial_no": "208114",
            "made_on": "2012-04",
            "manufacturer": "广州水泵厂",
        },
        "广州水泵厂",
    ),
    Plate(
        "fan_brass",
        "fan",
        "离心通风机",
        {
            "型号": "4-72-8C",
            "流量": "18900 m³/h",
            "全压": "2150 Pa",
            "转速": "1450 r/min",
            "出厂编号": "97-336",
            "出厂日期": "1997年8月",
        },
        {
            "model": "4-72-8C",
            "flow_m3h": 18900,
            "pressure_pa": 2150,
            "speed_rpm": 1450,
            "serial_no": "97-336",
            "made_on": "1997-08",
            "manufacturer": "中山风机厂",
        },
        "中山风机厂",
        BRASS,
    ),
    Plate(
        "compressor_colon",
        "compressor",
        "螺杆式空气压缩机",
        {
            "型号": "LG-10/8",
            "排气量": "10 m³/min",
            "排气压力": "0.8 MPa",
            "电机功率": "55 kW",
            "出厂编号": "K20150617",
            "制造日期": "2015-06",
        },
        {
            "model": "LG-10/8",
            "discharge_pressure_mpa": 0.8,
            "drive_power_kw": 55,
            "serial_no": "K20150617",
            "made_on": "2015-06",
            "manufacturer": "上海飞和压缩机制造有限公司",
        },
        "上海飞和压缩机制造有限公司",
        TWO_COLON,
    ),
    Plate(
        "boiler_table",
        "boiler",
        "蒸汽锅炉",
        {
            "锅炉型号": "DZL4-1.25-AⅡ",
            "额定蒸发量": "4 t/h",
            "额定工作压力": "1.25 MPa",
            "额定蒸汽温度": "194 ℃",
            "产品编号": "04-1182",
            "制造日期": "2004年11月",
            "制造许可证编号": "TS2110344-2008",
            "设备代码": "11001044020040118",
        },
        {
            "model": "DZL4-1.25-AⅡ",
            "rated_capacity_tph": 4,
            "serial_no": "04-1182",
            "made_on": "2004-11",
            "device_code": "11001044020040118",
            "manufacturer": "广州特种锅炉厂",
        },
        "广州特种锅炉厂",
    ),
    Plate(
        "chiller_three",
        "chiller",
        "水冷螺杆冷水机组",
        {
            "型号": "LSBLG800",
            "名义制冷量": "800 kW",
            "输入功率": "152 kW",
            "制冷剂": "R22",
            "电源": "380V 50Hz",
            "产品编号": "C0912045",
            "充注量": "160 kg",
            "制造日期": "2009年12月",
            "重量": "3800 kg",
        },
        {
            "model": "LSBLG800",
            "cooling_capacity_kw": 800,
            "serial_no": "C0912045",
            "made_on": "2009-12",
            "manufacturer": "珠海冷气设备有限公司",
        },
        "珠海冷气设备有限公司",
        THREE,
    ),
    Plate(
        "elevator_lines",
        "elevator",
        "乘客电梯",
        {
            "产品型号": "GPS-III",
            "额定载重量": "1000 kg",
            "额定速度": "1.75 m/s",
            "核定载客": "13 人",
            "出厂编号": "E05118",
            "制造日期": "2005年9月",
            "设备代码": "31104403002005091",
        },
        {
            "model": "GPS-III",
            "rated_load_kg": 1000,
            "rated_speed_mps": 1.75,
            "serial_no": "E05118",
            "made_on": "2005-09",
            "device_code": "31104403002005091",
            "manufacturer": "深圳市华日电梯有限公司",
        },
        "深圳市华日电梯有限公司",
        TWO_COLON,
    ),
    Plate(
        "vessel_table",
        "pressure_vessel",
        "压力容器",
        {
            "产品名称": "储气罐",
            "设计压力": "1.0 MPa",
            "容积": "2.0 m³",
            "设计温度": "100 ℃",
            "容器类别": "Ⅰ",
            "产品编号": "R13-0866",
            "制造日期": "2013年5月",
            "设备代码": "21504401020130866",
        },
        {
            "serial_no": "R13-0866",
            "made_on": "2013-05",
            "device_code": "21504401020130866",
            "manufacturer": "江门压力容器有限公司",
        },
        "江门压力容器有限公司",
        THREE,
    ),
    Plate(
        "transformer_stacked",
        "transformer",
        "三相油浸式电力变压器",
        {
            "型号": "S7-500/10",
            "额定容量": "500 kVA",
            "额定电压": "10000/400 V",
            "联结组标号": "Yyn0",
            "空载损耗": "1080 W",
            "负载损耗": "6900 W",
            "阻抗电压": "4 %",
            "相数": "3",
            "出厂编号": "88-219",
            "制造日期": "1988年10月",
            "油重": "360 kg",
            "总重": "1820 kg",
        },
        {
            "model": "S7-500/10",
            "rated_capacity_kva": 500,
            "voltage_kv": 10,
            "connection": "Yyn0",
            "no_load_loss_w": 1080,
            "load_loss_w": 6900,
            "phases": "三相",
            "serial_no": "88-219",
            "made_on": "1988-10",
            "manufacturer": "广州变压器厂",
        },
        "广州变压器厂",
        STACKED,
    ),
)
