"""Files are kept once, whole, under the digest of their contents."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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
