"""Choose what to write, now or planned ahead; open it, or throw a draft away."""

import uuid
from datetime import date, datetime, time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tongxin import clock
from tongxin.duties import queries as duties
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import NotFound
from tongxin.kernel.ids import is_key
from tongxin.records import commands, queries
from tongxin.web.addresses import number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("record_write", model="records.Record", level="C1")
def choose(request: PageRequest) -> HttpResponse:
    at = clock.read()
    unit = request.GET.get("unit", "")
    kinds = queries.kinds_to_write(by=request.actor, at=at, unit_id=number(unit))
    owed = _owed(request, at)
    ordered = sorted(kinds, key=lambda one: one.place not in owed)
    chosen = next((one for one in kinds if one.kind == request.GET.get("kind", "")), None) if unit else None
    return render(
        request,
        "records/choose.html",
        {
            "own": _by_unit([one for one in ordered if one.own or one.place in owed or unit]),
            "heading": "写哪一种" if kinds else "现在没有要您写的记录",
            "others": _by_unit([one for one in ordered if not (one.own or one.place in owed or unit)]),
            "owed": owed,
            "chosen": chosen,
            "key": uuid.uuid4(),
            "now": timezone.localtime(at),
        },
    )


def _by_unit(kinds: list[queries.KindLine]) -> dict[str, list[queries.KindLine]]:
    units: dict[str, list[queries.KindLine]] = {}
    for kind in kinds:
        units.setdefault(kind.unit_name, []).append(kind)
    return units


def _owed(request: PageRequest, at: datetime) -> dict[str, duties.ItemLine]:
    """“unit/kind” -> the person's most urgent item that such a record would meet."""
    found: dict[str, duties.ItemLine] = {}
    for item in duties.my_items(viewer=request.actor, at=at):
        if item.unmet and item.record_kind:
            found.setdefault(f"{item.unit_id}/{item.record_kind}", item)
    return found


@route("record_write", model="records.Record", level="C1", methods=("POST",))
def open_record(request: PageRequest) -> HttpResponse:
    at, post = clock.read(), request.POST
    unit_id, key = number(post.get("unit")), post.get("key", "")
    if unit_id is None:
        raise NotFound("没有找到这个单位")
    opened = commands.open_record(
        post.get("kind", ""),
        unit_id=unit_id,
        by=request.actor,
        at=at,
        held_at=_moment(post.get("day", ""), post.get("starts", "")) or at,
        key=uuid.UUID(key) if is_key(key) else None,
    )
    answer_fact(opened.fact, at=at)
    return redirect("record_write", opened.record_id)


def _moment(day: str, clock_text: str) -> datetime | None:
    try:
        return timezone.make_aware(
            datetime.combine(date.fromisoformat(day), time.fromisoformat(clock_text or "09:00"))
        )
    except ValueError:
        return None


@route("record_write", model="records.Record", level="C2", methods=("POST",))
def drop(request: PageRequest, record_id: int) -> HttpResponse:
    at = clock.read()
    answer_fact(commands.drop_record(record_id, by=request.actor, at=at), at=at)
    messages.success(request, "已作废，不算数，也不再出现在台账里")
    return redirect("records")


@route("record_write", model="records.Record", level="C2", methods=("POST",))
def renew_roll(request: PageRequest, record_id: int) -> HttpResponse:
    commands.renew_roll(record_id, by=request.actor, at=clock.read())
    messages.success(request, "名单已按开会那天的花名册重列，点过的都还在")
    return redirect("record_write", record_id)
