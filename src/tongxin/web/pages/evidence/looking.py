"""The photos of a record or a case beside those that they are like; somebody says what they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.files.commands import Said, judge_picture
from tongxin.files.queries import Finding, Looked, look_at
from tongxin.sync.queries.photos import photos_coming
from tongxin.web.addresses import number
from tongxin.web.forms import Tried, attempt
from tongxin.web.pages.evidence.who import who_may
from tongxin.web.pages.evidence.words import CHOICES, SAID
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

NOTHING: Tried[object] = Tried()


@dataclass(frozen=True, slots=True)
class Shown:
    """`who`: of what the viewer does not see, who could look at both. `tried`: what was wrong on sending."""

    finding: Finding
    number: int
    choices: Sequence[tuple[str, str]]
    said: tuple[str, str]
    who: Sequence[str]
    tried: Tried[object]
    verdict: str
    reason: str


@route("member", model="records.Attachment", level="C2", methods=("GET", "POST"))
def of_record(request: PageRequest, record_id: int) -> HttpResponse:
    return _page(request, "record", record_id)


@route("member", model="cases.Evidence", level="C2", methods=("GET", "POST"))
def of_case(request: PageRequest, case_id: int) -> HttpResponse:
    return _page(request, "case", case_id)


def _page(request: PageRequest, kind: str, thing_id: int) -> HttpResponse:
    at, tried = clock.read(), NOTHING
    said = _read(request) if request.method == "POST" else None
    if said is not None:
        tried = attempt(lambda: judge_picture(kind, thing_id, said, by=request.actor, at=at))
        if tried.done:
            return redirect(request.path)
    looked = look_at(kind, thing_id, viewer=request.actor)
    who = who_may(looked.findings, viewer=request.actor, at=at)
    context = {
        "looked": looked,
        "thing": looked.thing,
        "title": _title(looked),
        "shown": [
            _shown(one, place, who.get(one.other_id or 0, ()), said, tried)
            for place, one in enumerate(looked.findings)
        ],
        "coming": photos_coming(kind, thing_id),
        "message": tried.message if not tried.fields else "",
    }
    return render(request, "evidence/look.html", context, status=422 if tried.message else 200)


def _read(request: PageRequest) -> Said:
    post = request.POST
    return Said(
        number(post.get("file")) or 0,
        number(post.get("other")),
        post.get("verdict", ""),
        post.get("reason", ""),
    )


def _shown(one: Finding, place: int, who: Sequence[str], said: Said | None, tried: Tried[object]) -> Shown:
    about = "near" if one.other_id is not None else "time"
    mine = said is not None and (said.file_id, said.other_id) == (one.shot.file_id, one.other_id)
    return Shown(
        finding=one,
        number=place,
        choices=CHOICES[about],
        said=SAID[one.judged.verdict] if one.judged else ("", ""),
        who=who,
        tried=tried if mine else NOTHING,
        verdict=said.verdict if said and mine else "",
        reason=said.reason if said and mine else "",
    )


def _title(looked: Looked) -> str:
    open_ = [one for one in looked.findings if one.open and not one.hidden]
    near = sum(one.other_id is not None for one in open_)
    odd = len(open_) - near
    found = [f"{near} 处和别的照片很像" if near else "", f"{odd} 张时间对不上" if odd else ""]
    if any(found):
        return "，".join(one for one in found if one) + "，请看一看"
    if any(one.hidden and one.open for one in looked.findings):
        return "有照片和别处的很像，要别人来对"
    return "照片都看过了" if looked.findings else f"{len(looked.shots)} 张照片没发现什么"
