"""What the repository promises about itself.

It names no machine and holds no secret, and its documents speak of what is there.
"""

import json
import re
import runpy
import subprocess
import threading
import tomllib
import zipfile
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import standards
from inventory import __version__
from inventory.app.cli.main import parser
from inventory.core.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1_000_000
READMES = ("README.md", "README.zh-CN.md")
LANGUAGES = ("", ".zh-CN")

MACHINE_PATHS = re.compile(r"(?<![\w.:/<-])/(?:work|root|tmp|home|farm|opt)/")
REGISTRIES = re.compile(
    r"pypi\.|pythonhosted\.|npmjs\.|(?<![\w.])registry\.[\w-]+\.|--(?:extra-)?index-url|find-links|file:///"
)
SECRETS = re.compile(
    "|".join(
        (
            r"-----BEGIN [A-Z ]*PRIVATE KEY",
            r"\bAKIA[0-9A-Z]{16}\b",
            r"\bgh[pousr]_[A-Za-z0-9]{36}\b",
            r"\bxox[abp]-[A-Za-z0-9-]{10,}",
        )
    )
)


@cache
def tracked() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return tuple(path for name in listed.stdout.split("\0") if (path := ROOT / name).is_file())


@cache
def texts() -> dict[str, str]:
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content and path != Path(__file__):  # which holds the patterns
            found[path.relative_to(ROOT).as_posix()] = content.decode("utf-8", errors="replace")
    return found


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_path_of_a_machine():
    assert places(MACHINE_PATHS) == []


def test_no_address_of_a_registry():
    assert places(REGISTRIES) == []


def test_no_secret():
    assert places(SECRETS) == []


def test_files_are_small_except_fonts():
    large = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.stat().st_size > MEGABYTE and "fonts" not in path.parts
    ]
    assert large == []


def test_nothing_made_is_tracked():
    made = {"var", ".venv", ".venv-bench", ".venv-crawl", ".venv-fuzz", ".venv-site"}
    made |= {"node_modules", "__pycache__", "dist"}
    assert [p for p in tracked() if made & set(p.relative_to(ROOT).parts)] == []


@pytest.mark.parametrize(
    "name", [f"requirements{it}.txt" for it in ("", "-bench", "-crawl", "-fuzz", "-site")]
)
def test_every_requirement_is_locked_by_hash(name: str):
    entries = re.split(r"\n(?=\S)", texts()[name])
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) > (0 if "fuzz" in name else 20)
    for package in packages:
        assert re.match(r"[a-z0-9._-]+(\[[a-z]+\])?==\S+", package), package[:60]
        assert "--hash=sha256:" in package


def direct_requirements() -> set[str]:
    project = tomllib.loads(texts()["pyproject.toml"])
    named = project["project"]["dependencies"] + project["dependency-groups"]["test"]
    return {re.match(r"[\w.-]+", entry)[0].lower() for entry in named}


def test_lock_holds_what_the_project_asks_for():
    locked = set(re.findall(r"^([a-z0-9._-]+)", texts()["requirements.txt"], flags=re.M))
    assert direct_requirements() <= locked


def make_targets() -> set[str]:
    phony = re.search(r"^\.PHONY: (.*)$", texts()["Makefile"], flags=re.M)
    return set(phony[1].split())


def test_help_lists_every_target():
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    assert set(re.findall(r"^ +make ([\w-]+)", shown.stdout, flags=re.M)) == make_targets()


@pytest.mark.parametrize("name", READMES)
def test_readme_names_targets_that_exist(name: str):
    named = set(re.findall(r"\bmake ([a-z-]+)\b", "\n".join(code_of(texts()[name]))))
    assert {"demo", "test"} <= named <= make_targets()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_listed(language: str):
    page = texts()[f"docs/commands{language}.md"]
    listed = set(re.findall(r"^\| `app\.py (\w+)", page, flags=re.M))
    offered = set(re.findall(r"^    (\w+) ", parser().format_help(), flags=re.M))
    assert listed == offered


@pytest.mark.parametrize("name", READMES)
def test_readme_names_folders_and_files_that_exist(name: str):
    links = re.findall(r"\]\(([^)#:]+)\)", texts()[name])
    folders = re.findall(r"^\| `([\w./]+)` \|", texts()[name], flags=re.M)
    named = [entry for entry in links + folders if "/" in entry or "." in entry]
    assert len(named) > 8
    assert [entry for entry in named if not (ROOT / entry).exists()] == []


def test_every_page_leads_to_files_that_exist():
    lost = [
        f"{name}: {link}"
        for name, text in texts().items()
        if name.endswith(".md")
        for link in re.findall(r"\]\((?!https?:|#|/)([^)#\s]+)", text)
        if not (ROOT / name).parent.joinpath(link).exists()
    ]
    assert lost == []


@pytest.mark.parametrize("name", READMES)
def test_readme_counts_the_library_as_it_is(name: str):
    library = standards.load()
    sizes = {len(library.rules), len(library.documents), len(library.kinds)}
    said = re.findall(r"(\d+) (?:dated rules|documents|kinds|份文件|条规则|类设备)", texts()[name])
    assert {int(number) for number in said} == sizes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_listed_with_its_default(language: str):
    page = texts()[f"docs/settings{language}.md"]
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", page, flags=re.M))
    assert rows == {
        setting: f"`{default}`" if default else "" for setting, default, _ in Settings.docs()
    }


def test_the_english_list_gives_the_help_of_every_setting():
    for setting, _, meaning in Settings.docs():
        row = re.search(rf"^\| `{setting}` \|.*", texts()["docs/settings.md"], flags=re.M)
        assert meaning in row[0]


def test_glossary_has_every_outcome_and_needed_field():
    named = set(re.findall(r"`([\w.-]+)`", texts()["docs/GLOSSARY.md"]))
    kinds = standards.load().kinds
    needed = {field.id for kind in kinds.values() for field in kind.fields if field.required}
    assert set(standards.OUTCOMES) | set(kinds) | needed <= named


def code_of(markdown: str) -> list[str]:
    """Code blocks and code spans of a page."""
    blocks = re.findall(r"^```(?:sh \w+)?\n(.*?)^```", markdown, flags=re.M | re.S)
    return blocks + re.findall(r"`([^`\n]+)`", markdown)


def test_the_version_stands_in_one_place_and_is_told_of():
    """The changelog has it with its day, docs/releases the way there; nothing repeats it."""
    assert re.match(
        rf"# Changelog\n.*?\n## {re.escape(__version__)} \(\d{{4}}-\d\d-\d\d\)\n",
        texts()["CHANGELOG.md"],
        flags=re.S,
    )
    assert f"docs/releases/{__version__}.md" in texts()
    assert "version" not in json.loads(texts()["static/package.json"])
    assert "version" not in tomllib.loads(texts()["pyproject.toml"])["project"]


def test_the_bill_of_materials_is_what_the_locks_say():
    made = runpy.run_path(str(ROOT / ".ci" / "sbom.py"))["document"]()
    parts = {part["bom-ref"]: part for part in made["components"]}
    assert len(parts) == len(made["components"]) > 100
    locks = texts()["requirements.txt"]
    python = [part for ref, part in parts.items() if ref.startswith("pkg:pypi/")]
    assert all(part["hashes"] for part in python)
    # What only another platform needs is in the lock and not installed here.
    assert len([part["name"] for part in python if not part["licenses"]]) < 5
    assert all(f"{part['name']}=={part['version']} " in locks for part in python)
    names = {part["name"] for part in parts.values()}
    assert {"flask", "peewee", "markupsafe", "pyhanko", "vue", "element-plus"} <= names
    assert not {"pytest", "hypothesis", "schemathesis", "vite", "vitest"} & names
    own = made["metadata"]["component"]["bom-ref"]
    graph = {item["ref"]: item["dependsOn"] for item in made["dependencies"]}
    assert {ref for needed in graph.values() for ref in needed} <= parts.keys()
    assert graph.keys() <= {own, *parts}


def test_known_weaknesses_are_told_or_that_nobody_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From an offline copy, from a service, and from neither."""
    audit = runpy.run_path(str(ROOT / ".ci" / "audit.py"))
    wanted = [("PyPI", "flask", "1.0"), ("npm", "@a/b", "2.0.0")]
    affected = {"package": {"ecosystem": "npm", "name": "@a/b"}, "versions": ["2.0.0"]}
    for name, kept in (("PyPI", []), ("npm", [affected])):
        with zipfile.ZipFile(tmp_path / f"{name}-all.zip", "w") as copy:
            copy.writestr("a.json", json.dumps({"id": "X-1", "affected": kept}))
            copy.writestr("b.json", json.dumps({"id": "X-2", "affected": kept, "withdrawn": "1"}))
    assert audit["held"](tmp_path, wanted) == {("npm", "@a/b", "2.0.0"): ["X-1"]}

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            assert queries[1]["package"] == {"ecosystem": "npm", "name": "@a/b"}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"results": [{"vulns": [{"id": "X-3"}]}, {}]}).encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Service) as service:
        threading.Thread(target=service.handle_request).start()
        address = f"http://127.0.0.1:{service.server_port}"
        assert audit["asked"](address, wanted) == {wanted[0]: ["X-3"]}
    main = audit["main"]
    monkeypatch.setitem(main.__globals__, "ASKED", address)  # nobody listens any more
    monkeypatch.setitem(main.__globals__, "parts", lambda: wanted)
    monkeypatch.delenv("AUDIT_FROM", raising=False)
    assert main() == 0
    assert "Nobody was asked" in capsys.readouterr().out
    monkeypatch.setenv("AUDIT_FROM", str(tmp_path))
    assert main() == 1
    assert "npm @a/b 2.0.0: X-1" in capsys.readouterr().out
