"""Imports over HTTP: upload, look, decide, commit."""

from __future__ import annotations

import json
import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Response, current_app
from werkzeug.datastructures import FileStorage

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.errors import Invalid
from inventory.core.files import FileStore
from inventory.core.paging import Page, Slice, page
from inventory.core.web.api import Blueprint, actor, allow
from inventory.intake.imports import (
    background,
    divisions,
    editing,
    looking,
    lookup,
    postponed,
    postponing,
    report_schemas,
    reporting,
    results,
    row_schemas,
    schemas,
    service,
    staging,
    whole_rows,
    word_schemas,
    words,
)
from inventory.intake.imports.models import Import
from inventory.intake.imports.remembering import Request
from inventory.intake.imports.staging import as_error
from inventory.registry import reading
from inventory.registry.equipment import corrections
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.schemas import JobResult

blp = Blueprint("imports", __name__, description="台账导入 / Ledger imports")
Answer = tuple[Import, int]
BEING_READ = "It is being read in the background: ask for the import until its status changes"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _store() -> FileStore:
    return FileStore(current_app.config["HUANXIN"].files_dir)


@blp.route("/imports", methods=["POST"])
@blp.arguments(schemas.UploadFile, location="files")
@blp.arguments(schemas.UploadForm, location="form")
@blp.response(201, schemas.ImportResult)
@blp.alt_response(202, schema=schemas.ImportResult, description=BEING_READ)
@allow(OFFICE)
def upload(files: dict[str, FileStorage], form: dict[str, Any]) -> Answer:
    """Upload a ledger; its rows are read and kept for review, the ledger is not touched.

    A small file is read at once. For a large, scanned or photographed one the answer is 202 with
    the state `reading`: ask for the import until that has changed. If it then is `failed`, its
    `problem` says why; a small file that cannot be read is refused with 422 in the same words.
    """
    upload_ = files["file"]
    name = Path((upload_.filename or "upload").replace("\\", "/")).name
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{Path(name).suffix[:10]}"
        upload_.save(path)
        wanted = Request(
            path,
            name,
            form["region"],
            form["kind"] or None,
            form["enterprise"] or None,
            _mapping(form["mapping"]),
        )
        return _answered(background.receive(actor(), wanted, _store(), _hasten))


def _hasten(job_id: int) -> None:
    current_app.extensions["queue"].hasten(job_id)


def _start(job_id: int) -> None:
    current_app.extensions["queue"].hasten(job_id, patience=0)


def _answered(staged: Import, status: int = HTTPStatus.CREATED) -> Answer:
    """The import, with 202 where it is still being read."""
    being_read = staged.status == lookup.READING or postponed.of(staged)
    return staged, HTTPStatus.ACCEPTED if being_read else status


def _again(import_id: int, said: staging.Remap, *, as_new: bool = False) -> Answer:
    staged = background.read_again(actor(), import_id, said, _store(), _hasten, as_new=as_new)
    return _answered(staged, HTTPStatus.OK)


def _mapping(text: str) -> dict[str, str]:
    try:
        mapping = json.loads(text or "{}")
    except ValueError:
        mapping = None
    if not isinstance(mapping, dict) or not all(isinstance(v, str) for v in mapping.values()):
        raise Invalid.of("imports.bad_mapping")
    return mapping


@blp.route("/imports", methods=["GET"])
@blp.lists(schemas.ImportQuery, schemas.ImportPage)
@allow(OFFICIALS)
def list_imports(args: dict[str, Any], part: Slice) -> Page[Any]:
    """Imports into your regions, the newest first."""
    query = lookup.waiting(actor()) if args["waiting"] else lookup.visible(actor())
    return page(query, part)


@blp.route("/imports/<int:import_id>", methods=["GET"])
@blp.response(200, schemas.ImportResult)
@allow(OFFICIALS)
def get_import(import_id: int) -> Import:
    """One import: its sheets with the columns found and what was skipped."""
    return lookup.get(actor(), import_id)


@blp.route("/imports/<int:import_id>", methods=["PATCH"])
@blp.arguments(schemas.RemapArgs)
@blp.response(200, schemas.ImportResult)
@blp.alt_response(202, schema=schemas.ImportResult, description=BEING_READ)
@allow(OFFICE)
def remap(args: dict[str, Any], import_id: int) -> Answer:
    """Say how the file is to be read and read it again; what is left out stays as it was said.

    Also of an import that could not be read (`unread`, with its `question`, or `failed`).
    """
    return _again(import_id, staging.Remap(**args))


@blp.route("/imports/<int:import_id>/recalled", methods=["DELETE"])
@blp.response(200, schemas.ImportResult)
@blp.alt_response(202, schema=schemas.ImportResult, description=BEING_READ)
@allow(OFFICE)
def undo_recalled(import_id: int) -> Answer:
    """Undo what was taken over from the last import of this file; it is read as it stands."""
    return _again(import_id, staging.Remap(), as_new=True)


@blp.route("/imports/<int:import_id>/sheets", methods=["GET"])
@blp.arguments(schemas.SheetsQuery, location="query")
@blp.response(200, schemas.FirstRows(many=True))
@allow(OFFICIALS)
def first_rows(args: dict[str, Any], import_id: int) -> list[reading.FirstRows]:
    """The first rows of each sheet, which may be the header, and what its columns would be.

    `kind`, and `header_row` of `sheet`, are tried without being kept.
    """
    try:
        return looking.look(actor(), import_id, looking.Trial(**args), _store())
    except reading.FileProblem as problem:
        raise as_error(problem) from problem


@blp.route("/imports/<int:import_id>/sheets/rows", methods=["GET"])
@blp.arguments(schemas.RowTextsQuery, location="query")
@blp.response(200, schemas.RowText(many=True))
@allow(OFFICIALS)
def row_texts(args: dict[str, Any], import_id: int) -> list[looking.RowText]:
    """What stands first in rows that a note on a sheet names: nothing of the file is kept."""
    wanted = [int(number) for number in args["rows"].split(",")]
    try:
        return looking.rows(actor(), import_id, args["sheet"], wanted, _store())
    except reading.FileProblem as problem:
        raise as_error(problem) from problem


@blp.route("/imports/<int:import_id>/divisions", methods=["GET"])
@blp.response(200, schemas.OtherDivision(many=True))
@allow(OFFICIALS)
def other_divisions(import_id: int) -> list[divisions.Asked]:
    """The divisions to which rows belong besides the import's own; `others` answers for them."""
    return divisions.asked(actor(), lookup.get(actor(), import_id))


@blp.route("/imports/<int:import_id>/words", methods=["GET"])
@blp.response(200, word_schemas.DoubtfulWord(many=True))
@allow(OFFICIALS)
def doubtful_words(import_id: int) -> list[results.DoubtfulWord]:
    """Words of this file that were not understood, with the choices that they come near to."""
    return words.doubtful(actor(), import_id)


@blp.route("/imports/<int:import_id>/words", methods=["POST"])
@blp.arguments(word_schemas.WordArgs)
@blp.response(200, schemas.ImportResult)
@blp.alt_response(202, schema=schemas.ImportResult, description=BEING_READ)
@allow(OFFICE)
def tell_word(args: dict[str, Any], import_id: int) -> Answer:
    """Say what a word means, for all rows and for the next file; the file is read again."""
    staged = words.answer(actor(), import_id, words.Answer(**args), _store(), _hasten)
    return _answered(staged, HTTPStatus.OK)


@blp.route("/known-words", methods=["GET"])
@blp.lists(word_schemas.KnownWordQuery, word_schemas.KnownWordPage)
@allow(OFFICIALS)
def list_words(args: dict[str, Any], part: Slice) -> Page[Any]:
    """The words that people have explained, of your regions."""
    return page(words.listed(actor(), words.Wanted(**args)), part)


@blp.route("/known-words/<int:word_id>", methods=["PATCH"])
@blp.arguments(word_schemas.KnownWordPatch)
@blp.response(200, word_schemas.KnownWordResult)
@allow(OFFICE)
def change_word(args: dict[str, Any], word_id: int) -> Any:
    """Give a remembered word another meaning; files that were read before stay as they are."""
    return words.change(actor(), word_id, args["choice"])


@blp.route("/known-words/<int:word_id>", methods=["DELETE"])
@blp.response(204)
@allow(OFFICE)
def forget_word(word_id: int) -> None:
    """Forget a remembered word."""
    words.change(actor(), word_id, None)


@blp.route("/imports/<int:import_id>/undo", methods=["GET"])
@blp.response(200, schemas.UndoPreview)
@allow(OFFICIALS)
def preview_undo(import_id: int) -> results.UndoPreview:
    """What taking a committed import back would do, and what stands in the way."""
    return service.undo_preview(actor(), import_id)


@blp.route("/imports/<int:import_id>/undo", methods=["POST"])
@blp.arguments(schemas.UndoArgs)
@blp.response(202, JobResult)
@allow(OFFICE)
def undo(args: dict[str, Any], import_id: int) -> Job:
    """Take a committed import back as a whole, in the background; poll the job.

    The job fails, and nothing changes, if later work rests on the import.
    """
    horizon = current_app.config["HUANXIN"].horizon_days
    job = service.begin_undo(actor(), import_id, args["reason"], horizon)
    current_app.extensions["queue"].send(job.id)
    return job


@blp.route("/imports/<int:import_id>/rows", methods=["GET"])
@blp.lists(row_schemas.RowQuery, row_schemas.RowPage)
@allow(OFFICIALS)
def list_rows(args: dict[str, Any], part: Slice, import_id: int) -> Page[Any]:
    """Staged rows: as they stood and as they were read."""
    return page(lookup.rows(actor(), import_id, args["status"]), part)


@blp.route("/imports/<int:import_id>/rows/<int:row_id>", methods=["GET"])
@blp.response(200, row_schemas.WholeRow)
@allow(OFFICIALS)
def get_row(import_id: int, row_id: int) -> results.WholeRow:
    """One row with every cell: as it stands in the file and as it is read now."""
    return whole_rows.look(actor(), import_id, row_id, _store())


@blp.route("/imports/<int:import_id>/rows/<int:row_id>", methods=["PATCH"])
@blp.arguments(row_schemas.RowArgs)
@blp.response(200, row_schemas.EditedRow)
@blp.alt_response(
    202,
    schema=row_schemas.EditedRow,
    description="The texts are kept and being read: ask for the import until its `edits` are 0",
)
@allow(OFFICE)
def edit_row(
    args: dict[str, Any], import_id: int, row_id: int
) -> tuple[results.EditedRow, HTTPStatus]:
    """Correct cells of a row that is not in the ledger yet, or choose what becomes of it.

    The cells are read by the same code as those of the file; what stood in the file is kept. Of a
    large file (more than 400 kB, or 12 MB unpacked) texts are kept at once and read by a job: the
    answer is 202, the row gets a new version and may be corrected again meanwhile; what is made in
    quick succession is read together. Until all is read the import is neither previewed nor
    written nor read in another way (409).
    """
    corrections.count(actor())
    edit = editing.Edit(**args)
    found = postponing.edit_row(actor(), import_id, row_id, edit, _store(), _start)
    return found, HTTPStatus.ACCEPTED if found.reading else HTTPStatus.OK


@blp.route("/imports/<int:import_id>/preview", methods=["POST"])
@blp.arguments(schemas.CommitArgs)
@blp.response(200, report_schemas.ReportResult)
@allow(OFFICE)
def preview(args: dict[str, Any], import_id: int) -> results.Report:
    """What a commit would do, with all problems of all rows; writes nothing."""
    return service.preview(actor(), import_id, args["suggested"])


@blp.route("/imports/<int:import_id>/commit", methods=["POST"])
@blp.arguments(schemas.CommitArgs)
@blp.response(202, JobResult)
@allow(OFFICE)
def commit(args: dict[str, Any], import_id: int) -> Job:
    """Write the import into the ledger in the background; poll the job for progress."""
    params = {
        "import": import_id,
        "suggested": args["suggested"],
        "horizon": current_app.config["HUANXIN"].horizon_days,
    }
    job = service.begin(actor(), import_id, lambda: jobs.create("import", params, actor().id))
    current_app.extensions["queue"].send(job.id)
    return job


@blp.route("/imports/<int:import_id>", methods=["DELETE"])
@blp.response(204)
@allow(OFFICE)
def discard(import_id: int) -> None:
    """Give up a staged import."""
    service.discard(actor(), import_id)


@blp.route("/imports/<int:import_id>/report", methods=["GET"])
@blp.response(200, report_schemas.ReportResult)
@allow(OFFICIALS)
def report(import_id: int) -> results.Report:
    """The result that adds up, and every problem."""
    return reporting.report(lookup.get(actor(), import_id).id)


@blp.route("/imports/<int:import_id>/error-workbook", methods=["GET"])
@blp.response(200, content_type=XLSX)
@allow(OFFICIALS)
def error_workbook(import_id: int) -> Response:
    """The rows that could not be taken, in the user's own columns, with the reasons."""
    stored = _store().path(lookup.get(actor(), import_id).file_sha256)
    content = reporting.error_workbook(actor(), import_id, stored)
    headers = {"Content-Disposition": f'attachment; filename="import-{import_id}-errors.xlsx"'}
    return Response(content, mimetype=XLSX, headers=headers)
