"""What the site holds besides docs/: the pages of the root, indexes, and no script inside a page.

Pages are written for readers of the repository; here their links lead to pages of the site, or
become plain text where they lead to code.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

HERE = Path(__file__).parent
ROOT = HERE.parent
# Pages outside docs/ → their place on the site.
OUTSIDE = {
    "README.md": "index.md",
    "README.zh-CN.md": "index.zh-CN.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "docs/extending/README.md": "extending/index.md",
}
ORIGINS = {place: origin for origin, place in OUTSIDE.items()}
LINK = re.compile(
    r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)"
)
FENCE = re.compile(r"^```(\w+)[ ]+(\S.*)$", re.M)
INLINE = re.compile(r"<script>(.+?)</script>", re.S)
TITLE = re.compile(r"^# (.+)$", re.M)
NUMBER = re.compile(r"^\d+[:.]?\s+")
# Marks of shell blocks (tests/extending/test_shell_blocks.py) → what a reader should know.
MARKS = {"run": "", "ci": "", "server": "on a server"}


def on_config(config: Any) -> None:
    """Lists that grow are read from their folders; further folders appear by themselves."""
    for entry in config.nav:
        for title, below in entry.items():
            if below == "extending/":
                entry[title] = ["extending/index.md", *_listed("extending")]
            elif below == "decisions/":
                entry[title] = ["decisions/index.md", *_listed("decisions")]
            elif title == "Programs":
                below += _listed("api")


def on_files(files: Files, config: Any) -> Files:
    made = {place: (ROOT / origin).read_text("utf-8") for origin, place in OUTSIDE.items()}
    made["decisions/index.md"] = decisions()
    made["manual/index.md"] = roles()
    made["site.css"] = (HERE / "site.css").read_text("utf-8")
    made["site.svg"] = (ROOT / "static" / "public" / "icon.svg").read_text("utf-8")
    for place, text in made.items():
        if (there := files.get_file_from_path(place)) is not None:
            files.remove(there)
        files.append(File.generated(config, place, content=text))
    return files


def _listed(folder: str) -> list[str]:
    """The pages of a folder, by name; its front page has a place of its own."""
    here = ROOT / "docs" / folder
    pages = sorted(path.relative_to(ROOT / "docs").as_posix() for path in here.rglob("*.md"))
    return [page for page in pages if page != "extending/README.md"]


def decisions() -> str:
    """The table of decisions, newest last, made from their headings."""
    lines = [
        "# Decisions",
        "",
        "What was decided and why; a number is given once.",
        "",
        "| | decision |",
        "|---|---|",
    ]
    for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        title = NUMBER.sub("", TITLE.search(path.read_text("utf-8"))[1])  # type: ignore[index]
        lines.append(f"| {path.name[:4]} | [{title}]({path.name}) |")
    return "\n".join(lines) + "\n"


def roles() -> str:
    """The manual's front page: who you are, and the sections that are yours."""
    lines = ["# 手册 / Manual", "", "In the product, “?” on each page opens its section."]
    for path in sorted((ROOT / "docs" / "manual").glob("*.md")):
        text = path.read_text("utf-8")
        lines += ["", f"## [{TITLE.search(text)[1]}]({path.name})", ""]  # type: ignore[index]
        found = re.findall(r"^## (.+?) \{#([\w-]+)\}$", text, re.M)
        lines += [f"- [{title}]({path.name}#{anchor})" for title, anchor in found]
    return "\n".join(lines) + "\n"


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    place = page.file.src_uri
    origin = ORIGINS.get(place, f"docs/{place}")

    def link(found: re.Match[str]) -> str:
        mark, text, target, anchor = found.groups()
        led = destination(origin, target, files)
        if led is None:
            return text
        return f"{mark}[{text}]({posixpath.relpath(led, posixpath.dirname(place))}{anchor or ''})"

    return FENCE.sub(fence, LINK.sub(link, markdown))


def destination(origin: str, target: str, files: Files) -> str | None:
    """Where a link of a file of the repository leads on the site; None: to no page of it."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))
    if path in OUTSIDE:
        return OUTSIDE[path]
    if not path.startswith("docs/"):
        return None
    place = path.removeprefix("docs/")
    for tried in (place, f"{place}/index.md", f"{place}/README.md"):
        if files.get_file_from_path(tried) is not None:
            return tried
    return None


def fence(found: re.Match[str]) -> str:
    """A block's place, or its mark, becomes its title."""
    language, said = found.groups()
    title = MARKS.get(said, said)
    return f'```{language} title="{title}"' if title else f"```{language}"


def on_post_page(output: str, page: Any, config: Any) -> str:
    return _moved_out(output, page.file.dest_uri, Path(config.site_dir))


def on_post_template(output: str, template_name: str, config: Any) -> str:
    if template_name.endswith(".html"):
        return _moved_out(output, template_name, Path(config.site_dir))
    return output


def _moved_out(html: str, place: str, root: Path) -> str:
    """Scripts inside a page become files: the product's policy allows no other."""

    def out(found: re.Match[str]) -> str:
        name = f"assets/inline/{hashlib.sha256(found[1].encode()).hexdigest()[:12]}.js"
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(found[1], "utf-8")
        start = posixpath.relpath(name, posixpath.dirname(place) or ".")
        return f'<script src="{start}"></script>'

    return INLINE.sub(out, html)


def on_post_build(config: Any) -> None:
    """No maps of sources, and none of the languages that nobody searches in."""
    root = Path(config.site_dir)
    for path in root.rglob("*.map"):
        path.unlink()
    for path in (root / "assets" / "javascripts" / "lunr").rglob("*.js"):
        if path.name.split(".")[1] not in ("zh", "multi", "stemmer"):
            path.unlink()
