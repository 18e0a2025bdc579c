"""A local package as read, and what may be wrong with the files of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from standards.amending import Amendment
from standards.errors import StandardsError
from standards.loading_rules import References
from standards.model import Document, Library, Rule, Table

LOCAL = "local/"
"""How the file names of rules begin that come from a package."""


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


@dataclass(frozen=True)
class Scope:
    """What a package's rules and amendments are read against: whose they are, and in which
    library.
    """

    slug: str
    region: str | None
    document: Document
    library: Library
    refs: References
