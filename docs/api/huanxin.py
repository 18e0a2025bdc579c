"""A client of the API in one file, with Python's standard library alone: copy it and use it.

export HUANXIN_URL=https://ledger.example HUANXIN_TOKEN=...
python3 huanxin.py import ledger.xlsx 440704
python3 huanxin.py devices kind=transformer verdict=violation
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TRIES, TIMEOUT = 5, 60
PATIENCE = 120  # seconds; a budget of a day that is used up is for whoever called to decide on


class RefusedError(Exception):
    """What the service says: `code` for programs, message and remedy for people."""

    def __init__(self, status: int, error: dict[str, Any]) -> None:
        super().__init__(f"{status} {error.get('message_en')} ({error.get('remedy_en')})")
        self.status, self.error = status, error
        self.code = error.get("code", "")


class Huanxin:
    """Calls as one account. A request without an answer is sent again: by its key, done once."""

    def __init__(self, url: str, token: str) -> None:
        self.root, self.token = url.rstrip("/") + "/api/v1", token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send JSON, get JSON. Raises RefusedError, and OSError where nobody answers."""
        sent = None if body is None else json.dumps(body).encode()
        return self._send(method, path, sent, "application/json", headers)

    def devices(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """Every device that the filters leave, page by page."""
        return self.listed("/equipment", **{"sort": "id", **filters})

    def listed(self, path: str, **filters: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list (/alerts, /cases, /enterprises …), page by page."""
        query: dict[str, Any] = {"size": 200, **filters}
        while True:
            page = self.ask("GET", f"{path}?{urllib.parse.urlencode(query)}")
            yield from page["items"]
            if not page["next"]:
                return
            query["after"] = page["next"]

    def change(self, device: int, version: int, facts: dict[str, Any]) -> Any:
        """Change facts of a device that still stands in this version; null deletes one."""
        return self.ask("PATCH", f"/equipment/{device}", {"version": version, "facts": facts})

    def bring(self, rows: list[dict[str, Any]], *, all_or_nothing: bool = False) -> Any:
        """Up to 1,000 devices, new or changed; a result for each row."""
        body = {"rows": rows, "all_or_nothing": all_or_nothing}
        return self.ask("POST", "/equipment/bulk", body)

    def bring_file(self, path: Path, region: str, mapping: dict[str, str] | None = None) -> Any:
        """Import a ledger: upload, look, write. What was understood is written, and told."""
        form = {"region": region, "mapping": json.dumps(mapping or {})}
        body, mimetype = _form(form, path)
        staged = self._send("POST", "/imports", body, mimetype, {})
        while staged["status"] == "reading":  # large, scanned and photographed files take long
            time.sleep(1)
            staged = self.ask("GET", f"/imports/{staged['id']}")
        if staged["status"] == "failed":
            raise RefusedError(422, staged["problem"])
        job = self.ask("POST", f"/imports/{staged['id']}/commit", {})
        return self.wait(job["id"])

    def wait(self, job: int) -> Any:
        """A job once it has ended."""
        while True:
            found = self.ask("GET", f"/jobs/{job}")
            if found["status"] in {"done", "failed"}:
                return found
            time.sleep(1)

    def _send(
        self, method: str, path: str, body: bytes | None, mimetype: str, headers: dict[str, str]
    ) -> Any:
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": mimetype, **headers}
        if method == "POST":
            sent.setdefault("Idempotency-Key", str(uuid.uuid4()))
        request = urllib.request.Request(self.root + path, body, sent, method=method)  # noqa: S310
        for left in reversed(range(TRIES)):
            try:
                with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                    text = answer.read()
                    return json.loads(text) if text else None
            except urllib.error.HTTPError as answer:
                error = json.loads(answer.read() or b"{}").get("error", {})
                busy = answer.code in {429, 503} or error.get("code") == "key_in_work"
                wait = int(answer.headers.get("Retry-After", 2))
                if not busy or not left or wait > PATIENCE:
                    raise RefusedError(answer.code, error) from None
                time.sleep(wait)
            except OSError:
                # A change by version is not repeated: it would meet its own success as a conflict.
                if not left or method not in {"GET", "POST"}:
                    raise
                time.sleep(2)
        return None


def _form(fields: dict[str, str], file: Path) -> tuple[bytes, str]:
    """A multipart form with one file, and its content type."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    named = f'name="file"; filename="{file.name}"'
    parts.append(f"--{mark}\r\nContent-Disposition: form-data; {named}\r\n\r\n")
    body = "".join(parts).encode() + file.read_bytes() + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"


def main() -> None:
    client = Huanxin(os.environ["HUANXIN_URL"], os.environ["HUANXIN_TOKEN"])
    command, *rest = sys.argv[1:]
    if command == "import":
        print(json.dumps(client.bring_file(Path(rest[0]), rest[1]), ensure_ascii=False, indent=1))
    elif command == "devices":
        for device in client.devices(**dict(word.split("=", 1) for word in rest)):
            print(device["id"], device["verdict"], device["model"], device["enterprise"], sep="\t")


if __name__ == "__main__":
    main()
