import pytest

from seeds.divisions import divisions
from seeds.packs import Pack, packs

REGIONS = {division.code: division for division in divisions()}
KINDS = ("boiler", "transformer", "elevator", "truck")


def test_the_five_regions():
    assert [pack.region for pack in packs()] == ["360704", "360200", "440704", "140522", "350504"]


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.region)
def test_pack_is_named_as_its_region(pack: Pack):
    assert REGIONS[pack.region].full_name.endswith(pack.name)


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.region)
@pytest.mark.parametrize("kind", KINDS)
def test_one_agency_answers_for_each_kind(pack: Pack, kind: str):
    assert [agency for agency in pack.agencies if kind in agency.kinds] == [pack.agency_for(kind)]


def test_code_words_tell_agencies_apart():
    words = [agency.code_word for pack in packs() for agency in pack.agencies]
    assert len(set(words)) == len(words)


def test_agencies_belong_to_their_pack_and_name_a_task():
    for pack in packs():
        for agency in pack.agencies:
            assert agency.region == pack.region
            assert agency.tasks


def test_unknown_kind_is_refused():
    with pytest.raises(LookupError, match="windmill"):
        packs()[0].agency_for("windmill")
