"""Which passwords are refused, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.core.errors import Invalid
from inventory.people.accounts import passwords


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "13800138000",
        "qwertyuiop",
        "1qaz2wsx3edc",
        "!QAZ2wsx3edc",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "abcdefghijkl",
        "zyxwvutsrq",
        "password2024",
        "P@ssw0rd1234",
        "Huanxin@2026",
        "jingdezhen123",
        "woaini5201314",
        "ab12ab12ab12",
        "ｑｗｅｒｔｙｕｉｏｐ",
        "q1w2e3r4t5",
        "Admin!!!2025",
        "gongxinju@123",
        "zhangwei1990",
    ],
)
def test_common_passwords_are_refused(password: str) -> None:
    assert [code for code, _ in passwords.weaknesses(password)] == ["password_common"]


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "锅炉在三楼左边第二间房",
        "teapot-violin-47",
        "Xk7#mQ2vLp9w",
        "shan gao lu yuan",
    ],
)
def test_good_passwords_are_taken(password: str) -> None:
    passwords.check(password, ("inspector", "张三丰"))
    assert passwords.weaknesses(password) == []


def test_short_ones_and_own_names_are_refused_together() -> None:
    codes = [code for code, _ in passwords.weaknesses("Zhang9", ("zhang", "张"))]
    assert codes == ["password_short", "password_name"]
    with pytest.raises(Invalid) as caught:
        passwords.check("Zhang9", ("zhang", "张"))
    assert len(caught.value.details) == 2


def test_composition_only_where_the_agency_asks() -> None:
    plain = "teapot violin harbour"
    assert passwords.weaknesses(plain) == []
    assert [code for code, _ in passwords.weaknesses(plain, complexity=True)] == ["password_simple"]
    assert passwords.weaknesses("Teapot violin 7", complexity=True) == []


@given(st.text(max_size=passwords.MINIMUM - 1).filter(lambda s: len(passwords.normalised(s)) < 10))
def test_every_short_password_is_refused(password: str) -> None:
    assert "password_short" in {code for code, _ in passwords.weaknesses(password)}


def test_one_time_passwords_pass_their_own_rules() -> None:
    made = {passwords.one_time() for _ in range(50)}
    assert len(made) == 50
    assert not any(passwords.weaknesses(item) for item in made)


def test_the_list_is_sorted_lower_case_and_long_enough() -> None:
    lines = (passwords.FOLDER / "common_passwords.txt").read_text("utf-8").split()
    assert len(lines) > 2000
    assert lines == sorted(set(lines))
    assert all(len(line) >= passwords.MINIMUM and line == line.casefold() for line in lines)
