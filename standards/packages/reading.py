"""Local packages: a document of one's own with its tables and rules, read as strictly as the files
of the library and in the same grammar.

One TOML file holds ``slug``, ``region`` (left out: everywhere), one ``[[document]]``, and as many
``[[table]]`` (each with its CSV file), ``[[rule]]`` and ``[[amendment]]`` as needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import polars as pl

from standards.catalogues import refuse_bad_patterns
from standards.loading_rules import References
from standards.loading_tables import read_document, read_table
from standards.model import Document, Library, Table
from standards.packages.amendments import read_amendments
from standards.packages.model import Package, PackageError, Scope
from standards.packages.noting import Reader, owned, refuse_long, refuse_long_cells, refused
from standards.packages.rules import read_rules
from standards.packages.trying import try_out
from standards.strict import Entry

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_SLUG = 40
FILE = re.compile(r"[\w（）《》〔〕-][\w（）《》〔〕. -]{0,90}\.(toml|csv)")


def read_package(
    files: Mapping[str, bytes],
    library: Library,
    has_region: Callable[[str], bool],
    *,
    trying: bool = True,
) -> Package:
    """The package in these files (name → bytes), for this library.

    ``trying``: judge made-up devices by every rule as well.
    Raises: PackageError with every mistake that was found.
    """
    reader = Reader(files)
    package = None
    with reader.noting():
        _refuse_names(files)
        package = _read(reader, reader.top(), library, has_region)
    if trying and package is not None and not reader.problems:
        try_out(reader, package, library)
    if package is None or reader.problems:
        raise PackageError(reader.problems)
    return package


def _refuse_names(files: Mapping[str, bytes]) -> None:
    for name in files:
        if not FILE.fullmatch(name):
            raise refused(
                name, "-", "文件名不可用", "not a usable name of a .toml or .csv file", "file_name"
            )


def _read(
    reader: Reader, top: Entry, library: Library, has_region: Callable[[str], bool]
) -> Package | None:
    slug = region = document = None
    with reader.noting():
        slug = _slug(top)
    with reader.noting():
        region = _region(top, has_region)
    with reader.noting():
        document = _document(top, library)
    if slug is None or document is None:
        return None
    documents = {**library.documents, document.number: document}
    tables = _tables(reader, top, slug, documents, library)
    refs = References(documents, {**library.tables, **tables}, library.kinds)
    scope = Scope(slug, region, document, library, refs)
    rules = read_rules(reader, top, scope)
    amendments = read_amendments(reader, top, scope)
    with reader.noting():
        top.finish()
    if not rules and not amendments and not reader.problems:
        reader.note(top.fail("rule", "没有规则", "there is no rule and no amendment", "missing"))
    return Package(slug, region, document, tables, tuple(rules), tuple(amendments))


def _slug(top: Entry) -> str:
    slug = top.text("slug")
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise top.fail(
            "slug",
            "只能用小写字母、数字和连字符，以字母开头，最多40个字符",
            "must be lower-case letters, digits and hyphens, beginning with a letter, at most 40",
            "name",
        )
    return slug


def _region(top: Entry, has_region: Callable[[str], bool]) -> str | None:
    region = top.text_or_none("region")
    if not region:
        return None
    if len(region) != 6 or not region.isdigit() or not has_region(region):
        raise top.fail(
            "region",
            f"没有行政区划代码“{region}”",
            f"there is no administrative division {region!r}",
            "region",
        )
    return region


def _document(top: Entry, library: Library) -> Document:
    entries = top.entries("document", "number")
    if len(entries) != 1:
        raise top.fail(
            "document",
            f"须有且只有一个 [[document]]，现有 {len(entries)} 个",
            f"there must be one [[document]], not {len(entries)}",
            "missing" if not entries else "duplicate",
        )
    (entry,) = entries
    refuse_long(entry, "number", "title")
    document = read_document(entry)
    if document.number in library.documents:
        raise entry.fail(
            "number", "库中已有此文件号", "the library has this document already", "duplicate"
        )
    if document.in_force is None:
        raise entry.fail("in_force", "缺少此项", "is missing", "missing")
    if document.superseded_by is not None:
        raise entry.fail(
            "superseded_by",
            "地方文件由撤回结束，不写此项",
            "a local document ends by being withdrawn",
            "unknown_key",
        )
    return document


def _tables(
    reader: Reader,
    top: Entry,
    slug: str,
    documents: Mapping[str, Document],
    library: Library,
) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    used = {name for name in reader.files if name.endswith(".toml")}
    for entry in reader.entries(top, "table"):
        used.add(str(entry.written.get("file")))
        with reader.noting():
            table = read_table(entry, documents, library.kinds, reader.rows)
            if not owned(table.id, f"local-{slug}"):
                raise entry.fail(
                    "id",
                    f"须为 local-{slug} 或以 local-{slug}. 开头",
                    f"must be local-{slug} or begin local-{slug}.",
                    "prefix",
                )
            if table.id in tables:
                raise entry.fail("id", "表重复", "this table is there twice", "duplicate")
            if table.rows.is_empty():
                raise refused(table.file, "-", "表中没有行", "the table has no row", "missing")
            refuse_long_cells(table)
            refuse_bad_patterns({table.id: table}, library.kinds)
            tables[table.id] = table
            continue
        # A rule that names a refused table is not wrong for that; the package is refused anyway.
        name = str(entry.written.get("id"))
        tables.setdefault(name, Table(name, "", "", pl.DataFrame()))
    for name in sorted(set(reader.files) - used):
        reader.note(
            refused(name, "-", "没有表使用此文件", "no table uses this file", "unused_file")
        )
    return tables
