"""Finding people, one person's page, and what changes there."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.orgs import commands, texts
from tongxin.orgs.queries.choices import place_choices
from tongxin.orgs.queries.people import find_people
from tongxin.orgs.queries.person import PersonView, view_person
from tongxin.orgs.queries.scope import unit_for
from tongxin.web.addresses import number
from tongxin.web.pages.orgs.forms import (
    Done,
    Option,
    Picker,
    Plain,
    Sheet,
    asked,
    choice,
    day,
    pick,
    submit,
    text,
)
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


def person_options(request: PageRequest, name: str, unit_ids: list[int] | None = None) -> list[Option]:
    """For a picker of people: those found, or the unit's own when nothing is searched for."""
    q = asked(request)
    found = find_people(q, viewer=request.actor, unit_ids=None if q else unit_ids)
    chosen = request.POST.get(name, "")
    options = [
        Option(one.id, one.name, " · ".join(filter(None, (one.employee_no, one.place)))) for one in found
    ]
    if chosen and all(str(one.id) != chosen for one in options):
        options.append(Option(number(chosen) or 0, "刚才选的人", ""))
    return options


@route("person_view", model="orgs.Person", level="C2")
def find(request: PageRequest) -> HttpResponse:
    """People by name, initials or number; with `pick`, htmx gets radio buttons for a form of any page."""
    q = asked(request)
    people = find_people(q, viewer=request.actor, limit=50)
    name = request.GET.get("pick", "")
    if request.htmx and name.isidentifier():
        options = [Option(one.id, one.name, f"{one.employee_no} · {one.place}") for one in people[:20]]
        picker = Picker(name, "", "", options, q)
        return render(request, "orgs/form.html#found", {"picker": picker})
    template = "orgs/people.html#found" if request.htmx else "orgs/people.html"
    return render(request, template, {"people": people, "q": q, "tab": "people"})


@route("person_view", model="orgs.Person", level="C2")
def page(request: PageRequest, person_id: int) -> HttpResponse:
    view = view_person(person_id, viewer=request.actor, on=clock.today())
    return render(request, "orgs/person.html", {"view": view})


def _sheet(view: PersonView, title: str, button: str, lead: str = "") -> Sheet:
    return Sheet(title, button, reverse("org_person", args=[view.id]), view.name, lead)


def _view(request: PageRequest, person_id: int) -> PersonView:
    return view_person(person_id, viewer=request.actor, on=clock.today())


class JoinForm(Plain):
    name = text("姓名", longest=60)
    employee_no = text("工号", longest=40)
    trade = text("工种", required=False, longest=40, help_text="可以不填")
    on = day("从哪天起")


@route("org_edit", model="orgs.Person", level="C2", methods=("GET", "POST"))
def join(request: PageRequest, unit_id: int) -> HttpResponse:
    unit = unit_for("org_edit", unit_id, viewer=request.actor)
    form = JoinForm(request.POST or None, initial={"on": clock.today()})
    back = reverse("org_unit", args=[unit.id])

    def act(given: dict[str, Any], at: datetime) -> Done:
        joined = commands.join_person(
            unit.id,
            given["name"],
            given["employee_no"],
            by=request.actor,
            at=at,
            on=given["on"],
            trade=given["trade"],
        )
        return Done(joined.fact, f"{given['name']}已到{unit.name}", back)

    sheet = Sheet(f"给{unit.name}加一个人", "加进来", back, unit.name, "一次来很多人，用名册导入更快。")
    return submit(request, form, sheet, act)


class PlaceForm(Plain):
    unit = pick()
    on = day("从哪天起")


@route("org_edit", model="orgs.Membership", level="C2", methods=("GET", "POST"))
def place(request: PageRequest, person_id: int, line: str) -> HttpResponse:
    view = _view(request, person_id)
    form = PlaceForm(request.POST or None, initial={"on": clock.today()})
    choices = place_choices(line, viewer=request.actor, q=asked(request))
    options = [Option(one.id, one.name, f"{one.word} · {one.place}") for one in choices]
    picker = Picker("unit", f"到哪个{texts.LINES[line]}单位", "单位名称", options, asked(request))

    def act(given: dict[str, Any], at: datetime) -> Done:
        fact = commands.place_person(view.id, given["unit"], by=request.actor, at=at, on=given["on"])
        return Done(fact, f"{view.name}的单位已改，以前的留在记录里", reverse("org_person", args=[view.id]))

    lead = "原来的单位到前一天为止，历史都留着。"
    return submit(request, form, _sheet(view, f"给{view.name}换单位", "换到选中的单位", lead), act, picker)


class StandingForm(Plain):
    standing = choice("政治面貌", [("", "群众"), *((k, v) for k, v in texts.STANDINGS.items() if k)])
    on = day("从哪天起", help_text="按党组织决定的日期填")
    suspended = forms.BooleanField(
        label="表决权、选举权和被选举权暂停",
        help_text="只记停没停，不记原因。恢复时去掉勾再记一次",
        required=False,
    )


@route("org_edit", model="orgs.PartyStanding", level="C2", methods=("GET", "POST"))
def standing(request: PageRequest, person_id: int) -> HttpResponse:
    view = _view(request, person_id)
    form = StandingForm(
        request.POST or None,
        initial={"standing": view.standing, "on": clock.today(), "suspended": view.suspended},
    )

    def act(given: dict[str, Any], at: datetime) -> Done:
        fact = commands.set_standing(
            view.id,
            given["standing"],
            by=request.actor,
            at=at,
            on=given["on"],
            rights_suspended=given["suspended"],
        )
        word = texts.STANDINGS[given["standing"]]
        return Done(fact, f"{view.name}从 {given['on']} 起是{word}", reverse("org_person", args=[view.id]))

    return submit(request, form, _sheet(view, f"改{view.name}的政治面貌", "记下来"), act)


class ChangeForm(Plain):
    name = text("姓名")
    trade = text("工种", required=False, longest=40)
    phone = text("电话", required=False, longest=20)


@route("org_edit", model="orgs.Person", level="C2", methods=("GET", "POST"))
def change(request: PageRequest, person_id: int) -> HttpResponse:
    view = _view(request, person_id)
    initial = {"name": view.name, "trade": view.trade, "phone": view.phone}
    form = ChangeForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any], at: datetime) -> Done:
        fact = commands.change_person(view.id, **given, by=request.actor, at=at)
        return Done(fact, "资料已更正", reverse("org_person", args=[view.id]))

    return submit(request, form, _sheet(view, f"更正{view.name}的资料", "更正"), act)


class DayForm(Plain):
    on = day("最后一天")


@route("org_edit", model="orgs.Person", level="C2", methods=("GET", "POST"))
def left(request: PageRequest, person_id: int) -> HttpResponse:
    view = _view(request, person_id)
    form = DayForm(request.POST or None, initial={"on": clock.today()})

    def act(given: dict[str, Any], at: datetime) -> Done:
        fact = commands.person_left(view.id, by=request.actor, at=at, on=given["on"])
        return Done(
            fact, f"已记下{view.name}离开；办错了可以在这一页撤销", reverse("org_person", args=[view.id])
        )

    lead = "单位和职务都到这一天为止，权限随之收回；以前的记录都留着。"
    return submit(request, form, _sheet(view, f"{view.name}离开单位", "办离开", lead), act)


@route("org_edit", model="orgs.Person", level="C2", methods=("POST",))
def returned(request: PageRequest, person_id: int) -> HttpResponse:
    at = clock.read()
    answer_fact(commands.person_returned(person_id, by=request.actor, at=at), at=at)
    messages.success(request, "离开已撤销，单位恢复了；职务要重新任命")
    return redirect("org_person", person_id)
