"""Local packages: a document of one's own with its tables and rules, read as strictly as the files
of the library and in the same grammar.

One TOML file holds ``slug``, ``region`` (left out: everywhere), one ``[[document]]``, and as many
``[[table]]`` (each with its CSV file), ``[[rule]]`` and ``[[amendment]]`` as needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import polars as pl

from standards.amending import Amendment, amended, read_amendment
from standards.catalogues import refuse_bad_patterns
from standards.loading_rules import References, read_rule
from standards.loading_tables import parse_csv, read_document, read_table
from standards.model import (
    Document,
    Library,
    LibraryError,
    Rule,
    StandardsError,
    Table,
    region_prefix,
)
from standards.strict import Entry, no_file, parse_toml
from standards.toml_lines import Path, line_of, lines_of
from standards.trials import failure

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_SLUG = 40
# What a ledger keeps of a finding has limited lengths.
LONGEST = {"id": 64, "number": 100, "title": 300, "clause": 200, "item": 200}
FILE = re.compile(r"[\w（）《》〔〕-][\w（）《》〔〕. -]{0,90}\.(toml|csv)")
_SLOT = re.compile(r"\{([^{}]*)\}")
# Words of a sentence that every way of judging fills in.
_SHARED_SLOTS = frozenset(
    {"document", "document_title", "clause", "grade", "due", "title", "comparison", "size",
     "size_en", "missing"}
)  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an uploaded file; ``code`` says what sort of mistake."""

    file: str
    line: int | None
    key: str
    value: str
    message: str
    message_en: str
    code: str


class PackageError(StandardsError):
    """A package is refused whole, with everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"有 {len(self.problems)} 处错误", f"{len(self.problems)} mistakes in the files"
        )


@dataclass(frozen=True)
class Package:
    """A package as read. The ids of its rules begin ``<kind>.local-<slug>``, those of its tables
    ``local-<slug>``. ``region`` is None where it holds everywhere.
    """

    slug: str
    region: str | None
    document: Document
    tables: Mapping[str, Table]
    rules: tuple[Rule, ...]
    amendments: tuple[Amendment, ...]

    @property
    def starts(self) -> date:
        """The day on which its document comes into force."""
        assert self.document.in_force is not None  # read_package refuses a document without
        return self.document.in_force


class _Reader:
    """Reads on after a mistake, so that all of them can be told at once."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.problems: list[Problem] = []
        self._lines: dict[str, dict[Path, int]] = {}

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Keep a refusal and go on."""
        try:
            yield
        except LibraryError as error:
            self.note(error)

    def note(self, error: LibraryError) -> None:
        line = error.line
        if line is None and error.file.endswith(".toml"):
            line = line_of(self._lines.get(error.file, {}), error.path) or 1
        value = "" if error.value is None else str(error.value)
        self.problems.append(
            Problem(
                error.file,
                line,
                error.key,
                value[:200],
                error.problem,
                error.problem_en,
                error.code or "other",
            )
        )

    def top(self) -> Entry:
        """The TOML file; there is just one."""
        names = [name for name in self.files if name.endswith(".toml")]
        if len(names) != 1:
            raise _refused(
                names[1] if names else "*.toml",
                "-",
                f"须有且只有一个 TOML 文件，现有 {len(names)} 个",
                f"there must be one TOML file, not {len(names)}",
                "no_file" if not names else "duplicate",
            )
        entry = parse_toml(names[0], self.files[names[0]])
        text = self.files[names[0]].decode("utf-8-sig")
        self._lines[names[0]] = lines_of(text.replace("\r\n", "\n"))
        return entry

    def rows(self, file: str, columns: Mapping[str, str]) -> pl.DataFrame:
        if file not in self.files:
            raise no_file(file)
        return parse_csv(file, self.files[file], columns, provenance=True)


def _refused(
    file: str, key: str, problem: str, problem_en: str, code: str, value: object = None
) -> LibraryError:
    return LibraryError(file, key, problem, problem_en, code=code, value=value)


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
    reader = _Reader(files)
    package = None
    with reader.noting():
        _refuse_names(files)
        package = _read(reader, reader.top(), library, has_region)
    if trying and package is not None and not reader.problems:
        _try_out(reader, package, library)
    if package is None or reader.problems:
        raise PackageError(reader.problems)
    return package


def _refuse_names(files: Mapping[str, bytes]) -> None:
    for name in files:
        if not FILE.fullmatch(name):
            raise _refused(
                name, "-", "文件名不可用", "not a usable name of a .toml or .csv file", "file_name"
            )


def _read(
    reader: _Reader, top: Entry, library: Library, has_region: Callable[[str], bool]
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
    rules = _rules(reader, top, refs, slug, region, document, library)
    amendments = _amendments(reader, top, refs, region, document, library)
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
    _refuse_long(entry, "number", "title")
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
    reader: _Reader,
    top: Entry,
    slug: str,
    documents: Mapping[str, Document],
    library: Library,
) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    used = {name for name in reader.files if name.endswith(".toml")}
    for entry in _entries(reader, top, "table"):
        used.add(str(entry.written.get("file")))
        with reader.noting():
            table = read_table(entry, documents, library.kinds, reader.rows)
            if not _own(table.id, f"local-{slug}"):
                raise entry.fail(
                    "id",
                    f"须为 local-{slug} 或以 local-{slug}. 开头",
                    f"must be local-{slug} or begin local-{slug}.",
                    "prefix",
                )
            if table.id in tables:
                raise entry.fail("id", "表重复", "this table is there twice", "duplicate")
            if table.rows.is_empty():
                raise _refused(table.file, "-", "表中没有行", "the table has no row", "missing")
            _refuse_long_cells(table)
            refuse_bad_patterns({table.id: table}, library.kinds)
            tables[table.id] = table
            continue
        # A rule that names a refused table is not wrong for that; the package is refused anyway.
        name = str(entry.written.get("id"))
        tables.setdefault(name, Table(name, "", "", pl.DataFrame()))
    for name in sorted(set(reader.files) - used):
        reader.note(
            _refused(name, "-", "没有表使用此文件", "no table uses this file", "unused_file")
        )
    return tables


def _entries(reader: _Reader, top: Entry, key: str, label: str = "id") -> list[Entry]:
    with reader.noting():
        return top.entries(key, label)
    return []


def _refuse_long(entry: Entry, *keys: str) -> None:
    for key in keys:
        if len(str(entry.written.get(key, ""))) > LONGEST[key]:
            raise entry.fail(
                key,
                f"超过 {LONGEST[key]} 个字",
                f"is longer than {LONGEST[key]} characters",
                "length",
            )


def _refuse_long_cells(table: Table) -> None:
    for column in {"clause", "item"} & set(table.rows.columns):
        if table.rows.schema[column] != pl.String:
            continue
        long = (table.rows[column].str.len_chars() > LONGEST[column]).fill_null(False)
        if long.any():
            line = (long.arg_max() or 0) + 2
            raise LibraryError(
                table.file,
                f"第{line}行 {column}",
                f"超过 {LONGEST[column]} 个字",
                f"is longer than {LONGEST[column]} characters",
                code="length",
                value=table.rows[column][line - 2],
                line=line,
            )


def _own(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def _rules(
    reader: _Reader,
    top: Entry,
    refs: References,
    slug: str,
    region: str | None,
    document: Document,
    library: Library,
) -> list[Rule]:
    rules: list[Rule] = []
    for entry in _entries(reader, top, "rule"):
        with reader.noting():
            _refuse_long(entry, "id", "clause")
            rule = read_rule(entry, refs, None, region, document.number)
            _check_rule(entry, rule, slug, document, library)
            for other in rules:
                if other.id == rule.id and _overlap(other, rule):
                    raise entry.fail(
                        "from",
                        "与同一规则的另一时段重叠",
                        "overlaps another window of the same rule",
                        "overlap",
                    )
            rules.append(rule)
    return rules


def _overlap(one: Rule, other: Rule) -> bool:
    return one.valid_from < (other.valid_to or date.max) and other.valid_from < (
        one.valid_to or date.max
    )


def _check_rule(entry: Entry, rule: Rule, slug: str, document: Document, library: Library) -> None:
    prefix = f"{rule.kind}.local-{slug}"
    if not _own(rule.id, prefix):
        raise entry.fail(
            "id",
            f"须为 {prefix} 或以 {prefix}. 开头",
            f"must be {prefix} or begin {prefix}.",
            "prefix",
        )
    if document.in_force is not None and rule.valid_from < document.in_force:
        raise entry.fail(
            "from", "早于文件的施行日期", "is before the document is in force", "dates"
        )
    _check_slots(entry, rule, library)


def _check_slots(entry: Entry, rule: Rule, library: Library) -> None:
    """Sentences name what every way of judging fills in, what this one does, or a field."""
    known = _SHARED_SLOTS | _slots_of(library, rule.check) | {"since"}
    known |= {field.id for field in library.kinds[rule.kind].fields}
    for name, message in rule.messages.items():
        for slot in _SLOT.findall(message.zh + message.en):
            if slot not in known:
                raise entry.fail(
                    f"messages.{name}",
                    f"句子里的 {{{slot}}} 不可用",
                    f"{{{slot}}} in a sentence is not known",
                    "slot",
                    f"{{{slot}}}",
                )


def _slots_of(library: Library, check: str) -> set[str]:
    """The words that the library's own sentences for a way of judging use."""
    return {
        slot
        for rule in library.rules
        if rule.check == check
        for message in rule.messages.values()
        for slot in _SLOT.findall(message.zh + message.en)
    }


def _amendments(
    reader: _Reader,
    top: Entry,
    refs: References,
    region: str | None,
    document: Document,
    library: Library,
) -> list[Amendment]:
    found: list[Amendment] = []
    for entry in _entries(reader, top, "amendment", "rule"):
        with reader.noting():
            _refuse_long(entry, "clause")
            amendment = read_amendment(entry, document.number)
            _check_amendment(entry, amendment, refs, region, document, library)
            for other in found:
                if other.rule == amendment.rule and other.meets(amendment):
                    raise entry.fail(
                        "from",
                        "与对同一规则的另一处改动重叠",
                        "overlaps another amendment of the same rule",
                        "overlap",
                    )
            found.append(amendment)
    return found


def _check_amendment(
    entry: Entry,
    amendment: Amendment,
    refs: References,
    region: str | None,
    document: Document,
    library: Library,
) -> None:
    windows = [rule for rule in library.rules if rule.id == amendment.rule]
    if not windows:
        raise entry.fail(
            "rule",
            f"没有规则“{amendment.rule}”",
            f"there is no rule {amendment.rule!r}",
            "reference",
        )
    if document.in_force is not None and amendment.valid_from < document.in_force:
        raise entry.fail(
            "from", "早于文件的施行日期", "is before the document is in force", "dates"
        )
    touched = [rule for rule in windows if amendment.touches(rule)]
    if not touched:
        raise entry.fail(
            "from", "此时段内该规则不施行", "the rule does not hold at that time", "dates"
        )
    for rule in touched:
        if region is not None and not _within(rule, region):
            raise entry.fail(
                "rule",
                f"本文件只在 {region} 施行，不能改动全国或他处的规则",
                f"a document of {region} cannot amend a rule that holds elsewhere",
                "region",
            )
        if rule.file.startswith(LOCAL):
            raise entry.fail(
                "rule",
                f"该规则在此时段已由 {rule.document} 规定",
                f"{rule.document} rules this already at that time",
                "overlap",
            )
        changed = amended(rule, amendment, refs)
        if changed is not None:
            _check_slots(entry, changed, library)


LOCAL = "local/"
"""How the file names of rules begin that come from a package."""


def _within(rule: Rule, region: str) -> bool:
    return rule.region is not None and rule.region.startswith(region_prefix(region))


# Trying ---------------------------------------------------------------------------------------


def _try_out(reader: _Reader, package: Package, library: Library) -> None:
    """Judge made-up devices by each rule alone: a table without a column that the way of judging
    needs must not be found out when the ledger is judged.
    """
    refs = References(
        {**library.documents, package.document.number: package.document},
        {**library.tables, **package.tables},
        library.kinds,
    )
    trials = [
        (("rule", place), f"rule[{rule.id}]", rule) for place, rule in enumerate(package.rules)
    ]
    for place, item in enumerate(package.amendments):
        for rule in library.rules:
            changed = amended(rule, item, refs) if rule.id == item.rule else None
            if changed is not None and item.touches(rule):
                trials.append((("amendment", place), f"amendment[{rule.id}]", changed))
    (file,) = (name for name in reader.files if name.endswith(".toml"))
    for path, key, rule in trials:
        wrong = failure(rule, refs, library)
        if wrong is not None:
            reader.note(
                LibraryError(
                    file,
                    key,
                    f"试判失败：{wrong}",
                    f"devices cannot be judged by it: {wrong}",
                    code="trial",
                    path=path,
                )
            )
