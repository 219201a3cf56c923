"""Decisions about log-in: passwords, codes, tries, time-outs. No database, no clock."""

import base64
import hashlib
import hmac
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

TOTP_SECONDS = 30
TOTP_DIGITS = 6
PIN_DIGITS = (4, 6)
PIN_TRIES = 5  # wrong ones of a person in a row, then a pause
PIN_SPENT_AFTER = 15  # wrong ones in all without a right one: the PIN is over
TERMINAL_TRIES = 20  # wrong ones on a terminal in a row, whoever they were for
TERMINAL_LASTS = timedelta(days=365)
CODE_LASTS = timedelta(minutes=15)  # in which the code of a new terminal must be typed there
LOCKS_AFTER = timedelta(seconds=60)  # a terminal that nobody touches
TOUCH_SLACK = timedelta(seconds=10)  # how rarely its page tells of touches
LONGEST_TURN = timedelta(minutes=40)  # one person at the terminal, however busy
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else
BROWSERS = (
    ("wxwork", "企业微信"), ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Edg", "Edge"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"), ("Android", "安卓"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PasswordLevel:
    """How strong a password must be; settings hold the company's choice."""

    least: int
    classes: int
    former: int


@dataclass(frozen=True, slots=True)
class SessionLevel:
    """How long a session holds without a request, and in all."""

    idle: timedelta
    absolute: timedelta


def password_faults(password: str, *, number: str, name: str, pinyin: str, level: PasswordLevel) -> list[str]:
    """What is wrong with a new password, each as a sentence; empty when it is good."""
    faults = []
    if len(password) < level.least:
        faults.append(f"太短：现在 {len(password)} 位，至少要 {level.least} 位。")
    if _classes(password) < level.classes:
        faults.append(f"太单一：大写字母、小写字母、数字、符号，至少要有其中 {level.classes} 种。")
    lowered = password.lower()
    words = (number, name, pinyin if len(pinyin) > 2 else "")
    if any(len(word) > 1 and word.lower() in lowered for word in words):
        faults.append("里面有您的工号或姓名，容易被猜到，请换掉。")
    return faults


def _classes(password: str) -> int:
    tests = (str.isupper, str.islower, str.isdigit, lambda sign: not sign.isalnum())
    return sum(any(test(sign) for sign in password) for test in tests)


def canonical_number(typed: str) -> str:
    """An employee number in the one form by which wrong tries are counted."""
    return _plain(typed).upper()


def employee_numbers(typed: str) -> tuple[str, ...]:
    """What was typed as an employee number, as it may be written in the roster."""
    plain = _plain(typed)
    return tuple(dict.fromkeys((plain, plain.upper(), plain.lower())))


def _plain(typed: str) -> str:
    return "".join(unicodedata.normalize("NFKC", typed).split())


def plain_code(typed: str) -> str:
    """A one-time code as it was made, whatever spaces, dashes and case it was typed with."""
    return _plain(typed).upper().replace("-", "")


def holds(level: SessionLevel, *, entered_at: datetime, seen_at: datetime, at: datetime) -> bool:
    """Whether a session of that age and rest still holds."""
    return at - seen_at <= level.idle and at - entered_at <= level.absolute


def totp(secret: str, counter: int) -> str:
    """The code of RFC 6238 for a time step."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 10**TOTP_DIGITS:0{TOTP_DIGITS}}"


def totp_counter(at: datetime) -> int:
    return int(at.timestamp()) // TOTP_SECONDS


def totp_match(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The time step whose code was typed: now or one aside, and later than `after`, the last one used."""
    typed = _plain(code)
    for counter in _steps(at):
        if counter > after and hmac.compare_digest(totp(secret, counter).encode(), typed.encode()):
            return counter
    return None


def _steps(at: datetime) -> Iterator[int]:
    now = totp_counter(at)
    yield from (now - 1, now, now + 1)


def pin_fault(pin: str, *, number: str) -> str:
    """Why this is no PIN, as a sentence; empty when it is good. It is short, so what anybody would try
    first is refused."""
    least, most = PIN_DIGITS
    if not (pin.isascii() and pin.isdecimal() and least <= len(pin) <= most):
        return f"终端密码是 {least} 到 {most} 位数字。"
    digits = "".join(sign for sign in canonical_number(number) if sign.isdecimal())
    if pin in digits or (len(digits) >= least and digits in pin):
        return "和您的工号一样，容易被猜到，请换一个。"
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return "0000、1234 这样的太容易猜，请换一个。"
    if len(set(pin)) <= 2:
        return "只用了一两个数字，太容易猜，请换一个。"
    return ""


def at_terminal(*, entered_at: datetime, touched_at: datetime, at: datetime) -> bool:
    """Whether somebody who came in is still there: nobody touched it for a minute, and they are not."""
    return at - touched_at <= LOCKS_AFTER + TOUCH_SLACK and at - entered_at <= LONGEST_TURN


def device_words(user_agent: str) -> str:
    """“Chrome · 安卓”: what a person recognises their device by; the rest is not kept."""
    found = [next((word for mark, word in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(word for word in found if word) or "没认出的设备"


def key_of_account(account_id: int) -> str:
    return f"account:{account_id}"


def key_of_second_factor(account_id: int) -> str:
    return f"second:{account_id}"


def key_of_number(number: str) -> str:
    """What was typed is not kept: people put passwords there."""
    return f"number:{hashlib.sha256(canonical_number(number).encode()).hexdigest()}"


def key_of_pin(person_id: int) -> str:
    return f"pin:{person_id}"


def key_of_terminal(terminal_id: int) -> str:
    return f"terminal:{terminal_id}"


def key_of_address(address: str) -> str:
    return f"address:{address}"
