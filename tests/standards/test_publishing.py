"""The library as an open data set: what is described is what is there, and nothing is left out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import standards
from standards import publishing

PARSED = {"string": pl.String, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("open") / "library"
    publishing.publish(standards.load(), folder)
    return folder


@pytest.fixture(scope="module")
def resources(published: Path) -> dict[str, dict[str, Any]]:
    described = json.loads((published / publishing.DESCRIPTION).read_text("utf-8"))
    assert described["version"] == standards.load().version
    return {each["name"]: each for each in described["resources"]}


def test_each_file_is_as_described(published: Path, resources: dict[str, dict[str, Any]]) -> None:
    for each in resources.values():
        content = (published / each["path"]).read_bytes()
        assert each["bytes"] == len(content)
        assert each["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        fields = {field["name"]: PARSED[field["type"]] for field in each["schema"]["fields"]}
        rows = pl.read_csv(content, schema=fields)  # raises where a cell is not of its type
        for field in each["schema"]["fields"]:
            if "constraints" in field:
                allowed = set(field["constraints"]["enum"])
                assert set(rows[field["name"]].to_list()) <= allowed, each["name"]


def test_nothing_of_the_library_is_left_out(
    published: Path, resources: dict[str, dict[str, Any]]
) -> None:
    library = standards.load()
    for name, table in library.tables.items():
        assert pl.read_csv(published / resources[name]["path"]).height == table.rows.height
    for name, count in (("documents", len(library.documents)), ("rules", len(library.rules))):
        assert pl.read_csv(published / resources[name]["path"]).height == count
    assert len({name for name in resources if name.startswith("plan-")}) == 5 * len(library.plans)


def test_a_limit_has_the_unit_of_its_field(resources: dict[str, dict[str, Any]]) -> None:
    fields = {each["name"]: each for each in resources["gb20052-2024"]["schema"]["fields"]}
    assert fields["no_load_loss_w__grade1"]["unit"] == "W"
    assert fields["low_voltage_kv_ge"].get("unit") == "kV"
    assert "unit" not in fields["clause"]


def test_a_folder_that_is_there_is_not_touched(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        publishing.publish(standards.load(), tmp_path)
    assert list(tmp_path.iterdir()) == []
