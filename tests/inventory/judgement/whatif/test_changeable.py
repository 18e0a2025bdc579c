"""What a draft may change: everything offered is accepted by the strict reading of the library."""

from __future__ import annotations

from typing import Any

import pytest

import standards
from inventory.core import clock
from inventory.core.errors import NotFound
from inventory.core.settings import Settings
from inventory.judgement.library import packages
from inventory.judgement.whatif import changeable, packaging, service
from tests.inventory.judgement.whatif.conftest import ADMIN

AGE = "plan.440704.transformer"


def settings_of(rule: str) -> dict[tuple[Any, ...], changeable.Setting]:
    found = next(item for item in changeable.rules() if item.id == rule)
    return {(item.key, *item.path): item for item in found.settings}


def test_the_age_of_jianghai_is_offered_with_unit_and_value(ledger: Settings) -> None:
    age = settings_of("plan.440704.transformer")[("params.years",)]
    assert (age.name, age.value, age.unit, age.type) == ("年限", 25, "年", "integer")


def test_lists_and_conditions_are_offered_value_by_value(ledger: Settings) -> None:
    band = settings_of("plan.440704.transformer")
    assert [band["params.capacity", n].value for n in (0, 1)] == [30, 2500]
    assert band["params.capacity", 0].whole == [30, 2500]
    stage = settings_of("nonroad_machinery.stage-1")["params.test", 0, 2]
    assert (stage.name, stage.value, stage.type) == ("排放阶段不高于", "国一", "choice")
    assert "国四" in stage.choices
    dust = settings_of("furnace.emission")["params.limits", "pm_mg_m3"]
    assert (dust.value, dust.unit) == (30, "mg/m³")


def test_everything_that_is_offered_is_taken_as_it_stands(ledger: Settings) -> None:
    """A draft that sets every offered key to today's value is read without complaint."""
    for rule in changeable.rules():
        written = {item.key: item.whole for item in rule.settings if item.whole is not None}
        service.drafted([{"rule": rule.id, "key": k, "value": v} for k, v in written.items()])


def test_every_setting_has_its_own_name(ledger: Settings) -> None:
    for rule in changeable.rules():
        names = [item.name for item in rule.settings]
        assert len(set(names)) == len(names), rule.id
        assert {item.type for item in rule.settings} <= set(changeable.SETTING_TYPES)


def test_a_row_of_a_table_is_named_by_its_keys(ledger: Settings) -> None:
    named = {table for rule in changeable.rules() for table in rule.tables}
    assert {"gb20052-2024", "scrapping-trucks"} <= named
    for table_id in named:
        table = changeable.table(table_id)
        rows = [tuple(row[key] for key in table.keys) for row in table.row_list]
        assert len(set(rows)) == len(rows), table_id
        (column, *_) = [item.id for item in table.columns if item.changeable]
        number = next(n for n, row in enumerate(table.row_list) if row[column] is not None)
        where = dict(zip(table.keys, rows[number], strict=True))
        draft = service.drafted(
            [{"table": table_id, "where": where, "column": column, "value": 0.5}]
        )
        after = draft.tables[table_id].rows[column]
        before = standards.load().tables[table_id].rows[column]
        assert [n for n in range(len(rows)) if after[n] != before[n]] == [number], table_id


@pytest.mark.parametrize("table_id", ["none", "batch-1", "stage-by-registration"])
def test_a_table_without_limits_is_not_offered(ledger: Settings, table_id: str) -> None:
    with pytest.raises(NotFound):
        changeable.table(table_id)


def test_after_a_draft_is_published_the_new_value_is_todays(ask: Any) -> None:
    """The question of the lower age, made a document, published, and asked about again."""
    age = ("params.years",)
    what_if = ask(changes=({"rule": AGE, "key": "params.years", "value": 20},))
    heading = packaging.Heading("江海府〔2026〕12号", "降低年限", clock.today())
    packages.publish(ADMIN, packaging.make(ADMIN, what_if.id, heading).id, 365)
    found = settings_of(AGE)
    assert found[age].value == 20
    # Windows that follow each other keep their days.
    assert ("from",) not in found and ("to",) not in found
    again = ask(changes=({"rule": AGE, "key": "params.years", "value": 25},))
    assert again.changed == 1
    assert ask(changes=({"rule": AGE, "key": "params.years", "value": 20},)).changed == 0
