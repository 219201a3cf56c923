"""One record: what was decided, who was there, what it counted for; sign it, compare its versions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.duties import queries as duties
from tongxin.facts.commands import answer_fact
from tongxin.files.queries import ToLook, to_look_at
from tongxin.records import commands, queries
from tongxin.records.sign_in.queries import hows
from tongxin.sync.queries.photos import photos_coming
from tongxin.web.addresses import number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("member", model="records.Record", level="C2")
def show(request: PageRequest, record_id: int) -> HttpResponse:
    at = clock.read()
    view = queries.view_record(record_id, viewer=request.actor, at=at)
    counted = duties.items_met_by(record_id, viewer=request.actor, at=at) if view.closed else []
    return render(
        request,
        "records/show.html",
        {
            "view": view,
            "record": view.record,
            "counted": counted,
            "came": hows(record_id),
            "decided": _decided(view),
            "planned": view.draft and view.record.held_at > at,
            "look": _look(view, request),
            "coming": photos_coming("record", record_id),
            "signs_others": view.may_write
            or request.actor.person_id in (view.record.chair_id, view.record.recorder_id),
        },
    )


def _look(view: queries.RecordView, request: PageRequest) -> ToLook | None:
    pictures = any(one.picture for one in view.attachments)
    return to_look_at("record", view.record.id, viewer=request.actor) if pictures else None


def _decided(view: queries.RecordView) -> str:
    """The finding: what was decided, and what of it became tasks."""
    passed = [one for one in view.decisions if one.passed is not False]
    if view.unheld:
        return f"没开成，{len(view.decisions)} 件事都没定"
    if view.draft:
        return f"在议 {len(view.decisions)} 件事"
    if view.spec.vote == "BR-43":
        return f"{len(view.decisions)} 名候选人，{len(passed)} 人当选"
    told = f"定了 {len(passed)} 件事"
    tasks = sum(one.task is not None for one in passed)
    told += "，已转成任务" if passed and tasks == len(passed) else f"，{tasks} 件转成任务" if tasks else ""
    failed = len(view.decisions) - len(passed)
    return f"{told}；{failed} 件没通过" if failed else told


@route("member", model="records.Presence", level="C2", methods=("POST",))
def sign(request: PageRequest, record_id: int) -> HttpResponse:
    """One's own signature, or with `person` that of somebody who is standing beside."""
    at, person = clock.read(), request.POST.get("person", "")
    fact = commands.sign(record_id, by=request.actor, at=at, person_id=number(person))
    answer_fact(fact, at=at)
    messages.success(request, "已签字" if not person else "已代签，两个名字都记下了")
    return redirect("record", record_id)


@route("member", model="records.Version", level="C2")
def compare(request: PageRequest, record_id: int, old: int, new: int) -> HttpResponse:
    compared = queries.compare_versions(record_id, old, new, viewer=request.actor)
    return render(request, "records/compare.html", {"compared": compared, "record": compared.record})
