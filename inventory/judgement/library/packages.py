"""Local packages: uploaded as a draft, published, withdrawn; never edited, never in the past."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import standards
from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.regions import service as regions
from inventory.core.regions.models import Region
from inventory.core.workflow import Machine, Step
from inventory.judgement.library import current
from inventory.judgement.library.models import LibraryPackage, LibraryPackageFile
from inventory.judgement.library.problems import refusal
from inventory.judgement.library.results import (
    PackageSummary,
)
from inventory.registry.jobs import service as jobs
from standards.overlaying import Placed, with_package
from standards.packages.model import Package, PackageError
from standards.packages.reading import read_package

LARGEST = 2 * 1024 * 1024
MOST_FILES = 20
DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
ADMIN = frozenset({"admin"})
MACHINE = Machine(
    "地方文件",
    "local document",
    {DRAFT: "草稿", PUBLISHED: "已发布", WITHDRAWN: "已撤回"},
    (
        Step("publish", "发布", frozenset({DRAFT}), PUBLISHED, ADMIN),
        Step("withdraw", "撤回", frozenset({PUBLISHED}), WITHDRAWN, ADMIN),
        Step("delete", "删除", frozenset({DRAFT}), "", ADMIN),
    ),
)


# What a summary takes from the row as it stands.
_STORED = {item.name for item in fields(PackageSummary)} & set(
    LibraryPackage._meta.sorted_field_names
)


def get(package_id: int) -> LibraryPackage:
    found = LibraryPackage.get_or_none(LibraryPackage.id == package_id)
    if found is None:
        raise not_found("地方文件", "local document")
    return found


def result(row: LibraryPackage) -> PackageSummary:
    """A package as lists show it."""
    return result_of(row, regions.names({row.region} - {""}))


def result_of(row: LibraryPackage, names: Mapping[str, str]) -> PackageSummary:
    """The same, where the names of the regions are known."""
    return PackageSummary(
        **{name: getattr(row, name) for name in _STORED},
        state_name=MACHINE.states[row.state],
        region_name=names.get(row.region, "全国" if not row.region else row.region),
        effective_from=max(row.starts, row.published_on) if row.published_on else None,
    )


def contents(row: LibraryPackage) -> dict[str, bytes]:
    """The files of a package by name."""
    return {item.name: bytes(item.content) for item in row.files}


def read(files: Mapping[str, bytes], library: standards.Library) -> Package:
    """The package in these files as the library would take it; raises PackageError."""
    return read_package(files, library, _has_region)


def _has_region(code: str) -> bool:
    return Region.select().where(Region.code == code).exists()


# Steps ----------------------------------------------------------------------------------------


def create(actor: Actor, files: Mapping[str, bytes], what_if: int | None = None) -> LibraryPackage:
    """Keep the files as a draft; refused whole, with every mistake, where any is wrong."""
    _refuse_large(files)
    try:
        package = read(files, current.load())
    except PackageError as error:
        raise refusal(error) from error
    with db.atomic():
        _refuse_taken(package)
        row = LibraryPackage.create(
            slug=package.slug,
            state=MACHINE.start,
            number=package.document.number,
            title=package.document.title,
            region=package.region or "",
            starts=package.starts,
            what_if=what_if,
            created_by=actor.id,
            created_name=actor.name,
            created_at=clock.now(),
        )
        for name, content in sorted(files.items()):
            LibraryPackageFile.create(
                package=row,
                name=name,
                content=content,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
            )
        _record("library.package.uploaded", actor, row)
    return row


def free_slug(wanted: str) -> str:
    """This slug, or the next one of its name that nobody has used."""
    taken = {slug for (slug,) in LibraryPackage.select(LibraryPackage.slug).tuples()}
    numbers = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(s for s in numbers if s not in taken)


def _refuse_large(files: Mapping[str, bytes]) -> None:
    if len(files) > MOST_FILES:
        raise Invalid.of("library.too_many_files", most_files=MOST_FILES)
    for name, content in files.items():
        if len(content) > LARGEST:
            raise Invalid.of("library.file_too_large", name=name)


def _refuse_taken(package: Package) -> None:
    same = (LibraryPackage.slug == package.slug) | (
        LibraryPackage.number == package.document.number
    )
    taken = LibraryPackage.select().where(same).first()
    if taken is None:
        return
    by_slug = taken.slug == package.slug
    key, value = ("slug", taken.slug) if by_slug else ("document.number", taken.number)
    raise Conflict.of(
        "library.package_exists",
        number=taken.number,
        title=taken.title,
        value=key,
        details=[{"field": key, "value": value, "message": MACHINE.states[taken.state]}],
    )


def _step(actor: Actor, package_id: int, name: str) -> LibraryPackage:
    row = get(package_id)
    MACHINE.after(row.state, name, str(actor.role))
    return row


def publish(actor: Actor, package_id: int, horizon: int) -> tuple[PackageSummary, int]:
    """Let a draft hold from today on, and judge the ledger again: the package, and the job's id.

    Whatever its document says, verdicts for days before today do not change.
    """
    with db.atomic():
        current.lock()
        row = _step(actor, package_id, "publish")
        try:
            read(contents(row), current.load())
        except PackageError as error:
            raise refusal(error) from error
        _move(
            row,
            "publish",
            {
                "published_by": actor.id,
                "published_name": actor.name,
                "published_at": clock.now(),
                "published_on": clock.today(),
            },
        )
        return _changed(actor, row, "library.package.published", horizon)


def withdraw(
    actor: Actor, package_id: int, reason: str, horizon: int
) -> tuple[PackageSummary, int]:
    """End what a package rules today; what it ruled on earlier days stays known."""
    with db.atomic():
        current.lock()
        row = _step(actor, package_id, "withdraw")
        _move(
            row,
            "withdraw",
            {
                "withdrawn_by": actor.id,
                "withdrawn_name": actor.name,
                "withdrawn_reason": reason,
                "withdrawn_at": clock.now(),
                "withdrawn_on": clock.today(),
            },
        )
        return _changed(actor, row, "library.package.withdrawn", horizon)


def _move(row: LibraryPackage, name: str, values: Mapping[str, Any]) -> None:
    """Take a step; the second of two concurrent steps gets a conflict."""
    step = MACHINE.step(name)
    moved = (
        LibraryPackage.update(state=step.target, **values)
        .where((LibraryPackage.id == row.id) & LibraryPackage.state.in_(step.sources))
        .execute()
    )
    if not moved:
        raise MACHINE.illegal(get(row.id).state, name, "admin")


def _changed(
    actor: Actor, row: LibraryPackage, event: str, horizon: int
) -> tuple[PackageSummary, int]:
    current.changed()
    row = get(row.id)
    job = jobs.create("rejudge", {"as_of": None, "horizon": horizon}, actor.id)
    _record(event, actor, row, {"reason": row.withdrawn_reason} if row.withdrawn_reason else {})
    return result(row), job.id


def delete(actor: Actor, package_id: int) -> None:
    """Delete a draft with its files."""
    with db.atomic():
        row = _step(actor, package_id, "delete")
        LibraryPackage.delete().where(
            (LibraryPackage.id == row.id) & (LibraryPackage.state == DRAFT)
        ).execute()
        _record("library.package.deleted", actor, row)


def _record(
    event: str, actor: Actor, row: LibraryPackage, more: Mapping[str, Any] | None = None
) -> None:
    audit.record(
        event,
        actor,
        subject="library_package",
        subject_id=row.id,
        detail={"slug": row.slug, "number": row.number, "region": row.region, **(more or {})},
    )


# Trying --------------------------------------------------------------------------------------


def tried(package_id: int) -> standards.Library:
    """The library as it would be with a draft, whose own dates count alone."""
    row = get(package_id)
    if row.state != DRAFT:
        raise MACHINE.illegal(row.state, "publish", "admin")
    base = current.load()
    try:
        package = read(contents(row), base)
    except PackageError as error:
        raise refusal(error) from error
    files = sorted((item.name, item.sha256) for item in row.files)
    text = f"{base.version} {files}"
    return replace(
        with_package(base, Placed(package)),
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
    )
