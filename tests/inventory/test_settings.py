"""Settings: read once, and handed on whole to other processes."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from inventory.core import environment
from inventory.core.errors import Invalid
from inventory.core.settings import Settings


def test_another_process_reads_the_same_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Settings(data_dir=tmp_path, port=9999, nightly_at="03:15")
    for name, value in environment.of(made).items():
        monkeypatch.setenv(name, value)
    assert environment.read_settings() == made


def test_a_malformed_number_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUANXIN_PORT", "eighty")
    with pytest.raises(Invalid, match="HUANXIN_PORT=eighty"):
        environment.read_settings()


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("HUANXIN_THREADS", "0", "1"),
        ("HUANXIN_THREADS", "257", "256"),
        ("HUANXIN_PORT", "65536", "65535"),
        ("HUANXIN_PROXIES", "-1", "0"),
        ("HUANXIN_HTTPS", "perhaps", "true"),
        ("HUANXIN_NIGHTLY_AT", "24:00", "23:59"),
        ("HUANXIN_NIGHTLY_AT", "2:30", "02:30"),
        ("HUANXIN_LOG_LEVEL", "LOUD", "warning"),
        ("HUANXIN_PUBLIC_URL", "huanxin.example", "https://huanxin.example"),
        ("HUANXIN_LDAP_URL", "https://dc.example", "ldaps://dc.example"),
        ("HUANXIN_PRIVATE_TARGETS", "10.0.0.0/40", "10.0.0.0/8, 192.168.1.20"),
        ("HUANXIN_SECOND_FACTOR_ROLES", "admin,boss", "admin,leader"),
        ("DATABASE_URL", "mysql://host/name", "postgresql://host/name"),
    ],
)
def test_a_value_is_refused_in_words_on_the_wrong_side_of_its_border(
    monkeypatch: pytest.MonkeyPatch, name: str, wrong: str, right: str
) -> None:
    monkeypatch.setenv(name, right)
    environment.read_settings()
    monkeypatch.setenv(name, wrong)
    with pytest.raises(Invalid) as refused:
        environment.read_settings()
    assert [detail["field"] for detail in refused.value.details] == [name]
    assert name in refused.value.message and name in refused.value.message_en


def test_everything_wrong_is_told_at_once_and_secrets_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HUANXIN_THREADS", "0")
    monkeypatch.setenv("DATABASE_URL", "mysql://user:secret@host/name")
    with pytest.raises(Invalid) as refused:
        environment.read_settings()
    assert len(refused.value.details) == 2
    assert "secret" not in str(refused.value)


def test_a_mistyped_name_is_refused_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUANXIN_THREAD", "4")
    with pytest.raises(Invalid, match="是否想写 HUANXIN_THREADS"):
        environment.read_settings()


def test_every_setting_is_explained() -> None:
    assert len(Settings.docs()) == len(fields(Settings))
    assert all(name and help_text for name, _default, help_text in Settings.docs())
