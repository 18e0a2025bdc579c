"""RFC 6238 appendix B and RFC 4226 appendix D, and what a code must not do twice."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.people.accounts import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_vectors_of_rfc_6238(seconds: int, expected: str) -> None:
    step = totp.step_of(datetime.fromtimestamp(seconds, UTC))
    assert totp.code(SECRET, step, digits=8) == expected


def test_vectors_of_rfc_4226() -> None:
    expected = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583"]
    assert [totp.code(SECRET, count) for count in range(8)] == expected


@given(st.integers(-600, 600))
def test_a_code_is_good_for_its_step_and_one_beside_it(seconds: int) -> None:
    typed = totp.code(SECRET, totp.step_of(NOW))
    later = NOW + timedelta(seconds=seconds)
    distance = abs(totp.step_of(later) - totp.step_of(NOW))
    found = totp.matching_step(SECRET, typed, later)
    assert found == (totp.step_of(NOW) if distance <= totp.DRIFT else None)


def test_a_used_step_is_refused() -> None:
    step = totp.step_of(NOW)
    assert totp.matching_step(SECRET, totp.code(SECRET, step), NOW, after=step) is None
    assert totp.matching_step(SECRET, totp.code(SECRET, step + 1), NOW, after=step) == step + 1


def test_secrets_are_of_160_bits_and_differ() -> None:
    made = {totp.new_secret() for _ in range(20)}
    assert len(made) == 20
    assert {len(base64.b32decode(item)) for item in made} == {20}


def test_the_address_is_what_apps_read() -> None:
    address = totp.address(SECRET, "张三@例", "Huanxin")
    assert address.startswith("otpauth://totp/Huanxin:%E5%BC%A0%E4%B8%89%40%E4%BE%8B?secret=")
    assert address.endswith("&issuer=Huanxin")  # six digits and 30 s are what apps assume
