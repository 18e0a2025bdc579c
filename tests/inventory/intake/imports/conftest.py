"""What holds of every import of these tests."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from inventory.core import database
from inventory.intake.imports import committing, previewing, reporting
from inventory.intake.imports.models import Import
from inventory.intake.imports.results import OpenRow, Report

# A row that goes in cannot be corrected any more.
OPEN = {field.name for field in fields(OpenRow)}


@pytest.fixture(autouse=True)
def _every_commit_ends_as_its_preview_has_said(monkeypatch: pytest.MonkeyPatch) -> None:
    commit = committing.commit

    def previewed(import_id: int, **kwargs: Any) -> None:
        with database.looking():
            staged = Import.get_by_id(import_id)
            shown = previewing.preview(staged, kwargs.get("suggested", "reject"))
        commit(import_id, **kwargs)
        assert told(shown) == told(reporting.report(import_id))

    monkeypatch.setattr(committing, "commit", previewed)


def told(report: Report) -> dict[str, Any]:
    """A report without the decisions about rows that are still open."""
    lists = {
        name: [
            {key: value for key, value in vars(item).items() if key not in OPEN}
            for item in getattr(report, name)
        ]
        for name in ("problems", "corrections")
    }
    return {**vars(report), **lists, "decisions": None}
