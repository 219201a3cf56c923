"""Appointing, ending, restoring, and standing in."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.orgs import commands
from tongxin.orgs.queries.posts import appointable, view_appointment
from tongxin.orgs.queries.scope import unit_for
from tongxin.web.pages.orgs.forms import Done, Picker, Plain, Sheet, asked, choice, day, pick, submit, text
from tongxin.web.pages.orgs.people import person_options
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

BASIS = "任命文件的名称和文号，例如：党委〔2026〕12 号"
PEOPLE_HINT = "姓名、拼音首字母或工号"


class AppointForm(Plain):
    person = pick()
    starts_date = day("从哪天起")
    ends_date = day("到哪天", required=False, help_text="不填就按这个职务的任期")
    basis = text("依据", required=False, longest=120, help_text=BASIS)

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"] = choice("职务", posts)
        self.fields["post"].widget.attrs["class"] = "form-select"
        self.order_fields(["post", "person", "starts_date", "ends_date", "basis"])


@route("appointment_make", model="orgs.Appointment", level="C2", methods=("GET", "POST"))
def appoint(request: PageRequest, unit_id: int) -> HttpResponse:
    unit = unit_for("appointment_make", unit_id, viewer=request.actor)
    near = appointable(unit, viewer=request.actor, on=clock.today())
    post = request.GET.get("post", "")
    form = AppointForm(
        request.POST or None, posts=near.posts, initial={"post": post, "starts_date": clock.today()}
    )
    options = person_options(request, "person", near.unit_ids)
    picker = Picker("person", "谁来担任", PEOPLE_HINT, options, asked(request), keep={"post": post})
    back = reverse("org_unit", args=[unit.id])

    def act(given: dict[str, Any], at: datetime) -> Done:
        made = commands.appoint(
            given["person"],
            given["post"],
            unit.id,
            by=request.actor,
            at=at,
            starts_date=given["starts_date"],
            ends_date=given["ends_date"],
            basis=given["basis"],
        )
        minded = "".join(f" 请留意：{one.sentence}（{one.article}）" for one in made.cautions)
        return Done(made.fact, f"任命已生效。{minded}", back)

    sheet = Sheet(f"给{unit.name}任命", "任命", back, unit.name, "职务的权限从开始那天起就有。")
    return submit(request, form, sheet, act, picker)


class EndForm(Plain):
    on = day("最后一天", help_text="填昨天，权限马上收回；填今天，权限到今晚为止")


@route("appointment_make", model="orgs.Appointment", level="C2", methods=("GET", "POST"))
def end(request: PageRequest, appointment_id: int) -> HttpResponse:
    held = view_appointment(appointment_id, viewer=request.actor)
    form = EndForm(request.POST or None, initial={"on": clock.today() - timedelta(days=1)})
    back = reverse("org_unit", args=[held.unit_id])

    def act(given: dict[str, Any], at: datetime) -> Done:
        fact = commands.end_appointment(appointment_id, by=request.actor, at=at, on=given["on"])
        return Done(fact, f"{held.person}不再任{held.word}；办错了，可以在下面撤销", back)

    sheet = Sheet(f"{held.person}不再任{held.unit}{held.word}", "免去职务", back, held.unit)
    return submit(request, form, sheet, act)


@route("appointment_make", model="orgs.Appointment", level="C2", methods=("POST",))
def restore(request: PageRequest, appointment_id: int) -> HttpResponse:
    held = view_appointment(appointment_id, viewer=request.actor)
    at = clock.read()
    answer_fact(commands.restore_appointment(appointment_id, by=request.actor, at=at), at=at)
    messages.success(request, f"{held.person}的{held.word}职务恢复了")
    return redirect("org_unit", held.unit_id)


class SubstituteForm(Plain):
    person = pick()
    starts_date = day("从哪天起")
    ends_date = day("到哪天", help_text="到期自动收回权限")
    basis = text("依据", required=False, longest=120, help_text="可以不填")


@route("appointment_make", model="orgs.Appointment", level="C2", methods=("GET", "POST"))
def substitute(request: PageRequest, appointment_id: int) -> HttpResponse:
    held = view_appointment(appointment_id, viewer=request.actor)
    unit = unit_for("appointment_make", held.unit_id, viewer=request.actor)
    near = appointable(unit, viewer=request.actor, on=clock.today())
    form = SubstituteForm(request.POST or None, initial={"starts_date": clock.today()})
    options = [one for one in person_options(request, "person", near.unit_ids) if one.id != held.person_id]
    picker = Picker("person", "谁来代理", PEOPLE_HINT, options, asked(request))
    back = reverse("org_unit", args=[held.unit_id])

    def act(given: dict[str, Any], at: datetime) -> Done:
        person = given.pop("person")
        made = commands.substitute(appointment_id, person, **given, by=request.actor, at=at)
        return Done(made.fact, "代理已安排好，到期自动收回", back)

    sheet = Sheet(
        f"谁代{held.person}任{held.word}", "安排代理", back, held.unit, "代理人在这段时间有同样的权限。"
    )
    return submit(request, form, sheet, act, picker)
