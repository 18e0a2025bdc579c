"""Keys outside of the database: what they seal opens with them alone, also after a rotation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inventory.app.cli.main import main
from inventory.app.health import details as health
from inventory.core import clock, keys
from inventory.core.access import SYSTEM, Role
from inventory.core.audit import chain
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Invalid
from inventory.core.settings import Settings
from inventory.people.accounts import second_factor, service, users
from inventory.people.accounts.models import User
from inventory.registry.notifications import channels, transports
from inventory.registry.notifications.models import Channel
from inventory.registry.notifications.transports import Message

MESSAGE = Message("k", "e", "t", "", "标题", "正文", "", 1, clock.now())
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    keys.settle(tmp_path / "keys.json")
    return tmp_path / "keys.json"


def test_the_first_key_is_made_once_for_our_eyes_only(place: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len({key.id for key in pool.map(lambda _: keys.current(), range(32))}) == 1
    assert place.stat().st_mode & 0o077 == 0
    assert len(keys.seal("x", "a").rsplit(":", 1)[0]) == keys.BEGINS


def test_what_is_sealed_opens_with_its_key_and_purpose_alone(place: Path) -> None:
    sealed = keys.seal(SECRET, "a")
    assert SECRET not in sealed and keys.unseal(sealed, "a") == SECRET
    assert keys.seal(SECRET, "a") != sealed  # two alike are not seen to be
    assert keys.seal("", "a") == keys.unseal("", "a") == ""
    middle = len(sealed) - 12
    for wrong, purpose in (
        (sealed, "b"),
        (sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :], "a"),
        (sealed[:-8], "a"),
        (SECRET, "a"),
    ):
        with pytest.raises(keys.KeyMissing):
            keys.unseal(wrong, purpose)
    second = keys.rotate()
    assert keys.key_of(keys.seal(SECRET, "a")) == second.id
    assert keys.unseal(sealed, "a") == SECRET
    place.unlink()
    with pytest.raises(keys.KeyMissing, match=keys.key_of(sealed)):
        keys.unseal(sealed, "a")


def test_keys_of_a_backup_are_taken_over_beside_ours(place: Path, tmp_path: Path) -> None:
    sealed, theirs = keys.seal(SECRET, "a"), tmp_path / "theirs.json"
    keys.sealed_from(7)
    place.rename(theirs)
    own = keys.seal(SECRET, "a")
    for _ in range(2):  # a restore that broke off is done again
        keys.adopt(theirs)
    assert keys.unseal(sealed, "a") == keys.unseal(own, "a") == SECRET
    assert (keys.key_of(own), [seal.event for seal in keys.ring().seals]) == (
        keys.current().id,
        [7],
    )


@pytest.mark.parametrize("text", ["", "[]", '{"keys": [{"id": "k1"}], "seals": []}'])
def test_another_file_is_refused_in_words(place: Path, text: str) -> None:
    place.write_text(text)
    with pytest.raises(Invalid, match="不是本系统的密钥文件"):
        keys.current()


def stored() -> str:
    rows = [*User.select(User.totp_secret).tuples()]
    return repr(rows) + repr(db.execute_sql("SELECT settings FROM notification_channel").fetchall())


def test_secrets_in_the_ledger_are_sealed_and_rotated(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    user = service.create_user("wang", "王", "correct horse battery", Role.ADMIN, [])
    secret = second_factor.begin(user).secret
    given = {"url": "https://hook.example/x", "secret": "s3cret-s3cret-s3cret"}
    channel = channels.create(SYSTEM, {"kind": "webhook", "name": "钩子", "settings": given})
    before = stored()
    assert secret not in before and given["secret"] not in before
    db.close()
    monkeypatch.setenv("HUANXIN_DATA_DIR", str(ledger.data_dir))
    monkeypatch.setenv("DATABASE_URL", ledger.database_url)
    assert main(["keys", "rotate"]) == main(["keys", "list"]) == 0
    said = capsys.readouterr().out
    old, new = (key for key in keys.ring().keys)
    assert "2 项" in said and f"{new.id}\t" in said and new.secret not in said
    db.connect()
    assert old.id in before and old.id not in stored() and new.id in stored()
    assert second_factor._secret(users.find("wang")) == secret
    assert Channel.get_by_id(channel.id).settings == given
    assert chain.verify().whole
    assert health.details(ledger.data_dir).missing_keys == []
    ledger.keys_path.unlink()
    assert health.details(ledger.data_dir).missing_keys == [new.id]
    assert second_factor.seal_anew() == channels.seal_anew() == 0
    with pytest.raises(keys.KeyMissing):
        second_factor.accept(users.find("wang"), "123456")
    with pytest.raises(Invalid, match="解不开"):
        transports.send("webhook", MESSAGE, Channel.get_by_id(channel.id).settings, ())
    audit.record("login.failed", None)  # a new key: the service goes on
    assert chain.verify().reason == chain.UNPROVED[0]
