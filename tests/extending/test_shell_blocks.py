"""The shell blocks of README, CONTRIBUTING and docs/ say the truth: what can run here is run.

A block says after its language who runs it: `run` this test, in a scratch folder that looks like a
checkout; `ci` is a make target that .ci/run makes; `server` needs root, a service or containers,
and nobody runs it. On pages of docs/extending the page's own files lie in the folder `office`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.extending import pages

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w*)[ ]*([^\n]*)\n(.*?)^```$", re.M | re.S)
MARKS = {"run", "ci", "server"}
COMMANDS = re.compile(r"^(?:make|git|huanxin|python|pip|tar|sudo|systemctl|podman|\.venv/)\b")
# Decisions are records, and the page of benchmarks quotes what it printed.
PAGES = [
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    *sorted(
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "docs").rglob("*.md")
        if path.parent.name != "decisions" and path.name != "BENCHMARKS.md"
    ),
]


def fences(page: str) -> list[tuple[str, str, str]]:
    return FENCE.findall((ROOT / page).read_text("utf-8"))


def shell(page: str, mark: str) -> list[str]:
    return [text for language, said, text in fences(page) if (language, said) == ("sh", mark)]


RUN = [page for page in PAGES if shell(page, "run")]


@pytest.mark.parametrize("page", PAGES)
def test_every_shell_block_says_who_runs_it(page: str) -> None:
    unmarked = [
        text
        for language, said, text in fences(page)
        if (language == "sh" and said not in MARKS)
        or (language in ("", "bash", "shell") and COMMANDS.match(text))
    ]
    assert unmarked == []


def test_ci_makes_what_pages_say_it_makes() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    made = {word for line in re.findall(r"^make (.*)$", script, re.M) for word in line.split()}
    said = {
        line.split()[1]
        for page in PAGES
        for text in shell(page, "ci")
        for line in text.splitlines()
        if line.startswith("make ")
    }
    assert {"demo", "test", "bundle"} <= said <= made


def test_pages_for_a_bare_machine_have_blocks_that_run() -> None:
    assert {"docs/commands.md", "docs/data.md", "docs/operations.md"} <= set(RUN)
    assert {"docs/extending/kind.md"} <= set(RUN)


@pytest.mark.parametrize("page", RUN)
def test_what_a_page_says_runs(page: str, tmp_path: Path) -> None:
    checkout(tmp_path)
    if page.startswith("docs/extending/"):
        pages.lay(Path(page).name, tmp_path / "office")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(shell(page, "run"))],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
            "HUANXIN_DATA_DIR": str(tmp_path / "var"),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{page}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


def checkout(folder: Path) -> None:
    """What a reader has at hand: the program, its environment, the samples."""
    for name in ("app.py", "seeds", "standards"):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "bin").mkdir()
    command = folder / "bin" / "huanxin"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "app.py"}" "$@"\n', "utf-8")
    command.chmod(0o755)
