"""Local packages over HTTP: from the template to withdrawal, with what that does to the ledger."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest

import standards
from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.audit.models import AuditEvent
from inventory.enforcement.cases.models import HeldGround
from inventory.enforcement.notices import composing, content
from inventory.judgement.alerts.models import Alert
from inventory.judgement.assessments import service as assessments
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.judgement.library import current, packages
from inventory.judgement.library.models import LibraryPackage, LibraryPackageFile
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import retrieval
from inventory.registry.jobs import service as jobs
from tests.standards.packages import CSV, NAME, TOML, changed, package

RULE = "transformer.local-jianghai-2027"
AGE = "plan.440704.transformer"
BATCH = "transformer.batch-1"
FACTS = {
    "model": "S9-M-315/10",
    "rated_capacity_kva": 315,
    "voltage_kv": 10,
    "connection": "Dyn11",
    "no_load_loss_w": 670,
    "load_loss_w": 3650,
    "insulation_medium": "油浸",
    "core": "电工钢带",
    "made_on": "2012-01-05",
    "in_service_on": "2012-05-01",
    "serial_no": "T12",
}


def upload(call: Any, files: dict[str, bytes], role: str = "admin") -> Any:
    named = [(name, content) for name, content in files.items()]
    data: dict[str, Any] = {
        "toml": [(io.BytesIO(c), n) for n, c in named if n.endswith(".toml")],
        "csv": [(io.BytesIO(c), n) for n, c in named if n.endswith(".csv")],
    }
    return call(role, "POST", "/library/packages", data=data, content_type="multipart/form-data")


@pytest.fixture
def device(world: Any) -> int:
    """A transformer of 2012 in the region of the package, by itself not too old."""
    made = equipment.create(
        SYSTEM, "transformer", world.own_enterprise, "440704", FACTS, writing.Origin("test")
    )
    return int(made.id)


def rules_of(device: int) -> dict[str, str]:
    _, found = assessments.current(device)
    return {item.rule: item.outcome for item in found}


def publish(call: Any, package_id: int) -> Any:
    answer = call("admin", "POST", f"/library/packages/{package_id}/publish")
    assert answer.status_code == 202, answer.json
    assert jobs.run(answer.json["job"]).status == "done"
    return answer.json["package"]


def test_from_upload_to_withdrawal(call: Any, world: Any, device: int) -> None:
    answer = upload(call, package())
    assert answer.status_code == 201, answer.json
    made = answer.json
    path = f"/library/packages/{made['id']}"
    assert (made["state"], made["slug"], made["region"]) == ("draft", "jianghai-2027", "440704")
    assert made["region_name"] == "广东省江门市江海区"
    assert [rule["id"] for rule in made["rules"]] == [RULE]
    (amendment,) = made["amendments"]
    assert (amendment["rule"], amendment["changes"], amendment["former"]) == (
        AGE,
        {"params": {"years": 20}},
        {"years": 25},
    )
    assert current.load() is standards.load()
    assert RULE not in rules_of(device)

    published = publish(call, made["id"])
    assert (published["state"], published["effective_from"]) == ("published", "2026-11-21")
    assert rules_of(device)[RULE] == "renew"
    listed = [rule["id"] for rule in call("leader", "GET", "/library/rules").json]
    assert RULE in listed
    assert len(listed) == len(set(listed))
    amended = call("leader", "GET", f"/library/rules/{AGE}").json
    assert (amended["document"], amended["parameters"]["years"]) == ("江海府〔2027〕1号", 20)
    assert [(item["from"], item["to"]) for item in amended["windows"]] == [
        ("2024-08-08", "2026-11-21"),
        ("2026-11-21", None),
    ]
    shown = call("clerk", "GET", f"/equipment/{device}/assessment").json
    assert RULE in {item["rule"] for item in shown["findings"]}
    assert "江海府〔2027〕1号" in {
        item["number"] for item in call("clerk", "GET", "/library/documents").json
    }
    hits = call("clerk", "GET", "/library/search?q=江海区淘汰落后设备目录").json
    assert hits[0]["id"] == "江海府〔2027〕1号"

    answer = call("admin", "POST", f"{path}/withdraw", json={"reason": "市里另有规定"})
    assert answer.status_code == 202
    assert jobs.run(answer.json["job"]).status == "done"
    assert RULE not in rules_of(device)
    assert call("leader", "GET", path).json["withdrawn_reason"] == "市里另有规定"
    events = [item.event for item in AuditEvent.select().order_by(AuditEvent.id)]
    assert [event for event in events if event.startswith("library.")] == [
        "library.package.uploaded",
        "library.package.published",
        "library.package.withdrawn",
    ]


def test_what_it_ruled_before_its_withdrawal_stays_known(call: Any, device: int) -> None:
    made = publish(call, upload(call, package()).json["id"])
    with clock.frozen(date(2027, 2, 1)):
        packages.withdraw(SYSTEM, made["id"], "废止", 365)
        facts = {**FACTS, "region": "440704"}
        library = current.load()
        for day, known in (
            (date(2026, 11, 20), False),
            (date(2026, 11, 21), True),
            (date(2027, 1, 31), True),
            (date(2027, 2, 1), False),
        ):
            found = standards.assess_one(library, "transformer", facts, None, day)
            assert (RULE in {item.rule for item in found}) is known
        assert library.documents["江海府〔2027〕1号"].superseded_on == date(2027, 2, 1)


def test_a_local_elimination_raises_an_alert_and_no_order(call: Any, device: int) -> None:
    """An order needs a ground in law, which is on record for the built-in rules only."""
    text = TOML.replace('then = "renew"', 'then = "eliminate"').replace(
        "[rule.messages.renew]", "[rule.messages.eliminate]"
    )
    made = upload(call, package(text)).json
    publish(call, made["id"])
    assert rules_of(device)[RULE] == "eliminate"
    assert Alert.select().where((Alert.equipment == device) & (Alert.rule == RULE)).exists()
    _, findings = assessments.current(device)
    (local,) = [item for item in findings if item.rule == RULE]
    found = retrieval.get(SYSTEM, device)
    assert not content.belongs("order", local, found, content.Standing())
    assert content.belongs("advice", local, found, content.Standing())
    owner = found.enterprise_id
    HeldGround.delete().execute()  # no case holds what the built-in rules say
    assert composing.kinds_for(SYSTEM, enterprises.get(SYSTEM, owner)) == ["order", "advice"]


def test_a_refused_upload_tells_every_mistake_and_keeps_nothing(call: Any, world: Any) -> None:
    files = changed("years = 10", 'years = "ten"') | {
        "years.csv": CSV.replace("315", "很大").encode()
    }
    answer = upload(call, files)
    assert answer.status_code == 422
    error = answer.json["error"]
    assert error["code"] == "bad_package"
    assert [(item["file"], item["line"], item["value"]) for item in error["details"]] == [
        ("years.csv", 2, "很大"),
        (NAME, 39, "ten"),
    ]
    for item in error["details"]:
        assert item["message"] and item["message_en"] and item["remedy"] and item["remedy_en"]
    assert LibraryPackage.select().count() == LibraryPackageFile.select().count() == 0


def test_the_same_slug_or_number_is_refused_as_a_conflict(call: Any, world: Any) -> None:
    assert upload(call, package()).status_code == 201
    assert upload(call, package()).status_code == 409
    other = package(TOML.replace("jianghai-2027", "other"))
    assert upload(call, other).json["error"]["code"] == "package_exists"


def test_files_are_kept_byte_for_byte(call: Any, world: Any) -> None:
    files = package(TOML.replace("\n", "\r\n"), ("\ufeff" + CSV).encode())
    made = upload(call, files).json
    answer = call("leader", "GET", f"/library/packages/{made['id']}/files")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == files


@pytest.mark.parametrize("what", ["catalogue", "edition"])
def test_a_template_comes_back_as_an_upload(call: Any, world: Any, what: str) -> None:
    answer = call("inspector", "GET", f"/library/packages/template?what={what}")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    made = upload(call, files)
    assert made.status_code == 201, made.json
    assert made.json["tables"]


def test_steps_that_the_state_does_not_allow(call: Any, world: Any) -> None:
    path = f"/library/packages/{upload(call, package()).json['id']}"
    early = call("admin", "POST", f"{path}/withdraw", json={"reason": "不要了"})
    assert (early.status_code, early.json["error"]["code"]) == (409, "illegal_step")
    assert call("admin", "POST", f"{path}/publish").status_code == 202
    assert call("admin", "POST", f"{path}/publish").status_code == 409
    assert call("admin", "DELETE", path).status_code == 409
    assert call("admin", "GET", path).json["steps"] == ["withdraw"]
    assert call("leader", "GET", path).json["steps"] == []


def test_a_draft_can_be_thrown_away(call: Any, world: Any) -> None:
    made = upload(call, package()).json
    assert call("admin", "DELETE", f"/library/packages/{made['id']}").status_code == 204
    assert LibraryPackageFile.select().count() == 0
    assert upload(call, package()).status_code == 201


def test_only_administrators_write_and_only_officials_read(call: Any, world: Any) -> None:
    assert upload(call, package(), "inspector").status_code == 403
    assert call("clerk", "GET", "/library/packages").status_code == 403
    made = upload(call, package()).json
    assert [item["id"] for item in call("auditor", "GET", "/library/packages").json] == [made["id"]]
    assert call("leader", "GET", "/library/packages?state=published").json == []
    for role in ("inspector", "leader", "auditor"):
        path = f"/library/packages/{made['id']}/publish"
        assert call(role, "POST", path).status_code == 403


def test_a_package_that_no_longer_fits_is_left_out_and_says_why(
    call: Any, world: Any, device: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = publish(call, upload(call, package()).json["id"])
    LibraryPackageFile.update(content=b"slug = 3").where(LibraryPackageFile.name == NAME).execute()
    current.changed()
    assert RULE not in {rule.id for rule in current.load().rules}
    shown = call("leader", "GET", f"/library/packages/{made['id']}").json
    assert {item["line"] for item in shown["problems"]} >= {1}
    assert shown["rules"] == []
    assert [item["broken"] for item in call("leader", "GET", "/library/packages").json] == [True]


def test_publishing_checks_against_what_was_published_since(call: Any, world: Any) -> None:
    other = TOML.replace("jianghai-2027", "other").replace("〔2027〕1号", "〔2027〕2号")
    first, second = upload(call, package()).json, upload(call, package(other)).json
    publish(call, first["id"])
    answer = call("admin", "POST", f"/library/packages/{second['id']}/publish")
    assert answer.status_code == 422
    assert "江海府〔2027〕1号" in answer.json["error"]["details"][0]["message"]


# Trials ---------------------------------------------------------------------------------------


def test_a_draft_is_tried_against_the_ledger(call: Any, world: Any, device: int) -> None:
    made = upload(call, package()).json
    asked = call("inspector", "POST", "/whatif", json={"title": "试一试", "package": made["id"]})
    assert asked.status_code == 202, asked.json
    assert asked.json["package"] == made["id"]
    assert jobs.run(asked.json["job"]).status == "done"
    found = call("inspector", "GET", f"/whatif/{asked.json['id']}").json
    assert {"rule": RULE, "before": None, "after": "renew", "devices": 1} in found["by_rule"]
    assert RULE not in rules_of(device)
    publish(call, made["id"])
    assert rules_of(device)[RULE] == "renew"
    late = call("inspector", "POST", "/whatif", json={"title": "x", "package": made["id"]})
    assert late.status_code == 409
    assert (
        call("inspector", "POST", "/whatif", json={"title": "x", "package": 999}).status_code == 404
    )


HEADING = {
    "number": "江海府〔2026〕9号",
    "title": "江海区变压器更新年限",
    "in_force": "2026-11-21",
    "issuer": "江海区人民政府",
    "issued": "2026-11-20",
    "clause": "第一条",
}


def tried(call: Any, changes: list[dict[str, Any]], **more: Any) -> int:
    asked = call("admin", "POST", "/whatif", json={"title": "试", "changes": changes, **more})
    assert asked.status_code == 202, asked.json
    assert jobs.run(asked.json["job"]).status == "done"
    return int(asked.json["id"])


def test_a_trial_becomes_a_package_that_does_what_was_tried(
    call: Any, world: Any, device: int
) -> None:
    change = {"rule": AGE, "key": "params.years", "value": 12}
    key = tried(call, [change])
    by_rule = call("admin", "GET", f"/whatif/{key}").json["by_rule"]
    made = call("admin", "POST", f"/whatif/{key}/package", json=HEADING)
    assert made.status_code == 201, made.json
    assert (made.json["slug"], made.json["region"]) == (f"trial-{key}", "440704")
    assert made.json["what_if"] == key
    again = {**HEADING, "number": "江海府〔2026〕10号"}
    second = call("admin", "POST", f"/whatif/{key}/package", json=again)
    assert second.json["slug"] == f"trial-{key}-2"
    publish(call, made.json["id"])
    (row,) = [item for item in by_rule if item["rule"] == AGE and item["before"] is None]
    assert row["after"] == rules_of(device)[AGE] == "renew"
    _, found = assessments.current(device)
    assert {(f.document, f.clause) for f in found if f.rule == AGE} == {
        ("江海府〔2026〕9号", "第一条")
    }


def test_a_changed_table_becomes_a_table_of_the_package(call: Any, world: Any) -> None:
    key = tried(
        call,
        [
            {
                "table": "gb20052-2024",
                "where": {"rated_capacity_kva": 315},
                "value": 999,
                "column": "no_load_loss_w__grade3",
            }
        ],
    )
    made = call("admin", "POST", f"/whatif/{key}/package", json=HEADING)
    assert made.status_code == 201, made.json
    assert [table["id"] for table in made.json["tables"]] == [f"local-trial-{key}.gb20052-2024"]
    assert "transformer.grade" in {item["rule"] for item in made.json["amendments"]}
    publish(call, made.json["id"])
    table = call("leader", "GET", f"/library/tables/local-trial-{key}.gb20052-2024").json
    values = {
        row["no_load_loss_w__grade3"]
        for row in table["row_list"]
        if row["rated_capacity_kva"] == 315
    }
    assert values == {999}


def test_a_rule_that_ends_earlier_rests_from_then_on(call: Any, world: Any) -> None:
    later = (clock.today() + timedelta(days=30)).isoformat()
    key = tried(
        call,
        [
            {"rule": AGE, "key": "to", "value": later},
            {"rule": AGE, "key": "params.years", "value": 20},
        ],
    )
    made = call("admin", "POST", f"/whatif/{key}/package", json=HEADING).json
    assert [(item["from"], item["to"], item["repeal"]) for item in made["amendments"]] == [
        ("2026-11-21", later, False),
        (later, None, True),
    ]


@pytest.mark.parametrize(
    ("changes", "more", "code"),
    [
        ([], {"as_of": "2027-01-01"}, "no_changes"),
        (
            [{"rule": "transformer.batch-1", "key": "from", "value": "2008-01-01"}],
            {},
            "bad_package",
        ),
    ],
)
def test_trials_that_no_document_can_order(
    call: Any, world: Any, changes: list[Any], more: dict[str, Any], code: str
) -> None:
    key = tried(call, changes, **more)
    answer = call("admin", "POST", f"/whatif/{key}/package", json=HEADING)
    assert (answer.status_code, answer.json["error"]["code"]) == (422, code)


def test_only_administrators_make_packages_of_their_own_trials(call: Any, world: Any) -> None:
    change = {"rule": AGE, "key": "params.years", "value": 12}
    key = tried(call, [change])
    assert call("inspector", "POST", f"/whatif/{key}/package", json=HEADING).status_code == 403
    asked = call("inspector", "POST", "/whatif", json={"title": "试", "changes": [change]}).json
    path = f"/whatif/{asked['id']}/package"
    assert call("admin", "POST", path, json=HEADING).status_code == 404


def test_an_unfinished_trial_makes_no_package(call: Any, world: Any) -> None:
    change = {"rule": AGE, "key": "params.years", "value": 12}
    asked = call("admin", "POST", "/whatif", json={"title": "试", "changes": [change]}).json
    answer = call("admin", "POST", f"/whatif/{asked['id']}/package", json=HEADING)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "not_finished")
