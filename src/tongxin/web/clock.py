"""The only place where the surfaces read the clock."""

from datetime import date, datetime

from django.utils import timezone


def read() -> datetime:
    return timezone.now()  # noqa: TID251


def today() -> date:
    return timezone.localdate(read())
