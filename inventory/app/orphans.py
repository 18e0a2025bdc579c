"""Stored files that no row names: left by a crash, or by a deleted row.

Only files older than a day are deleted: an upload writes its file before its row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta

from peewee import Field

from inventory.core import clock
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.desk.exports import service as exports
from inventory.desk.exports.models import Export
from inventory.desk.reports.models import LedgerSnapshot, ReportVersion
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.papers.models import CasePaper
from inventory.intake.imports.models import Import
from inventory.registry.attachments.models import Attachment

AGE = timedelta(days=1)
# Which columns name the files of which store. A removed attachment still has its row, and so keeps
# its files; a test holds these against every column there is.
UPLOADS: tuple[Field, ...] = (
    Attachment.sha256,
    Attachment.served_sha256,
    Attachment.preview_sha256,
    Import.file_sha256,
    Notice.pdf_sha256,
    CasePaper.pdf_sha256,
    LedgerSnapshot.sha256,
    ReportVersion.devices_sha256,
    ReportVersion.cases_sha256,
    ReportVersion.pdf_sha256,
    ReportVersion.xlsx_sha256,
    ReportVersion.docx_sha256,
)
EXPORTS: tuple[Field, ...] = (Export.sha256,)


def sweep(settings: Settings) -> dict[str, int]:
    """Delete orphaned files of both stores; returns files, bytes, and files that stayed."""
    parts = (
        _sweep(FileStore(settings.files_dir), UPLOADS),
        _sweep(exports.store(settings.data_dir), EXPORTS),
    )
    return {key: sum(part[key] for part in parts) for key in parts[0]}


def _sweep(store: FileStore, columns: Iterable[Field]) -> dict[str, int]:
    return asdict(store.sweep(_named(columns), clock.now() - AGE))


def _named(columns: Iterable[Field]) -> set[bytes]:
    """The digests that rows name; as bytes, for there may be a hundred thousand."""
    return {
        bytes.fromhex(digest)
        for column in columns
        for (digest,) in column.model.select(column).where(column != "").tuples().iterator()
    }
