"""The files of local packages, and templates of them, as zips."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from inventory.judgement.library import packages

TEMPLATES = Path(__file__).parent / "templates"


def files(package_id: int) -> tuple[str, bytes]:
    """All files of a package as they were uploaded, as a zip: its name and contents."""
    row = packages.get(package_id)
    return f"{row.slug}.zip", _zipped(packages.contents(row))


def template(what: str) -> tuple[str, bytes]:
    """A template to fill in, as a zip: its name and contents."""
    found = {path.name: path.read_bytes() for path in sorted((TEMPLATES / what).iterdir())}
    return f"template-{what}.zip", _zipped(found)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            # A fixed date: the same files are the same zip.
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content)
    return made.getvalue()
