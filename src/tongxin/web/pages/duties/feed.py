"""The calendar feed: its page, and the feed itself, opened by a secret."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from icalendar import Calendar, Event

from tongxin import clock
from tongxin.access.queries import actor_of
from tongxin.duties import commands, queries
from tongxin.duties.queries import ItemLine
from tongxin.kernel.actor import NOBODY
from tongxin.kernel.errors import NotFound
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("self", model="access.FeedSecret", level="C2", methods=("GET", "POST"))
def page(request: PageRequest) -> HttpResponse:
    """Make, renew or stop one's own feed; the address is shown once, when it is made."""
    at = clock.read()
    if request.method == "POST" and "stop" in request.POST:
        commands.stop_feed(by=request.actor, at=at)
        messages.success(request, "日历订阅已停，原来的地址打不开了")
        return redirect("duty_feed")
    address = ""
    if request.method == "POST":
        made = commands.make_feed(by=request.actor, at=at)
        address = request.build_absolute_uri(reverse("duty_calendar", args=[made.secret]))
    view = queries.view_feed(viewer=request.actor)
    shown = {"view": view, "address": address, "subscribe": _subscribe(address)}
    return render(request, "duties/feed.html", shown)


def _subscribe(address: str) -> str:
    """What a phone's calendar opens by itself."""
    return address.replace("https://", "webcal://").replace("http://", "webcal://")


@route("public", model="duties.DutyItem", level="C1")
def calendar(request: PageRequest, secret: str) -> HttpResponse:
    """What its owner owes, with the rights they have now; nothing about anybody else."""
    at = clock.read()
    person_id = queries.person_of_feed(secret)
    viewer = actor_of(person_id, at=at) if person_id else NOBODY
    if viewer.person_id is None:
        raise NotFound("没有找到这一页")
    items = queries.feed_items(viewer=viewer, at=at)
    response = HttpResponse(_written(items, at), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


def _written(items: list[ItemLine], at: datetime) -> bytes:
    feed = Calendar()
    feed.add("prodid", "-//tongxin//duties//ZH")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", "同心职责")
    feed.add("x-published-ttl", "PT1H")
    for item in items:
        feed.add_component(_event(item, at))
    return bytes(feed.to_ical())


def _event(item: ItemLine, at: datetime) -> Event:
    """A shift's duty has its hour; all others have their last day."""
    event = Event()
    event.add("uid", f"duty-{item.id}@tongxin")
    event.add("dtstamp", at)
    event.add("summary", f"{'' if item.unmet else '✓ '}{item.title}（{item.unit_name}）")
    if item.shift_id:
        event.add("dtstart", item.due_at - timedelta(minutes=max(item.minutes, 15)))
        event.add("dtend", item.due_at)
    else:
        event.add("dtstart", item.due_date)
        event.add("dtend", item.due_date + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("description", f"{item.period_words}，{item.word}")
    return event
