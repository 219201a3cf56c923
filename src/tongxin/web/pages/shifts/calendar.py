"""The year's calendar, and entering the State Council's notice for a later year."""

import re
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongxin import clock
from tongxin.kernel.errors import Invalid, NotFound
from tongxin.kernel.workdays import statutory_days
from tongxin.orgs.shifts import commands
from tongxin.orgs.shifts.commands.calendar import Notice
from tongxin.orgs.shifts.queries import may_enter_notice, view_year
from tongxin.orgs.shifts.rules import NoticeLine
from tongxin.web.addresses import number
from tongxin.web.pages.orgs.forms import day, text
from tongxin.web.pages.shifts.forms import Done, Plain, Sheet, submit
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

FIRST, LAST = 2025, 2050
HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
DAY = re.compile(r"(?:(\d{4})[-年/.])?(\d{1,2})[-月/.](\d{1,2})日?")


@route("signed_in", model="orgs.CalendarDay", level="C0")
def year(request: PageRequest) -> HttpResponse:
    asked = number(request.GET.get("year")) or clock.today().year
    view = view_year(min(max(asked, FIRST), LAST), company_id=request.actor.company_id)
    context = {
        "view": view,
        "may_enter": may_enter_notice(request.actor),
        "years": [one for one in (view.year - 1, view.year + 1) if FIRST <= one <= LAST],
    }
    return render(request, "shifts/calendar.html", context)


class NoticeForm(Plain):
    source = text(
        "通知的名称和文号", longest=80, help_text="比如：国务院办公厅关于2027年部分节假日安排的通知"
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        law = statutory_days(year)
        for place, name in enumerate(HOLIDAYS):
            days = [one for one, holiday in law.items() if holiday == name]
            for key, label, initial in (
                ("first", f"{name}放假，从", min(days, default=None)),
                ("last", f"{name}放假，到", max(days, default=None)),
            ):
                self.fields[f"{key}_{place}"] = day(label, required=False)
                self.fields[f"{key}_{place}"].initial = initial
                self.fields[f"{key}_{place}"].widget.attrs["class"] = "form-control"
            self.fields[f"lieu_{place}"] = text(f"{name}调休，这几天上班", required=False)
            self.fields[f"lieu_{place}"].widget.attrs["class"] = "form-control"

    @property
    def rows(self) -> list[tuple[str, Any, Any, Any]]:
        return [
            (name, self[f"first_{place}"], self[f"last_{place}"], self[f"lieu_{place}"])
            for place, name in enumerate(HOLIDAYS)
        ]

    def lines(self) -> tuple[NoticeLine, ...]:
        given = self.cleaned_data
        return tuple(
            NoticeLine(
                name,
                given[f"first_{place}"],
                given[f"last_{place}"] or given[f"first_{place}"],
                tuple(self._lieu(given[f"lieu_{place}"], name)),
            )
            for place, name in enumerate(HOLIDAYS)
            if given[f"first_{place}"]
        )

    def _lieu(self, words: str, name: str) -> list[date]:
        found = DAY.findall(words)
        left = DAY.sub("", words).strip(" ，,、和周一二三四五六日（）()")
        try:
            days = [date(int(year or self.year), int(month), int(day)) for year, month, day in found]
        except ValueError:
            days, left = [], words
        if left:
            raise Invalid(f"“{name}”的调休上班日“{left}”看不懂，请写成 2-14、2-28 的样子")
        return days


@route("signed_in", model="orgs.CalendarDay", level="C0", methods=("GET", "POST"))
def enter(request: PageRequest, number: int) -> HttpResponse:
    if not may_enter_notice(request.actor) or not FIRST <= number <= LAST:
        raise NotFound("没有找到这一页")
    form = NoticeForm(request.POST or None, year=number)
    back = f"{reverse('shift_calendar')}?year={number}"

    def act(asked: dict[str, Any], at: datetime) -> Done:
        notice = Notice(number, asked["source"], form.lines())
        fact = commands.enter_notice(notice, by=request.actor, at=at)
        return Done(fact, f"{number} 年按通知算了，全公司的期限和长白班都跟着变", back)

    note = "照国务院办公厅的通知填。法定节假日已经替您写上，请按通知补上调休的日子。"
    return submit(
        request, form, Sheet(f"录入 {number} 年放假通知", "按这份通知算", back, f"{number} 年日历", note), act
    )
