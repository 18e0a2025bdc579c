"""A row of a large file is corrected over HTTP: 202 at once; the import says when it is read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask

from inventory.intake.imports import postponing
from inventory.registry.jobs import service as jobs

HEADINGS = "使用单位,型号,出厂编号,额定容量(kVA),出厂日期"


class Slow:
    """A queue whose worker is busy: what is sent waits for the test."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.waited: list[float] = []

    def hasten(self, job: int, patience: float = 1.0) -> None:
        """Note the job, and how long the request would wait for it."""
        self.sent.append(job)
        self.waited.append(patience)


def test_a_correction_is_kept_at_once_and_read_by_a_job(
    app: Flask, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"江海区某厂,S11-M-315/10,{n},315,2099-05" for n in range(3)]
    content = io.BytesIO("\n".join([HEADINGS, *lines]).encode())
    data = {"file": (content, "变压器.csv"), "region": "440704"}
    number = call("inspector", "POST", "/imports", data=data).json["id"]
    monkeypatch.setattr(postponing, "is_quick", lambda _path: False)
    monkeypatch.setitem(app.extensions, "queue", queue := Slow())
    rows = call("inspector", "GET", f"/imports/{number}/rows").json["items"]
    for row in rows[:2]:
        body = {"version": row["version"], "values": {"made_on": "2012-05"}}
        answer = call("inspector", "PATCH", f"/imports/{number}/rows/{row['id']}", json=body)
        assert (answer.status_code, answer.json["reading"]) == (202, True)
        assert answer.json["row"]["version"] == row["version"] + 1
    assert call("inspector", "GET", f"/imports/{number}").json["edits"] == 2
    assert queue.waited == [0, 0]
    for path, method in (("preview", "POST"), ("commit", "POST")):
        refused = call("inspector", method, f"/imports/{number}/{path}", json={})
        assert (refused.status_code, refused.json["error"]["code"]) == (409, "edits_unread")
    answer = call("inspector", "PATCH", f"/imports/{number}", json={})
    assert answer.status_code == 202
    assert len(set(queue.sent)) == 1
    jobs.run(queue.sent[0])
    found = call("inspector", "GET", f"/imports/{number}").json
    assert (found["edits"], found["stage"], found["problem"]) == (0, "", None)
    report = call("inspector", "GET", f"/imports/{number}/report").json
    assert [report["totals"]["all"][key] for key in ("pending", "rejected")] == [2, 1]
    assert [item["was"] for item in report["corrections"]] == ["2099-05"] * 2
    # A decision alone needs no reading.
    row = call("inspector", "GET", f"/imports/{number}/rows").json["items"][0]
    body = {"version": row["version"], "decision": "skip"}
    answer = call("inspector", "PATCH", f"/imports/{number}/rows/{row['id']}", json=body)
    assert (answer.status_code, answer.json["row"]["decision"]) == (200, "skip")
