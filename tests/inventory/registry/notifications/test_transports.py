"""Each kind of channel with a real other end on loopback."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import Invalid
from inventory.core.outbound import Forbidden, Unreachable
from inventory.registry.notifications import (
    channels,
    delivering,
    robots,
    sending,
    testing,
    transports,
)
from inventory.registry.notifications.transports import Message, NotSent
from tests.inventory.registry.notifications.conftest import LOOPBACK, People
from tests.inventory.registry.notifications.receivers import (
    SECRET,
    Mailbox,
    Receiver,
    signed_well,
)

AT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
MESSAGE = Message(
    key="n7-c1",
    event="job_failed",
    template="job_failed@1",
    address="zhang@example.gov.cn",
    title="1 个后台任务没有完成",
    body="导入 #7：文件读不出来",
    link="https://huanxin.example/jobs",
    count=1,
    at=AT,
)


def send(kind: str, settings: dict[str, str], message: Message = MESSAGE) -> None:
    transports.send(kind, message, settings, LOOPBACK)


def test_a_webhook_is_signed_and_bears_the_key(hook: Receiver) -> None:
    with clock.frozen(AT):
        send("webhook", {"url": hook.url, "secret": SECRET})
    [(_, headers, body)] = hook.requests
    signature = headers["X-Huanxin-Signature"]
    assert signed_well(SECRET, signature, body, AT.timestamp())
    assert not signed_well("another secret", signature, body, AT.timestamp())
    assert not signed_well(SECRET, signature, body + b" ", AT.timestamp())
    assert not signed_well(SECRET, signature, body, AT.timestamp() + 301)
    assert headers["Idempotency-Key"] == json.loads(body)["id"] == "n7-c1"
    assert json.loads(body)["title"] == MESSAGE.title


@pytest.mark.parametrize(
    ("status", "final", "wait"),
    [(302, True, None), (400, True, None), (404, True, None), (410, True, None)]
    + [(408, False, None), (429, False, 120), (500, False, None), (503, False, 120)],
)
def test_what_a_status_means(hook: Receiver, status: int, final: bool, wait: int | None) -> None:
    headers = {"Retry-After": "120"} if wait else {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}
    hook.answer = lambda _path, _body: (status, headers, b"")
    with pytest.raises(NotSent) as error:
        send("webhook", {"url": hook.url, "secret": SECRET})
    assert (error.value.final, error.value.wait) == (final, wait)
    assert str(status) in error.value.message


def test_nothing_goes_to_a_private_address_that_is_not_allowed(hook: Receiver) -> None:
    with pytest.raises(Forbidden):
        transports.send("webhook", MESSAGE, {"url": hook.url, "secret": SECRET}, ())
    assert hook.requests == []


def test_an_sms_gateway_by_template(hook: Receiver) -> None:
    settings = {
        "url": hook.url + "?to={phone}&msg={text}&k={secret}",
        "method": "GET",
        "secret": "a&b=c",
        "expected": '"code":0',
    }
    hook.answer = lambda _path, _body: (200, {}, b'{"code":0}')
    send("sms", settings, Message(**{**vars(MESSAGE), "address": "+86 138&x=1"}))
    asked = parse_qs(urlsplit(hook.requests[0][0]).query)
    assert asked["to"] == ["+86 138&x=1"] and asked["k"] == ["a&b=c"]
    assert asked["msg"] == [MESSAGE.text]
    hook.answer = lambda _path, _body: (200, {}, b'{"code":7}')
    with pytest.raises(NotSent) as error:
        send("sms", settings)
    assert not error.value.final and '"code":7' in error.value.message


def test_an_sms_gateway_that_takes_json(hook: Receiver) -> None:
    settings = {
        "url": hook.url,
        "method": "POST",
        "content_type": "application/json",
        "body": '{"mobile": "{phone}", "content": "{text}", "id": "{key}"}',
    }
    send("sms", settings, Message(**{**vars(MESSAGE), "body": '他说"好"\n第二行'}))
    [(_, headers, body)] = hook.requests
    assert json.loads(body)["content"].count('"好"') == 1 and json.loads(body)["id"] == "n7-c1"
    assert headers["Content-Type"].startswith("application/json")


def mail_settings(box: Mailbox, **more: str) -> dict[str, str]:
    sender = "焕新台账 <ledger@example.gov.cn>"
    base = {"host": "127.0.0.1", "port": str(box.port), "security": "none", "sender": sender}
    return {**base, **more}


def test_a_mail_arrives_as_it_was_written(box: Mailbox) -> None:
    send("mail", mail_settings(box))
    [mail] = box.mails
    assert mail["Subject"] == MESSAGE.title and mail["To"] == MESSAGE.address
    assert mail["Message-ID"] == "<n7-c1@example.gov.cn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    assert MESSAGE.body in text and MESSAGE.link in text


@pytest.mark.parametrize(
    ("answer", "final"), [("451 try again later", False), ("550 no such user", True)]
)
def test_what_a_mail_server_says(box: Mailbox, answer: str, final: bool) -> None:
    box.refuse = answer
    with pytest.raises(NotSent) as error:
        send("mail", mail_settings(box))
    assert error.value.final is final and answer[4:] in error.value.message


def test_a_mail_server_that_cannot_do_what_is_asked(box: Mailbox) -> None:
    with pytest.raises(NotSent) as error:
        send("mail", mail_settings(box, security="starttls"))
    assert error.value.final
    with pytest.raises(NotSent):
        send("mail", mail_settings(box, username="ledger", password="x"))
    with pytest.raises(Unreachable):
        send("mail", mail_settings(box, security="tls"))
    assert box.mails == []


def test_a_title_cannot_add_headers(box: Mailbox) -> None:
    evil = Message(**{**vars(MESSAGE), "title": "好\r\nBcc: other@example.com"})
    with pytest.raises((Unreachable, NotSent, ValueError)):
        send("mail", mail_settings(box), evil)
    assert box.mails == []


ROBOTS = {
    "wecom": ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a-91f6", "errcode", 45009),
    "dingtalk": ("https://oapi.dingtalk.com/robot/send?access_token=66ab9c", "errcode", 130101),
    "feishu": ("https://open.feishu.cn/open-apis/bot/v2/hook/aa-bb-cc", "code", 11232),
}


@pytest.fixture
def group(hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> Receiver:
    """The robots' hosts are this receiver."""
    for kind in robots.PLUGINS:
        plugin = robots._plugin(kind)
        host = plugin.notify_url.split("/")[2]
        here = plugin.notify_url.replace(f"https://{host}", hook.url.removesuffix("/hook"))
        monkeypatch.setattr(plugin, "notify_url", here)
    hook.answer = lambda _path, _body: (200, {}, b'{"errcode":0,"code":0,"errmsg":"ok"}')
    return hook


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_robot_is_told_in_its_own_form(group: Receiver, kind: str) -> None:
    send(kind, {"url": ROBOTS[kind][0]})
    [(path, _, body)] = group.requests
    assert path.rstrip("/") == ROBOTS[kind][0].split("/", 3)[3].join(["/", ""])
    said = json.loads(body)
    text = said["content"]["text"] if kind == "feishu" else said["text"]["content"]
    assert MESSAGE.title in text and MESSAGE.body in text and "n7-c1" in text


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_robot_that_says_200_and_an_error_has_refused(group: Receiver, kind: str) -> None:
    url, name, busy = ROBOTS[kind]
    for code, final in ((310000, True), (busy, False)):
        said = json.dumps({name: code, "errmsg": "keywords not in content"}).encode()
        group.answer = lambda _path, _body, said=said: (200, {}, said)
        with pytest.raises(NotSent) as error:
            send(kind, {"url": url})
        assert error.value.final is final and str(code) in error.value.message


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_robot_that_is_down_is_tried_again(group: Receiver, kind: str) -> None:
    group.answer = lambda _path, _body: (502, {}, b"bad gateway")
    with pytest.raises(NotSent) as error:
        send(kind, {"url": ROBOTS[kind][0]})
    assert not error.value.final


def test_dingtalk_signs_and_the_signature_is_encoded_once(group: Receiver) -> None:
    send("dingtalk", {"url": ROBOTS["dingtalk"][0], "secret": "SEC0123456789"})
    asked = parse_qs(urlsplit(group.requests[0][0]).query)
    assert len(asked["sign"][0]) == 44 and asked["sign"][0].endswith("=")
    assert asked["timestamp"][0].isdigit()


def test_feishu_signs_in_the_body(group: Receiver) -> None:
    """The example of Feishu's own documentation is not public: the formula is written out here."""
    send("feishu", {"url": ROBOTS["feishu"][0], "secret": "SEC0123456789"})
    said = json.loads(group.requests[0][2])
    key = f"{said['timestamp']}\nSEC0123456789".encode()
    assert said["sign"] == base64.b64encode(hmac.digest(key, b"", "sha256")).decode()
    assert MESSAGE.title in said["content"]["text"]
    send("feishu", {"url": ROBOTS["feishu"][0]})
    assert "sign" not in json.loads(group.requests[1][2])


SETTINGS = {
    "webhook": {"secret": SECRET},
    "sms": {"method": "POST", "body": "to={phone}&text={text}"},
    "mail": {"host": "127.0.0.1", "security": "none", "sender": "a@example.gov.cn"},
}


@pytest.mark.parametrize("kind", channels.KINDS)
def test_a_test_message_goes_out_through_every_kind(
    people: People, group: Receiver, box: Mailbox, kind: str
) -> None:
    """And a channel that fails is told on the page of health, until it works again."""
    url = ROBOTS[kind][0] if kind in ROBOTS else group.url
    given = {"port": str(box.port)} if kind == "mail" else {"url": url}
    values = {"kind": kind, "name": "渠道", "settings": {**given, **SETTINGS.get(kind, {})}}
    made = channels.create(SYSTEM, values)
    admin = Actor(people.admin.id, "管理员", Role.ADMIN)
    address = {"mail": "admin@example.gov.cn", "sms": "13800000000"}.get(kind, "")
    good, box.refuse = group.answer, "550 no"
    group.answer = lambda _path, _body: (400, {}, b"no")
    testing.send_test(admin, made.id, address)
    sending.send_due(LOOPBACK, "https://huanxin.example")
    assert [(one.name, one.count) for one in channels.failing()] == [("渠道", 1)]
    group.answer, box.refuse = good, ""
    shown = testing.send_test(admin, made.id, address)
    assert sending.send_due(LOOPBACK, "https://huanxin.example").sent == 1
    assert delivering.get(admin, shown.id).state == "sent"
    assert channels.failing() == []


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("webhook", {"url": "ftp://example.com", "secret": SECRET}),
        ("webhook", {"url": "https://example.com", "secret": "short"}),
        ("wecom", {"url": "https://evil.example/cgi-bin/webhook/send?key=1"}),
        ("wecom", {"url": "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"}),
        ("dingtalk", {"url": "https://oapi.dingtalk.com/robot/send"}),
        ("feishu", {"url": "https://open.feishu.cn/open-apis/bot/v2/hook/../../x"}),
        ("sms", {"url": "https://{phone}.example.com/?t={text}", "method": "GET"}),
        ("sms", {"url": "https://example.com/?t={text}", "method": "GET"}),
        ("sms", {"url": "https://example.com/?t={text}&p={phone}&x={name}", "method": "GET"}),
        ("mail", {"host": "mail", "port": "0", "security": "tls", "sender": "a@b.cn"}),
        ("mail", {"host": "mail", "port": "25", "security": "tls", "sender": "nobody"}),
    ],
)
def test_settings_that_cannot_work_are_refused(kind: str, settings: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        transports.check(kind, settings)


def test_apprise_is_loaded_only_by_a_robot() -> None:
    """Loading it takes longer than starting the service."""
    import subprocess
    import sys

    code = (
        "import sys; import inventory.registry.notifications.waking; "
        "print([name for name in ('apprise', 'aiosmtpd') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
