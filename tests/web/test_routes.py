"""A route that does not say who may use it stops start-up."""

import sys
from importlib import import_module
from types import ModuleType

import pytest
from django.core.checks import run_checks
from django.http import HttpResponse
from django.urls import path
from pytest_django.fixtures import Settings

from tongxin.access import registry
from tongxin.web.routes import route


def undeclared(request: object) -> HttpResponse:
    return HttpResponse()


@pytest.fixture
def addresses(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A urlconf of one's own; tests fill in `urlpatterns`."""
    module = ModuleType("tests.addresses")
    module.urlpatterns = []  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests.addresses", module)
    settings.ROOT_URLCONF = "tests.addresses"
    return module


def faults() -> list[str]:
    return [fault.id for fault in run_checks(tags=["tongxin"])]


def test_every_route_of_the_program_is_declared() -> None:
    assert [str(fault) for fault in run_checks(tags=["tongxin"])] == []
    assert len(list(registry.routes())) > 10


def test_an_undeclared_route_is_found(addresses: ModuleType) -> None:
    addresses.urlpatterns = [path("open", route("public")(undeclared)), path("hole", undeclared)]

    assert faults() == ["tongxin.E001"]


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        (route("records_view"), "tongxin.E002"),
        (route("record_view", model="records.Record"), "tongxin.E003"),
        (route("record_view", level="C1"), "tongxin.E003"),
        (route("record_view", model="records.Nothing", level="C1"), "tongxin.E003"),
        (route("record_view", model="records.Record", level="C1", methods=("LOOK",)), "tongxin.E003"),
        (route("signed_in", model="records.Record", level="C1"), "tongxin.E007"),
    ],
)
def test_a_declaration_names_what_exists(addresses: ModuleType, declared: object, fault: str) -> None:
    addresses.urlpatterns = [path("page", declared(undeclared))]  # type: ignore[operator]

    assert faults() == [fault]


def test_an_operation_of_the_api_must_declare_itself_too(addresses: ModuleType) -> None:
    from ninja import NinjaAPI

    api = NinjaAPI(docs_url=None, urls_namespace="test-of-routes")

    @api.get("/hole")
    def hole(request: object) -> str:
        return ""

    addresses.urlpatterns = [path("api/", api.urls)]

    assert faults() == ["tongxin.E001"]


def test_an_undeclared_route_stops_the_server(addresses: ModuleType) -> None:
    addresses.urlpatterns = [path("hole", undeclared)]
    sys.modules.pop("tongxin.config.wsgi", None)

    with pytest.raises(SystemExit, match="/hole does not declare who may use it"):
        import_module("tongxin.config.wsgi")


def test_superusers_are_not_even_known(settings: Settings) -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    settings.DEBUG = settings.PRODUCTION = True

    assert faults() == ["tongxin.E006"]
