"""The star wall: good deeds whose doer agreed, with thanks in one tap; and whose plaques hang where."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tongxin import clock
from tongxin.cases.commands import Making, move_case
from tongxin.cases.queries import kinds_in_force
from tongxin.cases.queries.posted import Wall, posted
from tongxin.facts.commands import answer_fact
from tongxin.web.addresses import key_in, next_page, number
from tongxin.web.forms import attempt
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

DEEDS = {"good_deed": ("shown",)}
THANK = "thank"
POSTS = {"pioneer_post": ("plaque",), "responsibility_area": ("active",), "pledge": ("shown", "reviewed")}
SECTIONS = (
    ("pioneer_post", "党员先锋岗", "挂了牌的岗位，带头做什么写在这里。"),
    ("responsibility_area", "党员责任区", "谁管哪一段、管什么，写在这里。"),
    ("pledge", "党员承诺", "亮出来的承诺，做到没有，大家看得见。"),
)


@route("member", model="cases.Case", level="C0")
def wall(request: PageRequest) -> HttpResponse:
    at = clock.read()
    found = posted(
        DEEDS,
        viewer=request.actor,
        at=at,
        unit_id=number(request.GET.get("unit")),
        before=key_in(request.GET.get("before")),
        answer=THANK,
    )
    context = {
        "wall": found,
        "title": _title(found),
        "year": timezone.localdate(at).year,
        "may_tell": "good_deed" in kinds_in_force(request.actor, on=timezone.localdate(at)),
        "next": _next(found),
        "first": not request.GET.get("before"),
    }
    return render(request, "cases/stars.html", context)


@route("member", model="cases.Case", level="C0", methods=("POST",))
def thank(request: PageRequest, case_id: int) -> HttpResponse:
    at = clock.read()
    tried = attempt(lambda: move_case(case_id, Making(THANK), by=request.actor, at=at))
    if tried.value is not None:
        answer_fact(tried.value, at=at)
    else:
        messages.error(request, tried.message)
    unit = number(request.POST.get("unit"))
    back = f"?unit={unit}" if unit else ""
    return redirect(f"{reverse('stars')}{back}#deed-{case_id}")


@route("member", model="cases.Case", level="C0")
def posts(request: PageRequest) -> HttpResponse:
    at = clock.read()
    found = posted(
        POSTS, viewer=request.actor, at=at, unit_id=number(request.GET.get("unit")),
        before=key_in(request.GET.get("before")),
    )  # fmt: skip
    sections = [
        (title, empty, [one for one in found.posters if one.kind == kind]) for kind, title, empty in SECTIONS
    ]
    holders = sum(one.kind == "pioneer_post" for one in found.posters)
    title = f"{holders} 个先锋岗挂了牌" if holders else "还没有挂牌的先锋岗"
    context = {"wall": found, "title": title, "sections": sections, "next": _next(found)}
    return render(request, "cases/star_posts.html", context)


def _title(found: Wall) -> str:
    place = f"{found.here.name}" if found.here else ""
    if found.total:
        return f"{place}今年有 {found.total} 件好事"
    return f"{place}今年的第一件好事，等您来说"


def _next(found: Wall) -> str:
    return next_page(found.next, {"unit": str(found.here.unit_id)} if found.here else {})
