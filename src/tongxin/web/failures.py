"""What a person reads when the database is locked, full or away: nothing was kept, try again."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

# Found in the words of both databases; the first that fits is said.
SENTENCES = (
    (
        ("disk is full", "no space left", "could not extend file"),
        "服务器的磁盘满了，刚才的没有存",
        "已存的都还在，没有只存一半的。请告诉系统管理员清理磁盘，之后再办一次。",
    ),
    (
        ("locked", "lock timeout", "deadlock", "statement timeout"),
        "系统正忙，刚才的没有存",
        "有人正在办一件大的事，比如导入花名册。没有只存一半的。请过一分钟再办一次。",
    ),
    (
        ("",),
        "数据库连不上，刚才的没有存",
        "没有只存一半的。请过几分钟再试；还不行，请告诉系统管理员。",
    ),
)


def unavailable(error: BaseException | None) -> HttpResponse | None:
    """The page for a database that cannot answer now; None for any other failure."""
    if not isinstance(error, OperationalError):
        return None
    words = str(error).lower()
    heading, advice = next(
        (heading, advice) for marks, heading, advice in SENTENCES if any(mark in words for mark in marks)
    )
    # Without the request: whatever the frame would ask for may fail again.
    page = render_to_string("errors/error.html", {"heading": heading, "advice": advice})
    return HttpResponse(page, status=503, headers={"Retry-After": "60"})


def forget_session(request: HttpRequest) -> None:
    """Saving the session would wait for the same lock again, and fail again."""
    request.session.save = lambda must_create=False: None  # type: ignore[method-assign]
