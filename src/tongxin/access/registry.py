"""Every route of the program with what it declares: read by the start-up check and the permission matrix."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from tongxin.access.declarations import Declaration, Level
from tongxin.regimes.schema.post import Capability

DOORS = {
    "public", "self", "member", "signed_in", "admin", "admin:system", "admin:security", "admin:audit",
}  # fmt: skip
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
HINT = "Give it @route(action, model=…, level=…, methods=…), or list it in tongxin.access.registry.LISTED."
# Pages that show an administrator nothing but their own tools.
EMPTY = {"/"}
# Routes of libraries, by the name of their pattern: they show nothing of anybody.
LISTED = {
    "openapi-json": Declaration("public", "-", "-", ("GET",)),
    "api-root": Declaration("public", "-", "-", ("GET",)),
}


@dataclass(frozen=True, slots=True)
class Route:
    """One address and one method; `parameters` are the names in its pattern."""

    path: str
    method: str
    parameters: tuple[str, ...]
    declaration: Declaration | None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes(urlconf: str | None = None) -> Iterator[Route]:
    """All routes × methods, in the order of the resolver; an undeclared one has method ANY."""
    for path, pattern in _patterns(get_resolver(urlconf), "/"):
        parameters = tuple(pattern.pattern.converters)
        for declaration in _declarations(pattern):
            for method in declaration.methods if declaration else ("ANY",):
                yield Route(path, method, parameters, declaration)


def _patterns(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, path)
        else:
            yield path, entry


def _declarations(pattern: URLPattern) -> Iterator[Declaration | None]:
    """What a page declares, or each operation of an API path, or a listed route of a library."""
    if operations := _operations(pattern.callback):
        for operation in operations:
            declared = getattr(operation.view_func, "declaration", None)
            yield declared and Declaration(
                declared.action, declared.model, declared.level, tuple(operation.methods)
            )
        return
    yield getattr(pattern.callback, "declaration", None) or LISTED.get(pattern.name or "")


def _operations(callback: Any) -> list[Any]:
    """The operations of a path of django-ninja: its view function closes over them."""
    for cell in getattr(callback, "__closure__", None) or ():
        if operations := getattr(cell.cell_contents, "operations", None):
            return list(operations)
    return []


def check_routes(urlconf: str | None = None, **_: Any) -> list[CheckMessage]:
    """A route without action, model and level stops start-up."""
    return [error for route in routes(urlconf) for error in _faults(route)]


def _faults(route: Route) -> Iterator[Error]:
    declared = route.declaration
    if declared is None:
        yield Error(f"{route.path} does not declare who may use it.", hint=HINT, id="tongxin.E001")
        return
    if declared.action not in DOORS | set(get_args(Capability)):
        yield Error(f"{route} declares the unknown action “{declared.action}”.", id="tongxin.E002")
    if declared.level not in get_args(Level) or (declared.level == "-") != (declared.model == "-"):
        yield Error(f"{route} must name model and level together.", id="tongxin.E003")
    if declared.model != "-" and not _is_model(declared.model):
        yield Error(f"{route} names the unknown model “{declared.model}”.", id="tongxin.E003")
    if declared.action == "signed_in" and declared.level in ("C1", "C2", "C3") and route.path not in EMPTY:
        words = "would show content to administrators; let “member” in."
        yield Error(f"{route} {words}", id="tongxin.E007")
    if route.method not in METHODS:
        yield Error(f"{route} has an unknown method.", id="tongxin.E003")


def _is_model(name: str) -> bool:
    try:
        apps.get_model(name)
    except (LookupError, ValueError):
        return False
    return True
