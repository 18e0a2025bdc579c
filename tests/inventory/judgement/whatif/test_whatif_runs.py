"""What-if runs: who changes, within whose rights, without a byte written to the ledger."""

from __future__ import annotations

import csv
import importlib
import io
import json
from datetime import date
from typing import Any

import pytest

from inventory.core import access, database
from inventory.core.access import Actor, Role
from inventory.core.errors import Conflict, Invalid, NotFound
from inventory.core.paging import Slice
from inventory.judgement.assessments.models import Assessment, Finding
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import splitting
from inventory.judgement.ledger.writing import Origin
from inventory.judgement.whatif import columns, judging, listing, service, summing
from inventory.judgement.whatif.models import WhatIf, WhatIfBatch
from inventory.judgement.whatif.results import ChangedRule
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import Equipment, EquipmentRevision
from inventory.registry.jobs import parts
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job

AGE = "plan.440704.transformer"
LOWER = ({"rule": AGE, "key": "params.years", "value": 20},)
ADMIN = Actor(12, "管理员", Role.ADMIN)
INSPECTOR = Actor(11, "监察员", Role.INSPECTOR, ("440704",))
TODAY = date(2026, 11, 21)


def ledger_bytes() -> list[Any]:
    """Everything that a what-if must not touch."""
    return [
        list(model.select().order_by(model.id).tuples())
        for model in (Equipment, Assessment, Finding, EquipmentRevision)
    ]


def test_jianghai_lowers_the_age_and_one_more_transformer_is_to_go(ask: Any, fleet: Any) -> None:
    before = ledger_bytes()
    what_if = ask(changes=LOWER, unit_costs={"transformer": 60_000})
    assert (what_if.judged, what_if.changed) == (4, 1)
    assert what_if.rules == [{"rule": AGE, "before": None, "after": "renew", "devices": 1}]
    items, total, _ = listing.page(ADMIN, what_if.id, columns.ChangeFilter())
    assert total == 1
    (item,) = items
    assert item.equipment == fleet["middle"]
    assert item.rules == [ChangedRule(rule=AGE, before=None, after="renew")]
    assert item.capacity == 315
    assert item.kgco2 > 0
    assert ledger_bytes() == before


def test_another_day_is_another_law(ask: Any) -> None:
    """The plan of 江海 is of 2024-08-08."""
    what_if = ask(base_as_of=date(2024, 8, 7), as_of=date(2024, 8, 8))
    plan = [row for row in what_if.rules if row["rule"] == AGE]
    assert plan == [{"rule": AGE, "before": None, "after": "renew", "devices": 1}]


def test_the_summary_counts_what_the_lists_hold(ask: Any) -> None:
    what_if = ask(
        changes=({"rule": "transformer.grade", "key": "to", "value": "2026-01-01"},),
        unit_costs={"transformer": 60_000},
    )
    found = summing.summary(ADMIN, what_if.id)
    (kind,) = found.by_kind
    assert (kind.devices, kind.capacity) == (4, 4 * 315)
    assert kind.cost == 60_000 * kind.worse
    assert kind.capacity_unit == "kVA"
    assert kind.kgce > 0
    total = found.total
    assert (total.devices, total.enterprises) == (4, 2)
    for rows in (found.by_region, found.by_enterprise):
        assert sum(row.cost for row in rows) == total.cost == kind.cost
    for rows, name in (
        (found.by_region, "region"),
        (found.by_enterprise, "enterprise"),
        (found.transitions, ""),
    ):
        assert sum(row.devices for row in rows) == 4
        for row in rows:
            wanted = (
                columns.ChangeFilter(**{name: getattr(row, name)})
                if name
                else columns.ChangeFilter(
                    before=row.before or columns.BLANK, after=row.after or columns.BLANK
                )
            )
            _, total, _ = listing.page(ADMIN, what_if.id, wanted)
            assert total == row.devices
    for row in found.by_rule:
        wanted = columns.ChangeFilter(
            rule=row["rule"],
            rule_before=row["before"] or columns.BLANK,
            rule_after=row["after"] or columns.BLANK,
        )
        assert listing.page(ADMIN, what_if.id, wanted)[1] == row["devices"]
    nothing = columns.ChangeFilter(rule="transformer.%")
    assert listing.page(ADMIN, what_if.id, nothing)[:2] == ([], 0)


def test_splitting_a_record_changes_no_sum(ask: Any, fleet: Any) -> None:
    question = ({"rule": "transformer.grade", "key": "to", "value": "2026-01-01"},)
    origin = Origin("test", reason="试验")
    device = retrieval.get(ADMIN, fleet["middle"])
    equipment.update(ADMIN, device.id, device.version, origin, facts={"quantity": 7})
    whole = summing.summary(ADMIN, ask(changes=question).id).total
    for pieces in (3, 2, 1):
        splitting.split(ADMIN, device.id, pieces, origin)
    what_if = ask(changes=question)
    split = summing.summary(ADMIN, what_if.id).total
    assert (split.devices, split.worse) == (whole.devices, whole.worse) == (10, whole.worse)
    assert (split.kgce, split.kgco2) == pytest.approx((whole.kgce, whole.kgco2))
    (kind,) = summing.summary(ADMIN, what_if.id).by_kind
    assert (kind.devices, kind.capacity) == (10, 10 * 315)
    items, total, _ = listing.page(ADMIN, what_if.id, columns.ChangeFilter())
    assert (total, sum(item.quantity for item in items)) == (7, 10)


def test_an_inspector_asks_about_the_own_region_only(ask: Any) -> None:
    what_if = ask(
        INSPECTOR, changes=({"rule": "transformer.grade", "key": "to", "value": "2026-01-01"},)
    )
    assert (what_if.judged, what_if.changed) == (3, 3)
    (region,) = summing.summary(INSPECTOR, what_if.id).by_region
    assert region.region == "440704"


def test_pages_follow_each_other_in_the_order_of_the_whole_list(
    ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory.judgement.potential.reading.BATCH", 1)
    what_if = ask(changes=({"rule": "transformer.grade", "key": "to", "value": "2026-01-01"},))
    assert what_if.batches.count() > 1
    wanted = columns.ChangeFilter()
    whole = listing.page(ADMIN, what_if.id, wanted).items
    assert [(item.direction, item.equipment) for item in whole] == sorted(
        (item.direction, item.equipment) for item in whole
    )
    by_number = [
        item
        for number in (1, 2, 3)
        for item in listing.page(ADMIN, what_if.id, wanted, Slice(number, 2)).items
    ]
    by_key, after = [], ()
    while len(by_key) < len(whole):
        items, total, after = listing.page(ADMIN, what_if.id, wanted, Slice(1, 3, after))
        by_key += items
        assert total == 4
    assert by_number == by_key == whole
    assert after == ()


@pytest.mark.parametrize("key", [(1,), (1, 2, 3), ("a", 1), (1, None), (True, 1)])
def test_a_page_after_what_is_no_key_is_refused(ask: Any, key: tuple[Any, ...]) -> None:
    with pytest.raises(Invalid):
        listing.page(ADMIN, ask(changes=LOWER).id, columns.ChangeFilter(), Slice(1, 2, key))


def test_each_sees_what_the_scope_of_the_lists_says(ask: Any, fleet: Any) -> None:
    what_if = ask(changes=({"rule": "transformer.grade", "key": "to", "value": "2026-01-01"},))
    for role in Role:
        for regions, owner in (((), None), (("440700",), fleet["mill"]), (("1405",), 0)):
            actor = Actor(ADMIN.id, "某人", role, regions, owner)
            scope = access.scope(actor, Equipment.region, Equipment.enterprise)
            frames = columns.changed(actor, what_if, columns.ChangeFilter(), ["equipment"])
            seen = sorted(key for frame in frames for key in frame["equipment"])
            assert seen == sorted(
                key for (key,) in Equipment.select(Equipment.id).where(scope).tuples()
            )


def test_rights_that_were_taken_away_take_the_rows_away(ask: Any) -> None:
    what_if = ask(INSPECTOR, changes=LOWER)
    moved = Actor(INSPECTOR.id, "监察员", Role.INSPECTOR, ("140522",))
    assert listing.page(moved, what_if.id, columns.ChangeFilter())[:2] == ([], 0)
    assert summing.summary(moved, what_if.id).by_kind == []


@pytest.mark.parametrize(
    "other", [ADMIN, Actor(13, "x", Role.AUDITOR), Actor(None, "", Role.ADMIN)]
)
def test_nobody_else_sees_a_question(ask: Any, other: Actor) -> None:
    what_if = ask(INSPECTOR, changes=LOWER)
    for read in (summing.summary, service.get, service.delete):
        with pytest.raises(NotFound):
            read(other, what_if.id)
    assert what_if not in service.listed(other)


def test_running_again_leaves_no_row_twice(ask: Any) -> None:
    what_if = ask(changes=LOWER)
    judging.run(what_if.id, lambda _done, _total: None)
    assert len(kept(what_if)) == 1


def test_what_is_stored_is_canonical_json(ask: Any) -> None:
    draft = ({"rule": "transformer.grade", "key": "to", "value": "2026-01-01"}, *LOWER)
    at = 1 + list(columns.SCHEMA).index("rules")
    texts = [row[at] for row in kept(ask(changes=draft))]
    assert any("],[" in text for text in texts)
    assert [database.dump(json.loads(text)) for text in texts] == texts


def test_batches_change_nothing(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.judgement.potential.reading.BATCH", 1)
    what_if = ask(changes=LOWER)
    assert (what_if.judged, what_if.changed) == (4, 1)
    assert Job.get_by_id(what_if.job_id).total == 4


def test_other_workers_do_parts_and_leave_the_same(
    ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = kept(ask(changes=LOWER))
    monkeypatch.setattr("inventory.judgement.potential.reading.BATCH", 1)
    sent: list[int] = []

    def other(job_id: int) -> None:
        sent.append(job_id)
        if len(sent) % 2:
            assert jobs.run(job_id).status == "done"
            # As if it had died before it said so: done twice.
            Job.update(status="queued", attempts=0).where(Job.id == job_id).execute()

    with parts.waking(other):
        what_if = ask(changes=LOWER)
    assert len(sent) == 4
    assert alone
    assert kept(what_if) == alone
    asked = {"what_if": what_if.id, "begun": 7, "windows": []}
    assert judging.part(asked) is None


def kept(what_if: WhatIf) -> list[Any]:
    """Every stored device, with its kind before its columns."""
    return sorted(
        (batch.kind, *row)
        for batch in what_if.batches
        for row in columns.unpacked(batch.content).iter_rows()
    )


def test_changes_that_an_older_release_stored_are_kept(ask: Any) -> None:
    """Migration 0082, there and back."""
    changes = importlib.import_module("inventory.core.migrations.0082_changes_in_columns")
    what_if = ask(changes=({"rule": "transformer.grade", "key": "to", "value": "2026-01-01"},))
    stored = kept(what_if)
    changes.down(None, database.db.obj)
    rows = "SELECT kind, equipment_id, rules FROM what_if_change ORDER BY equipment_id"
    at = 1 + list(columns.SCHEMA).index("rules")
    told = [tuple(row) for row in database.db.execute_sql(rows).fetchall()]
    assert told == [(*row[:2], row[at]) for row in stored]
    changes.up(None, database.db.obj)
    for before, after in zip(stored, kept(what_if), strict=True):
        assert after[:-3] == before[:-3]
        # PostgreSQL had kept the figures in four bytes.
        assert after[-3:] == pytest.approx(before[-3:], rel=1e-6)
    assert [batch.devices for batch in what_if.batches] == [len(stored)] == [4]


@pytest.mark.parametrize(
    "change",
    [
        {"rule": AGE, "key": "params.years", "value": "20"},
        {"rule": "plan.none", "key": "params.years", "value": 20},
        {"rule": AGE, "key": "messages", "value": {}},
        {"table": "gb20052-2024", "column": "none", "value": 1},
    ],
)
def test_a_wrong_draft_is_refused_at_once_and_leaves_nothing(
    ask: Any, change: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as error:
        ask(changes=(change,))
    assert error.value.code == "bad_draft"
    assert error.value.details[0]["field"]
    assert WhatIf.select().count() == Job.select().count() == 0


def test_too_many_changes_are_refused(ask: Any) -> None:
    with pytest.raises(Invalid):
        ask(changes=LOWER * (service.MOST_CHANGES + 1))


def test_a_limit_can_be_drafted(ask: Any, fleet: Any) -> None:
    where = {"rated_capacity_kva": 315, "connection": "Dyn11", "core": "电工钢带"}
    what_if = ask(
        changes=tuple(
            {"table": "gb20052-2024", "where": where, "column": f"{name}__grade3", "value": value}
            for name, value in (("no_load_loss_w", 700), ("load_loss_w", 4000))
        )
    )
    assert {"rule": "transformer.grade", "before": "renew", "after": "improve", "devices": 4} in (
        what_if.rules
    )


def test_the_export_holds_the_list_and_runs_no_formula(ask: Any, fleet: Any) -> None:
    what_if = ask(changes=LOWER)
    text = "".join(listing.export(ADMIN, what_if.id, columns.ChangeFilter()))
    heading, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert tuple(heading) == listing.HEADINGS
    assert row[0] == str(fleet["middle"])
    assert row[heading.index("使用单位")] == "'=江海纺织"
    assert row[10] == f"{AGE}：无→宜更新"


def test_a_question_can_be_thrown_away(ask: Any) -> None:
    what_if = ask(changes=LOWER)
    service.delete(ADMIN, what_if.id)
    assert WhatIf.select().count() == WhatIfBatch.select().count() == 0


def test_one_that_is_being_computed_stays(ask: Any) -> None:
    what_if = ask(changes=LOWER)
    Job.update(status="running").where(Job.id == what_if.job_id).execute()
    with pytest.raises(Conflict):
        service.delete(ADMIN, what_if.id)


def test_a_killed_run_starts_over(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    what_if = ask(changes=LOWER)

    def die(done: int, _total: int) -> None:
        raise RuntimeError(done)

    with pytest.raises(RuntimeError):
        judging.run(what_if.id, die)
    Job.update(status="queued").where(Job.id == what_if.job_id).execute()
    assert jobs.run(what_if.job_id).status == "done"
    assert len(kept(what_if)) == 1
    assert not database.db.in_transaction()
