"""The strict loader: what is wrong in a data file is refused with file and key."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

import standards
from standards.errors import LibraryError
from standards.loading import LIBRARY
from standards.loading_kinds import NAMEPLATES
from standards.nameplates import GRAMMARS

Change = Callable[[str], str]


@pytest.fixture()
def library(tmp_path: Path) -> Path:
    """A copy of the library that a test may damage."""
    return Path(shutil.copytree(LIBRARY, tmp_path / "library"))


def _replace(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def _append(text: str) -> Change:
    return lambda before: before + text


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
EFFICIENCY = "tables/GB_24500-2020/efficiency.csv"
MOTOR_CODES = "nameplates/motor.csv"
DAMAGE: list[tuple[str, str, Change, str]] = [
    (
        "model code for an unknown field",
        MOTOR_CODES,
        _replace("series,Y,motor_category,", "series,Y,motor_kind,"),
        "第2行 field",
    ),
    (
        "model code with a value that is no choice",
        MOTOR_CODES,
        _replace("series,Y,motor_category,三相异步电动机", "series,Y,motor_category,三相"),
        "第2行 value",
    ),
    (
        "model code with an unknown reason",
        MOTOR_CODES,
        _replace("inferred,series_plain", "inferred,because"),
        "第3行 reason",
    ),
    (
        "inferred model code without a reason",
        MOTOR_CODES,
        _replace("inferred,series_plain", "inferred,"),
        "第3行 reason",
    ),
    (
        "prefix that is no pattern",
        "nameplates/prefixes.csv",
        _replace("certainty\n", "certainty\n(,motor,x,,x,single\n"),
        "第2行 pattern",
    ),
    (
        "word of an unknown kind",
        "nameplates/words.csv",
        _replace("certainty\n", "certainty\nhead,火箭,rocket,,,,,x,recalled\n"),
        "第2行 kind",
    ),
    (
        "frame of a motor twice",
        "nameplates/motor_frames.csv",
        _replace("certainty\n", "certainty\nY,80M1-2,0.8,,Y,,x,single\n"),
        "第3行 frame_code",
    ),
    (
        "reason twice",
        "nameplates/reasons.toml",
        _append('[[reason]]\nid = "range"\nzh = "x"\nen = "x"\n'),
        "reason[range].id",
    ),
    (
        "condition on an unknown field",
        "rules/furnace.toml",
        _replace('["fuel", "in", ["煤"]]', '["colour", "in", ["煤"]]'),
        "rule[furnace.clean-fuel].params.test",
    ),
    (
        "condition on an unknown choice",
        "rules/furnace.toml",
        _replace('["fuel", "in", ["煤"]]', '["fuel", "in", ["木柴"]]'),
        "rule[furnace.clean-fuel].params.test",
    ),
    (
        "condition with an unknown operation",
        "rules/furnace.toml",
        _replace('["fuel", "in", ["煤"]]', '["fuel", "has", ["煤"]]'),
        "rule[furnace.clean-fuel].params.test",
    ),
    (
        "the plate's grade, of a standard that has no grades",
        "rules/fan.toml",
        _replace("ungraded = true", 'ungraded = true\ndeclared = ["nameplate_grade"]'),
        "rule[fan.grade-blower].params.declared",
    ),
    (
        "a measure has neither a rule nor a reason",
        "plans/360704_ganxian/measures.csv",
        _replace(",,conduct\n", ",,\n"),
        "why 360704.2.m4",
    ),
    (
        "a measure has a reason that there is not",
        "plans/360704_ganxian/measures.csv",
        _replace(",,conduct\n", ",,because\n"),
        "why 360704.2.m4",
    ),
    (
        "a label too few",
        "kinds/general.toml",
        _replace('    "生产设备",\n', ""),
        "field[system].labels",
    ),
    (
        "a measure names a rule that there is not",
        "plans/360704_ganxian/measures.csv",
        _replace("plan.360704.truck,\n", "plan.360704.lorry,\n"),
        "rule plan.360704.lorry",
    ),
    (
        "a rule of a plan that no measure names",
        "plans/360704_ganxian/measures.csv",
        _replace(",plan.360704.truck,\n", ",,offer\n"),
        "rule plan.360704.truck",
    ),
    (
        "a pattern that no rule fits",
        "plans/360704_ganxian/measures.csv",
        _replace("*.batch-*", "*.list-*"),
        "rule *.list-*",
    ),
    (
        "a quotation of a measure that is not the plan's words",
        "plans/360704_ganxian/measures.csv",
        _replace("逐步淘汰国四及以下营运类柴油货车", "逐步淘汰国四以下营运类柴油货车"),
        "360704.9.m1",
    ),
    (
        "a quotation that stands elsewhere in the plan",
        "plans/360704_ganxian/measures.csv",
        _replace("360704.9.m1,9,二（一）9,", "360704.9.m1,9,二（一）8,"),
        "360704.9.m1",
    ),
    (
        "a quotation of a target that is not the plan's words",
        "plans/360704_ganxian/targets.csv",
        _replace("力争创建国家级绿色园区1个", "创建国家级绿色园区1个以上"),
        "360704.3.t3",
    ),
    (
        "a quotation in a message that is not the plan's words",
        "plans/360704_ganxian/plan.toml",
        _replace("逐步淘汰国四及以下营运类柴油货车", "逐步淘汰国四及以下柴油货车"),
        "plan.360704.truck",
    ),
    (
        "a statement twice",
        "plans/360704_ganxian/measures.csv",
        _replace("360704.9.m1,", "360704.9.m2,"),
        "id 360704.9.m2",
    ),
    (
        "a practice repeats nothing that there is",
        "plans/360704_ganxian/practices.csv",
        _replace(",360704.21.m2\n", ",360704.21.m9\n"),
        "same_as 360704.21.m9",
    ),
    (
        "an unknown cycle",
        "plans/440704_jianghai/practices.csv",
        _replace(",quarter,", ",season,"),
        "cycle season",
    ),
    (
        "a field compared with one that there is not",
        "plans/360704_ganxian/plan.toml",
        _replace(
            '[["done_number", "below", "planned_number"]]', '[["done_number", "below", "wanted"]]'
        ),
        "rule[plan.360704.charging].params.test",
    ),
    (
        "unknown key in a field",
        "kinds/truck.toml",
        _replace('id = "vin"', 'id = "vin"\ncolour = "red"'),
        "field[vin].colour",
    ),
    (
        "field twice",
        "kinds/truck.toml",
        _append('\n[[field]]\nid = "vin"\nheading_zh = "x"\nheading_en = "x"\ntype = "text"\n'),
        "field[vin].id",
    ),
    (
        "field is common already",
        "kinds/truck.toml",
        _append('\n[[field]]\nid = "model"\nheading_zh = "x"\nheading_en = "x"\ntype = "text"\n'),
        "field[model]",
    ),
    (
        "nobody said whose power it is",
        "kinds/truck.toml",
        _replace("powers = []\n", ""),
        "powers",
    ),
    (
        "summed by a field that is no number",
        "kinds/boiler.toml",
        _replace('capacity = "rated_capacity_tph"', 'capacity = "fuel"'),
        "capacity",
    ),
    (
        "counted by a field that has no choices",
        "kinds/truck.toml",
        _replace('statistics = ["emission_stage"]', 'statistics = ["mileage_km"]'),
        "statistics",
    ),
    (
        "a reading that there is not",
        "kinds/boiler.toml",
        _replace('derives = ["capacity_tph", "boiler_class"]', 'derives = ["colour"]'),
        "derives",
    ),
    (
        "a grammar that there is not",
        "kinds/boiler.toml",
        _replace('nameplate = "boiler"', 'nameplate = "kettle"'),
        "nameplate",
    ),
    (
        "printed by a field that there is not",
        "kinds/truck.toml",
        _replace('serial = ["vin"]', 'serial = ["chassis"]'),
        "document.serial",
    ),
    (
        "unknown key of what is printed",
        "kinds/truck.toml",
        _replace('counter = "辆"', 'counter = "辆"\nplural = "们"'),
        "document.plural",
    ),
    (
        "nobody said how devices are counted",
        "kinds/common.toml",
        _replace('counter = "台"\n', ""),
        "document.counter",
    ),
    (
        "words of an unknown sort",
        "kinds/boiler.toml",
        _append("\n[words.colours]\nred = []\n"),
        "words.colours",
    ),
    (
        "heading of a field that there is not",
        "kinds/boiler.toml",
        _replace("[words.headings]\n", '[words.headings]\nwings = ["翼"]\n'),
        "words.headings.wings",
    ),
    (
        "one heading for two fields",
        "kinds/boiler.toml",
        _replace('name = ["锅炉名称"', 'name = ["锅炉型号"'),
        "words.headings.model",
    ),
    (
        "word for a choice that there is not",
        "kinds/boiler.toml",
        _replace("[words.choices.fuel]\n", '[words.choices.fuel]\n"核能" = ["铀"]\n'),
        "words.choices.fuel.核能",
    ),
    (
        "one word for two choices",
        "kinds/boiler.toml",
        _replace('"贫煤" = ["贫瘦煤"', '"贫煤" = ["白煤"'),
        "words.choices.fuel.无烟煤",
    ),
    (
        "ambiguous between choices that there are not",
        "kinds/boiler.toml",
        _replace('"型煤" = ["烟煤"', '"型煤" = ["泥煤"'),
        "words.ambiguous.fuel.型煤",
    ),
    (
        "a cell that implies a field that there is not",
        "kinds/boiler.toml",
        _replace('coal_class = "Ⅰ类" }', 'coal = "Ⅰ类" }'),
        "words.implies.fuel.Ⅰ类烟煤.coal",
    ),
    (
        "a word that means yes and no",
        "kinds/common.toml",
        _replace('no = ["否"', 'no = ["是", "否"'),
        "words.no",
    ),
    (
        "a day that is neither",
        "kinds/truck.toml",
        _replace('registered_on = "error"', 'registered_on = "never"'),
        "words.future.registered_on",
    ),
    (
        "a date of which nobody said what ahead means",
        "kinds/truck.toml",
        _replace('registered_on = "error"\n', ""),
        "words.future.registered_on",
    ),
    (
        "a unit that is not 1 of itself",
        "units.toml",
        _replace('"kva" = "1"', '"kva" = "10"'),
        "kVA.kva",
    ),
    (
        "a factor that is no number",
        "units.toml",
        _replace('"千伏安" = "1"', '"千伏安" = "一"'),
        "kVA.千伏安",
    ),
    (
        "unknown type",
        "kinds/truck.toml",
        _replace('type = "text"', 'type = "string"'),
        "field[plate_no].type",
    ),
    (
        "unknown unit",
        "kinds/transformer.toml",
        _replace('unit = "kVA"', 'unit = "kva"'),
        "field[rated_capacity_kva].unit",
    ),
    (
        "choice without choices",
        "kinds/truck.toml",
        _replace('choices = ["营运", "非营运"]\n', ""),
        "field[use_nature].choices",
    ),
    (
        "range upside down",
        "kinds/transformer.toml",
        _replace("maximum = 150", "maximum = -1"),
        "field[load_rate_pct].maximum",
    ),
    (
        "identity of an unknown field",
        "kinds/truck.toml",
        _replace('["vin"]', '["vim"]'),
        "identity",
    ),
    ("not TOML", "documents.toml", _append("\n[[document]\n"), "-"),
    (
        "document twice",
        "documents.toml",
        _append(
            '\n[[document]]\nnumber = "GB 13271-2014"\n'
            'title = "x"\ntype = "law"\ncertainty = "single"\n'
        ),
        "document[GB 13271-2014].number",
    ),
    (
        "bad date",
        "documents.toml",
        _replace("in_force = 2014-07-01", 'in_force = "2014-07-01"'),
        "document[GB 13271-2014].in_force",
    ),
    (
        "word of certainty",
        "documents.toml",
        _replace('certainty = "single"', 'certainty = "sure"'),
        "document[GB 24500-2020].certainty",
    ),
    (
        "superseded before in force",
        "documents.toml",
        _replace("superseded_on = 2025-02-01", "superseded_on = 2020-02-01"),
        "document[GB 20052-2020].superseded_on",
    ),
    (
        "superseded by nothing",
        "documents.toml",
        _replace('superseded_by = "GB 20052-2024"', 'superseded_by = "GB 1"'),
        "document[GB 20052-2020].superseded_by",
    ),
    (
        "in force before issued",
        "documents.toml",
        _replace("issued = 2024-04-29", "issued = 2026-04-29"),
        "document[GB 20052-2024].in_force",
    ),
    (
        "table of an unknown document",
        "tables.toml",
        _replace('document = "GB 13271-2014"', 'document = "GB 1"'),
        "table[gb13271-2014].document",
    ),
    ("table without its file", "tables.toml", _replace(EFFICIENCY, "tables/none.csv"), "-"),
    (
        "wrong unit of a table",
        "tables.toml",
        _replace(
            'units = { design_efficiency_pct = "%" }', 'units = { design_efficiency_pct = "W" }'
        ),
        "table[gb24500-2020].units.design_efficiency_pct",
    ),
    (
        "unknown column type",
        "tables.toml",
        _replace('condensing = "yesno"', 'condensing = "bool"'),
        "table[gb24500-2020].columns.condensing",
    ),
    ("header of a CSV", EFFICIENCY, _replace("clause,fuel", "item,fuel"), "表头"),
    (
        "number in a CSV",
        EFFICIENCY,
        _replace("85,82,80", "85,82,eighty"),
        "第2行 design_efficiency_pct__grade3",
    ),
    ("certainty in a CSV", EFFICIENCY, _replace(",single\n", ",sure\n"), "第2行 certainty"),
    ("short row in a CSV", EFFICIENCY, _append("表1,烟煤\n"), "第31行"),
    (
        "unknown check",
        "rules/truck.toml",
        _replace('check = "cycles"', 'check = "circles"'),
        "rule[truck.scrap-inspection].check",
    ),
    (
        "unknown document of a rule",
        "rules/truck.toml",
        _replace('document = "国发〔2024〕7号"', 'document = "国发"'),
        "rule[truck.stage-national].document",
    ),
    (
        "unknown key of a rule",
        "rules/truck.toml",
        _replace('check = "cycles"', 'check = "cycles"\nforce = true'),
        "rule[truck.scrap-inspection].force",
    ),
    (
        "missing key of a rule",
        "rules/truck.toml",
        _replace('clause = "第四条（四）"\n', ""),
        "rule[truck.scrap-inspection].clause",
    ),
    (
        "date with a time",
        "rules/truck.toml",
        _replace("from = 2024-03-07", "from = 2024-03-07T00:00:00"),
        "rule[truck.stage-national].from",
    ),
    (
        "window upside down",
        "rules/truck.toml",
        _replace("from = 2024-03-07", "from = 2024-03-07\nto = 2024-03-07"),
        "rule[truck.stage-national].to",
    ),
    (
        "overlapping windows",
        "rules/elevator.toml",
        _append(DOUBLE_RULE),
        "rule[elevator.maintenance].from",
    ),
    (
        "gap between editions",
        "rules/transformer.toml",
        _replace("to = 2025-02-01", "to = 2025-01-01"),
        "rule[transformer.grade].edition[GB 20052-2024].from",
    ),
    (
        "unknown table of an edition",
        "rules/transformer.toml",
        _replace('table = "gb20052-2020"', 'table = "gb20052"'),
        "rule[transformer.grade].edition[GB 20052-2020].table",
    ),
    (
        "unknown parameter",
        "rules/elevator.toml",
        _replace("early_months = 2", "early_months = 2\nlate_months = 1"),
        "rule[elevator.inspection].params.late_months",
    ),
    (
        "parameter of the wrong type",
        "rules/elevator.toml",
        _replace("early_months = 2", 'early_months = "2"'),
        "rule[elevator.inspection].params.early_months",
    ),
    (
        "parameter missing",
        "rules/elevator.toml",
        _replace("early_months = 2\n", ""),
        "rule[elevator.inspection].params.early_months",
    ),
    (
        "parameter names no field",
        "rules/elevator.toml",
        _replace('next = "next_inspection_on"', 'next = "next_on"'),
        "rule[elevator.inspection].params.next",
    ),
    (
        "parameter names no table",
        "rules/boiler.toml",
        _replace('table = "batch-1-boilers"', 'table = "batch-9"'),
        "rule[boiler.batch-1].params.table",
    ),
    (
        "dates names no date",
        "rules/elevator.toml",
        _replace('dates = ["last_maintained_on"]', 'dates = ["model"]'),
        "rule[elevator.maintenance].dates",
    ),
    (
        "empty text",
        "rules/truck.toml",
        _replace('clause = "第四条（四）"', 'clause = ""'),
        "rule[truck.scrap-inspection].clause",
    ),
    (
        "sentence without English",
        "rules/truck.toml",
        _replace('en = "Inspection valid to {inspection_valid_to}."\n', ""),
        "rule[truck.inspection].messages.meets.en",
    ),
    (
        "plan of a short code",
        "plans/140522_yangcheng/plan.toml",
        _replace('region = "140522"', 'region = "1405"'),
        "region",
    ),
    (
        "plan rule of another region",
        "plans/140522_yangcheng/plan.toml",
        _replace('id = "plan.140522.truck"', 'id = "plan.350504.truck"'),
        "rule[plan.350504.truck].id",
    ),
    (
        "plan's targets",
        "plans/140522_yangcheng/targets.csv",
        _replace("region_code", "region"),
        "表头",
    ),
]


@pytest.mark.parametrize(("file", "change", "key"), [pytest.param(*d[1:], id=d[0]) for d in DAMAGE])
def test_damage_is_refused_with_file_and_key(
    library: Path, file: str, change: Change, key: str
) -> None:
    path = library / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(LibraryError) as refused:
        standards.load_from(library)
    named = "tables/none.csv" if key == "-" and file == "tables.toml" else file
    assert refused.value.file == named
    assert refused.value.key == key
    assert named in refused.value.message and named in refused.value.message_en


def test_missing_shared_text_is_refused(library: Path) -> None:
    path = library / "texts.toml"
    text = path.read_text(encoding="utf-8").replace("[text.presumed]", "[text.presume]")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LibraryError, match="text.presumed"):
        standards.load_from(library)


def test_rules_file_of_an_unknown_kind_is_refused(library: Path) -> None:
    (library / "rules" / "kettle.toml").write_text("", encoding="utf-8")
    with pytest.raises(LibraryError, match="kettle"):
        standards.load_from(library)


def test_version_is_the_hash_of_the_content(library: Path) -> None:
    first = standards.load_from(library).version
    assert first == standards.load().version
    assert len(first) == 12 and int(first, 16) >= 0
    path = library / "texts.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# a note\n", encoding="utf-8")
    assert standards.load_from(library).version != first


def test_every_number_of_the_library_carries_source_and_certainty() -> None:
    for table in standards.load().tables.values():
        assert table.rows["certainty"].null_count() == 0, table.id
        assert table.rows["source"].null_count() == 0, table.id


def test_tables_hold_what_the_reference_holds() -> None:
    tables = standards.load().tables
    sizes = {name: tables[name].rows.height for name in tables}
    assert sizes["gb20052-2020"] == 194
    assert sizes["gb20052-2024"] == 194 + 20 + 356
    assert sizes["gb30254-2024"] == 1031
    assert sizes["gb30253-2024"] == 1506
    assert sizes["gb19153-2019"] == 216 + 386
    assert sizes["gb28381-2012"] == 240
    assert sizes["gb37479-2019"] + sizes["gb19576-2019"] + sizes["gb21454-2021"] == 37
    assert sizes["gbt36561-2018"] == 26
    assert sizes["gb32030-2022"] == 64
    assert sizes["gbt25409-2010"] == 225
    assert sizes["gb24500-2020"] == 29
    items = tables["batch-1-boilers"].rows["item"].unique()
    assert len(items) == 50


def _columns_of(rule: standards.Rule, tables: Mapping[str, standards.Table]) -> set[str]:
    params = [v for v in rule.params.values() if isinstance(v, str)]
    named = [e.table for e in rule.editions] + [name for name in params if name in tables]
    return {c for name in named for c in tables[name].rows.columns}


def test_every_key_of_a_rule_is_a_column_of_one_of_its_tables() -> None:
    """A table may lack a key (an earlier edition); a key that no table has is a typing error."""
    library = standards.load()
    for rule in library.rules:
        columns = _columns_of(rule, library.tables) if "keys" in rule.params else set()
        for key in rule.params.get("keys", []):
            assert key[0] in columns, (rule.id, key)
        for band in rule.params.get("bands", []) if "keys" in rule.params else []:
            ends = {band[0] + end for end in ("_gt", "_ge", "_lt", "_le")}
            assert ends & columns, (rule.id, band)


def test_plans_of_the_five_regions() -> None:
    plans = standards.load().plans
    assert sorted(plans) == ["140522", "350504", "360200", "360704", "440704"]
    assert sum(p.targets.height for p in plans.values()) == 108
    assert sum(p.tasks.height for p in plans.values()) == 144
    assert sum(p.measures.height for p in plans.values()) == 175
    assert sum(p.practices.height for p in plans.values()) == 156
    assert plans["360704"].document == "赣区府发〔2024〕2号"


def test_every_kind_has_its_fields() -> None:
    kinds = standards.load().kinds
    assert {"boiler", "elevator", "transformer", "truck"} <= set(kinds)
    assert list(kinds) == sorted(kinds)
    for kind in kinds.values():
        assert kind.field("made_on").type == "date"
        assert kind.identity and kind.department
    assert kinds["boiler"].field("fuel").choices[0] == "烟煤"
    assert kinds["boiler"].field("design_efficiency_pct").maximum == 110
    with pytest.raises(standards.StandardsError, match="vin"):
        kinds["boiler"].field("vin")


def test_kinds_may_name_just_the_grammars_that_there_are() -> None:
    assert set(NAMEPLATES) == set(GRAMMARS)
    named = {kind.nameplate for kind in standards.load().kinds.values()}
    assert named - {None} == set(GRAMMARS)


WORK_NOTES = ("转述", "口径", "未查到", "未读到", "记忆", "整理", "来源", "核对", "存疑", "?")
"""Words of whoever keeps the library; they stand in ``note``, which no party reads."""


def test_no_work_note_stands_in_a_title() -> None:
    library = standards.load()
    titles = [text for d in library.documents.values() for text in (d.number, d.title)]
    titles += [p.title_zh for p in library.programmes]
    titles += [text for rule in library.rules for text in (rule.title_zh, rule.clause)]
    assert [title for title in titles if any(word in title for word in WORK_NOTES)] == []


def test_every_missing_document_came_in_with_its_certainty() -> None:
    documents = standards.load().documents
    assert documents["TSG 08-2026"].in_force == date(2026, 5, 1)
    assert documents["TSG 08-2017"].superseded_by == "TSG 08-2026"
    assert documents["GB 28381-2012"].superseded_on == date(2027, 4, 1)
    assert documents["国家发展改革委令2016年第33号"].certainty == "doubtful"
    assert documents["山西省节约能源条例"].looked_on == date(2026, 11, 28)


def test_every_provision_names_a_document_of_the_library() -> None:
    library = standards.load()
    numbers = library.tables["provisions"].rows["number"]
    assert set(numbers) <= set(library.documents)
    assert numbers.len() == 23
