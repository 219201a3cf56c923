"""The ledger: every record one may see, by month, kind and unit."""

from datetime import date, datetime, time

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from tongxin import clock
from tongxin.kernel.periods import add_months
from tongxin.records import queries
from tongxin.records.preshift.queries.upcoming import own_teams
from tongxin.web.addresses import key_in, month_in, next_page, number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

STATES = {"closed": "已记完", "draft": "还没记完", "unheld": "没开成的", "late": "补记的"}


@route("member", model="records.Record", level="C2")
def index(request: PageRequest) -> HttpResponse:
    at = clock.read()
    asked = _asked(request.GET, timezone.localdate(at))
    page = queries.list_records(asked, viewer=request.actor, at=at)
    month = month_in(request.GET.get("month"), timezone.localdate(at))
    return render(
        request,
        "records/index.html",
        {
            "page": page,
            "title": _title(page, asked, _month_words(month, timezone.localdate(at))),
            "month": month,
            "before": add_months(month, -1),
            "after": add_months(month, 1) if month < timezone.localdate(at).replace(day=1) else None,
            "kinds": sorted(page.kinds.items(), key=lambda pair: pair[1]),
            "kind": asked.kind,
            "unit": page.lines[0].unit_name if asked.unit_id and page.lines else "",
            "unit_id": asked.unit_id,
            "state": request.GET.get("state", ""),
            "states": STATES,
            "text": asked.text,
            "filtered": bool(asked.kind or asked.state or asked.late or asked.text),
            "next": next_page(page.next, request.GET.dict()),
            "may_write": request.actor.may("record_write"),
            "types_paper": bool(own_teams(request.actor)),
            "unfinished": []
            if asked.before
            else queries.unfinished(by=request.actor, at=at, titles=page.kinds),
        },
    )


def _asked(given: QueryDict, today: date) -> queries.Asked:
    """A search by name looks at all months; else it is the month chosen, this one if none is."""
    month, text = month_in(given.get("month"), today), given.get("text", "").strip()[:40]
    everywhere = bool(text) and not given.get("month")
    state = given.get("state", "")
    return queries.Asked(
        since=None if everywhere else _midnight(month),
        until=None if everywhere else _midnight(add_months(month, 1)),
        kind=given.get("kind", "")[:60],
        unit_id=number(given.get("unit")),
        state=state if state in ("closed", "draft", "unheld") else "",
        late=state == "late",
        text=text,
        before=key_in(given.get("before")),
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _month_words(month: date, today: date) -> str:
    """The year is said where it is not this one."""
    return f"{month.month} 月" if month.year == today.year else f"{month.year} 年 {month.month} 月"


def _title(page: queries.RecordPage, asked: queries.Asked, month: str) -> str:
    """The finding: how many, and what about them needs somebody."""
    when = month if asked.since else "全部月份"
    what = f"名称里有“{asked.text}”的" if asked.text else ""
    if not page.lines:
        return f"{when}还没有{what}记录"
    if page.next or asked.before:
        return f"{when}{what}记录，这一页 {len(page.lines)} 份"
    planned = sum(line.planned for line in page.lines)
    drafts = sum(line.state == "draft" for line in page.lines) - planned
    late = sum(line.late_days > 0 for line in page.lines)
    unheld = sum(line.state == "unheld" for line in page.lines)
    told = [f"{when}{what}记完 {len(page.lines) - planned - drafts - unheld} 份"]
    told += [f"{unheld} 份没开成"] if unheld else []
    told += [f"{drafts} 份还没记完"] if drafts else []
    told += [f"{late} 份是补记"] if late else []
    told += [f"安排了 {planned} 份"] if planned else []
    return "，".join(told)
