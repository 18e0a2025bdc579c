"""What is wrong in a kind, its words or a unit is refused with file and key."""

from __future__ import annotations

from pathlib import Path

from tests.standards.damage import Change, appended, assert_refused, refused, replaced

# 4 × 4 × 4 × 4 × 4 headings.
MANY = "{甲|乙|丙|丁}" * 5


@refused(
    (
        "a label too few",
        "kinds/general.toml",
        replaced('    "生产设备",\n', ""),
        "field[system].labels",
    ),
    (
        "unknown key in a field",
        "kinds/truck.toml",
        replaced('id = "vin"', 'id = "vin"\ncolour = "red"'),
        "field[vin].colour",
    ),
    (
        "field twice",
        "kinds/truck.toml",
        appended('\n[[field]]\nid = "vin"\nheading_zh = "x"\nheading_en = "x"\ntype = "text"\n'),
        "field[vin].id",
    ),
    (
        "field is common already",
        "kinds/truck.toml",
        appended('\n[[field]]\nid = "model"\nheading_zh = "x"\nheading_en = "x"\ntype = "text"\n'),
        "field[model]",
    ),
    (
        "nobody said whose power it is",
        "kinds/truck.toml",
        replaced("powers = []\n", ""),
        "powers",
    ),
    (
        "summed by a field that is no number",
        "kinds/boiler.toml",
        replaced('capacity = "rated_capacity_tph"', 'capacity = "fuel"'),
        "capacity",
    ),
    (
        "counted by a field that has no choices",
        "kinds/truck.toml",
        replaced('statistics = ["emission_stage"]', 'statistics = ["mileage_km"]'),
        "statistics",
    ),
    (
        "a reading that there is not",
        "kinds/boiler.toml",
        replaced('derives = ["capacity_tph", "boiler_class"]', 'derives = ["colour"]'),
        "derives",
    ),
    (
        "a grammar that there is not",
        "kinds/boiler.toml",
        replaced('nameplate = "boiler"', 'nameplate = "kettle"'),
        "nameplate",
    ),
    (
        "printed by a field that there is not",
        "kinds/truck.toml",
        replaced('serial = ["vin"]', 'serial = ["chassis"]'),
        "document.serial",
    ),
    (
        "unknown key of what is printed",
        "kinds/truck.toml",
        replaced('counter = "辆"', 'counter = "辆"\nplural = "们"'),
        "document.plural",
    ),
    (
        "nobody said how devices are counted",
        "kinds/common.toml",
        replaced('counter = "台"\n', ""),
        "document.counter",
    ),
    (
        "words of an unknown sort",
        "kinds/boiler.toml",
        appended("\n[words.colours]\nred = []\n"),
        "words.colours",
    ),
    (
        "a guess that there is not",
        "kinds/common.toml",
        replaced("[words.guesses]\n", '[words.guesses]\ncolours = ["红"]\n'),
        "words.guesses.colours",
    ),
    (
        "a heading of two numbers with one heading",
        "kinds/boiler.toml",
        appended('\n[words.pairs]\n"损耗" = ["空载损耗"]\n'),
        "words.pairs.损耗",
    ),
    (
        "a unit of a field that is no number",
        "kinds/boiler.toml",
        appended('\n[words.spellings.rated_pressure_mpa]\n"吨" = "many"\n'),
        "words.spellings.rated_pressure_mpa.吨",
    ),
    (
        "heading of a field that there is not",
        "kinds/boiler.toml",
        replaced("[words.headings]\n", '[words.headings]\nwings = ["翼"]\n'),
        "words.headings.wings",
    ),
    (
        "one heading for two fields",
        "kinds/boiler.toml",
        replaced('name = ["锅炉名称"', 'name = ["锅炉型号"'),
        "words.headings.model",
    ),
    (
        "one heading for two fields, composed",
        "kinds/boiler.toml",
        replaced("[words.headings]\n", '[words.headings]\nserial_no = ["{铭牌|锅炉}{编|型}号"]\n'),
        "words.headings.model",
    ),
    (
        "an entry that stands for too many headings",
        "kinds/boiler.toml",
        replaced("[words.headings]\n", f'[words.headings]\nserial_no = ["{MANY}"]\n'),
        "words.headings.serial_no",
    ),
    (
        "word for a choice that there is not",
        "kinds/boiler.toml",
        replaced("[words.choices.fuel]\n", '[words.choices.fuel]\n"核能" = ["铀"]\n'),
        "words.choices.fuel.核能",
    ),
    (
        "one word for two choices",
        "kinds/boiler.toml",
        replaced('"贫煤" = ["贫瘦煤"', '"贫煤" = ["白煤"'),
        "words.choices.fuel.无烟煤",
    ),
    (
        "ambiguous between choices that there are not",
        "kinds/boiler.toml",
        replaced('"型煤" = ["烟煤"', '"型煤" = ["泥煤"'),
        "words.ambiguous.fuel.型煤",
    ),
    (
        "a cell that implies a field that there is not",
        "kinds/boiler.toml",
        replaced('coal_class = "Ⅰ类" }', 'coal = "Ⅰ类" }'),
        "words.implies.fuel.Ⅰ类烟煤.coal",
    ),
    (
        "a word that means yes and no",
        "kinds/common.toml",
        replaced('no = [\n  "否"', 'no = ["是", "否"'),
        "words.no",
    ),
    (
        "a day that is neither",
        "kinds/truck.toml",
        replaced('registered_on = "error"', 'registered_on = "never"'),
        "words.future.registered_on",
    ),
    (
        "a date of which nobody said what ahead means",
        "kinds/truck.toml",
        replaced('registered_on = "error"\n', ""),
        "words.future.registered_on",
    ),
    (
        "a unit that is not 1 of itself",
        "units.toml",
        replaced('"kva" = "1"', '"kva" = "10"'),
        "kVA.kva",
    ),
    (
        "a factor that is no number",
        "units.toml",
        replaced('"千伏安" = "1"', '"千伏安" = "一"'),
        "kVA.千伏安",
    ),
    (
        "unknown type",
        "kinds/truck.toml",
        replaced('type = "text"', 'type = "string"'),
        "field[plate_no].type",
    ),
    (
        "unknown unit",
        "kinds/transformer.toml",
        replaced('unit = "kVA"', 'unit = "kva"'),
        "field[rated_capacity_kva].unit",
    ),
    (
        "choice without choices",
        "kinds/truck.toml",
        replaced('choices = ["营运", "非营运"]\n', ""),
        "field[use_nature].choices",
    ),
    (
        "choice without an English word",
        "kinds/truck.toml",
        replaced('choices = ["营运", "非营运"]\n', 'choices = ["营运", "非营运", "借用"]\n'),
        "field[use_nature].choices_en.借用",
    ),
    (
        "word that is not English",
        "choices_en.toml",
        replaced('"in use"', '"在用"'),
        "words.在用",
    ),
    (
        "English word of a choice that there is not",
        "kinds/truck.toml",
        replaced(
            'choices = ["营运", "非营运"]\n',
            'choices = ["营运", "非营运"]\nchoices_en = { "自用" = "own use" }\n',
        ),
        "field[use_nature].choices_en.自用",
    ),
    (
        "range upside down",
        "kinds/transformer.toml",
        replaced("maximum = 150", "maximum = -1"),
        "field[load_rate_pct].maximum",
    ),
    (
        "identity of an unknown field",
        "kinds/truck.toml",
        replaced('["vin"]', '["vim"]'),
        "identity",
    ),
)
def test_damage_is_refused_with_file_and_key(
    library_copy: Path, file: str, change: Change, key: str
) -> None:
    assert_refused(library_copy, file, change, key)
