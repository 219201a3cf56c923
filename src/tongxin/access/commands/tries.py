"""Failed log-ins are counted in the database, and the slot is taken before the password is looked at.

A log-in counts by the number that was typed, whether anybody has it or not, so that what one hears says
nothing about who exists. When it pauses, the accounts with that number are marked as paused too: that
is what the security administrator sees, and no password can be guessed from inside meanwhile.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.utils import timezone

from tongxin.access.models import Tries
from tongxin.access.rules import (
    PIN_TRIES,
    key_of_account,
    key_of_address,
    key_of_number,
    key_of_pin,
    key_of_second_factor,
    key_of_terminal,
)
from tongxin.kernel.errors import Refused

__all__ = [
    "TooManyTries", "clear", "give_back", "key_of_account", "key_of_address", "key_of_number", "key_of_pin",
    "key_of_second_factor", "key_of_terminal", "left", "pause", "take",
]  # fmt: skip


class TooManyTries(Refused):
    """Nothing is looked at until the lock ends."""

    status = 429


def take(key: str, *, limit: int, at: datetime) -> None:
    """Use one try of `key`, or refuse. The last try locks at once; success gives it back.

    Each statement is atomic in itself, so tries in parallel cannot share a slot.
    """
    pause = _pause()
    with transaction.atomic():
        Tries.objects.bulk_create([Tries(key=key, last_at=at)], ignore_conflicts=True)
        # A clock that was ahead has written moments that no pause from now on can reach: they are over.
        ahead = Q(locked_until__gt=at + pause) | Q(last_at__gt=at + pause)
        rested = Q(locked_until__lte=at) | Q(locked_until__isnull=True, last_at__lte=at - pause) | ahead
        Tries.objects.filter(rested, key=key).update(used=0, locked_until=None)
        taken = Tries.objects.filter(key=key, used__lt=limit, locked_until__isnull=True).update(
            used=F("used") + 1,
            last_at=at,
            locked_until=Case(
                When(used=limit - 1, then=Value(at + pause)), default=None, output_field=DateTimeField()
            ),
        )
    if not taken:
        until = Tries.objects.filter(key=key).values_list("locked_until", flat=True).first()
        raise TooManyTries(_locked(key, until or at + pause))


def _pause() -> timedelta:
    return timedelta(minutes=settings.LOCK_MINUTES)


def pause(key: str, *, limit: int, at: datetime) -> None:
    """Lock `key` from now on, as its last wrong try would."""
    Tries.objects.update_or_create(
        key=key, defaults={"used": limit, "last_at": at, "locked_until": at + _pause()}
    )


def _locked(key: str, until: datetime) -> str:
    clock = f"{timezone.localtime(until):%H:%M}"
    if key.startswith("address:"):
        return f"这个网络地址输错次数太多，先停一停，{clock} 以后再试。急用请找安全管理员。"
    if key.startswith("pin:"):
        return f"终端密码连续输错 {PIN_TRIES} 次，先停一停，{clock} 以后再试。现在要签字，请人代签，两个名字都会留下。"
    if key.startswith("terminal:"):
        return f"这台终端上输错太多次，先停一停，{clock} 以后再试。在自己手机上照样能签。"
    if key.startswith("second:"):
        return f"验证码连续输错，先停一停，{clock} 以后再试。手机丢了，请用恢复码，或找安全管理员重置。"
    return f"连续输错 {settings.ACCOUNT_TRIES} 次，先停一停，{clock} 以后再试。忘了密码，请找安全管理员要一次性码。"


def clear(key: str) -> None:
    Tries.objects.filter(key=key).update(used=0, locked_until=None)


def give_back(key: str) -> None:
    """One try of a shared address was a success; the failures of others stay counted."""
    Tries.objects.filter(key=key, used__gt=0).update(used=F("used") - 1, locked_until=None)


def left(key: str, *, limit: int) -> int:
    used = Tries.objects.filter(key=key).values_list("used", flat=True).first()
    return max(0, limit - (used or 0))
