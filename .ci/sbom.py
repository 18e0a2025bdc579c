"""What the product is made of, as CycloneDX 1.5: `make sbom`. Needs no network.

Python: what the project asks for, with all that needs in turn, in the versions and with the digests
of requirements.txt. Pages: what package-lock.json does not mark as for development alone. The same
locks give the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"^([\w.-]+)==([^ ;\\]+)", re.M)
NAMED = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)")


def plain(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, tuple[str, list[str]]]:
    """name → version and digests, as requirements.txt has them."""
    text = (ROOT / "requirements.txt").read_text("utf-8")
    starts = list(PINNED.finditer(text))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    return {
        plain(match[1]): (match[2], re.findall(r"sha256:([0-9a-f]{64})", text[match.end() : end]))
        for match, end in zip(starts, ends, strict=True)
    }


def asked() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["seal"]]
    return [plain(NAMED.match(item)[1]) for item in wanted]  # type: ignore[index]


def needs(name: str) -> list[str]:
    """What an installed package needs here; extras that nobody asked for are left out."""
    try:
        found = requires(name) or []
    except PackageNotFoundError:
        return []  # of another platform: named by the lock, not installed
    own = [item for item in found if "extra ==" not in item]
    return sorted({plain(NAMED.match(item)[1]) for item in own})  # type: ignore[index]


def closure(names: list[str], known: dict[str, Any]) -> dict[str, list[str]]:
    """name → what it needs, for everything that can be reached."""
    reached: dict[str, list[str]] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in reached or name not in known:
            continue
        reached[name] = [item for item in needs(name) if item in known]
        waiting += reached[name]
    return reached


def licence(name: str) -> list[dict[str, Any]]:
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return []
    classified = [
        item.rpartition(" :: ")[2]
        for item in found.get_all("Classifier") or []
        if item.startswith("License ::")
    ]
    text = found.get("License-Expression") or (found.get("License") or "").split("\n")[0][:80]
    text = text or ", ".join(classified)
    return [{"license": {"name": text}}] if text else []


def of_python() -> Iterator[tuple[dict[str, Any], list[str]]]:
    known = locked()
    for name, needed in sorted(closure(asked(), known).items()):
        version, digests = known[name]
        component = {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "licenses": licence(name),
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in digests],
        }
        yield component, [f"pkg:pypi/{item}@{known[item][0]}" for item in needed]


def of_pages() -> Iterator[dict[str, Any]]:
    lock = json.loads((ROOT / "static" / "package-lock.json").read_text("utf-8"))
    seen = set()
    for path, item in sorted(lock["packages"].items()):
        name = path.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{item.get('version')}"
        if not path or item.get("dev") or item.get("devOptional") or purl in seen:
            continue
        seen.add(purl)
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": item["version"],
            "purl": purl,
            "licenses": [{"license": {"name": item["license"]}}] if "license" in item else [],
        }


def document() -> dict[str, Any]:
    """The whole bill."""
    version = re.search(r'__version__ = "([^"]+)"', (ROOT / "inventory/__init__.py").read_text())
    own = f"pkg:pypi/huanxin@{version[1]}"  # type: ignore[index]
    python = list(of_python())
    direct = {plain(name) for name in asked()}
    top = [part["bom-ref"] for part, _ in python if part["name"] in direct]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "huanxin",
                "version": version[1],  # type: ignore[index]
                "purl": own,
            }
        },
        "components": [*(part for part, _ in python), *of_pages()],
        "dependencies": [
            {"ref": own, "dependsOn": top},
            *({"ref": part["bom-ref"], "dependsOn": needed} for part, needed in python),
        ],
    }


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    found = document()
    target.write_text(f"{json.dumps(found, ensure_ascii=False, indent=1)}\n", "utf-8")
    print(f"{target}: {len(found['components'])} components")
