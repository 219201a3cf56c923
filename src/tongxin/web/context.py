"""What the frame around every page shows."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from tongxin.access.rules import LOCKS_AFTER
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.regimes.load import posts
from tongxin.web.routes import opens


@dataclass(frozen=True, slots=True)
class Item:
    title: str
    url: str
    icon: str
    action: str = "signed_in"
    current: bool = False
    unless: str = ""  # left out for whoever has this right


# Front-line people have five, workers four: those whose action does not open are left out. Whoever writes
# records comes to what is left open from there and from Today.
TABS = (
    Item("今日", "/", "home"),
    Item("班前会", "/preshift", "users-group", "record_write"),
    Item("办事", "/cases", "speakerphone", "member"),
    Item("台账", "/records", "notebook", "record_write"),
    Item("事项", "/tasks", "list-check", "member", unless="record_write"),
    Item("我的", "/me", "user"),
)
RAIL = (
    Item("今日", "/", "home"),
    Item("办事", "/cases", "speakerphone", "member"),
    Item("台账", "/records", "notebook", "record_view"),
    Item("事项", "/tasks", "list-check", "member"),
    Item("职责", "/duties", "checklist", "duty_view"),
    Item("组织", "/orgs", "sitemap", "org_view"),
    Item("排班", "/shifts", "calendar-repeat", "shift_edit"),
    Item("终端", "/terminals", "device-desktop", "shift_edit"),
    Item("报告", "/reports", "file-text", "report_view"),
    Item("看板", "/board", "layout-dashboard", "dashboard_view"),
    Item("制度", "/regimes", "books", "regime_view"),
    Item("系统", "/system", "settings", "admin:system"),
    Item("账号", "/accounts", "key", "admin:security"),
    Item("终端", "/terminals", "device-desktop", "admin:security"),
    Item("审计", "/audit", "shield-check", "admin:audit"),
    Item("授权", "/proposals", "user-check", "admin"),
    Item("我的", "/me", "user"),
)


def home_of(actor: Actor) -> str:
    """An office post goes before one at the front; without a post one is a worker."""
    if actor.administrator:
        return "administrator"
    known = posts(settings.PACKS_DIR)
    homes = {known[held.post].home for held in actor.posts if held.post in known}
    return "desk" if "desk" in homes else "field" if "field" in homes else "worker"


def frame(request: HttpRequest) -> dict[str, object]:
    """`frame.base` frames the pages that everybody has: the office's (`frame.desk`), or the phone's with tabs."""
    actor: Actor = getattr(request, "actor", NOBODY)
    if (terminal := getattr(request, "terminal", None)) is not None:
        return {"frame": {"base": "field.html", "terminal": terminal, "seconds": LOCKS_AFTER.seconds}}
    if actor.person_id is None:
        return {"frame": {}}
    desk = home_of(actor) in ("desk", "administrator")
    return {
        "frame": {
            "base": "desk.html" if desk else "field.html",
            "desk": desk,
            "tabs": _open(TABS, actor, request.path),
            "rail": _open(RAIL, actor, request.path),
            "place": actor.posts[0].unit_name if actor.posts else "",
            "posts": "、".join(f"{post.unit_name} {post.title}" for post in actor.posts),
        }
    }


def _open(items: tuple[Item, ...], actor: Actor, path: str) -> list[Item]:
    return [
        Item(item.title, item.url, item.icon, item.action, _here(item.url, path))
        for item in items
        if opens(item.action, actor) and not (item.unless and actor.may(item.unless))
    ]


def _here(url: str, path: str) -> bool:
    return path == url if url == "/" else path == url or path.startswith(f"{url}/")
