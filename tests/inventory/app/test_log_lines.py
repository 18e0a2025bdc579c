"""What libraries log: JSON lines as our own, and the same thing once a minute."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from inventory.app import factory


@pytest.fixture(autouse=True)
def as_in_a_process_of_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A root without the handlers that pytest gives it, writing where ``capsys`` reads."""
    before = structlog.get_config()
    monkeypatch.setattr(logging.root, "handlers", [])
    factory.set_up_logging("info")
    logging.basicConfig()  # as a server does it
    yield
    structlog.configure(**before)


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def fail(message: str) -> None:
    try:
        raise ConnectionError("no database")
    except ConnectionError:
        logging.getLogger("huey.consumer.Worker").exception(message)


def test_a_library_logs_one_line_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    fail("Error reading from queue")
    structlog.get_logger().warning("our_own", 表="甲")
    library, own = told(capsys)
    assert (library["event"], library["level"]) == ("Error reading from queue", "error")
    assert library["logger"] == "huey.consumer.Worker"
    assert library["exception"].endswith("ConnectionError: no database")
    assert (own["event"], own["level"], own["表"]) == ("our_own", "warning", "甲")
    assert library["timestamp"] <= own["timestamp"]


def test_the_same_is_told_once_a_minute(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 200, 20))
    monkeypatch.setattr(factory, "monotonic", lambda: next(clock))
    for message in ("away", "away", "other", "away", "away"):  # at 0, 20, 40, 60 and 80 s
        fail(message)
    assert [line["event"] for line in told(capsys)] == ["away", "other", "away"]
