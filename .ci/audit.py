"""Known weaknesses of what the product is made of: `make audit`.

Held against an offline copy of the OSV database where AUDIT_FROM names one (a folder with the
files PyPI-all.zip and npm-all.zip, as OSV publishes them), else asked of AUDIT_URL (api.osv.dev).
Status 1 where something is known; without copy and network it says that nobody was asked, and ends
with 0: a build without a network is no failure, and no all-clear either.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import unquote
from urllib.request import Request, urlopen

HERE = Path(__file__).resolve().parent
ASKED = os.environ.get("AUDIT_URL", "https://api.osv.dev/v1/querybatch")
ECOSYSTEMS = {"pypi": "PyPI", "npm": "npm"}
# (ecosystem, name, version) → ids
Found = dict[tuple[str, str, str], list[str]]


def parts() -> list[tuple[str, str, str]]:
    """Everything in the bill of materials: ecosystem, name, version."""
    made = runpy.run_path(str(HERE / "sbom.py"))["document"]()
    return [_part(one["purl"], one["version"]) for one in made["components"]]


def _part(purl: str, version: str) -> tuple[str, str, str]:
    sort, _, rest = purl.removeprefix("pkg:").partition("/")
    return ECOSYSTEMS[sort], unquote(rest.rpartition("@")[0]), version


def held(folder: Path, wanted: list[tuple[str, str, str]]) -> Found:
    """Advisories of an offline copy that name one of these versions."""
    index = {(sort, name.lower()): version for sort, name, version in wanted}
    found: Found = {}
    for sort in ECOSYSTEMS.values():
        for advisory in _advisories(folder / f"{sort}-all.zip"):
            for affected in advisory.get("affected", ()):
                package = affected.get("package", {})
                key = (package.get("ecosystem"), str(package.get("name", "")).lower())
                if key in index and index[key] in affected.get("versions", ()):
                    found.setdefault((*key, index[key]), []).append(advisory["id"])
    return found


def _advisories(path: Path) -> Iterator[dict[str, Any]]:
    with zipfile.ZipFile(path) as copy:
        for name in copy.namelist():
            advisory = json.loads(copy.read(name))
            if not advisory.get("withdrawn"):
                yield advisory


def asked(url: str, wanted: list[tuple[str, str, str]]) -> Found:
    """What the service knows of these versions."""
    queries = [{"package": {"ecosystem": s, "name": n}, "version": v} for s, n, v in wanted]
    body = json.dumps({"queries": queries}).encode()
    request = Request(url, body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=30) as answer:
        results = json.load(answer)["results"]
    pairs = zip(wanted, results, strict=True)
    return {one: [v["id"] for v in known["vulns"]] for one, known in pairs if known.get("vulns")}


def main() -> int:
    wanted, copy = parts(), os.environ.get("AUDIT_FROM")
    try:
        found = held(Path(copy), wanted) if copy else asked(ASKED, wanted)
    except URLError as error:
        print(f"Nobody was asked ({error.reason}): run this on the internet, or set AUDIT_FROM.")
        return 0
    for (sort, name, version), ids in sorted(found.items()):
        print(f"{sort} {name} {version}: {', '.join(sorted(ids))}")
    print(f"{len(wanted)} parts, {len(found)} with known weaknesses ({copy or ASKED})")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
