"""Type what was held on paper: one sheet after the other, on the keyboard or with a finger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.files.rules import LARGEST
from tongxin.kernel.errors import Invalid
from tongxin.records.preshift import printed, rules
from tongxin.records.preshift.commands import Typed, Written, enter_paper
from tongxin.records.preshift.queries.paper import Paper, sheets, told_twice, view_paper
from tongxin.web.addresses import number
from tongxin.web.forms import attempt
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

WATCHED, MOVED = range(1, 9), range(1, 6)  # lines on the screen; those not needed yet are not shown
UNREAD = "这个编号不对，可能抄错了一位。编号在纸的右上角，二维码下面"
CHANGED = "录的时候班组的名单变了，号也跟着变了。请对着名字再看一遍"


@dataclass(frozen=True)
class Screen:
    """What stands on the screen: as printed, or as it was sent and refused."""

    marks: Mapping[int, str]
    chair: int | None
    clock: str
    watched: list[dict[str, Any]]
    moved: list[dict[str, Any]]
    ticked: list[str] = field(default_factory=list)
    risks: list[str] = field(default_factory=list)
    watchers: Mapping[str, int | None] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    guests: str = ""


@route("record_write", model="records.Record", level="C2", methods=("GET", "POST"), files=True)
def enter(request: PageRequest) -> HttpResponse:
    if request.method == "POST":
        return _take(request)
    asked = request.GET.get(printed.SHEET, "")
    shift_id = printed.shift_of(asked) if asked else number(request.GET.get("shift"))
    if shift_id is None:
        return _not_found(request, asked)
    page = view_paper(shift_id, viewer=request.actor, at=clock.read())
    if page.there is not None:
        messages.success(request, told_twice(page.there))
        return _to_record(page.there.id, page.there.state)
    mark = request.GET.get(printed.MARK) or printed.asked_in(asked).get(printed.MARK)
    return _show(request, page, _printed(page), renewed=bool(mark) and mark != page.mark)


def _not_found(request: PageRequest, asked: str) -> HttpResponse:
    page = sheets(viewer=request.actor, at=clock.read())
    context = {"page": page, "asked": asked, "unread": UNREAD if asked else ""}
    return render(request, "preshift/papers.html", context, status=422 if asked else 200)


def _to_record(record_id: int, state: str) -> HttpResponse:
    return redirect(f"/preshift/{record_id}" if state == "draft" else f"/records/{record_id}")


def _show(
    request: PageRequest, page: Paper, screen: Screen, *, renewed: bool = False, message: str = "",
    wrong: Mapping[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "page": page,
        "screen": screen,
        "rows": [(line, screen.marks.get(line.id, "")) for line in page.lines],
        "absences": rules.ABSENCES,
        "results": rules.RESULTS,
        "arrangements": rules.ARRANGEMENTS,
        "risks": [(one, one.key in screen.risks, screen.watchers.get(one.key)) for one in page.risks],
        "texts": [(one, screen.texts.get(one.field.key, "")) for one in page.texts],
        "renewed": renewed,
        "message": message,
        "wrong": dict(wrong or {}),
    }
    return render(request, "preshift/enter.html", context, status=422 if message else 200)


def _printed(page: Paper) -> Screen:
    """Everybody there but those on leave, held when the shift began, by whom it mostly is."""
    here = [line for line in page.leads if line.present]
    return Screen(
        marks={line.id: line.reason for line in page.lines if not line.present},
        chair=here[0].id if here else None,
        clock=f"{timezone.localtime(page.shift.starts_at):%H:%M}",
        watched=[{"number": one} for one in WATCHED],
        moved=[{"number": one} for one in MOVED],
    )


def _take(request: PageRequest) -> HttpResponse:
    at, post = clock.read(), request.POST
    page = view_paper(number(post.get("shift")) or 0, viewer=request.actor, at=at)
    if post.get("mark") != page.mark:
        return _show(request, page, _sent(page, post), renewed=True, message=CHANGED)
    tried = attempt(lambda: _enter(request, page))
    if tried.value is not None:
        for fact in tried.value.facts:
            answer_fact(fact, at=at)
        messages.success(request, f"{page.team.name} {page.shift.name}录好了。接着录下一张，或者关掉")
        return redirect("preshift_paper")
    if "record_id" in tried.details:
        messages.success(request, tried.message)
        return _to_record(tried.details["record_id"], str(tried.details.get("state", "")))
    return _show(request, page, _sent(page, post), message=tried.message, wrong=tried.fields)


def _enter(request: PageRequest, page: Paper) -> Typed:
    post, photo = request.POST, request.FILES.get("photo")
    screen = _sent(page, post)
    written = Written(
        clock=_time(screen.clock),
        sheet=_sheet(page, screen),
        guests=tuple(screen.guests.replace("，", " ").replace("、", " ").split()),
        photo=(photo.name or "纸质记录.jpg", photo.read(LARGEST + 1)) if photo else None,
    )
    return enter_paper(page.shift.id, written, by=request.actor, at=clock.read())


def _sent(page: Paper, post: QueryDict) -> Screen:
    texts = {one.field.key: post.get(one.field.key, "") for one in page.texts}
    return Screen(
        marks={line.id: post.get(f"mark-{line.id}", "") for line in page.lines},
        chair=number(post.get("chair")),
        clock=post.get("clock", ""),
        watched=[_row(post, one, "watch", "level", "arrange", "partner") for one in WATCHED],
        moved=[_row(post, one, "move", "place") for one in MOVED],
        ticked=post.getlist("ticked"),
        risks=post.getlist("risks"),
        watchers={one.key: number(post.get(f"watcher-{one.key}")) for one in page.risks},
        texts={**texts, **{key: post.get(key, "") for key in ("documents", "other_risk")}},
        guests=post.get("guests", "")[:120],
    )


def _row(post: QueryDict, row: int, *names: str) -> dict[str, Any]:
    found: dict[str, Any] = {name: post.get(f"{name}-{row}", "")[:60].strip() for name in names}
    return {"number": row, **found, "person": number(found[names[0]]), "beside": number(found.get("partner"))}


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def _sheet(page: Paper, screen: Screen) -> rules.Sheet:
    away = {person: reason for person, reason in screen.marks.items() if reason}
    if unknown := [row["number"] for row in screen.watched if row["level"] and not row["person"]]:
        raise Invalid("上岗状态少写了号", fields={"watch": f"第 {unknown[0]} 行没写是几号"})
    return rules.Sheet(
        chair_id=screen.chair,
        present=frozenset(line.id for line in page.lines if line.id not in away),
        reasons=away,
        watched=tuple(
            rules.Watch(row["person"], row["level"] or "watch", row["arrange"], row["beside"])
            for row in screen.watched
            if row["person"]
        ),
        moves={row["person"]: row["place"] for row in screen.moved if row["person"] and row["place"]},
        values=_values(page, screen),
    )


def _values(page: Paper, screen: Screen) -> dict[str, Any]:
    """The pack's fields as the meeting's own page sends them."""
    more = screen.texts["documents"].splitlines()
    watchers = {key: person for key, person in screen.watchers.items() if key in screen.risks and person}
    return {
        **{one.field.key: [screen.texts[one.field.key]] for one in page.texts},
        **{one.key: [one.value] for one in page.ticks if one.key in screen.ticked},
        "documents": [*page.documents, *more],
        "risks": screen.risks,
        "other_risk": [screen.texts["other_risk"]],
        "watchers": {key: person or screen.chair for key, person in watchers.items()},
        "told": "told" in screen.ticked,
        "read": "read" in screen.ticked,
    }
