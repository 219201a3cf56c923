"""Giving teams a rotation, and making one of one's own; both are looked at before they are done."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongxin import clock
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid
from tongxin.orgs.shifts import commands
from tongxin.orgs.shifts.queries import get_rotation, pattern_of, teams_seen_by
from tongxin.orgs.shifts.queries.pages import Preview, preview, view_rotations
from tongxin.orgs.shifts.rules import Pattern, cycle_from_text, read_pattern
from tongxin.orgs.shifts.systems import SYSTEMS
from tongxin.web.addresses import number
from tongxin.web.pages.orgs.forms import EMPTY, choice, day, text
from tongxin.web.pages.shifts.forms import Done, Plain, carry_out
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

ROWS = 4
MOST_TEAMS = 200


class AssignForm(Plain):
    starts_date = day("从哪天开始", help_text="这天以前的班不动；之后还没开始的班按新的排")
    anchor = day("第一个班组哪天排周期的第 1 天", help_text="就是上面周期的第一天，比如第一个早班那天")
    lag = forms.IntegerField(
        label="后一个班组比前一个晚几天",
        help_text="几个班组轮流顶班就错开；都上一样的班，填 0",
        min_value=0,
        max_value=84,
        error_messages={**EMPTY, "invalid": "请填天数", "min_value": "不能小于 0", "max_value": "最多 84"},
    )

    def __init__(self, *args: Any, rotations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rotation"] = choice("哪种倒班", rotations)
        self.fields["rotation"].widget.attrs["class"] = "form-select"
        self.order_fields(["rotation", "starts_date", "anchor", "lag"])


@route("shift_edit", model="orgs.TeamRotation", level="C1", methods=("GET", "POST"))
def assign(request: PageRequest) -> HttpResponse:
    teams = _teams(request)
    if not teams:
        messages.error(request, "请先勾选要排班的班组")
        return redirect("shifts")
    rotations = view_rotations(viewer=request.actor)
    chosen = request.GET.get("rotation") or rotations[0].value
    tomorrow = clock.today() + timedelta(days=1)
    form = AssignForm(
        request.POST or None,
        rotations=[(line.value, line.name) for line in rotations],
        initial={"rotation": chosen, "starts_date": tomorrow, "anchor": tomorrow, "lag": _lag(chosen)},
    )

    def act(cleaned: dict[str, Any], at: datetime) -> Done:
        rotation_id = number(cleaned["rotation"])
        if rotation_id is None:
            rotation_id = commands.take_system(cleaned["rotation"], by=request.actor, at=at).rotation_id
        anchors = _anchors([team.id for team in teams], cleaned)
        fact = commands.assign_rotation(
            rotation_id, anchors, starts_date=cleaned["starts_date"], by=request.actor, at=at
        )
        to = reverse("shift_month", args=[teams[0].id]) if len(teams) == 1 else reverse("shifts")
        return Done(fact, f"{len(teams)} 个班组从 {cleaned['starts_date']} 起按新的倒班排好了", to)

    looked: Preview | None = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "save" and (done := carry_out(form, act)):
            messages.success(request, done.sentence)
            return redirect(done.to)
        names = {team.id: team.name for team in teams}
        anchors = _anchors(list(names), form.cleaned_data)
        looked = preview(
            _pattern(form.cleaned_data["rotation"], request),
            [(names[id_], anchor) for id_, anchor in anchors.items()],
            first=form.cleaned_data["starts_date"],
            viewer=request.actor,
        )
    context = {"form": form, "teams": teams, "looked": looked, "rotations": rotations}
    return render(request, "shifts/assign.html", context, status=422 if form.errors else 200)


def _teams(request: PageRequest) -> list[Any]:
    given = request.POST if request.method == "POST" else request.GET
    asked = [id_ for raw in given.getlist("team")[:MOST_TEAMS] if (id_ := number(raw))]
    return list(teams_seen_by(request.actor, "shift_edit").filter(id__in=asked).order_by("path", "id"))


def _lag(value: str) -> int:
    system = SYSTEMS.get(value)
    return len(system.cycle) // system.crews % len(system.cycle) if system else 0


def _anchors(team_ids: list[int], cleaned: Mapping[str, Any]) -> dict[int, date]:
    return {
        id_: cleaned["anchor"] + timedelta(days=place * cleaned["lag"]) for place, id_ in enumerate(team_ids)
    }


def _pattern(value: str, request: PageRequest) -> Pattern:
    if value in SYSTEMS:
        return SYSTEMS[value].pattern
    return pattern_of(get_rotation(number(value) or 0, viewer=request.actor))


class RotationForm(Plain):
    name = text("这种倒班叫什么", longest=40, help_text="比如：综采队两采一准")
    cycle = text(
        "一个周期怎么排",
        longest=120,
        help_text="每天写一个字，用班次名称的第一个字，休息写“休”。比如：早早中中夜夜休休",
    )
    workdays_only = forms.BooleanField(label="只上工作日，节假日按国家通知休", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(ROWS):
            for key, label, longest in (("name", "班次", 20), ("starts", "上班", 5), ("ends", "下班", 5)):
                self.fields[f"{key}_{row}"] = one = text(
                    f"第 {row + 1} 个{label}", longest=longest, required=not row
                )
                one.widget.attrs["class"] = "form-control"

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"name_{row}"], self[f"starts_{row}"], self[f"ends_{row}"]) for row in range(ROWS)]

    def shifts(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        return [
            {
                "key": f"s{row + 1}",
                "name": given[f"name_{row}"],
                "starts": given[f"starts_{row}"],
                "ends": given[f"ends_{row}"],
            }
            for row in range(ROWS)
            if given.get(f"name_{row}")
        ]


EXAMPLE = {
    "name_0": "早班", "starts_0": "08:00", "ends_0": "16:00", "name_1": "中班", "starts_1": "16:00",
    "ends_1": "24:00", "name_2": "夜班", "starts_2": "24:00", "ends_2": "08:00", "cycle": "早早中中夜夜休休",
}  # fmt: skip


@route("shift_edit", model="orgs.Rotation", level="C1", methods=("GET", "POST"))
def new_rotation(request: PageRequest) -> HttpResponse:
    form = RotationForm(request.POST or None, initial=EXAMPLE)

    def act(cleaned: dict[str, Any], at: datetime) -> Done:
        made = commands.make_rotation(
            cleaned["name"],
            shifts=form.shifts(),
            cycle=cycle_from_text(cleaned["cycle"], form.shifts()),
            workdays_only=cleaned["workdays_only"],
            by=request.actor,
            at=at,
        )
        return Done(made.fact, f"“{cleaned['name']}”建好了，勾选班组就能用", reverse("shifts"))

    looked = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "save" and (done := carry_out(form, act)):
            messages.success(request, done.sentence)
            return redirect(done.to)
        looked = _look(form, request.actor)
    context = {"form": form, "looked": looked}
    return render(request, "shifts/rotation.html", context, status=422 if form.errors else 200)


def _look(form: RotationForm, viewer: Actor) -> Preview | None:
    """Four weeks from next Monday of one team; a pattern that cannot be worked says why on the form."""
    if form.errors:
        return None
    cleaned, today = form.cleaned_data, clock.today()
    monday = today + timedelta(days=7 - today.weekday())
    try:
        cycle = cycle_from_text(cleaned["cycle"], form.shifts())
        pattern = read_pattern(form.shifts(), cycle, workdays_only=cleaned["workdays_only"])
    except Invalid as error:
        form.take(error)
        return None
    return preview(pattern, [(cleaned["name"], monday)], first=monday, viewer=viewer)
