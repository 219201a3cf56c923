"""One case: what it is, who has it, by when, what was done, and what can be done now."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from tongxin import clock
from tongxin.cases import queries
from tongxin.cases.queries import CaseView, MoveView
from tongxin.files.queries import to_look_at
from tongxin.sync.queries.photos import photos_coming
from tongxin.web.pages.cases.words import ICONS, TONES, due_word, left_word
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@dataclass(frozen=True, slots=True)
class Button:
    """A move that may be made. `at_once`: nothing is asked, so that one tap makes it."""

    move: MoveView
    at_once: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of a case shows beside the case itself."""

    view: CaseView
    tone: str
    icon: str
    due: str
    left: str
    main: Button | None
    others: tuple[Button, ...]
    waiting: tuple[MoveView, ...]
    key: str


def shown(view: CaseView, today: date) -> Shown:
    ready = [Button(move, at_once(move)) for move in view.moves if not move.hindrances]
    main = _main(ready)
    return Shown(
        view=view,
        tone=TONES[view.line.tone],
        icon=ICONS.get(view.line.tone, ""),
        due=due_word(view.line),
        left=left_word(view.line, today),
        main=main,
        others=tuple(one for one in ready if one is not main),
        waiting=tuple(move for move in view.moves if move.hindrances),
        key=str(uuid.uuid4()),
    )


def _main(ready: Sequence[Button]) -> Button | None:
    """The one big button is what the pack calls a main move; what else one may do stands beside it."""
    return next((one for one in ready if one.move.tone == "main"), None)


def at_once(move: MoveView) -> bool:
    asks = move.fields or move.files or move.dated or move.needs_record or move.needs_reason
    return not asks and move.tone != "warn"


def earlier(given: QueryDict, today: date) -> date | None:
    """The day as of which steps are to be written up, if it is an earlier one (`on`)."""
    try:
        day = date.fromisoformat(given.get("on", ""))
    except ValueError:
        return None
    return day if date(1950, 1, 1) <= day < today else None


@route("member", model="cases.Case", level="C2")
def show(request: PageRequest, case_id: int) -> HttpResponse:
    at = clock.read()
    day = earlier(request.GET, timezone.localdate(at))
    view = queries.view_case(case_id, viewer=request.actor, at=at, day=day)
    pictures = any(one.content_type.startswith("image/") for deed in view.deeds for one in deed.files)
    context = {"page": shown(view, timezone.localdate(at)), "view": view, "day": day}
    if pictures:  # a case without any asks nothing more
        context["look"] = to_look_at("case", case_id, viewer=request.actor)
        context["coming"] = photos_coming("case", case_id)
    return render(request, "cases/show.html", context)
