"""The library over HTTP: readable by everyone who is logged in; what the office adds to it, by
officials.
"""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from werkzeug.datastructures import FileStorage

from inventory.core import clock
from inventory.core.access import OFFICIALS, Role
from inventory.core.web.api import Blueprint, actor, allow
from inventory.judgement.library import (
    coverage,
    current,
    marks,
    package_details,
    package_files,
    package_schemas,
    packages,
    results,
    schemas,
    searching,
    service,
    tables,
)
from inventory.judgement.library.models import LibraryMark
from standards import Kind
from standards.changes import Change, changes_between

blp = Blueprint("library", __name__, description="标准法规库 / Library of regulation")


@blp.route("/library/kinds", methods=["GET"])
@blp.response(200, schemas.KindResult(many=True))
def list_kinds() -> list[Kind]:
    """The kinds of equipment and their fields: forms are made from these."""
    return service.kinds()


@blp.route("/library/kind-names", methods=["GET"])
@blp.response(200, schemas.KindName(many=True))
def list_kind_names() -> list[Kind]:
    """What the kinds of equipment are called: a thirtieth of what their fields are."""
    return service.kinds()


@blp.route("/library/kinds/<kind_id>", methods=["GET"])
@blp.response(200, schemas.KindResult)
def get_kind(kind_id: str) -> Kind:
    """One kind of equipment."""
    return service.kind(kind_id)


@blp.route("/library/documents", methods=["GET"])
@blp.arguments(schemas.DocumentQuery, location="query")
@blp.response(200, schemas.DocumentResult(many=True))
def list_documents(args: dict[str, Any]) -> list[results.DocumentSummary]:
    """Laws, standards, catalogues and plans with their dates and certainty."""
    return service.documents(args["q"], args["type"], args["in_force"])


@blp.route("/library/changes", methods=["GET"])
@blp.arguments(schemas.ChangeQuery, location="query")
@blp.response(200, schemas.ChangeResult(many=True))
def list_changes(args: dict[str, Any]) -> list[Change]:
    """What changed in the law between two days; a what-if of the same two days says for whom."""
    return changes_between(current.load(), args["after"], args["until"])


# The number of a document may hold a slash (GB/T …).
@blp.route("/library/documents/<path:number>", methods=["GET"])
@blp.response(200, schemas.DocumentDetail)
def get_document(number: str) -> results.DocumentDetail:
    """One document with its clauses, rules, tables and plan."""
    return service.document(number)


@blp.route("/library/rules", methods=["GET"])
@blp.arguments(schemas.RuleQuery, location="query")
@blp.response(200, schemas.RuleResult(many=True))
def list_rules(args: dict[str, Any]) -> list[results.RuleSummary]:
    """The rules; `region` leaves those that hold there."""
    return service.rules(service.RuleFilter(**args))


@blp.route("/library/rules/<rule_id>", methods=["GET"])
@blp.response(200, schemas.RuleDetail)
def get_rule(rule_id: str) -> results.RuleDetail:
    """One rule with its editions, sentences and tables."""
    return service.rule(rule_id)


@blp.route("/library/tables", methods=["GET"])
@blp.response(200, schemas.TableResult(many=True))
def list_tables() -> list[results.TableHeading]:
    """The limit tables and catalogues."""
    return tables.listed()


@blp.route("/library/tables/<table_id>", methods=["GET"])
@blp.response(200, schemas.TableDetail)
def get_table(table_id: str) -> results.TableDetail:
    """The rows of a table, each with its certainty."""
    return tables.table(table_id)


@blp.route("/library/search", methods=["GET"])
@blp.arguments(schemas.SearchQuery, location="query")
@blp.response(200, schemas.HitResult(many=True))
def search_library(args: dict[str, Any]) -> list[searching.Hit]:
    """Documents, rules and clauses in which all words occur."""
    return searching.search(args["q"], args["limit"])


@blp.route("/library/tables/<table_id>/marks", methods=["POST"])
@blp.arguments(schemas.MarkArgs)
@blp.response(201, schemas.MarkStep)
@allow(frozenset({Role.ADMIN}))
def mark_table(args: dict[str, Any], table_id: str) -> results.MarkStep:
    """Say that you compared the table with the official text and it agrees: what was presumed for
    its sake no longer is.
    """
    on = args["checked_on"] or clock.today()
    return _marked(marks.add(actor(), table_id, args["page"], on, args["remark"], _horizon()))


@blp.route("/library/marks/<int:mark_id>/revoke", methods=["POST"])
@blp.arguments(schemas.RevokeMarkArgs)
@blp.response(202, schemas.MarkStep)
@allow(frozenset({Role.ADMIN}))
def revoke_mark(args: dict[str, Any], mark_id: int) -> results.MarkStep:
    """Take a mark back, with the reason."""
    return _marked(marks.revoke(actor(), mark_id, args["reason"], _horizon()))


def _marked(done: tuple[LibraryMark, int]) -> results.MarkStep:
    mark, job = done
    current_app.extensions["queue"].send(job)
    shown = marks.described(mark, current.load().tables.get(mark.table))
    return results.MarkStep(mark=shown, job=job)


@blp.route("/library/coverage", methods=["GET"])
@blp.response(200, schemas.CoverageResult(many=True))
@allow(OFFICIALS)
def get_coverage() -> list[results.Coverage]:
    """How many entries of each elimination catalogue a machine can decide, and which it cannot."""
    return coverage.listed()


# Local packages -------------------------------------------------------------------------------

ADMIN = frozenset({Role.ADMIN})


def _zip(name: str, content: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/zip", headers=headers)


@blp.route("/library/packages", methods=["GET"])
@blp.arguments(package_schemas.PackageQuery, location="query")
@blp.response(200, package_schemas.PackageResult(many=True))
@allow(OFFICIALS)
def list_packages(args: dict[str, Any]) -> list[results.PackageListed]:
    """Local catalogues and new editions that the office added, the newest first."""
    return package_details.listed(args["state"])


@blp.route("/library/packages", methods=["POST"])
@blp.arguments(package_schemas.PackageFiles, location="files")
@blp.response(201, package_schemas.PackageDetail)
@allow(ADMIN)
def upload_package(files: dict[str, Any]) -> results.PackageDetail:
    """Upload a draft: a TOML file and the CSV files that it names. Where anything is wrong nothing
    is stored; `details` lists every mistake with file, line, key, value, message and remedy.
    """
    uploads: list[FileStorage] = [files["toml"], *files["csv"]]
    contents = {
        item.filename or "": item.stream.read(packages.LARGEST + 1)
        for item in uploads[: packages.MOST_FILES + 1]
    }
    row = packages.create(actor(), contents)
    return package_details.detail(actor(), row.id)


@blp.route("/library/packages/template", methods=["GET"])
@blp.arguments(package_schemas.TemplateQuery, location="query")
@blp.response(200, content_type="application/zip")
@allow(OFFICIALS)
def get_template(args: dict[str, Any]) -> Response:
    """A template to fill in: of a local catalogue, or of a new edition of a limit table."""
    return _zip(*package_files.template(args["what"]))


@blp.route("/library/packages/<int:package_id>", methods=["GET"])
@blp.response(200, package_schemas.PackageDetail)
@allow(OFFICIALS)
def get_package(package_id: int) -> results.PackageDetail:
    """One local document with its rules, amendments, tables and files."""
    return package_details.detail(actor(), package_id)


@blp.route("/library/packages/<int:package_id>", methods=["DELETE"])
@blp.response(204)
@allow(ADMIN)
def delete_package(package_id: int) -> None:
    """Throw a draft away."""
    packages.delete(actor(), package_id)


@blp.route("/library/packages/<int:package_id>/files", methods=["GET"])
@blp.response(200, content_type="application/zip")
@allow(OFFICIALS)
def get_files(package_id: int) -> Response:
    """The files of a package byte for byte, as a zip."""
    return _zip(*package_files.files(package_id))


@blp.route("/library/packages/<int:package_id>/publish", methods=["POST"])
@blp.response(202, package_schemas.PackageStep)
@allow(ADMIN)
def publish_package(package_id: int) -> results.PackageStep:
    """Let it hold from today on; the ledger is judged again in the background."""
    return _stepped(packages.publish(actor(), package_id, _horizon()))


@blp.route("/library/packages/<int:package_id>/withdraw", methods=["POST"])
@blp.arguments(package_schemas.WithdrawArgs)
@blp.response(202, package_schemas.PackageStep)
@allow(ADMIN)
def withdraw_package(args: dict[str, Any], package_id: int) -> results.PackageStep:
    """End it today; earlier days are judged as before."""
    return _stepped(packages.withdraw(actor(), package_id, args["reason"], _horizon()))


def _horizon() -> int:
    horizon: int = current_app.config["HUANXIN"].horizon_days
    return horizon


def _stepped(done: tuple[results.PackageSummary, int]) -> results.PackageStep:
    package, job = done
    current_app.extensions["queue"].send(job)
    return results.PackageStep(package=package, job=job)
