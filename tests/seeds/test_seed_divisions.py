from collections import Counter

import pytest

from seeds.divisions import divisions

BY_CODE = {division.code: division for division in divisions()}


def test_counts_of_each_level():
    levels = Counter(division.level for division in BY_CODE.values())
    assert levels == {"province": 34, "city": 342, "county": 2975, "township": 103}


def test_codes_are_unique():
    assert len(BY_CODE) == sum(1 for _ in divisions())


def test_every_parent_comes_first():
    seen: set[str | None] = {None}
    for division in divisions():
        assert division.parent_code in seen
        seen.add(division.code)


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("360704", "江西省赣州市赣县区"),
        ("360200", "江西省景德镇市"),
        ("360281", "江西省景德镇市乐平市"),
        ("440704", "广东省江门市江海区"),
        ("440704004", "广东省江门市江海区外海街道"),
        ("140522", "山西省晋城市阳城县"),
        ("350504", "福建省泉州市洛江区"),
        ("110101", "北京市东城区"),
        ("419001", "河南省济源市"),
        ("441900", "广东省东莞市"),
    ],
)
def test_full_name_reads_as_an_address(code: str, full_name: str):
    assert BY_CODE[code].full_name == full_name


@pytest.mark.parametrize("region", ["360704", "3602", "440704", "140522", "350504"])
def test_regions_with_a_plan_have_townships(region: str):
    townships = [
        division
        for division in BY_CODE.values()
        if division.level == "township" and division.code.startswith(region)
    ]
    assert townships
    assert all(BY_CODE[division.parent_code].level == "county" for division in townships)
