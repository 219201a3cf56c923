"""The only place where the clock is read, for pages, the API and operators' commands alike."""

from datetime import date, datetime

from django.utils import timezone


def read() -> datetime:
    return timezone.now()  # noqa: TID251


def today() -> date:
    return timezone.localdate(read())
