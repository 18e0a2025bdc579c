"""The library over HTTP: readable by everyone who is logged in."""

from __future__ import annotations

from typing import Any

from inventory.library import schemas, searching, service, tables
from inventory.web.api import Blueprint
from standards import Kind

blp = Blueprint("library", __name__, description="标准法规库 / Library of regulation")


@blp.route("/library/kinds", methods=["GET"])
@blp.response(200, schemas.KindResult(many=True))
def list_kinds() -> list[Kind]:
    """The kinds of equipment and their fields: forms are made from these."""
    return service.kinds()


@blp.route("/library/kinds/<kind_id>", methods=["GET"])
@blp.response(200, schemas.KindResult)
def get_kind(kind_id: str) -> Kind:
    """One kind of equipment."""
    return service.kind(kind_id)


@blp.route("/library/documents", methods=["GET"])
@blp.arguments(schemas.DocumentQuery, location="query")
@blp.response(200, schemas.DocumentResult(many=True))
def list_documents(args: dict[str, Any]) -> list[dict[str, Any]]:
    """Laws, standards, catalogues and plans with their dates and certainty."""
    return service.documents(args["q"], args["type"], args["in_force"])


# The number of a document may hold a slash (GB/T …).
@blp.route("/library/documents/<path:number>", methods=["GET"])
@blp.response(200, schemas.DocumentDetail)
def get_document(number: str) -> dict[str, Any]:
    """One document with its clauses, rules, tables and plan."""
    return service.document(number)


@blp.route("/library/rules", methods=["GET"])
@blp.arguments(schemas.RuleQuery, location="query")
@blp.response(200, schemas.RuleResult(many=True))
def list_rules(args: dict[str, Any]) -> list[dict[str, Any]]:
    """The rules; `region` leaves those that hold there."""
    return service.rules(service.RuleFilter(**args))


@blp.route("/library/rules/<rule_id>", methods=["GET"])
@blp.response(200, schemas.RuleDetail)
def get_rule(rule_id: str) -> dict[str, Any]:
    """One rule with its editions, sentences and tables."""
    return service.rule(rule_id)


@blp.route("/library/tables", methods=["GET"])
@blp.response(200, schemas.TableResult(many=True))
def list_tables() -> list[dict[str, Any]]:
    """The limit tables and catalogues."""
    return tables.listed()


@blp.route("/library/tables/<table_id>", methods=["GET"])
@blp.response(200, schemas.TableDetail)
def get_table(table_id: str) -> dict[str, Any]:
    """The rows of a table, each with its certainty."""
    return tables.table(table_id)


@blp.route("/library/search", methods=["GET"])
@blp.arguments(schemas.SearchQuery, location="query")
@blp.response(200, schemas.HitResult(many=True))
def search_library(args: dict[str, Any]) -> list[searching.Hit]:
    """Documents, rules and clauses in which all words occur."""
    return searching.search(args["q"], args["limit"])
