"""What to put into an address and a form so that they point at a thing of one unit.

A new name in an address needs a line here, a new form that names a unit in its body another;
the matrix fails on a route that it cannot fill in.
"""

from collections.abc import Callable

from tests.matrix.world import Things
from tongxin.access.registry import Route

# Names that do not point at a thing of a unit.
PLAIN = {
    "line": "party",
    "key": "xzw",
    "number": "2026",
    "sha256": "0" * 64,
    "model": "orgs.Person",
    "action": "lock",
    "old": "1",
    "new": "1",
    "kind": "fault",
    "move": "assign",
    "token": "nobody-signed-this",
    "secret": "nobody-has-this-secret",
    "operation_key": "00000000-0000-4000-8000-000000000000",
    "device_key": "00000000-0000-4000-8000-000000000000",
    "twin_id": "1",
}
# Addresses whose record is still being written.
OF_DRAFTS = ("/preshift/<int:record_id>", "/preshift/morning", "/handover/", "/write", "/drop", "/files")

Body = Callable[[Things], dict[str, object] | None]


def _unit(**more: object) -> Body:
    return lambda things: {"unit": things.unit.id, **more}


def _nothing(things: Things) -> dict[str, object]:
    return {}


# Forms that name their thing in the body: None where the unit has no such thing.
BODIES: dict[str, Body] = {
    "/tasks/new": _unit(text="试"),
    "/records/open": _unit(kind="team_meeting"),
    "/reports/draft": _unit(kind="instructor_monthly", period="2026-M11"),
    "/preshift": lambda things: {"shift": things.ids["shift_id"]} if "shift_id" in things.ids else None,
    "/preshift/paper/enter": lambda things: (
        {"shift": things.ids["shift_id"]} if "shift_id" in things.ids else None
    ),
    "/handover": lambda things: {"shift": things.ids["shift_id"]} if "shift_id" in things.ids else None,
    "/regimes/packs/<slug:key>/adopt": _unit(),
    "/handover/<int:record_id>/give": lambda things: {"to_team": things.ids.get("team_id", 1)},
    "/terminals": lambda things: (
        {"team": things.ids["team_id"], "name": "试"} if "team_id" in things.ids else None
    ),
    "/handover/<int:record_id>/take": lambda things: {"taker": things.ids["person_id"]},
}
# Forms that concern nobody's unit: one's own things, the whole company's, or units that are chosen from
# the asker's own (`/orgs/roster`, `/shifts/assign`: others are answered like a form not filled in).
WITHOUT = {
    "/login", "/login/password", "/login/code", "/login/set-up", "/login/codes", "/logout",
    "/me/password", "/me/sessions/end", "/me/second-factor", "/me/second-factor/off", "/me/tokens",
    "/duties/feed", "/audit/export", "/orgs/words", "/shifts/rotations/new", "/regimes/own",
    "/orgs/roster", "/shifts/assign", "/shifts/day", "/records/ruling", "/cases/follow",
    "/cases/follow/texts", "/field/enrol", "/api/sync/ops", "/me/pin", "/me/pin/remove",
    "/terminal/enrol", "/terminal/pin", "/terminal/lock", "/terminal/touch", "/terminal/sign",
}  # fmt: skip


def address(route: Route, things: Things, *, few: str = "") -> str | None:
    """The address filled in, or None where the unit has no such thing."""
    path = route.path
    for name in names(route):
        value = PLAIN.get(name) or _id(route, name, things, few)
        if value is None:
            return None
        start = path.index("<")
        path = f"{path[:start]}{value}{path[path.index('>') + 1 :]}"
    return path


def names(route: Route) -> tuple[str, ...]:
    """The names in the address, of pages and of the API alike."""
    return tuple(part.split(">")[0].split(":")[-1] for part in route.path.split("<")[1:])


def _id(route: Route, name: str, things: Things, few: str) -> str | None:
    if name == "record_id":
        if few:
            return str(things.private)
        if any(part in route.path for part in OF_DRAFTS) and "attachment_id" not in route.path:
            return str(things.draft)
    if name == "case_id" and few:
        return str(things.cases[{"confidential": "C2", "sealed": "C3"}[few]])
    found = things.ids.get(name)
    return None if found is None else str(found)


def body(route: Route, things: Things) -> dict[str, object] | None:
    return BODIES.get(route.path, _nothing)(things)


def names_a_unit(route: Route) -> bool:
    """Whether the cell depends on whose thing it is."""
    moving = [name for name in names(route) if name not in PLAIN]
    return bool(moving) or (route.method == "POST" and route.path in BODIES)


def points_at_a_row(route: Route) -> bool:
    return any(name not in PLAIN for name in names(route))


def unfilled(route: Route, known: set[str]) -> list[str]:
    """Why the matrix cannot ask this route, if it cannot."""
    missing = [name for name in names(route) if name not in PLAIN and name not in known]
    faults = [f"{route}: tests/matrix/makers.py knows no “{name}”" for name in missing]
    if route.method != "GET" and not names_a_unit(route) and route.path not in WITHOUT and not names(route):
        faults.append(f"{route}: say in tests/matrix/makers.py what its form points at (BODIES or WITHOUT)")
    return faults
