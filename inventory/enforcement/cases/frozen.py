"""An issued document is drawn once: its PDF is kept by its digest and handed out from then on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inventory.core.files import FileStore


def pdf(row: Any, draw: Callable[[], bytes], store: FileStore) -> bytes:
    """The PDF of a document row (`status`, `pdf_sha256`); a draft is drawn each time.

    A crash between issuing and drawing leaves the column blank: then the first reader draws it.
    """
    if row.status == "draft":
        return draw()
    if row.pdf_sha256:
        return store.get(row.pdf_sha256)
    content = draw()
    model = type(row)
    row.pdf_sha256 = store.put(content)
    model.update(pdf_sha256=row.pdf_sha256).where(
        (model.id == row.id) & (model.pdf_sha256 == "")
    ).execute()
    return content
