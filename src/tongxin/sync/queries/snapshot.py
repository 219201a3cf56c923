"""What a person takes along before going down: their teams' people, shifts, forms and what is open there.

Of levels C0 and C1 only; what is confidential never comes to lie on a phone.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from tongxin.adoption.queries import record_specs
from tongxin.cases.models import Case, Part
from tongxin.cases.queries import cases_seen_by, kinds_in_force
from tongxin.cases.queries.hands import in_hands
from tongxin.cases.queries.openable import openable
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Appointment, Membership, PartyStanding, Person, Shift, Unit
from tongxin.orgs.queries import holds_on
from tongxin.orgs.shifts.queries import on_leave
from tongxin.records.models import Record, Task
from tongxin.records.preshift import rules as preshift
from tongxin.records.preshift.queries.reminding import reminders_of
from tongxin.records.preshift.queries.upcoming import own_teams
from tongxin.records.queries import may_write
from tongxin.regimes.schema.case import CaseSpec, Move
from tongxin.regimes.schema.record import RecordSpec
from tongxin.sync.handlers.cases import OPEN, may_lie_open
from tongxin.sync.handlers.checklists import may_be_written_offline
from tongxin.sync.queries.epochs import current_epoch

BEFORE, AHEAD = timedelta(hours=12), timedelta(hours=60)
MOST_TEAMS, MOST_TASKS, MOST_CASES = 6, 60, 60
OF_A_RECORD = {
    "key", "title", "practice", "per_shift", "expected", "steps", "fields", "signatures", "written_by",
}  # fmt: skip
OF_A_CASE = {
    "key", "title", "group", "level", "anonymous", "opening", "opening_files", "opening_hint", "titled_by",
    "states", "moves", "one_per",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snapshot:
    epoch: UUID
    at: datetime
    me: dict[str, Any]
    teams: list[dict[str, Any]]
    cases: list[dict[str, Any]]
    specs: dict[str, list[dict[str, Any]]]


def snapshot_of(*, viewer: Actor, at: datetime) -> Snapshot:
    """Teams are those whose meetings the person runs; what anybody may open or go on with is there without."""
    on = timezone.localdate(at)
    teams = list(Unit.objects.filter(id__in=own_teams(viewer), ends_date=None).order_by("id")[:MOST_TEAMS])
    kinds = {key: spec for key, spec in kinds_in_force(viewer, on=on).items() if may_lie_open(spec, {})}
    mine = [line.id for line in in_hands(viewer=viewer, at=at).mine]
    cases = _cases(mine, kinds, viewer)
    opened = [one for one in openable(viewer=viewer, on=on) if one.kind in kinds]
    used = {one.kind for one in opened} | {one["kind"] for one in cases}
    dumped = [case_spec(kinds[key]) for key in sorted(used)]
    for one in dumped:
        one["units"] = [list(unit) for found in opened if found.kind == one["key"] for unit in found.units]
    return Snapshot(
        epoch=current_epoch() or UUID(int=0),
        at=at,
        me={"id": viewer.person_id, "name": viewer.name},
        teams=[_team(one, kinds, viewer=viewer, on=on, at=at) for one in teams],
        cases=cases,
        specs={"records": [], "cases": dumped},
    )


def _team(
    team: Unit, kinds: Mapping[str, CaseSpec], *, viewer: Actor, on: date, at: datetime
) -> dict[str, Any]:
    people = _people(team, on)
    shifts = _shifts(team, people, at)
    specs = [spec for spec, _ in record_specs(team, on=on).values() if may_be_written_offline(spec)]
    mine = [spec for spec in specs if may_write(spec, team, by=viewer, on=on)]
    tasks = _tasks(team)
    return {
        "id": team.id,
        "name": team.name,
        "shift": shifts[0] if shifts else None,
        "shifts": shifts,
        "roster": _roster(people, on),
        "chairs": _chairs(team, mine, on),
        "next_teams": _next_teams(team),
        "specs": {"records": [_record_spec(one) for one in mine], "cases": []},
        "open_points": [_task(one) for one in tasks],
        "hazards": _hazards(team, kinds, viewer),
        "risks": _risks(mine),
        "texts": _texts(team, at),
        "tasks": [_task(one) for one in tasks if one.owner_id == viewer.person_id],
        "places": _places(team, on),
    }


def _people(team: Unit, on: date) -> list[Person]:
    members = Membership.objects.filter(holds_on(on), unit=team).select_related("person").order_by("id")
    return [one.person for one in members]


def _shifts(team: Unit, people: Sequence[Person], at: datetime) -> list[dict[str, Any]]:
    """The one that is on or comes next first, then those that follow, then the last one."""
    near = Shift.objects.filter(
        team=team, cancelled=False, ends_at__gte=at - BEFORE, starts_at__lte=at + AHEAD
    )
    rows = list(near.order_by("starts_at"))
    reminders = reminders_of(people, rows)
    return [
        {
            "id": one.id,
            "name": one.name,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
            "reminders": [asdict(reminder) for reminder in reminders[one.id]],
        }
        for one in sorted(rows, key=lambda one: one.ends_at <= at)
    ]


def _roster(people: Sequence[Person], on: date) -> list[dict[str, Any]]:
    standing = PartyStanding.objects.filter(holds_on(on), person__in=people)
    party = set(standing.filter(standing__in=("full", "probationary")).values_list("person", flat=True))
    off = on_leave([one.id for one in people], on)
    return [
        {"id": one.id, "name": one.name, "party": one.id in party, "away": "leave" if one.id in off else ""}
        for one in people
    ]


def _chairs(team: Unit, specs: Sequence[RecordSpec], on: date) -> list[dict[str, Any]]:
    """Who may run the pre-shift meeting."""
    posts = {post for spec in specs if spec.key == preshift.KIND for post in spec.written_by}
    held = Appointment.objects.filter(holds_on(on), unit=team, post__in=posts).select_related("person")
    names = {one.person_id: one.person.name for one in held.order_by("id")}
    return [{"id": key, "name": name} for key, name in names.items()]


def _next_teams(team: Unit) -> list[dict[str, Any]]:
    """To whom the shift is handed over: the other teams of the section."""
    others = Unit.objects.filter(parent=team.parent_id, kind="team", ends_date=None, company=team.company_id)
    rows = others.exclude(id=team.id).order_by("id")
    return [{"id": one.id, "name": one.name} for one in rows] if team.parent_id else []


def _tasks(team: Unit) -> list[Task]:
    rows = Task.objects.filter(unit=team, done_at=None, level__in=OPEN).select_related("owner")
    found = list(rows.order_by("due_date", "id")[:MOST_TASKS])
    return sorted(found, key=lambda one: (one.due_date is None, one.due_date or date.max, one.id))


def _task(one: Task) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "text": one.text,
        "owner_id": one.owner_id,
        "owner": one.owner.name if one.owner else "",
        "due": one.due_date.isoformat() if one.due_date else None,
    }


def _hazards(team: Unit, kinds: Mapping[str, CaseSpec], viewer: Actor) -> list[dict[str, Any]]:
    safety = [key for key, spec in kinds.items() if spec.group == "safety"]
    rows = cases_seen_by(viewer).filter(unit=team, ended_at=None, kind__in=safety)
    return _cases(list(rows.order_by("-opened_at").values_list("id", flat=True)[:MOST_CASES]), kinds, viewer)


def _cases(ids: Collection[int], kinds: Mapping[str, CaseSpec], viewer: Actor) -> list[dict[str, Any]]:
    rows = Case.objects.filter(id__in=ids, level__in=OPEN, kind__in=kinds, company=viewer.company_id)
    parts = Part.objects.filter(case__in=ids, person=viewer.person_id).values_list("case", "role")
    roles: dict[int, set[str]] = {}
    for case, role in parts:
        roles.setdefault(case, set()).add(role)
    return [
        _case(one, kinds[one.kind], roles.get(one.id, set()), viewer)
        for one in rows.order_by("due_at", "id")[:MOST_CASES]
    ]


def _case(one: Case, spec: CaseSpec, roles: Set[str], viewer: Actor) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "title": one.title,
        "state": one.state,
        "state_title": spec.states[one.state].title if one.state in spec.states else one.state,
        "revision": one.revision,
        "unit": one.unit_id,
        "moves": [
            move.key
            for move in spec.moves
            if one.state in move.source and not move.itself and _is_theirs(move, roles, viewer)
        ],
    }


def _is_theirs(move: Move, roles: Set[str], viewer: Actor) -> bool:
    """By post or role. Whether it may be made now is for the command to say."""
    posts = {post.post for post in viewer.posts}
    named = bool(move.by.everybody or posts & set(move.by.posts) or roles & set(move.by.roles))
    return named and not roles & set(move.not_roles)


def _risks(specs: Sequence[RecordSpec]) -> list[dict[str, str]]:
    fields = [field for spec in specs if spec.key == preshift.KIND for field in spec.fields]
    choices = [one for field in fields if field.key == "risks" for one in field.choices]
    return [{"key": one.key, "title": one.title, "text": one.text} for one in choices]


def _texts(team: Unit, at: datetime) -> list[str]:
    """What the section's last morning meeting arranged for its teams: theirs to read."""
    held = Record.objects.filter(
        unit=team.parent_id or 0, kind=preshift.MORNING, state="closed", held_at__gt=at - timedelta(hours=24)
    )
    latest = held.order_by("-held_at").values_list("data", flat=True).first() or {}
    return [str(one) for one in latest.get("arrangements") or ()]


def _places(team: Unit, on: date) -> dict[str, str]:
    """Everybody's usual place, from the last meeting; from their trades, before the first one."""
    last = Record.objects.filter(unit=team, kind=preshift.KIND, state="closed").order_by("-held_at")
    data = last.values_list("data", flat=True).first()
    if data is None:
        rows = Membership.objects.filter(holds_on(on), unit=team).order_by("id")
        return {str(one): trade for one, trade in rows.values_list("person", "person__trade") if trade}
    return {**data.get("base", {}), **data.get("moves", {})}


def _record_spec(spec: RecordSpec) -> dict[str, Any]:
    return spec.model_dump(mode="json", include=OF_A_RECORD)


def case_spec(spec: CaseSpec) -> dict[str, Any]:
    """`closed`: answers by which it would be confidential, so that they are given online only."""
    dumped = spec.model_dump(mode="json", include=OF_A_CASE, exclude_defaults=True)
    if spec.addressed and spec.addressed.closed:
        dumped["closed"] = {"field": spec.addressed.field, "one_of": list(spec.addressed.closed)}
    return dumped
