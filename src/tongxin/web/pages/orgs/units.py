"""Opening, renaming, moving, linking and ending units."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from tongxin import clock
from tongxin.orgs import commands
from tongxin.orgs.queries.choices import link_choices, parent_choices, view_link
from tongxin.orgs.queries.scope import unit_for
from tongxin.orgs.queries.units import view_unit
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

FROM = "从哪天起"
KEPT = "以前的日子还按以前的样子看得到。"


def _back(unit: Any) -> str:
    return reverse("org_unit", args=[unit.id])


class OpenForm(Plain):
    name = text("名称")
    on = day("哪天成立")
    code = text("编码", required=False, longest=40, help_text="可以不填；同级按编码排序")

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = choice("哪一类", kinds)
        self.fields["kind"].widget.attrs["class"] = "form-select"
        self.order_fields(["kind", "name", "on", "code"])


@route("org_edit", model="orgs.Unit", level="C1", methods=("GET", "POST"))
def open_under(request: PageRequest, unit_id: int) -> HttpResponse:
    parent = unit_for("org_edit", unit_id, viewer=request.actor)
    view = view_unit(parent.id, viewer=request.actor, on=clock.today(), today=clock.today())
    form = OpenForm(request.POST or None, kinds=view.child_kinds, initial={"on": clock.today()})

    def act(given: dict[str, Any], at: datetime) -> Done:
        opened = commands.open_unit(
            given["kind"],
            given["name"],
            parent_id=parent.id,
            by=request.actor,
            at=at,
            on=given["on"],
            code=given["code"],
        )
        return Done(opened.fact, f"“{given['name']}”已设立", reverse("org_unit", args=[opened.unit_id]))

    return submit(request, form, Sheet(f"在{parent.name}下面设单位", "设立", _back(parent), parent.name), act)


class RenameForm(Plain):
    name = text("新名称")
    on = day(FROM)


@route("org_edit", model="orgs.Unit", level="C1", methods=("GET", "POST"))
def rename(request: PageRequest, unit_id: int) -> HttpResponse:
    unit = unit_for("org_edit", unit_id, viewer=request.actor)
    form = RenameForm(request.POST or None, initial={"name": unit.name, "on": clock.today()})

    def act(given: dict[str, Any], at: datetime) -> Done:
        fact = commands.rename_unit(unit.id, given["name"], by=request.actor, at=at, on=given["on"])
        return Done(fact, f"已改名为“{given['name']}”", _back(unit))

    return submit(request, form, Sheet(f"给{unit.name}改名", "改名", _back(unit), unit.name, KEPT), act)


class MoveForm(Plain):
    parent = pick()
    on = day(FROM)


@route("org_edit", model="orgs.Unit", level="C1", methods=("GET", "POST"))
def move(request: PageRequest, unit_id: int) -> HttpResponse:
    unit = unit_for("org_edit", unit_id, viewer=request.actor)
    form = MoveForm(request.POST or None, initial={"on": clock.today()})
    q = asked(request)
    options = [
        Option(one.id, one.name, " · ".join(filter(None, (one.word, one.place))))
        for one in parent_choices(unit, viewer=request.actor, q=q)
    ]
    picker = Picker("parent", "移到哪个上级下面", "上级名称", options, q, "没有可以移去的上级")

    def act(given: dict[str, Any], at: datetime) -> Done:
        fact = commands.move_unit(unit.id, given["parent"], by=request.actor, at=at, on=given["on"])
        return Done(fact, f"“{unit.name}”和它的下级都已移过去", _back(unit))

    sheet = Sheet(
        f"把{unit.name}移到别处", "移过去", _back(unit), unit.name, f"它的下级、人员和职务跟着一起走。{KEPT}"
    )
    return submit(request, form, sheet, act, picker)


class DayForm(Plain):
    on = day("最后一天")


@route("org_edit", model="orgs.Unit", level="C1", methods=("GET", "POST"))
def end(request: PageRequest, unit_id: int) -> HttpResponse:
    unit = unit_for("org_edit", unit_id, viewer=request.actor)
    form = DayForm(request.POST or None, initial={"on": clock.today()})

    def act(given: dict[str, Any], at: datetime) -> Done:
        fact = commands.end_unit(unit.id, by=request.actor, at=at, on=given["on"])
        return Done(fact, f"“{unit.name}”已撤销", _back(unit))

    lead = f"先把里面的人和下级单位安排好。挂钩和职务到这一天为止。{KEPT}"
    sheet = Sheet(f"撤销{unit.name}", "撤销这个单位", _back(unit), unit.name, lead)
    return submit(request, form, sheet, act)


class ElectionForm(Plain):
    elected_date = day("选举日期", help_text="任期从最后一次选举算起，以前的选举也留着")
    corrects = forms.BooleanField(label="上次登记的日期错了，改成这一天", required=False)


@route("org_edit", model="orgs.Unit", level="C1", methods=("GET", "POST"))
def election(request: PageRequest, unit_id: int) -> HttpResponse:
    unit = unit_for("org_edit", unit_id, viewer=request.actor)
    form = ElectionForm(request.POST or None, initial={"elected_date": clock.today()})

    def act(given: dict[str, Any], at: datetime) -> Done:
        elected = commands.record_election(
            unit.id, given["elected_date"], by=request.actor, at=at, corrects=given["corrects"]
        )
        minded = "".join(f" 请留意：{one.sentence}（{one.article}）" for one in elected.cautions)
        return Done(elected.fact, f"换届日期已登记。{minded}", _back(unit))

    return submit(request, form, Sheet(f"登记{unit.name}换届", "登记", _back(unit), unit.name), act)


class LinkForm(Plain):
    other = pick()
    on = day(FROM)


@route("org_edit", model="orgs.Link", level="C1", methods=("GET", "POST"))
def link(request: PageRequest, unit_id: int) -> HttpResponse:
    unit = unit_for("org_edit", unit_id, viewer=request.actor)
    form = LinkForm(request.POST or None, initial={"on": clock.today()})
    q = asked(request)
    options = [
        Option(one.id, one.name, " · ".join(filter(None, (one.word, one.place))))
        for one in link_choices(unit, viewer=request.actor, q=q)
    ]
    picker = Picker("other", "和谁挂钩", "单位名称", options, q, "没有可以挂钩的单位，可以先去设一个")

    def act(given: dict[str, Any], at: datetime) -> Done:
        linked = commands.link_units(unit.id, given["other"], by=request.actor, at=at, on=given["on"])
        return Done(linked.fact, "挂上了", _back(unit))

    sheet = Sheet(
        f"给{unit.name}挂钩", "挂上", _back(unit), unit.name, "党小组、工会小组和班组挂钩后，三组对应。"
    )
    return submit(request, form, sheet, act, picker)


class UnlinkForm(Plain):
    on = day("最后一天", help_text="填昨天，就是今天起不再挂钩")


@route("org_edit", model="orgs.Link", level="C1", methods=("GET", "POST"))
def unlink(request: PageRequest, link_id: int) -> HttpResponse:
    pair = view_link(link_id, viewer=request.actor)
    form = UnlinkForm(request.POST or None, initial={"on": clock.today() - timedelta(days=1)})
    back = reverse("org_unit", args=[pair.right_id])

    def act(given: dict[str, Any], at: datetime) -> Done:
        fact = commands.unlink_units(link_id, by=request.actor, at=at, on=given["on"])
        return Done(fact, "已不再挂钩", back)

    sheet = Sheet(f"{pair.left}和{pair.right}不再挂钩", "解除挂钩", back, pair.right, KEPT)
    return submit(request, form, sheet, act)
