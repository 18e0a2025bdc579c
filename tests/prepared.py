"""Data that many tests begin with: made once for each sort of database, then copied.

A conftest enters what makes it in ``BUILDERS``, under the name of the fixture that gives it; the
fixture itself only says ``prepared.of(settings)``. A test that asks for the fixture gets a database
in which the data are, with the files beside it.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from inventory.app import wiring
from inventory.app.cli.setup import prepare
from inventory.core import clock, database
from inventory.core.settings import Settings

TODAY = date(2026, 11, 21)
BUILDERS: dict[str, Callable[[Settings], Any]] = {}


@dataclass(frozen=True)
class Template:
    """A database to copy, with its folder of files and what its builders said."""

    settings: Settings
    values: Mapping[str, Any]


@dataclass
class Shelf:
    """The templates of this run, made when a test first asks for one."""

    folder: Path
    postgres: Callable[[], str]
    """Starts the server, once, and gives the address of its administration database."""
    _made: dict[tuple[str, tuple[str, ...]], Template] = field(default_factory=dict)
    _given: dict[Path, Template] = field(default_factory=dict)

    @contextmanager
    def copy(self, sort: str, names: tuple[str, ...], folder: Path) -> Iterator[Settings]:
        """A database of this sort with the data of these builders."""
        template = self._template(sort, names)
        settings = self._copied(template, folder)
        self._given[folder] = template
        try:
            yield settings
        finally:
            del self._given[folder]
            self._drop(settings)

    @contextmanager
    def empty(self, sort: str, folder: Path) -> Iterator[Settings]:
        """A database of this sort in which nothing is, not even a table."""
        settings = Settings(data_dir=folder, database_url=self._created(sort))
        try:
            yield settings
        finally:
            self._drop(settings)

    def of(self, settings: Settings, name: str) -> Any:
        """What the builder of a copy said."""
        return self._given[settings.data_dir].values[name]

    def _template(self, sort: str, names: tuple[str, ...]) -> Template:
        if (sort, names) not in self._made:
            self._made[sort, names] = self._build(sort, names)
        return self._made[sort, names]

    def _build(self, sort: str, names: tuple[str, ...]) -> Template:
        folder = self.folder / "-".join((sort, *names))
        values = {}
        if not names:
            folder.mkdir()
            settings = Settings(data_dir=folder, database_url=self._created(sort))
            prepare(settings)
        else:
            shutil.rmtree(folder, ignore_errors=True)  # of a builder that failed before
            settings = self._copied(self._template(sort, ()), folder)
            database.connect(settings)
            wiring.wire()
            with clock.frozen(TODAY), database.connection():
                values = {name: BUILDERS[name](settings) for name in names}
        if sort == "sqlite":
            database.connect(settings)
            with database.connection():
                database.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            database.db.obj.close_all()  # a database that somebody is in cannot be copied
        return Template(settings, values)

    def _copied(self, template: Template, folder: Path) -> Settings:
        shutil.copytree(template.settings.data_dir, folder)
        if not template.settings.database_url:
            return Settings(data_dir=folder)
        url = self._created("postgresql", f"TEMPLATE {_name(template.settings)} STRATEGY FILE_COPY")
        return Settings(data_dir=folder, database_url=url)

    def _created(self, sort: str, how: str = "") -> str:
        """The address of a new PostgreSQL database; blank for SQLite, whose file makes itself."""
        if sort == "sqlite":
            return ""
        name = f"test_{uuid.uuid4().hex}"
        self._administer(f"CREATE DATABASE {name} {how}")
        return urlsplit(self.postgres())._replace(path=f"/{name}").geturl()

    def _drop(self, settings: Settings) -> None:
        if settings.database_url:
            if database.is_postgres():  # a test of what fails before may never have connected
                database.db.obj.close_all()
            self._administer(f"DROP DATABASE {_name(settings)} WITH (FORCE)")

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self.postgres(), autocommit=True) as connection:
            connection.execute(statement)


def _name(settings: Settings) -> str:
    return urlsplit(settings.database_url).path.lstrip("/")
