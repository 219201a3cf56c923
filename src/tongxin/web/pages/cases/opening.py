"""Choose what to bring, and bring it: with one's name, or without."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tongxin import clock
from tongxin.cases.commands import Opened, Opening, open_case
from tongxin.cases.queries.openable import Openable, openable
from tongxin.cases.queries.posters import may_hang
from tongxin.facts.commands import answer_fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.queries import get_unit
from tongxin.records.queries import Somebody
from tongxin.records.queries.people import near
from tongxin.regimes.schema.case import CaseSpec
from tongxin.web.addresses import number
from tongxin.web.forms import Tried, attempt
from tongxin.web.pages.cases.codes import code_page
from tongxin.web.pages.cases.sheet import Sheet, blank, day_of, files_of, key_of, typed
from tongxin.web.pages.cases.words import GROUPS
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("member", model="cases.Case", level="C1")
def choose(request: PageRequest) -> HttpResponse:
    on, unit = timezone.localdate(clock.read()), number(request.GET.get("unit"))
    found = openable(viewer=request.actor, on=on, unit_id=unit)
    groups = {
        title: [_card(one, request.actor) for one in found if one.spec.group == key]
        for key, title in GROUPS.items()
    }
    context = {"groups": {title: cards for title, cards in groups.items() if cards}, "unit_id": unit}
    return render(request, "cases/choose.html", context)


@dataclass(frozen=True, slots=True)
class Card:
    """`poster`: the unit for which one may print it, if any."""

    spec: CaseSpec
    where: str
    poster: int | None

    @property
    def said(self) -> str:
        """One sentence: what it is for, and that no name is needed."""
        said = self.spec.opening_hint or self.spec.practice or self.where
        if not self.spec.anonymous or "名字" in said:
            return said
        return f"{said.rstrip('。')}。可以不写名字"


def _card(one: Openable, actor: Actor) -> Card:
    held = {post.unit_id for post in actor.posts}
    printed = [unit for unit, _ in one.units if unit in held] if may_hang(one.spec) else []
    where = one.units[0][1] if len(one.units) == 1 else f"{one.units[0][1]}等 {len(one.units)} 个单位"
    return Card(one.spec, where, printed[0] if printed else None)


@route("member", model="cases.Case", level="C2", methods=("GET", "POST"), files=True)
def open_new(request: PageRequest, kind: str) -> HttpResponse:
    """The fields that must be filled in view, the rest behind a fold."""
    at, given = clock.read(), request.POST if request.method == "POST" else request.GET
    unit_id = number(given.get("unit"))
    one = _chosen(kind, unit_id, request.actor, at)
    unit_id = unit_id or one.units[0][0]
    people = _near(request.actor, unit_id, one.spec, at)
    if request.method != "POST":
        return _page(request, one, unit_id, _blank(request, one.spec), people)
    sheet = typed(
        one.spec.opening,
        request.POST,
        company_id=request.actor.company_id,
        likely=[person.id for person in people],
    )
    tried = bring(request, one.spec, unit_id, sheet, at=at)
    if tried.value is None:
        return _page(request, one, unit_id, sheet, people, status=422)
    if tried.value.fact.by_id is None:
        return code_page(request, one.spec, tried.value.code)
    messages.success(request, f"{one.spec.title}：已经交上去了，办到哪一步这里看得到")
    return redirect("case", tried.value.case_id)


def _blank(request: PageRequest, spec: CaseSpec) -> Sheet:
    """With what the page before knew: the words, and the meeting that decided it."""
    texts = [one for one in spec.opening if one.type in ("text", "long_text")]
    known = {one.key: given[: one.longest] for one in texts if (given := request.GET.get(one.key, ""))}
    return blank(spec.opening, known, record=request.GET.get("record", ""))


def bring(
    request: PageRequest, spec: CaseSpec, unit_id: int, sheet: Sheet, *, at: datetime, by: Actor | None = None
) -> Tried[Opened]:
    """What was typed goes to the command; its sentences go to the fields."""
    opening = Opening(
        spec.key,
        unit_id,
        sheet.given,
        files=files_of(request.FILES) if spec.opening_files else (),
        anonymous=spec.anonymous and (by is not None or sheet.texts.get("as") == "nobody"),
        key=key_of(sheet),
        done_on=day_of(sheet, "happened_on") if spec.opening_step.dated else None,
        record_id=number(sheet.texts.get("record")),
    )
    if sheet.wrong:
        sheet.message = "有几处没看懂，还没有交"
        return Tried(message=sheet.message)
    tried = attempt(lambda: open_case(opening, by=by or request.actor, at=at))
    sheet.message = tried.message
    sheet.wrong.update(tried.fields)
    if tried.value is not None:
        answer_fact(tried.value.fact, at=at)
    return tried


def _chosen(kind: str, unit_id: int | None, actor: Actor, at: datetime) -> Openable:
    """One's own units come first; any other that is named must be open to the person too."""
    on = timezone.localdate(at)
    found = {one.kind: one for one in openable(viewer=actor, on=on)}
    if kind in found and (unit_id is None or unit_id in dict(found[kind].units)):
        return found[kind]
    there = {one.kind: one for one in openable(viewer=actor, on=on, unit_id=unit_id)} if unit_id else {}
    if kind not in there:
        raise NotFound("这里没有这一种，或者它不由您来提。回到“办事”里看看能提哪些")
    return there[kind]


def _near(actor: Actor, unit_id: int, spec: CaseSpec, at: datetime) -> list[Somebody]:
    if not any(one.type == "people" for one in spec.opening):
        return []
    return people_near(actor, unit_id, at)


def people_near(actor: Actor, unit_id: int, at: datetime) -> list[Somebody]:
    """Whom one would name at a unit; of a team, everybody in its section."""
    unit = get_unit(unit_id, viewer=actor)
    wide = unit.parent if unit.kind == "team" and unit.parent else unit
    return near(wide, on=timezone.localdate(at))


def _page(
    request: PageRequest,
    one: Openable,
    unit_id: int,
    sheet: Sheet,
    people: list[Somebody],
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "spec": one.spec,
        "units": one.units,
        "unit_id": unit_id,
        "unit_name": dict(one.units).get(unit_id, ""),
        "sheet": sheet,
        "people": people,
        "today": timezone.localdate(clock.read()),
        "action": reverse("case_open", args=[one.kind]),
    }
    return render(request, "cases/open.html", context, status=status)
