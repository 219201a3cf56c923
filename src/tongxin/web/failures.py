"""The page for a database that cannot answer now."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from tongxin.kernel.outage import RETRY_SECONDS, told


def unavailable(error: BaseException | None) -> HttpResponse | None:
    """None for any other failure."""
    if not isinstance(error, OperationalError):
        return None
    heading, advice = told(str(error))
    # Without the request: whatever the frame would ask for may fail again.
    page = render_to_string("errors/error.html", {"heading": heading, "advice": advice})
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def session_not_kept(error: BaseException | None) -> HttpResponse | None:
    """Django says of a session that could not be saved only that the request is bad; why lies behind it."""
    while error is not None and not isinstance(error, OperationalError):
        error = error.__cause__ or error.__context__
    return unavailable(error)


def forget_session(request: HttpRequest) -> None:
    """Saving the session would wait for the same lock again, and fail again."""
    request.session.save = lambda must_create=False: None  # type: ignore[method-assign]
