"""Enter the State Council's notice of a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import CalendarDay
from tongxin.orgs.queries.scope import company_of
from tongxin.orgs.shifts.queries import may_enter_notice
from tongxin.orgs.shifts.rules import NoticeLine, notice_days


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person copies from the notice: each holiday's days off and its working days in lieu."""

    year: int
    source: str
    lines: tuple[NoticeLine, ...]


@transaction.atomic
def enter_notice(notice: Notice, *, by: Actor, at: datetime) -> Fact:
    """Put the year's notice in force for the company of `by`, in place of what it knew of that year."""
    if not may_enter_notice(by):
        raise NotFound("没有找到这一页")
    days: Mapping[date, tuple[str, str]] = notice_days(notice.year, notice.lines)
    company_id = company_of(by)
    CalendarDay.objects.filter(company=company_id, notice_year=notice.year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            company_id=company_id,
            notice_year=notice.year,
            day=day,
            kind=kind,
            name=name,
            source=notice.source,
        )
        for day, (kind, name) in days.items()
    )
    return record(
        "calendar.entered",
        subject=("calendar", notice.year),
        by=by,
        at=at,
        data={"days": len(days)},
    )
