"""The library as the pages read it: complete, linked, and without addresses of the web."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import standards
from inventory.core.access import Role
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions

ADDRESS = re.compile(r"https?://|www\.|github")
PASSWORD = "correct horse battery"


@pytest.fixture
def read(app: Flask) -> Any:
    """read("/library/kinds") → JSON, as the person with the fewest rights."""
    client: FlaskClient = app.test_client()
    user = accounts.create_user("reader", "审计", PASSWORD, Role.AUDITOR)
    secret, _ = sessions.issue_token(sessions.actor_for(user), "test", timedelta(hours=1))

    def get(path: str, status: int = 200, **query: str) -> Any:
        answer = client.get(
            f"/api/v1{path}", query_string=query, headers={"Authorization": f"Bearer {secret}"}
        )
        assert answer.status_code == status, answer.get_data(as_text=True)
        assert not ADDRESS.search(answer.get_data(as_text=True)), path
        return answer.json

    return get


def test_forms_can_be_made_from_the_kinds(read: Any) -> None:
    kinds = {item["id"]: item for item in read("/library/kinds")}
    library = standards.load()
    assert list(kinds) == list(library.kinds)
    for kind in library.kinds.values():
        assert [field["id"] for field in kinds[kind.id]["fields"]] == [f.id for f in kind.fields]
    truck = {field["id"]: field for field in kinds["truck"]["fields"]}
    assert truck["emission_stage"]["choices"][0] == "国一前"
    assert truck["emission_stage"]["choices_en"][0] == "before China I"
    boiler = {field["id"]: field for field in kinds["boiler"]["fields"]}
    assert boiler["annual_hours"] == {
        "id": "annual_hours",
        "heading_zh": "年运行小时",
        "heading_en": "Running hours a year",
        "type": "number",
        "unit": "h",
        "required": False,
        "choices": [],
        "labels": [],
        "choices_en": [],
        "note": "0 to 8784",
        "minimum": 0.0,
        "maximum": 8784.0,
        "positive": False,
        "by_region": False,
    }
    assert read("/library/kinds/boiler") == kinds["boiler"]
    named = [{name: kind[name] for name in ("id", "name_zh", "name_en")} for kind in kinds.values()]
    assert read("/library/kind-names") == named


def test_every_document_rule_and_table_opens(read: Any) -> None:
    """Every link of every page leads to a page."""
    documents = {item["id"]: item for item in read("/library/documents")}
    rules = {item["id"]: item for item in read("/library/rules")}
    tables = {item["id"]: item for item in read("/library/tables")}
    library = standards.load()
    assert set(rules) == {rule.id for rule in library.rules}
    for number, listed in documents.items():
        shown = read(f"/library/documents/{number}")
        assert {key: shown[key] for key in listed} == listed
        assert {rule["id"] for rule in shown["rule_list"]} <= set(rules)
        assert {table["id"] for table in shown["table_list"]} <= set(tables)
        assert set(shown["supersedes"]) <= set(documents)
    for key, listed in rules.items():
        shown = read(f"/library/rules/{key}")
        assert {name: shown[name] for name in listed} == listed
        assert shown["document"] in documents
        assert set(shown["tables"]) <= set(tables)
        assert {edition["document"] for edition in shown["editions"]} <= set(documents)
        assert shown["outcomes"]
    for key, listed in tables.items():
        shown = read(f"/library/tables/{key}")
        assert len(shown["row_list"]) == listed["rows"]
        assert all(row["certainty"] for row in shown["row_list"])
        assert set(shown["used_by"]) <= set(rules)
        columns = {column["id"] for column in shown["columns"]}
        assert all(set(row) == columns for row in shown["row_list"])


def test_a_tables_columns_carry_headings_and_units(read: Any) -> None:
    columns = {item["id"]: item for item in read("/library/tables/gb20052-2024")["columns"]}
    assert columns["rated_capacity_kva"]["unit"] == "kVA"
    assert columns["no_load_loss_w__grade2"]["heading_zh"].endswith("（2级）")
    for table in standards.load().tables:
        for column in read(f"/library/tables/{table}")["columns"]:
            assert column["heading_zh"] != column["id"], (table, column)


def test_rules_by_kind_region_document_outcome(read: Any) -> None:
    at_home = {item["id"] for item in read("/library/rules", region="440704101")}
    assert "plan.440704.transformer" in at_home
    assert "plan.360704.truck" not in at_home
    assert {item["kind"] for item in read("/library/rules", kind="truck")} == {"truck"}
    older = {item["id"] for item in read("/library/rules", document="GB 20052-2020")}
    assert older == {"transformer.grade"}
    eliminate = read("/library/rules", outcome="eliminate")
    assert all("eliminate" in [each["word"] for each in item["outcomes"]] for item in eliminate)
    before = {item["id"] for item in read("/library/rules", in_force="2015-06-01")}
    assert "transformer.batch-4" not in before
    assert "transformer.batch-1" in before


def test_documents_know_their_days(read: Any) -> None:
    documents = {item["id"]: item for item in read("/library/documents")}
    assert documents["GB 20052-2020"]["superseded_by"] == "GB 20052-2024"
    assert not documents["GB 20052-2020"]["holds_today"]
    assert read("/library/documents/GB 20052-2024")["supersedes"] == ["GB 20052-2020"]
    then = {item["id"] for item in read("/library/documents", in_force="2022-01-01")}
    assert "GB 20052-2020" in then
    assert "GB 20052-2024" not in then


def test_plans_show_tasks_and_targets(read: Any) -> None:
    plan = read("/library/documents/赣区府发〔2024〕2号")["plan"]
    assert plan["region"] == "360704"
    assert plan["tasks"]
    assert plan["targets"][0]["due_date"] == "2027-12-31"


@pytest.mark.parametrize(
    ("q", "type_", "id_"),
    [
        ("20052", "document", "GB 20052-2024"),
        ("ＧＢ 24500", "document", "GB 24500-2020"),
        ("transformer.grade", "rule", "transformer.grade"),
        ("锅炉 外部检验", "rule", "boiler.inspection-external"),
        ("固定炉排", "clause", "industrial-structure-2024-boilers"),
    ],
)
def test_search_finds(read: Any, q: str, type_: str, id_: str) -> None:
    hits = read("/library/search", q=q)
    assert (type_, id_) in [(hit["type"], hit["id"]) for hit in hits]


def test_search_finds_nothing_for_nonsense_and_refuses_nothing(read: Any) -> None:
    assert read("/library/search", q="量子锅炉XYZ") == []
    assert read("/library/search", q="   ") == []
    read("/library/search", status=422)


@pytest.mark.parametrize("path", ["kinds/ship", "documents/GB 0", "rules/none", "tables/none"])
def test_what_is_not_there_says_so(read: Any, path: str) -> None:
    assert read(f"/library/{path}", status=404)["error"]["code"] == "not_found"
