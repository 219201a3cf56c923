"""Who is there, and a pad: choose a name, type the PIN, and what it was for is done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.access.commands.pins import check_pin
from tongxin.access.queries.terminals import TerminalSeen
from tongxin.facts.commands import answer_fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound, Refused
from tongxin.records.commands import sign
from tongxin.records.sign_in.commands import come
from tongxin.records.terminal.queries import Face, TerminalBoard, view_board
from tongxin.web import terminal as turns
from tongxin.web.addresses import number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@dataclass(frozen=True, slots=True)
class Pad:
    """For whom, by whom, and what a right PIN does. `choosing`: first it is asked who signs for them."""

    face: Face
    by: str
    by_id: int
    what: str
    choosing: bool
    wrong: str = ""

    @property
    def proxy(self) -> bool:
        return self.by_id != self.face.id


@route("public", model="records.Record", level="C1", terminal=True)
def home(request: PageRequest) -> HttpResponse:
    """Names of the team on its own device; on any other the way to make it one."""
    if request.terminal is None:
        return redirect("/terminal/enrol")
    if request.actor.person_id is not None and "who" not in request.GET:
        return redirect("/terminal/mine")
    board = view_board(request.terminal.team_id, at=clock.read())
    who, by = number(request.GET.get("who")), request.GET.get("by", "")
    return _show(request, board, _pad(board, who, by) if who else None)


def _pad(board: TerminalBoard, who: int, by: str, wrong: str = "") -> Pad:
    face = board.face(who)
    if face is None:
        raise NotFound("这个人不在这个班组的名单上")
    if by == "choose":
        return Pad(face, "", 0, face.can, True)
    helper = board.helper(number(by)) if by else None
    if helper is None or face.can != "sign":
        return Pad(face, face.name, face.id, face.can or "enter", False, wrong)
    return Pad(face, helper.name, helper.id, "sign", False, wrong)


def _show(request: PageRequest, board: TerminalBoard, pad: Pad | None, status: int = 200) -> HttpResponse:
    context = {"board": board, "pad": pad, "at": clock.read()}
    return render(request, "terminal/board.html", context, status=status)


@route("public", model="records.Record", level="C1", methods=("POST",), terminal=True)
def enter_pin(request: PageRequest) -> HttpResponse:
    """`who`: whose name was tapped; `by`: who signs for them, if it is another."""
    terminal, at = _terminal(request), clock.read()
    board = view_board(terminal.team_id, at=at)
    pad = _pad(board, number(request.POST.get("who")) or 0, request.POST.get("by", ""))
    what = "enter" if request.POST.get("what") == "enter" and not pad.proxy else pad.what
    try:
        company = Actor(None, "", terminal.company_id)
        actor = check_pin(pad.by_id, request.POST.get("pin", ""), terminal=terminal, by=company, at=at)
        told = _do(request, what, pad, board, actor, at)
    except Refused as refusal:
        if isinstance(refusal, NotFound):
            raise
        wrong = refusal.fields.get("pin", "") if isinstance(refusal, Invalid) else ""
        pad = _pad(board, pad.face.id, str(pad.by_id) if pad.proxy else "", wrong or refusal.message)
        return _show(request, board, pad, status=refusal.status)
    if what == "enter":
        return redirect("/terminal/mine")
    turns.lock(request)
    messages.success(request, told)
    return redirect("/terminal")


def _do(request: PageRequest, what: str, pad: Pad, board: TerminalBoard, actor: Actor, at: datetime) -> str:
    """What the PIN was typed for; the sentence that says it is done."""
    record_id = board.record.id if board.record else 0
    if what == "sign":
        fact: Any = sign(record_id, by=actor, at=at, person_id=pad.face.id)
        answer_fact(fact, at=at)
        return (
            f"{actor.name}替{pad.face.name}签好了，两个名字都写上了" if pad.proxy else f"{actor.name}签好了"
        )
    if what == "come":
        arrived = come(record_id, by=actor, at=at)
        if arrived.fact is not None:
            answer_fact(arrived.fact, at=at)
        return f"{actor.name}签到了"
    turns.come_in(request, _terminal(request), actor)
    return ""


def _terminal(request: PageRequest) -> TerminalSeen:
    if request.terminal is None:
        raise NotFound("这台设备还没有登记成班组终端")
    return request.terminal


@route("public", methods=("POST",), terminal=True)
def lock(request: PageRequest) -> HttpResponse:
    """Somebody else's turn; also what the page sends when nobody has touched it for a minute."""
    _terminal(request)
    turns.lock(request)
    return redirect("/terminal")


@route("public", methods=("POST",), terminal=True)
def touch(request: PageRequest) -> HttpResponse:
    """Somebody is still typing. That the request came is what counts (`web.terminal`)."""
    return HttpResponse(status=204 if request.actor.person_id is not None else 409)
