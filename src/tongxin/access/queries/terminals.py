"""The devices of shift rooms: which there are, and who somebody is on one of them."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from tongxin.access.models import Account, Pin, Terminal
from tongxin.access.queries.actors import actor_of
from tongxin.kernel.actor import NOBODY, Actor, Scope
from tongxin.kernel.errors import NotFound
from tongxin.kernel.paths import ids_in
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import within

NOTED_EACH = timedelta(minutes=1)
# What a post may do on a terminal, in its team alone: write what the team writes, and see that.
RIGHTS = ("record_write", "record_view")
TEAMS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class TerminalSeen:
    """The device that a request comes from. It has no rights; the person at it has."""

    id: int
    name: str
    company_id: int
    team_id: int
    team: str
    team_path: str


def terminal_of(secret: str, *, at: datetime) -> TerminalSeen | None:
    """Found by digest, so the time taken says nothing about the secret."""
    if not secret:
        return None
    digest = hashlib.sha256(secret.encode(errors="ignore")).hexdigest()
    alive = Terminal.objects.filter(digest=digest, revoked_at=None, expires_at__gt=at, team__ends_date=None)
    row = alive.select_related("team").first()
    if row is None:
        return None
    if row.used_at is None or abs(at - row.used_at) >= NOTED_EACH:
        Terminal.objects.filter(id=row.id).update(used_at=at)
    return TerminalSeen(row.id, row.name, row.company_id, row.team_id, row.team.name, row.team.path)


def actor_on(terminal: TerminalSeen, person_id: int, *, at: datetime) -> Actor:
    """The person with what their posts give them in the team of the terminal, and nothing else; nobody, for
    administrators, people of other companies, and accounts that were stopped."""
    actor = actor_of(person_id, at=at)
    if actor.company_id != terminal.company_id or actor.administrator:
        return NOBODY
    if Account.objects.filter(person_id=person_id, is_active=False).exists():
        return NOBODY
    return narrowed(actor, terminal)


def narrowed(actor: Actor, terminal: TerminalSeen) -> Actor:
    """Rights in the one team; posts of the team and of what is above it."""
    here = Scope(units=frozenset({terminal.team_id}))
    scopes = {
        right: here
        for right in RIGHTS
        if actor.may_in(right, unit_id=terminal.team_id, path=terminal.team_path)
    }
    above = set(ids_in(terminal.team_path))
    posts = tuple(post for post in actor.posts if post.unit_id in above)
    return replace(actor, scopes=scopes, posts=posts, team_id=terminal.team_id)


def pin_of(viewer: Actor) -> Pin | None:
    return Pin.objects.filter(person=viewer.person_id or 0).first()


def teams_to_equip(viewer: Actor) -> QuerySet[Unit]:
    """Teams for which the viewer may enrol a terminal: all of the company for the security administrator, who
    looks after ways in; else those below a unit in which the viewer plans shifts. A team's own posts do not:
    nobody sets up the device on which they are signed for."""
    teams = Unit.objects.filter(company_id=viewer.company_id or 0, kind="team", ends_date=None)
    if viewer.administrator == "security":
        return teams
    return teams.filter(within(viewer.scope("shift_edit"), "parent"))


def terminals_seen_by(viewer: Actor) -> QuerySet[Terminal]:
    return Terminal.objects.filter(company_id=viewer.company_id or 0, team__in=teams_to_equip(viewer))


@dataclass(frozen=True, slots=True)
class TerminalLine:
    """`state`: waiting, over (its code ran out), open, ended, revoked."""

    id: int
    name: str
    team: str
    offered_by: str
    offered_at: datetime
    enrolled_at: datetime | None
    used_at: datetime | None
    until: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class TerminalsPage:
    lines: list[TerminalLine]
    teams: list[tuple[int, str]]
    more: bool


def view_terminals(*, viewer: Actor, at: datetime, search: str = "") -> TerminalsPage:
    """Not there for whoever may equip no team."""
    teams = teams_to_equip(viewer)
    found = teams.filter(name__contains=search) if search else teams
    shown = list(found.order_by("path").values_list("id", "name")[: TEAMS_SHOWN + 1])
    if not shown and not teams.exists():
        raise NotFound("没有找到这一页")
    rows = terminals_seen_by(viewer).select_related("team", "offered_by")
    rows = rows.filter(Q(name__contains=search) | Q(team__name__contains=search)) if search else rows
    lines = [_line(row, at) for row in rows.order_by("-id")[:200]]
    return TerminalsPage(lines, shown[:TEAMS_SHOWN], len(shown) > TEAMS_SHOWN)


def _line(row: Terminal, at: datetime) -> TerminalLine:
    by = row.offered_by.name if row.offered_by else ""
    until = row.expires_at if row.enrolled_at else row.code_expires_at
    return TerminalLine(
        row.id,
        row.name,
        row.team.name,
        by,
        row.offered_at,
        row.enrolled_at,
        row.used_at,
        until,
        _state(row, at),
    )


def _state(row: Terminal, at: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.enrolled_at is None:
        return "waiting" if row.code_expires_at > at else "over"
    return "open" if row.expires_at is not None and row.expires_at > at else "ended"
