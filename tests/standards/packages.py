"""A small local package to break in every way: one rule by age, one table, one amendment."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import standards
from standards.packages.model import Package
from standards.packages.reading import read_package

NAME = "local.toml"
SLUG = "jianghai-2027"
TOML = """\
slug = "jianghai-2027"
region = "440704"

[[document]]
number = "江海府〔2027〕1号"
title = "江海区淘汰落后设备目录"
type = "catalogue"
issued = 2026-11-01
in_force = 2026-11-10
certainty = "confirmed"
source = "公报"

[[table]]
id = "local-jianghai-2027.years"
document = "江海府〔2027〕1号"
file = "years.csv"
units = { rated_capacity_kva = "kVA" }
[table.columns]
clause = "text"
voltage_kv_le = "number"
rated_capacity_kva = "number"
years = "number"

[[rule]]
id = "transformer.local-jianghai-2027"
kind = "transformer"
title_zh = "江海区老旧变压器"
title_en = "Old transformers of Jianghai"
check = "life"
clause = "第三条"
from = 2026-11-10
selects = "as_of"
obligation = "policy"
certainty = "confirmed"
source = "正文"
dates = ["in_service_on"]
[rule.params]
since = ["in_service_on"]
years = 10
then = "renew"
[rule.messages.renew]
zh = "该变压器自{since}投用，已满{years}年，属于《{document_title}》{clause}的范围，宜更新。"
en = "In service since {since}: {document} wants it replaced."

[[amendment]]
rule = "plan.440704.transformer"
clause = "第四条"
from = 2026-11-10
[amendment.params]
years = 20
"""
CSV = """\
clause,voltage_kv_le,rated_capacity_kva,years,note,source,certainty
表1,10,315,20,,公报,confirmed
表1,10,400,22,,公报,confirmed
"""


def package(toml: str = TOML, csv: str | bytes | None = CSV) -> dict[str, bytes]:
    """The files of the package; `csv` None leaves its table's file out."""
    files = {NAME: toml.encode()}
    if csv is not None:
        files["years.csv"] = csv if isinstance(csv, bytes) else csv.encode()
    return files


def changed(old: str, new: str) -> dict[str, bytes]:
    """The package with the first of these words another one."""
    assert old in TOML
    return package(TOML.replace(old, new, 1))


LIBRARY = standards.load()


TEMPLATES = Path("inventory/judgement/library/templates")


AGE = "plan.440704.transformer"


PUBLISHED = date(2026, 11, 21)


OLD = {
    "model": "S11-M-315/10",
    "rated_capacity_kva": 315,
    "voltage_kv": 10,
    "connection": "Dyn11",
    "no_load_loss_w": 670,
    "load_loss_w": 3650,
    "insulation_medium": "油浸",
}


def read(files: dict[str, bytes], library: standards.Library = LIBRARY) -> Package:
    return read_package(files, library, lambda code: code in {"440704", "440700", "140522"})
