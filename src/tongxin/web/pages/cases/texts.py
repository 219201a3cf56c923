"""The sealed texts of a case: opened by a press, never by an address, and every opening is written down."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from tongxin import clock
from tongxin.cases import queries
from tongxin.cases.queries import CaseView, sealed
from tongxin.cases.queries.sealed import OpenedText
from tongxin.kernel.errors import NotFound
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("member", model="cases.Sealed", level="C3", methods=("GET", "POST"))
def texts(request: PageRequest, case_id: int) -> HttpResponse:
    """GET says what will be written down; POST reads."""
    at = clock.read()
    view = queries.view_case(case_id, viewer=request.actor, at=at)
    if not view.texts:
        raise NotFound("没有找到这件事")
    case = queries.get_case(case_id, viewer=request.actor)
    opened = sealed.read_texts(case, viewer=request.actor, at=at) if request.method == "POST" else None
    context = {
        "view": view,
        "opened": by_step(view, opened) if opened is not None else None,
        "readings": sealed.readings_of(case) if sealed.may_know_who_read(case, request.actor) else None,
    }
    response = render(request, "cases/texts.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


def by_step(view: CaseView, opened: list[OpenedText]) -> list[tuple[object, list[tuple[str, str]]]]:
    """Each step with its texts, the latest first."""
    titles = {(deed.id, one.key): one.title for deed in view.deeds for one in deed.fields}
    return [
        (deed, mine)
        for deed in reversed(view.deeds)
        if (
            mine := [
                (titles.get((one.deed_id, one.field), ""), one.text)
                for one in opened
                if one.deed_id == deed.id
            ]
        )
    ]
