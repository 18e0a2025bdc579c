"""Local packages as people read them: the list, and one with everything that it changes."""

from __future__ import annotations

from dataclasses import replace

import standards
from inventory.core.access import Actor
from inventory.core.regions import service as regions
from inventory.judgement.library import current
from inventory.judgement.library.models import LibraryPackage, LibraryPackageFile
from inventory.judgement.library.packages import (
    MACHINE,
    PUBLISHED,
    contents,
    get,
    read,
    result,
    result_of,
)
from inventory.judgement.library.problems import described
from inventory.judgement.library.results import (
    AmendmentShown,
    PackageDetail,
    PackageFile,
    PackageListed,
)
from inventory.judgement.library.service import rule_summary, summary
from inventory.judgement.library.tables import plain, table_summary
from standards.amending import Amendment
from standards.overlaying import Placed, with_package
from standards.packages.model import PackageError

# Keys of an amendment that say what it is, not what it changes.
NOT_CHANGES = frozenset({"rule", "clause", "from", "to", "repeal", "messages"})


def listed(state: str = "") -> list[PackageListed]:
    """All packages, or those of a state, the newest first."""
    query = LibraryPackage.select().order_by(LibraryPackage.id.desc())
    if state:
        query = query.where(LibraryPackage.state == state)
    found, documents = list(query), current.load().documents
    names = regions.names({item.region for item in found if item.region})
    return [
        PackageListed(
            **vars(result_of(item, names)),
            broken=item.state == PUBLISHED and item.number not in documents,
        )
        for item in found
    ]


def detail(actor: Actor, package_id: int) -> PackageDetail:
    """A package with its document, rules, amendments, tables and files.

    `problems` is not empty where it no longer fits the library; then nothing of it holds.
    """
    row = get(package_id)
    shown = PackageDetail(
        **vars(result(row)),
        broken=False,
        files=[
            PackageFile(name=item.name, size=item.size, sha256=item.sha256)
            for item in row.files.order_by(LibraryPackageFile.name)
        ],
        steps=[step.name for step in MACHINE.allowed(row.state, str(actor.role))],
    )
    base = current.without(row.slug)
    try:
        package = read(contents(row), base)
    except PackageError as error:
        problems = [described(item) for item in error.problems]
        return replace(shown, problems=problems, broken=row.state == PUBLISHED)
    placed = with_package(base, Placed(package, row.published_on, row.withdrawn_on))
    titles = {rule.id: rule for rule in base.rules}
    return replace(
        shown,
        document=summary(placed, placed.documents[package.document.number]),
        rules=[rule_summary(placed, rule) for rule in package.rules],
        amendments=[_amendment(item, titles[item.rule]) for item in package.amendments],
        tables=[table_summary(item) for item in package.tables.values()],
    )


def _amendment(item: Amendment, rule: standards.Rule) -> AmendmentShown:
    """What an amendment changes in a rule; `changes` as its file writes them."""
    changes = {key: value for key, value in item.entry.written.items() if key not in NOT_CHANGES}
    return AmendmentShown(
        rule=item.rule,
        name=rule.title_zh,
        name_en=rule.title_en,
        clause=item.clause,
        valid_from=item.valid_from,
        valid_to=item.valid_to,
        repeal=item.repeal,
        changes=plain(changes),
        former=plain({key: rule.params[key] for key in item.params}),
    )
