"""The directions of the house: views → service → models; services → standards; nothing → views."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "inventory").rglob("*.py")) + sorted((ROOT / "standards").rglob("*.py"))
# The place where the parts are put together may see all of them.
COMPOSITION = {"inventory/app/routes.py"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(path: Path) -> set[str]:
    """Absolute names of the modules that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def against(path: Path) -> list[str]:
    """The imports of a file that go against the direction."""
    if name(path).startswith("standards/"):
        return [it for it in imports(path) if it.startswith(("inventory", "flask", "peewee"))]
    if name(path) in COMPOSITION:
        return []
    found = [it for it in imports(path) if it.endswith(".views") and path.name != "views.py"]
    if path.name in {"models.py", "service.py"} and "cli" not in path.parts:
        found += [it for it in imports(path) if it.split(".")[0] == "flask"]
    return found


def test_imports_keep_the_direction() -> None:
    assert {name(path): found for path in MODULES if (found := against(path))} == {}


CLOCK = {"datetime.now", "datetime.utcnow", "date.today", "time.time"}
ENVIRONMENT = {"os.environ", "os.getenv"}


def asked(path: Path) -> set[str]:
    """What a file asks of the clock and the environment, of which it is not the reader."""
    used = {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    clock = CLOCK if path.name != "clock.py" else set()
    return used & (clock | (ENVIRONMENT if path.name != "environment.py" else set()))


def test_only_the_clock_reads_the_clock() -> None:
    """Dates come from clock.py, the environment from environment.py: tests can replace both."""
    assert {name(path): found for path in MODULES if (found := asked(path))} == {}


# Tables of devices stand in the registry, where everybody may read; the ledger writes them.
WRITERS = {
    "inventory/registry/equipment": ("inventory/registry/equipment", "inventory/judgement/ledger")
}
# The demo dates back what it has made through the services.
PAST = "inventory/app/cli/demo_"
WRITES = {"create", "insert", "update", "delete", "insert_many", "get_or_create", "replace"}
BULK = {"bulk_insert", "bulk_update"}
ROW_WRITES = {"save", "delete_instance"}


def owners() -> dict[str, str]:
    """Each model, and the folder of the domain that has it."""
    found = {
        node.name: name(path.parent)
        for path in MODULES
        if path.name == "models.py" and "inventory" in path.parts
        for node in tree(path).body
        if isinstance(node, ast.ClassDef)
    }
    assert len(found) > 20
    return found


def written(node: ast.AST) -> str | None:
    """The model that a piece of code writes to, where its name stands in it."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in WRITES:
        return node.value.id
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    if called and node.func.id in BULK and node.args and isinstance(node.args[0], ast.Name):
        return node.args[0].id
    return None


def foreign_writes(sources: dict[str, ast.Module]) -> list[str]:
    """Writes to a model from outside its domain; `sources` by file name."""
    models = owners()
    found = []
    for file, code in sources.items():
        if file.startswith(PAST):
            continue
        for node in ast.walk(code):
            home = models.get(written(node) or "")
            if home and not file.startswith(tuple(f"{it}/" for it in WRITERS.get(home, (home,)))):
                found.append(f"{file}: {ast.unparse(node)[:60]}")
    return found


def test_each_domain_writes_its_own_tables() -> None:
    """Only a domain's own modules call a write on its models."""
    assert foreign_writes({name(path): tree(path) for path in MODULES}) == []


@pytest.mark.parametrize(
    "text",
    [
        "Notice.update(status='issued')",
        "bulk_update(Notice, ('status',), [])",
        "bulk_insert(NoticeItem, ('notice',), [])",
    ],
)
def test_a_foreign_write_is_seen(text: str) -> None:
    assert foreign_writes({"inventory/desk/dashboard/service.py": ast.parse(text)})
    assert not foreign_writes({"inventory/enforcement/notices/service.py": ast.parse(text)})


def test_rows_are_saved_only_where_tables_are() -> None:
    """`row.save()` names no model: it stands only in folders that have tables of their own."""
    homes = {*owners().values(), *(place for places in WRITERS.values() for place in places)}
    saves = [
        f"{name(path)}: {ast.unparse(node)}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ROW_WRITES
        and not node.args  # a picture is saved to a place
        and ast.unparse(node.func) != "self._canvas.save"
        and name(path.parent) not in homes
        and "migrations" not in path.parts
    ]
    assert saves == []


# Kinds for every band, and the library in force; nobody else reads the shipped library.
LIBRARY_LOADED_BY = ["inventory/core/kinds.py", "inventory/judgement/library/current.py"]
# What has no ledger to ask: files judged without one, and the shipped library itself.
BUILT_IN = {
    "inventory/judgement/library/current.py",
    "inventory/app/cli/library.py",
    "inventory/intake/assessing/files.py",
}
# Readers of uploaded tables take a library for the kinds and headings in it.
KINDS_ONLY = {
    "inventory/intake/imports/known_words.py",
    "inventory/intake/declarations/uploading.py",
}


def calls(path: Path, text: str) -> int:
    if text not in path.read_text("utf-8"):  # taking the code apart takes long
        return 0
    nodes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    return [ast.unparse(node) for node in nodes].count(text)


def test_the_shipped_library_is_asked_in_two_places() -> None:
    """`standards.load()` knows nothing of local packages and checked tables."""
    loads = [name(path) for path in MODULES for _ in range(calls(path, "standards.load()"))]
    assert loads == LIBRARY_LOADED_BY
    imported = [name(path) for path in MODULES if "standards.installed.load" in imports(path)]
    assert imported == ["standards/__init__.py"]


def test_the_running_system_judges_by_its_own_library() -> None:
    built_in = {
        name(path)
        for path in MODULES
        if calls(path, "current.built_in()") or calls(path, "built_in()")
    }
    assert built_in == BUILT_IN | KINDS_ONLY
