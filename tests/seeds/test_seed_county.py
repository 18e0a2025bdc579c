from collections import Counter
from datetime import date
from random import Random

import pytest
from openpyxl import load_workbook
from stdnum.cn import uscc

import standards
from inventory.registry import reading
from seeds.county import REFERENCE_DAY, County, county
from seeds.county.trucks import check_digit, vin
from seeds.county.workbook import write_workbook

KINDS = ("boiler", "transformer", "elevator", "truck")


@pytest.fixture(scope="module")
def jianghai() -> County:
    return county()


def test_same_seed_gives_the_same_county(jianghai: County):
    assert repr(county()) == repr(jianghai)


def test_another_seed_gives_another_county(jianghai: County):
    assert county(seed=2025).devices != jianghai.devices


def test_every_kind_is_there_in_number(jianghai: County):
    kinds = Counter(device.kind for device in jianghai.devices)
    assert len(jianghai.devices) == 2000
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) > 200


def test_enterprises_are_fictional_and_their_codes_right(jianghai: County):
    assert len({user.name for user in jianghai.enterprises}) == len(jianghai.enterprises) == 200
    for user in jianghai.enterprises:
        assert user.name.endswith("（演示）")
        assert user.name.startswith("江海")
        assert uscc.is_valid(user.uscc)
        assert user.region.startswith("440704")


def test_vin_check_digit():
    assert check_digit("1M8GDM9AXKP042788") == "X"  # the usual worked example
    number = vin(Random(1), 2019, 77)
    assert len(number) == 17
    assert number[8] == check_digit(number)


@pytest.mark.parametrize("kind", KINDS)
def test_identities_are_unique(jianghai: County, kind: str):
    field = {"transformer": "serial_no", "truck": "plate_no"}.get(kind, "device_code")
    identities = [d.facts[field] for d in jianghai.devices if d.kind == kind]
    assert len(set(identities)) == len(identities)


@pytest.mark.parametrize("kind", KINDS)
def test_facts_are_those_of_the_kind(jianghai: County, kind: str):
    records = [
        {**device.facts, "region": device.region}
        for device in jianghai.devices
        if device.kind == kind
    ]
    assert standards.frame_of(standards.load().kinds[kind], records).height == len(records)


@pytest.mark.parametrize("kind", KINDS)
def test_verdicts_are_spread(jianghai: County, kind: str):
    library = standards.load()
    records = [
        {**device.facts, "region": device.region}
        for device in jianghai.devices
        if device.kind == kind
    ]
    frame = standards.frame_of(library.kinds[kind], records)
    verdicts = Counter(standards.assess(library, kind, frame, REFERENCE_DAY).verdicts["verdict"])
    assert len(set(verdicts) - {None}) >= 4
    assert max(verdicts.values()) < 0.9 * len(records)  # most devices are fine


def test_no_fact_lies_after_the_day(jianghai: County):
    for device in jianghai.devices:
        for field in ("made_on", "in_service_on", "registered_on", "last_inspected_on"):
            recorded = str(device.facts.get(field) or "")
            assert recorded <= REFERENCE_DAY.isoformat()


def test_a_day_may_be_chosen():
    early = county(devices=200, as_of=date(2030, 1, 1))
    newest = max(str(d.facts.get("registered_on") or "") for d in early.devices)
    assert "2026-11-21" < newest <= "2030-01-01"


def test_unknown_region_is_refused():
    with pytest.raises(KeyError, match="999999"):
        county(devices=1, region="999999")


def test_workbook_holds_every_row_under_chinese_headings(tmp_path):
    made = county(devices=60, kind="transformer")
    path = tmp_path / "ledger.xlsx"
    assert write_workbook(made, path, "transformer") == 60
    sheet = load_workbook(path).active
    headings = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 61
    assert {"使用单位", "统一社会信用代码", "型号", "额定容量（kVA）"} <= set(headings)
    first = dict(zip(headings, (cell.value for cell in sheet[2]), strict=True))
    assert first["型号"] == made.devices[0].facts["model"]
    assert first["统一社会信用代码"] == made.enterprises[made.devices[0].enterprise].uscc


@pytest.mark.parametrize("kind", KINDS)
def test_workbook_reads_back_as_the_same_facts(jianghai: County, tmp_path, kind: str):
    path = tmp_path / "ledger.xlsx"
    write_workbook(jianghai, path, kind)
    result = reading.read_file(path, kind=None, library=standards.load(), today=REFERENCE_DAY)
    (sheet,) = result.sheets
    assert sheet.kind == kind
    assert [problem for row in sheet.rows for problem in row.problems] == []
    written = [device.facts for device in jianghai.devices if device.kind == kind]
    # The names say more than the cells: voltage, phases …
    assert [
        {field: row.facts.get(field) for field in facts}
        for row, facts in zip(sheet.rows, written, strict=True)
    ] == written
