"""The whole record as one zip: the file of the case, every paper, evidence as it came, the trail.

`SHA256SUMS` lets anybody check the contents with `sha256sum -c`; the index says of each record to
which step it belongs, when, where and by whom it was made, and which steps have none.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import IO, Any

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.files import FileStore
from inventory.core.spreadsheets import defused
from inventory.enforcement.archive import steps, trail
from inventory.enforcement.archive.steps import Step
from inventory.enforcement.archive.trail import Trail
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.models import Case
from inventory.enforcement.documents.papers import case_file
from inventory.enforcement.documents.papers.case_file import CaseFile
from inventory.enforcement.papers import filing

FORMAT = "huanxin-case-record/1"
HEADINGS = ("环节", "记录种类", "内容", "时间", "地点", "记录人", "SHA-256")
SORTS = {"story": "办理经过", "text": "文字", "paper": "文书", "photo": "照片", "file": "文件"}


def pack(
    actor: Actor, case_id: int, store: FileStore, out: IO[bytes], public_url: str = ""
) -> Case:
    """Write the zip of a case that the actor may see."""
    case = reading.get(actor, case_id)
    audit.record("case.exported", actor, subject="enforcement_case", subject_id=case.id)
    found = steps.of_case(actor, case_id)
    proved = trail.of_case(actor, case)
    file = filing.of_case(actor, case_id, store, public_url)
    sums: dict[str, str] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in _contents(case, file, found, proved, store):
            packed.writestr(name, content)
            sums[name] = hashlib.sha256(content).hexdigest()
        lines = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
        packed.writestr("SHA256SUMS", lines)
    return case


def _contents(
    case: Case, file: CaseFile, found: Sequence[Step], proved: Trail, store: FileStore
) -> Iterator[tuple[str, bytes]]:
    yield "index.json", _json(_index(case, file, found, proved))
    yield "全过程记录.csv", _table(found)
    yield "案卷.pdf", case_file.draw(file)
    for number, document in enumerate(file.documents, 1):
        yield f"文书/{number:02d}-{_plain(document.title)}.pdf", document.pdf
    for number, (_step, _parent, row) in enumerate(steps.attached(case), 1):
        suffix = PurePosixPath(row.name).suffix
        yield f"证据/{number:02d}-{row.sha256[:12]}{suffix}", store.get(row.sha256)
    events = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in proved.events)
    yield "审计记录.jsonl", events.encode()


def _index(case: Case, file: CaseFile, found: Sequence[Step], proved: Trail) -> Mapping[str, Any]:
    verdict = proved.verdict
    return {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "case": {"id": case.id, "state": case.state, **case_file.as_json(file)},
        "steps": [
            {
                "step": it.step,
                "zh": it.zh,
                "made": it.made,
                "bare": it.bare,
                "records": _records(it),
            }
            for it in found
        ],
        "without_record": [it.zh for it in found if it.bare],
        "trail": {
            "events": len(proved.events),
            "whole": verdict.whole,
            "walked": verdict.events,
            "before": proved.before,
            "head": verdict.head,
            "reason": verdict.reason,
        },
    }


def _records(step: Step) -> list[Mapping[str, Any]]:
    return [
        {
            **asdict(item),
            "what": item.what.zh,
            "at": item.at.isoformat() if item.at else None,
        }
        for item in step.records
    ]


def _table(found: Sequence[Step]) -> bytes:
    """The index as a table that a spreadsheet opens."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(HEADINGS)
    for step in found:
        for item in step.records:
            cells = (SORTS[item.sort], item.what.zh, steps.shown(item.at), item.place, item.hand)
            rows.writerow([step.zh, *map(defused, cells), item.sha256])
        if not step.made:
            rows.writerow([step.zh, "未经此步", "", "", "", "", ""])
        elif step.bare:
            rows.writerow([step.zh, "缺少记录", "没有文字、文书或者照片", "", "", "", ""])
    return out.getvalue().encode("utf-8-sig")


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _plain(title: str) -> str:
    return "".join(char for char in title if char.isalnum() or char in "（）")[:60]
