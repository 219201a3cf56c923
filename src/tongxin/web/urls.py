"""The addresses of the pages; each area has its own list."""

from django.urls import include, path

AREAS = (
    "home", "preshift", "cases", "evidence", "records", "tasks", "duties", "board", "orgs", "roster", "shifts", "regimes",
    "field", "terminal", "reports", "account", "administration", "me", "health",
)  # fmt: skip

urlpatterns = [path("", include(f"tongxin.web.pages.{area}.urls")) for area in AREAS]
