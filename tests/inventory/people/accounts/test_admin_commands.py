"""Accounts by the command line: the first administrator, a lost password, a stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory.app.cli.main import main
from inventory.app.factory import create_app
from inventory.core import database
from inventory.core.access import SYSTEM, Role
from inventory.core.settings import Settings
from inventory.people.accounts import second_factor, service, sessions, users
from inventory.people.accounts.policy import Policy

PASSWORD = "correct horse battery"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("HUANXIN_DATA_DIR", str(tmp_path))
    return Settings(data_dir=tmp_path)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.strip().splitlines()[-1]


def test_the_first_password_opens_only_its_change(
    place: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["admin", "create", "root", "--name", "管理员"]) == 0
    password = said(capsys)
    app = create_app(place)
    client = app.test_client()
    opened = client.post("/api/v1/accounts/login", json={"username": "root", "password": password})
    assert opened.json["obligation"] == "password_change_required"
    headers = {"Authorization": f"Bearer {opened.json['token']}"}
    assert client.get("/api/v1/accounts/users", headers=headers).status_code == 403
    changed = client.post(
        "/api/v1/accounts/password",
        json={"current": password, "new": PASSWORD},
        headers=headers,
    )
    headers = {"Authorization": f"Bearer {changed.json['token']}"}
    assert client.get("/api/v1/accounts/users", headers=headers).status_code == 200
    app.extensions["queue"].close()


def test_a_reset_gives_a_new_one_time_password(
    place: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["admin", "create", "root"])
    with database.connection():
        user = users.find("root")
        second_factor.begin(user)
    assert main(["admin", "reset", "root", "--second-factor"]) == 0
    password = said(capsys)
    with database.connection():
        secret, _ = service.login("root", password)
        assert sessions.principal_of(secret, Policy()).obligation == "password_change_required"
        assert users.find("root").totp_secret == ""
    assert main(["admin", "reset", "nobody"]) == 2


def test_disabling_ends_the_logins_but_never_the_last_administrator(
    place: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["admin", "create", "root"])
    assert main(["admin", "disable", "root"]) == 2
    assert "最后一个管理员" in capsys.readouterr().err
    with database.connection():
        service.create_user("wang", "王工", PASSWORD, Role.AUDITOR, by=SYSTEM)
        secret, _ = service.login("wang", PASSWORD)
    assert main(["admin", "disable", "wang"]) == 0
    with database.connection():
        assert sessions.principal_of(secret, Policy()) is None
