"""What is wrong in a rule is refused with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

import standards
from standards.errors import LibraryError
from tests.standards.damage import Change, appended, assert_refused, refused, replaced

DOUBLE_RULE = """
[[rule]]
id = "elevator.maintenance"
title_zh = "电梯维护保养"
title_en = "Maintenance"
check = "interval"
document = "特种设备安全监察条例"
clause = "第三十一条"
from = 2020-01-01
selects = "as_of"
obligation = "binding"
certainty = "single"
source = "x"
[rule.params]
date = "last_maintained_on"
days = 15
then = "rectify"
[rule.messages.rectify]
zh = "x"
en = "x"
"""


@refused(
    (
        "condition on an unknown field",
        "rules/furnace.toml",
        replaced('["fuel", "in", ["煤"]]', '["colour", "in", ["煤"]]'),
        "rule[furnace.clean-fuel].params.test",
    ),
    (
        "condition on an unknown choice",
        "rules/furnace.toml",
        replaced('["fuel", "in", ["煤"]]', '["fuel", "in", ["木柴"]]'),
        "rule[furnace.clean-fuel].params.test",
    ),
    (
        "condition with an unknown operation",
        "rules/furnace.toml",
        replaced('["fuel", "in", ["煤"]]', '["fuel", "has", ["煤"]]'),
        "rule[furnace.clean-fuel].params.test",
    ),
    (
        "the plate's grade, of a standard that has no grades",
        "rules/fan.toml",
        replaced("ungraded = true", 'ungraded = true\ndeclared = ["nameplate_grade"]'),
        "rule[fan.grade-blower].params.declared",
    ),
    (
        "unknown check",
        "rules/truck.toml",
        replaced('check = "cycles"', 'check = "circles"'),
        "rule[truck.scrap-inspection].check",
    ),
    (
        "unknown document of a rule",
        "rules/truck.toml",
        replaced('document = "国发〔2024〕7号"', 'document = "国发"'),
        "rule[truck.stage-national].document",
    ),
    (
        "unknown key of a rule",
        "rules/truck.toml",
        replaced('check = "cycles"', 'check = "cycles"\nforce = true'),
        "rule[truck.scrap-inspection].force",
    ),
    (
        "missing key of a rule",
        "rules/truck.toml",
        replaced('clause = "第四条（四）"\n', ""),
        "rule[truck.scrap-inspection].clause",
    ),
    (
        "date with a time",
        "rules/truck.toml",
        replaced("from = 2024-03-07", "from = 2024-03-07T00:00:00"),
        "rule[truck.stage-national].from",
    ),
    (
        "window upside down",
        "rules/truck.toml",
        replaced("from = 2024-03-07", "from = 2024-03-07\nto = 2024-03-07"),
        "rule[truck.stage-national].to",
    ),
    (
        "overlapping windows",
        "rules/elevator.toml",
        appended(DOUBLE_RULE),
        "rule[elevator.maintenance].from",
    ),
    (
        "gap between editions",
        "rules/transformer.toml",
        replaced("to = 2025-02-01", "to = 2025-01-01"),
        "rule[transformer.grade].edition[GB 20052-2024].from",
    ),
    (
        "unknown table of an edition",
        "rules/transformer.toml",
        replaced('table = "gb20052-2020"', 'table = "gb20052"'),
        "rule[transformer.grade].edition[GB 20052-2020].table",
    ),
    (
        "unknown parameter",
        "rules/elevator.toml",
        replaced("early_months = 2", "early_months = 2\nlate_months = 1"),
        "rule[elevator.inspection].params.late_months",
    ),
    (
        "parameter of the wrong type",
        "rules/elevator.toml",
        replaced("early_months = 2", 'early_months = "2"'),
        "rule[elevator.inspection].params.early_months",
    ),
    (
        "parameter missing",
        "rules/elevator.toml",
        replaced("early_months = 2\n", ""),
        "rule[elevator.inspection].params.early_months",
    ),
    (
        "parameter names no field",
        "rules/elevator.toml",
        replaced('next = "next_inspection_on"', 'next = "next_on"'),
        "rule[elevator.inspection].params.next",
    ),
    (
        "parameter names no table",
        "rules/boiler.toml",
        replaced('table = "batch-1-boilers"', 'table = "batch-9"'),
        "rule[boiler.batch-1].params.table",
    ),
    (
        "dates names no date",
        "rules/elevator.toml",
        replaced('dates = ["last_maintained_on"]', 'dates = ["model"]'),
        "rule[elevator.maintenance].dates",
    ),
    (
        "empty text",
        "rules/truck.toml",
        replaced('clause = "第四条（四）"', 'clause = ""'),
        "rule[truck.scrap-inspection].clause",
    ),
    (
        "sentence without English",
        "rules/truck.toml",
        replaced('en = "Inspection valid to {inspection_valid_to}."\n', ""),
        "rule[truck.inspection].messages.meets.en",
    ),
)
def test_damage_is_refused_with_file_and_key(
    library_copy: Path, file: str, change: Change, key: str
) -> None:
    assert_refused(library_copy, file, change, key)


def test_rules_file_of_an_unknown_kind_is_refused(library_copy: Path) -> None:
    (library_copy / "rules" / "kettle.toml").write_text("", encoding="utf-8")
    with pytest.raises(LibraryError, match="kettle"):
        standards.load_from(library_copy)
