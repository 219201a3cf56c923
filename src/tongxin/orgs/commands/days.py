"""The day from which a change holds, and the lock that makes changes of one company follow each other."""

from datetime import date, datetime

from django.utils import timezone

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid
from tongxin.orgs.models import Company
from tongxin.orgs.queries.scope import company_of


def day_of(at: datetime, on: date | None, *, after: date | None = None) -> date:
    """`on`, today if not given. The tree is kept as it is now, so no day to come; nor one before `after`."""
    today = timezone.localdate(at)
    day = on or today
    if day > today:
        raise Invalid("日期还没有到", fields={"on": "请填今天或以前的日期，到了那天再来办"})
    if after is not None and day < after:
        raise Invalid("日期太早了", fields={"on": f"请填 {after:%Y-%m-%d} 或以后的日期"})
    return day


def lock(by: Actor) -> Company:
    """Two people may move units at once; together they could make a circle."""
    return Company.objects.select_for_update().get(id=company_of(by))
