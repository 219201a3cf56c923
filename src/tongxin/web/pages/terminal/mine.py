"""What somebody who came in by PIN does at the terminal: the meeting, signatures, reports, own duties of the team."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tongxin import clock
from tongxin.access.queries.terminals import TerminalSeen
from tongxin.cases.queries.openable import Openable, openable
from tongxin.duties.queries import ItemLine, my_items
from tongxin.facts.commands import answer_fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.records.commands import sign
from tongxin.records.handover import commands as handovers
from tongxin.records.handover.queries import Waiting, given_to, view_handover
from tongxin.records.queries.tasks import TaskLine, open_tasks
from tongxin.records.terminal.queries import Face, TerminalBoard, view_board
from tongxin.web import terminal as turns
from tongxin.web.pages.cases.opening import bring
from tongxin.web.pages.cases.sheet import Sheet, blank, typed
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

BROUGHT_HERE = ("safety", "voice")  # groups of kinds that a terminal offers
SHOWN = 6


@dataclass(frozen=True, slots=True)
class OwnPage:
    board: TerminalBoard
    face: Face | None
    given: list[Waiting]
    kinds: list[Openable]
    items: list[ItemLine]
    tasks: list[TaskLine]

    @property
    def may_hold(self) -> bool:
        return self.board.shift is not None and self.board.state != "closed"


@route("member", model="duties.DutyItem", level="C1", terminal=True)
def mine(request: PageRequest) -> HttpResponse:
    terminal, at = _terminal(request), clock.read()
    page = _page(request.actor, terminal, at)
    return render(request, "terminal/mine.html", {"page": page, "at": at})


def _page(actor: Actor, terminal: TerminalSeen, at: datetime) -> OwnPage:
    day = timezone.localdate(at)
    board = view_board(terminal.team_id, at=at)
    tasks = open_tasks(viewer=actor, on=day, unit_ids=[terminal.team_id], owner_id=actor.person_id)
    return OwnPage(
        board=board,
        face=board.face(actor.person_id),
        given=given_to(viewer=actor, at=at),
        kinds=_kinds(actor, terminal, at),
        items=[one for one in my_items(viewer=actor, at=at) if one.unmet][:SHOWN],
        tasks=tasks[:SHOWN],
    )


def _kinds(actor: Actor, terminal: TerminalSeen, at: datetime) -> list[Openable]:
    """What anybody may bring, in this team; nothing that is sealed."""
    found = openable(viewer=actor, on=timezone.localdate(at), unit_id=terminal.team_id)
    return [
        one
        for one in found
        if one.spec.group in BROUGHT_HERE and one.spec.opened_by.everybody and one.spec.level != "C3"
    ]


def _terminal(request: PageRequest) -> TerminalSeen:
    if request.terminal is None:
        raise NotFound("没有找到这一页")
    return request.terminal


@route("member", model="records.Record", level="C1", methods=("POST",), terminal=True)
def sign_own(request: PageRequest) -> HttpResponse:
    """One's own signature on the meeting of the shift; then it is the next one's turn."""
    terminal, at = _terminal(request), clock.read()
    board = view_board(terminal.team_id, at=at)
    if board.record is None:
        raise NotFound("没有找到这次会")
    answer_fact(sign(board.record.id, by=request.actor, at=at), at=at)
    return _signed(request, f"{request.actor.name}签好了")


def _signed(request: PageRequest, told: str) -> HttpResponse:
    turns.lock(request)
    messages.success(request, told)
    return redirect(turns.HOME)


@route("member", model="records.Record", level="C1", methods=("GET", "POST"), terminal=True)
def take_shift(request: PageRequest, record_id: int) -> HttpResponse:
    """What another team hands over to this one, and the signature of who takes it."""
    terminal, at = _terminal(request), clock.read()
    if record_id not in [one.id for one in given_to(viewer=request.actor, at=at)]:
        raise NotFound("没有找到这次交接班")
    if request.method == "POST":
        fact = handovers.take(record_id, request.actor.person_id or 0, by=request.actor, at=at)
        answer_fact(fact, at=at)
        return _signed(request, f"{request.actor.name}接班签好了，没了结的归{terminal.team}")
    page = view_handover(record_id, viewer=request.actor)
    return render(request, "terminal/handover.html", {"page": page})


@route("member", model="cases.Case", level="C2", methods=("GET", "POST"), files=True, terminal=True)
def report(request: PageRequest, kind: str) -> HttpResponse:
    """A hazard or a request of this team, with one's name; without one there is the code on the wall."""
    terminal, at = _terminal(request), clock.read()
    one = next((one for one in _kinds(request.actor, terminal, at) if one.kind == kind), None)
    if one is None:
        raise NotFound("终端上不办这一种，请用自己的手机")
    if request.method != "POST":
        return _form(request, one, blank(one.spec.opening))
    sheet = typed(one.spec.opening, request.POST, company_id=request.actor.company_id)
    sheet.texts.pop("as", None)
    tried = bring(request, one.spec, terminal.team_id, sheet, at=at)
    if tried.value is None:
        return _form(request, one, sheet, status=422)
    messages.success(request, f"{one.spec.title}：交上去了。办到哪一步，在自己手机的“办事”里看")
    return redirect("/terminal/mine")


def _form(request: PageRequest, one: Openable, sheet: Sheet, status: int = 200) -> HttpResponse:
    context = {
        "spec": one.spec,
        "units": one.units,
        "unit_id": one.units[0][0],
        "unit_name": one.units[0][1],
        "sheet": sheet,
        "today": timezone.localdate(clock.read()),
        "action": request.path,
    }
    return render(request, "cases/open.html", context, status=status)
