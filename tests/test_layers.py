"""The directions of the house: views → service → models; services → standards; nothing → views."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "inventory").rglob("*.py")) + sorted((ROOT / "standards").rglob("*.py"))
# The place where the parts are put together may see all of them.
COMPOSITION = {"inventory/web/routes.py"}


def imports(path: Path) -> set[str]:
    """Absolute names of the modules that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_keep_the_direction(path: Path) -> None:
    used = imports(path)
    if name(path).startswith("standards/"):
        assert not {item for item in used if item.startswith(("inventory", "flask", "peewee"))}
        return
    if name(path) in COMPOSITION:
        return
    if path.name != "views.py":
        assert not {item for item in used if item.endswith(".views")}
    if path.name in {"models.py", "service.py"} and "cli" not in path.parts:
        assert not {item for item in used if item.split(".")[0] == "flask"}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_the_clock_reads_the_clock(path: Path) -> None:
    """Dates come from clock.py, the environment from settings.py: tests can replace both."""
    calls = {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    if path.name != "clock.py":
        assert not calls & {"datetime.now", "datetime.utcnow", "date.today", "time.time"}
    if path.name != "settings.py":
        assert not calls & {"os.environ", "os.getenv"}


def test_each_domain_writes_its_own_tables() -> None:
    """Only a domain's own modules call a write on its models."""
    models = {
        node.name: path.parent.name
        for path in MODULES
        if path.name == "models.py" and path.parts[-3] == "inventory"
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
    assert len(models) > 20
    writes = {"create", "insert", "update", "delete", "insert_many", "get_or_create", "replace"}
    foreign = [
        f"{name(path)}: {node.value.id}.{node.attr}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.attr in writes
        and node.value.id in models
        and f"inventory/{models[node.value.id]}/" not in name(path)
    ]
    assert foreign == []


# What has no ledger to ask: files judged or read without one, and the shipped library itself.
BUILT_IN = {
    "inventory/library/current.py",
    "inventory/cli/library.py",
    "inventory/assessing/files.py",
}
# Readers of uploaded tables take a library for the kinds and headings in it.
KINDS_ONLY = {"inventory/imports/staging.py", "inventory/declarations/uploading.py"}


@pytest.mark.parametrize("path", [p for p in MODULES if "inventory" in p.parts], ids=name)
def test_the_running_system_judges_by_its_own_library(path: Path) -> None:
    """`standards.load()` knows nothing of local packages and checked tables: elsewhere than in
    BUILT_IN it is good for kinds of equipment only."""
    if name(path) in BUILT_IN | KINDS_ONLY:
        return
    tree = ast.parse(path.read_text("utf-8"))
    loads = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call)].count(
        "standards.load()"
    )
    kinds = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"kinds", "kind"}
        and ast.unparse(node.value) == "standards.load()"
    ]
    assert loads == len(kinds)
