"""Accounts, for the security administrator: codes, locks, sessions, administrators."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.access.commands import accounts as commands
from tongxin.access.commands import administrators, second_factor
from tongxin.access.queries import accounts as queries
from tongxin.kernel.errors import NotFound
from tongxin.web.addresses import number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("admin:security", model="access.Account", level="C2")
def accounts(request: PageRequest) -> HttpResponse:
    search, state, after = (request.GET.get(key, "").strip() for key in ("search", "state", "after"))
    page = queries.view_accounts(
        viewer=request.actor,
        at=clock.read(),
        search=search[:60],
        state=state,
        after=number(after) or 0,
    )
    proposals = queries.open_proposals(viewer=request.actor)
    context = {
        "page": page,
        "search": search,
        "state": state,
        "states": queries.STATES,
        "waiting": len(proposals),
    }
    return render(request, "administration/accounts.html", context)


@route("admin:security", model="access.Account", level="C2")
def account(request: PageRequest, person_id: int) -> HttpResponse:
    return _account_page(request, person_id)


def _account_page(request: PageRequest, person_id: int, **more: Any) -> HttpResponse:
    view = queries.view_account(person_id, viewer=request.actor, at=clock.read())
    context = {"view": view, "kinds": queries.administrator_kinds(), **more}
    return render(request, "administration/account.html", context)


@route("admin:security", model="access.Account", level="C2", methods=("POST",))
def give_code(request: PageRequest, person_id: int) -> HttpResponse:
    """The code is on this page only; nothing keeps it."""
    given = commands.give_code(person_id, by=request.actor, at=clock.read())
    return _account_page(request, person_id, given=given)


ACTS: dict[str, tuple[Callable[..., Any], str]] = {
    "lock": (commands.lock_account, "账号停用了，从现在起登不进来"),
    "unlock": (commands.unlock_account, "账号恢复了，现在就能登录"),
    "end-sessions": (commands.end_sessions, "所有设备都退出了"),
    "reset-second-factor": (second_factor.reset, "二次验证清掉了，下次登录不再要验证码"),
}


@route("admin:security", model="access.Account", level="C2", methods=("POST",))
def act(request: PageRequest, person_id: int, action: str) -> HttpResponse:
    view = queries.view_account(person_id, viewer=request.actor, at=clock.read())
    if action not in ACTS or view.account_id is None:
        raise NotFound("没有找到这个账号")
    command, done = ACTS[action]
    command(view.account_id, by=request.actor, at=clock.read())
    messages.success(request, done)
    return redirect("account", person_id)


@route("admin:security", model="access.Administrator", level="C2", methods=("POST",))
def propose(request: PageRequest, person_id: int) -> HttpResponse:
    by, at = request.actor, clock.read()
    if request.POST.get("code") == "1":
        administrators.propose_code(person_id, by=by, at=at)
    else:
        kind, ends = request.POST.get("kind", ""), request.POST.get("ends") == "1"
        administrators.propose(person_id, kind, ends=ends, by=by, at=at)
    messages.success(request, "提出了。请另一位管理员在“待确认”里确认，确认前不生效")
    return redirect("account", person_id)


@route("admin", model="access.Proposal", level="C2")
def proposals(request: PageRequest) -> HttpResponse:
    """For any of the three administrators: a grant takes a second one."""
    waiting = queries.open_proposals(viewer=request.actor)
    return render(request, "administration/proposals.html", {"proposals": waiting})


@route("admin", model="access.Proposal", level="C2", methods=("POST",))
def answer(request: PageRequest, proposal_id: int) -> HttpResponse:
    agreed = request.POST.get("agreed") == "1"
    administrators.answer(proposal_id, agreed=agreed, by=request.actor, at=clock.read())
    messages.success(request, "确认了，从现在起生效" if agreed else "没有同意，什么都没变")
    return redirect("proposals")
