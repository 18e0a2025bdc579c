"""Settings: read once, and handed on whole to other processes."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from environs import EnvError

from inventory.core.settings import Settings


def test_another_process_reads_the_same_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Settings(data_dir=tmp_path, port=9999, nightly_at="03:15")
    for name, value in made.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings.from_environment() == made


def test_a_malformed_number_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUANXIN_PORT", "eighty")
    with pytest.raises(EnvError, match="HUANXIN_PORT"):
        Settings.from_environment()


def test_every_setting_is_explained() -> None:
    assert len(Settings.docs()) == len(fields(Settings))
    assert all(name and help_text for name, _default, help_text in Settings.docs())
