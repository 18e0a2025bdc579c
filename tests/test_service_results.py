"""Results of services are frozen dataclasses: no function gives a `dict[str, Any]`.

A Mapping is for what is JSON by nature: documents for the outside, rows of the library's tables,
what is stored of a job.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
BAND_FREE = {"schemas.py", "models.py"}  # marshmallow and peewee want dicts
REASONED = {
    "inventory/app/examples.py": "the description of the API, as apispec has it",
    "inventory/registry/papers/drawn.py": "edges, as pdfplumber's functions take them",
    "inventory/core/audit/exporting.py": "lines of an exported file, read back",
    "inventory/core/errors.py": "the one JSON shape of an error",
    "inventory/desk/dossier/service.py": "columns of rows as an export has them",
    "inventory/enforcement/cases/moves.py": "columns of a case, which are written next",
    "inventory/judgement/ledger/merging.py": "facts of a device, which are written next",
    "inventory/judgement/ledger/service.py": "the state of a revision, as it is stored",
    "inventory/judgement/ledger/writing.py": "the state of a revision, as it is stored",
    "inventory/people/accounts/oidc.py": "claims and configuration, as the provider sends them",
    "inventory/people/enterprises/service.py": "columns that are written next",
    "inventory/registry/equipment/facts.py": "facts of a device by field",
    "inventory/registry/equipment/retrieval.py": "a device as the details of an error show it",
    "inventory/registry/equipment/sources.py": "sources of facts by field, as they are stored",
    "inventory/intake/declarations/checking.py": "facts of a device by field",
    "inventory/intake/declarations/drafting.py": "columns that are written next",
    "inventory/intake/declarations/workbook_rows.py": "facts of a device by field",
    "inventory/intake/imports/meeting.py": "facts of a device by field",
}


def returning_dicts(text: str) -> list[str]:
    """Names of the functions whose return type holds `dict[str, Any]`."""
    return [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and node.returns is not None
        and "dict[str, Any]" in ast.unparse(node.returns)
    ]


def found() -> dict[str, list[str]]:
    modules = {
        path.relative_to(ROOT).as_posix(): returning_dicts(path.read_text("utf-8"))
        for path in sorted((ROOT / "inventory").rglob("*.py"))
        if path.name not in BAND_FREE and "migrations" not in path.parts
    }
    return {name: functions for name, functions in modules.items() if functions}


def test_services_return_dataclasses() -> None:
    others = {name: each for name, each in found().items() if name not in REASONED}
    assert others == {}


def test_what_is_excepted_is_still_there() -> None:
    assert REASONED.keys() - found().keys() == set()


def test_a_dict_is_seen_wherever_it_stands_in_the_type() -> None:
    text = "def a() -> Page[dict[str, Any]]: ...\ndef b() -> Mapping[str, Any]: ..."
    assert returning_dicts(text) == ["a"]
