"""Passwords, codes, tries and time-outs, by table."""

from datetime import timedelta

import pytest

from tests.clock import NOW
from tongxin.access import rules
from tongxin.access.rules import PasswordLevel, SessionLevel

LEVEL = PasswordLevel(least=10, classes=3, former=5)
HOURS = SessionLevel(idle=timedelta(minutes=30), absolute=timedelta(hours=12))
# RFC 6238, appendix B: the ASCII secret 12345678901234567890, eight digits cut to six.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def faults(password: str) -> list[str]:
    return rules.password_faults(password, number="E00012", name="王建国", pinyin="wjg", level=LEVEL)


@pytest.mark.parametrize(
    ("password", "count"),
    [
        ("Kuang-2026-hao", 0),
        ("Ab3$efghij", 0),
        ("Ab3$efghi", 1),  # nine signs
        ("abcdefghij1", 1),  # two classes
        ("abc", 2),
        ("My-e00012-pass", 1),
        ("王建国Abc12345", 1),
        ("Abc-wjg-12345", 1),
        ("密码密码密码密码密码Aa1", 0),
    ],
)
def test_a_password_is_long_mixed_and_not_the_person(password: str, count: int) -> None:
    assert len(faults(password)) == count


@pytest.mark.parametrize(
    ("typed", "first"),
    [(" \uff25\uff10\uff10\uff11\uff12 ", "E0012"), ("e0012", "e0012"), ("E 00 12", "E0012")],
)
def test_a_number_is_found_however_it_is_typed(typed: str, first: str) -> None:
    assert rules.employee_numbers(typed)[0] == first
    assert "E0012" in rules.employee_numbers(typed)


def test_a_code_is_the_same_with_dashes_spaces_and_small_letters() -> None:
    assert rules.plain_code("ab2c-DE3f ") == "AB2CDE3F"


@pytest.mark.parametrize(
    ("rested", "old", "holds"),
    [
        (timedelta(minutes=30), timedelta(hours=1), True),
        (timedelta(minutes=30, seconds=1), timedelta(hours=1), False),
        (timedelta(0), timedelta(hours=12), True),
        (timedelta(0), timedelta(hours=12, seconds=1), False),
    ],
)
def test_a_session_ends_by_rest_and_by_age(rested: timedelta, old: timedelta, holds: bool) -> None:
    assert rules.holds(HOURS, entered_at=NOW - old, seen_at=NOW - rested, at=NOW) is holds


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert rules.totp(SECRET, seconds // 30) == code


@pytest.mark.parametrize(("aside", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_one_step_aside(aside: int, good: bool) -> None:
    now = rules.totp_counter(NOW)
    code = rules.totp(SECRET, now + aside)

    assert (rules.totp_match(SECRET, code, at=NOW, after=0) == now + aside) is good


def test_a_code_used_once_is_not_good_again() -> None:
    now = rules.totp_counter(NOW)

    assert rules.totp_match(SECRET, rules.totp(SECRET, now), at=NOW, after=now) is None


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537 Chrome/126 Mobile Safari/537", "Chrome · 安卓"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537 Edg/126", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17) wxwork/4.1 MicroMessenger/7", "企业微信 · iPhone"),
        ("curl/8", "没认出的设备"),
    ],
)
def test_a_device_is_named_as_people_name_it(agent: str, words: str) -> None:
    assert rules.device_words(agent) == words
