"""What the search field of the ledger finds: names, models, numbers, owners and their codes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.core import database, searchtext
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.finding import Asked
from inventory.core.searchtext import BETWEEN, folded, grams, has_own_index, holds, text_of
from inventory.core.settings import Settings
from inventory.judgement.ledger import finding, listing, merging, planning, searching, writing
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger.listing import Filters
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.identity import search_text
from inventory.registry.equipment.models import Equipment


@pytest.fixture
def owner(ledger: Settings) -> Enterprise:
    own = enterprises.create(
        SYSTEM, {"name": "江海区示例德业纺织厂", "region": "440704", "uscc": "91440704BB55KBCBBG"}
    )
    facts = {"model": "S7-315/10", "name": "三号变压器", "serial_no": "SN-7_1%"}
    other = {"model": "S11-100/10", "name": "四号变压器", "serial_no": "XX-8"}
    for each in (facts, other):
        equipment.create(SYSTEM, "transformer", own.id, "440704", each, writing.Origin("test"))
    return own


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三号变", 1),
        ("号变压", 2),
        ("S7-315", 1),
        ("s7-315", 1),
        ("s7315", 1),
        ("s7 315", 1),
        ("Ｓ７－３１５／１０", 1),
        ("S7—315", 1),
        ("315/10", 1),
        ("315/11", 0),
        ("SN-7", 1),
        ("n7_1", 1),
        ("71%", 1),
        ("7%1", 0),
        ("xx8", 1),
        ("江海区示例", 2),
        ("91440704BB55KBCBBG", 2),
        ("bb55kb", 2),
        ("德业", 2),
        ("德", 2),
        ("号", 2),
        ("变", 2),
        ("号变", 2),
        ("压器", 2),
        ("四", 1),
        ("１１", 1),
        ("0/", 1),
        ("x-", 1),
        ("x-8", 1),
        ("7%", 0),
        ("_", 0),
        ("三号", 1),
        ("s7", 1),
        ("S1", 1),
        ("变压器s7", 0),
        ('a"b', 0),
        ("a\\b", 0),
        ("' OR 1", 0),
        ("NEAR(", 0),
        ("--", 0),
        ("  ", 0),
    ],
)
def test_any_part_of_whatever_stands_in_the_row_finds_it(
    owner: Enterprise, text: str, found: int
) -> None:
    assert listing.page(SYSTEM, Filters(q=text)).total == found


ORIGIN = writing.Origin("test")
FOUND = {"变压器": 2, "s7315": 1, "德业": 2, "三号": 1, "号": 2, "91440704": 2, "乌有": 0}


@pytest.mark.parametrize("by_index", [0, 1e9])
@pytest.mark.parametrize("broad", [0, 1, 2, 5_000])
def test_what_finds_many_and_what_finds_few_is_the_same(
    owner: Enterprise, monkeypatch: pytest.MonkeyPatch, broad: int, by_index: float
) -> None:
    monkeypatch.setattr(searching, "BROAD", broad)
    monkeypatch.setattr(searchtext, "_BY_INDEX", by_index)  # PostgreSQL: never, always row to row
    for name in ("德业一厂", "德业二厂"):  # they own nothing
        enterprises.create(SYSTEM, {"name": name, "region": "440704"})
    database.db.execute_sql("ANALYZE")
    for text, found in FOUND.items():
        for filters in (Filters(q=text), Filters(q=text, kind="transformer", region="440704")):
            page = listing.page(SYSTEM, filters)
            assert (page.total, len(page.items)) == (found, found)
            assert listing.query(SYSTEM, filters).count() == found


@pytest.mark.parametrize("looked_into", [-1, 50_000])
def test_a_page_of_very_many_comes_without_their_count_if_that_takes_longer(
    owner: Enterprise, monkeypatch: pytest.MonkeyPatch, looked_into: int
) -> None:
    monkeypatch.setattr(searching, "BROAD", 0)
    monkeypatch.setattr(listing, "BROAD", 1_000)  # all that it finds, spread over two devices
    monkeypatch.setattr(planning, "LOOKED_INTO", looked_into)
    for sort in ("verdict", "-verdict", "-model", "identifier", "due", "-id"):
        counted = looked_into > 0 and sort in ("-model", "identifier")
        for filters in (Filters(q="变压"), Filters(q="号", region="440704")):
            whole = listing.page(SYSTEM, filters, sort)
            page = listing.page(SYSTEM, filters, sort, quickly=True)
            assert [row.id for row in page.items] == [row.id for row in whole.items]
            assert (whole.total, page.total) == (2, 2 if counted else None)
            first = listing.page(SYSTEM, filters, sort, size=1, quickly=True)
            second = listing.page(SYSTEM, filters, sort, str(first.next), size=1, quickly=True)
            assert [row.id for row in (*first.items, *second.items)] == [
                row.id for row in whole.items
            ]
            assert second.next is None
    assert listing.page(SYSTEM, Filters(), quickly=True).total == 2


PIECES = st.lists(
    st.text("aⅡ锅炉變7-9/ .Ｓs7\\%\"'一", min_size=1, max_size=6), min_size=1, max_size=4
)


@given(texts=PIECES, data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_one_or_two_characters_find_what_has_them(
    owner: Enterprise, texts: list[str], data: st.DataObject
) -> None:
    """Also those at the end of a text, which begin a trigram by what is indexed behind it."""
    search = text_of(texts)
    Enterprise.update(search=search).where(Enterprise.id == owner.id).execute()
    pairs = {search[at : at + length] for at in range(len(search)) for length in (1, 2)}
    strange = data.draw(st.text("aⅡ锅炉9乌z", min_size=1, max_size=2))
    asked = {folded(strange), *(pair for pair in pairs if BETWEEN not in pair)}
    for term in sorted(asked - {""}):
        assert Enterprise.select().where(holds(Enterprise.search, term)).exists() is (
            term in search
        )


@pytest.mark.parametrize("broad", [0, 5_000])
def test_what_a_merged_record_was_called_finds_the_device(
    owner: Enterprise, monkeypatch: pytest.MonkeyPatch, broad: int
) -> None:
    monkeypatch.setattr(searching, "BROAD", broad)
    third = {"model": "SL7-80/10", "name": "旧变", "serial_no": "OLD-99"}
    equipment.create(SYSTEM, "transformer", owner.id, "440704", third, writing.Origin("test"))
    kept, gone, older = Equipment.select().order_by(Equipment.id)
    merging.merge(SYSTEM, gone.id, older.id, {}, (gone.version, older.version), ORIGIN)
    for text in ("OLD-99", "旧"):
        assert [row.id for row in listing.page(SYSTEM, Filters(q=text)).items] == [gone.id]
    gone = Equipment.get_by_id(gone.id)
    merging.merge(SYSTEM, kept.id, gone.id, {}, (kept.version, gone.version), ORIGIN)
    for text in ("OLD-99", "XX-8", "旧", "四"):
        page = listing.page(SYSTEM, Filters(q=text))
        assert ([row.id for row in page.items], page.total) == ([kept.id], 1)


@pytest.mark.parametrize("first", [1, 2_000])
def test_suggestions_of_what_finds_many_are_taken_from_the_index_first(
    owner: Enterprise, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    monkeypatch.setattr(searching, "BROAD", 0)
    monkeypatch.setattr(finding, "SORTED", 0)
    monkeypatch.setattr(finding, "FIRST", first)
    here, elsewhere = (Actor(1, "甲", Role.INSPECTOR, regions=(r,)) for r in ("440704", "440705"))
    for text, found in FOUND.items():
        for limit in (1, 2, 6):
            hits = finding.devices(here, Asked(text), limit)
            assert len({hit.id for hit in hits}) == len(hits) == min(found, limit)
            assert finding.devices(elsewhere, Asked(text), limit) == []


def test_without_the_extension_postgresql_searches_in_an_index_of_our_own(
    ledger: Settings,
) -> None:
    if not database.is_postgres():
        assert grams("一号变压") == ["一号变", "号变压"]
        return
    extension = database.db.execute_sql("SELECT to_regclass('equipment_trigrams')").fetchone()[0]
    assert has_own_index() is (extension is None)
    query = "SELECT search_grams(%s), search_grams('ab'), search_grams('')"
    whole, two, none = database.db.execute_sql(query, ("一号变压器",)).fetchone()
    assert (sorted(whole), two, none) == (grams("一号变压器"), [], [])


def test_a_changed_device_and_a_renamed_enterprise_are_found_by_their_new_names(
    owner: Enterprise,
) -> None:
    device = Equipment.get(Equipment.model == "S7-315/10")
    changed = writing.Change(
        "transformer", owner.id, "440704", {"model": "S9-M-400"}, existing=device
    )
    with database.db.atomic():
        writing.write([changed], writing.Origin("test"))
    enterprises.update(SYSTEM, owner.id, {"name": "新名机械厂"}, owner.version)
    totals = {
        text: listing.page(SYSTEM, Filters(q=text)).total
        for text in ("s7-315", "s9m400", "德业纺织", "名机械", "bb55kb")
    }
    assert totals == {"s7-315": 0, "s9m400": 1, "德业纺织": 0, "名机械": 2, "bb55kb": 2}
    assert enterprises.find(SYSTEM, "名机械").total == 1


def test_what_is_searched_is_what_the_facts_say(mixed: dict[str, Actor]) -> None:
    for device in Equipment.select():
        assert device.search == search_text(device.facts, device.identifier)
    for enterprise in Enterprise.select():
        assert enterprise.search == text_of((enterprise.name, enterprise.uscc))
    if database.is_postgres():
        _same_texts()
        return
    for index in ("equipment_search", "enterprise_trigrams"):
        database.db.execute_sql(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")


def _same_texts() -> None:
    """PostgreSQL's own table of texts has those of the devices, and follows each change."""
    differing = (
        "SELECT id, equipment_id FROM equipment FULL JOIN equipment_text ON id = equipment_id"
        " WHERE equipment.search IS DISTINCT FROM equipment_text.search"
    )
    ask = database.db.execute_sql
    assert ask(differing).fetchall() == []
    with database.db.atomic() as undone:
        ask("SET LOCAL session_replication_role = replica")
        ask("DELETE FROM equipment WHERE id = (SELECT MIN(id) FROM equipment)")
        assert len(ask(differing).fetchall()) == 1  # without its trigger
        undone.rollback()
    with database.db.atomic() as undone:
        ask("UPDATE equipment SET search = search || 'x', version = version + 1")
        assert ask(differing).fetchall() == []
        undone.rollback()


@pytest.mark.parametrize("text", ["Ｓ７－３１５／１０", "s7 315/10", "S7—315/10", "S7-3\t15/１０"])
def test_every_way_to_type_a_number_is_compared_as_one(text: str) -> None:
    assert folded(text) == folded(folded(text)) == "s7315/10"
