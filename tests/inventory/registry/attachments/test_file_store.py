"""Files are kept once, whole, under the digest of their contents."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inventory.core import files
from inventory.core.files import FileStore


def test_the_same_file_from_many_threads_is_one_file(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    contents = [bytes([number]) * 200_000 for number in range(4)]
    with ThreadPoolExecutor(8) as threads:
        names = set(threads.map(store.put, contents * 12))
    assert names == {hashlib.sha256(content).hexdigest() for content in contents}
    stored = [path for path in store.root.rglob("*") if path.is_file()]
    assert {path.name for path in stored} == names
    assert {store.get(name) for name in names} == set(contents)


def test_two_processes_of_one_number_adopt_one_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in containers, where each is number 1: the second comes while the first is within."""
    store = FileStore(tmp_path / "files")
    first, second = tmp_path / "first", tmp_path / "second"
    make_new, names = files._make_new, []

    def meet(path: Path) -> None:
        if second.exists():
            names.append(store.adopt(second))
        make_new(path)

    for upload in (first, second):
        upload.write_bytes(b"ledger")
    monkeypatch.setattr(files, "_make_new", meet)
    names.append(store.adopt(first))
    (stored,) = [path for path in store.root.rglob("*") if path.is_file()]
    assert {stored.name} == set(names)
