"""The pages of docs/extending that are about the library: each laid into a copy, and judged."""

from __future__ import annotations

import shutil
import types
from pathlib import Path

import pytest

import standards
from standards import checks, installed, loading_rules
from standards.additions import with_additions
from standards.errors import LibraryError
from standards.loading import LIBRARY
from tests import sheets
from tests.extending import pages

JUDGED = ("kind.md", "edition.md", "catalogue.md", "plan.md", "check.md")
ADDED = ("kind.md", "plan.md")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of the library to lay pages into."""
    return Path(shutil.copytree(LIBRARY, tmp_path / "library"))


@pytest.fixture
def checks_of_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of check.md, as if its module stood in standards/checks."""
    module = types.ModuleType("standards.checks.day_and_night")
    source = pages.block("check.md", "standards/checks/day_and_night.py")
    exec(compile(source, "check.md", "exec"), module.__dict__)
    path = Path(checks.__file__)
    changed = pages.patched(
        path.read_text(encoding="utf-8"), pages.block("check.md", "standards/checks/__init__.py")
    )
    assert '"day-and-night": day_and_night.CHECK' in changed
    known = {**checks.CHECKS, "day-and-night": module.CHECK}
    for user in (checks, loading_rules, standards.assessing, standards.columns):
        monkeypatch.setattr(user, "CHECKS", known)


@pytest.mark.usefixtures("checks_of_pages")
@pytest.mark.parametrize("page", JUDGED)
def test_a_page_judges_as_it_says(page: str, library: Path) -> None:
    before = standards.load()
    pages.lay(page, library)
    after = standards.load_from(library)
    assert after.version != before.version
    sheets.check_all(after, list(sheets.cases(pages.block(page, "case"))))


@pytest.mark.parametrize("page", ADDED)
def test_a_page_that_only_adds_may_stand_in_a_folder_of_ones_own(page: str, tmp_path: Path) -> None:
    pages.lay(page, tmp_path)
    after = with_additions(standards.load(), tmp_path)
    sheets.check_all(after, list(sheets.cases(pages.block(page, "case"))))


def test_a_chosen_folder_is_part_of_the_library_until_another_is_chosen(tmp_path: Path) -> None:
    shipped = standards.load()
    pages.lay("kind.md", tmp_path)
    try:
        installed.choose(tmp_path)
        assert "washer" in standards.load().kinds
        assert standards.load() is standards.load()
    finally:
        installed.choose(None)
    assert standards.load() is shipped


def test_a_folder_with_a_mistake_is_not_chosen(tmp_path: Path) -> None:
    (tmp_path / "units.toml").write_text('["kg"]\n"kg" = "one"\n', encoding="utf-8")
    with pytest.raises(LibraryError, match="kg"):
        installed.choose(tmp_path)
    assert "washer" not in standards.load().kinds


def test_what_the_library_has_already_cannot_be_added_again(tmp_path: Path) -> None:
    (tmp_path / "kinds").mkdir()
    shutil.copy(LIBRARY / "kinds" / "pump.toml", tmp_path / "kinds")
    with pytest.raises(LibraryError, match="pump"):
        with_additions(standards.load(), tmp_path)


def test_a_misspelt_file_of_additions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kind").mkdir()
    with pytest.raises(LibraryError, match="kind"):
        with_additions(standards.load(), tmp_path)
    with pytest.raises(LibraryError, match="文件夹"):
        with_additions(standards.load(), tmp_path / "nowhere")


def test_every_page_is_run_by_a_test() -> None:
    written = {path.name for path in pages.PAGES.glob("*.md")} - {"README.md"}
    assert written == {*JUDGED, "document.md", "job.md", "channel.md", "nameplate.md", "desk.md"}
