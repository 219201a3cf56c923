"""Cases that one sees: what is in one's own hands first, then what is open, late, ended."""

from datetime import datetime

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from tongxin import clock
from tongxin.cases import queries
from tongxin.cases.queries.hands import Hands, in_hands
from tongxin.cases.queries.readings import watches
from tongxin.web.addresses import key_in, next_page, number
from tongxin.web.pages.cases.words import Row, row
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

TABS = {"mine": "我的", "open": "没办完", "overdue": "过期", "ended": "办完"}


@route("member", model="cases.Case", level="C2")
def index(request: PageRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    narrowed = any(request.GET.get(key) for key in ("kind", "unit", "text"))
    tab = tab if tab in TABS else "open" if narrowed else "mine"
    at = clock.read()
    if tab == "mine":
        return _mine(request, at)
    return _all(request, tab, at)


def _mine(request: PageRequest, at: datetime) -> HttpResponse:
    hands, today = in_hands(viewer=request.actor, at=at), timezone.localdate(at)
    context = {
        "tabs": TABS,
        "tab": "mine",
        "title": _hands_title(hands),
        "mine": [row(line, today) for line in hands.mine],
        "others": [row(line, today) for line in hands.others],
        "counts": request.actor.may("case_view"),
        "watches": watches(request.actor),
    }
    return render(request, "cases/mine.html", context)


def _hands_title(hands: Hands) -> str:
    late = sum(line.days_late > 0 for line in hands.mine)
    if late:
        return f"{len(hands.mine)} 件等您办，{late} 件过期了"
    if hands.mine:
        return f"{len(hands.mine)} 件等您办"
    if hands.others:
        return f"没有等您办的，{len(hands.others)} 件别人在办"
    return "没有等您办的"


def _all(request: PageRequest, tab: str, at: datetime) -> HttpResponse:
    asked, today = _asked(request.GET, tab), timezone.localdate(at)
    page = queries.list_cases(asked, viewer=request.actor, at=at)
    rows = [row(line, today) for line in page.lines]
    units = dict.fromkeys((post.unit_id, post.unit_name) for post in request.actor.posts)
    units |= dict.fromkeys((line.unit_id, line.unit_name) for line in page.lines)
    return render(
        request,
        "cases/list.html",
        {
            "tabs": TABS,
            "tab": tab,
            "title": _title(rows, tab, asked, more=page.next is not None),
            "rows": rows,
            "asked": asked,
            "narrowed": bool(asked.kind or asked.unit_id or asked.text),
            "kinds": sorted(page.kinds.items(), key=lambda pair: pair[1]),
            "units": sorted(units, key=lambda pair: pair[1]),
            "next": next_page(page.next, request.GET.dict()),
        },
    )


def _asked(given: QueryDict, tab: str) -> queries.Asked:
    return queries.Asked(
        kind=given.get("kind", "")[:60],
        unit_id=number(given.get("unit")),
        standing=tab,
        text=given.get("text", "").strip()[:40],
        before=key_in(given.get("before")),
    )


def _title(rows: list[Row], tab: str, asked: queries.Asked, *, more: bool) -> str:
    """The finding: how many, and how many of them are late."""
    what = {"open": "没办完", "overdue": "过了期限", "ended": "办完了"}[tab]
    if not rows:
        return {"open": "没有没办完的", "overdue": "没有过期的", "ended": "还没有办完的"}[tab]
    if more or asked.before:
        return f"{what}的，这一页 {len(rows)} 件"
    late = sum(one.line.days_late > 0 for one in rows)
    return f"{len(rows)} 件{what}" + (f"，{late} 件过期" if late and tab == "open" else "")
