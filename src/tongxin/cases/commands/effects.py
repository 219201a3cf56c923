"""What a move does outside of the case, in the same transaction: posts, standing, another case."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from tongxin.adoption.queries.cases import case_specs
from tongxin.cases.commands import opening, writing
from tongxin.cases.models import Case
from tongxin.cases.queries.who import holders_over
from tongxin.kernel.actor import Actor, Scope
from tongxin.kernel.errors import Refused
from tongxin.kernel.periods import add_years
from tongxin.orgs.commands.people import set_standing
from tongxin.orgs.commands.posts import appoint, end_appointment
from tongxin.orgs.models import Appointment, PartyStanding, Unit
from tongxin.orgs.queries import holds_on, units_over
from tongxin.orgs.rules.posts import post_of
from tongxin.regimes.cases.story import Story
from tongxin.regimes.load import posts
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import OWNER, SUBJECT, Move

# The case was moved by those whom the pack names; what follows from it needs no further right of theirs.
RIGHTS = ("org_edit", "person_view", "appointment_make")


def run(move: Move, case: Case, story: Story, *, by: Actor, at: datetime) -> None:
    for one in move.effects:
        EFFECTS[one.do](one, case, story, _for_the_case(by, case), at)


def _for_the_case(by: Actor, case: Case) -> Actor:
    roots = Unit.objects.filter(company=case.company_id, parent=None).values_list("path", flat=True)
    whole = Scope(trees=frozenset(roots))
    return replace(by, scopes={**by.scopes, **dict.fromkeys(RIGHTS, whole)})


def _appoint(one: kinds.Appoint, case: Case, story: Story, by: Actor, at: datetime) -> None:
    starts, ends = _day(story, one.starts_field), _day(story, one.ends_field)
    unit = _unit_with(one.post, case, at)
    if one.succeeds:
        _make_way(one.post, unit, starts or timezone.localdate(at), by=by, at=at)
    for person in story.in_role(one.role):
        basis = f"{story.spec.title}（编号 {case.id}）"
        appoint(person, one.post, unit.id, by=by, at=at, starts_date=starts, ends_date=ends, basis=basis)


def _day(story: Story, key: str) -> date | None:
    value = story.data.get(key) if key else None
    return date.fromisoformat(str(value)) if value else None


def _make_way(post: str, unit: Unit, starts: date, *, by: Actor, at: datetime) -> None:
    """Whoever holds the post on the day gives it up the day before."""
    there = Appointment.objects.filter(holds_on(starts), unit=unit, post=post, stands_in_for=None)
    for row in there:
        end_appointment(row.id, by=by, at=at, on=starts - timedelta(days=1))


def _unit_with(post: str, case: Case, at: datetime) -> Unit:
    """The unit of the case, or the one linked to it, that has such a post."""
    spec = post_of(posts(settings.PACKS_DIR), post)
    near = units_over(case.unit, timezone.localdate(at))
    fitting = Unit.objects.filter(id__in=near, kind__in=spec.units, ends_date=None).order_by("-path")
    found = case.unit if case.unit.kind in spec.units else fitting.first()
    if found is None:
        raise Refused(f"{case.unit.name}和它关联的单位都没有“{spec.title}”这个岗位")
    return found


def _end_post(one: kinds.EndPost, case: Case, story: Story, by: Actor, at: datetime) -> None:
    on = timezone.localdate(at)
    held = Appointment.objects.filter(
        holds_on(on), person__in=story.in_role(one.role), post=one.post, unit__in=units_over(case.unit, on)
    )
    for row in held:
        end_appointment(row.id, by=by, at=at)


def _standing(one: kinds.SetStanding, case: Case, story: Story, by: Actor, at: datetime) -> None:
    """Dated from the step that it counts from (DV-27: probation from the vote; full from its end)."""
    since = story.moment(one.since) if one.since else story.steps[-1].at
    day = add_years(since.date(), one.after_years) if since else timezone.localdate(at)
    if one.on_field and (written := story.data.get(one.on_field)):
        day = date.fromisoformat(str(written))
    to = "" if one.to == "none" else one.to
    rows = PartyStanding.objects.filter(person__in=story.in_role(one.role), ends_date=None)
    now = {row.person_id: row for row in rows}
    for person in story.in_role(one.role):
        held = now.get(person)
        if (held.standing if held else "") == to:
            continue  # the roster knows already
        if held is not None and held.starts_date > day:
            raise Refused(
                f"花名册写着从 {held.starts_date:%Y-%m-%d} 起是{held.get_standing_display()}，"
                f"这一步从 {day:%Y-%m-%d} 算，请先更正花名册"
            )
        set_standing(person, to, by=by, at=at, on=min(day, timezone.localdate(at)))


def _set_day(one: kinds.SetDay, case: Case, story: Story, by: Actor, at: datetime) -> None:
    """Counted with the story itself (`days_set`), so that what is due next knows it."""


def _hand_over(one: kinds.HandOver, case: Case, story: Story, by: Actor, at: datetime) -> None:
    """To where the person named looks after such cases; from then on it is seen and moved from there."""
    title = story.spec.role_title(one.role)
    rows = Appointment.objects.filter(
        holds_on(timezone.localdate(at)),
        person__in=story.in_role(one.role),
        post__in=one.posts,
        unit__company=case.company_id,
        unit__kind__in=story.spec.opened_at,
    )
    held = rows.exclude(unit=case.unit_id).select_related("unit").order_by("-starts_date", "id").first()
    if held is None:
        raise Refused(f"{title}没有在别的单位担任能接的职务，转不过去，请换一个人")
    case.unit = held.unit
    case.save(update_fields=["unit"])


def _notify(one: kinds.Notify, case: Case, story: Story, by: Actor, at: datetime) -> None:
    """It goes to them at once, as the opening goes to whom it is addressed."""
    on = timezone.localdate(at)
    out = story.in_role(SUBJECT) | {step.by for move in one.not_by for step in story.times(move)}
    found = (holders_over(case.unit, posts, on=on) for posts in (one.posts, one.otherwise))
    people = next((left for held in found if (left := {p: held[p] for p in held if p not in out})), {})
    if not people:
        raise Refused(f"没有人担任{story.spec.role_title(one.role)}的职务，请先在“组织”里任命")
    writing.write_parts(case, story.spec, {one.role: list(people)}, posts=people, anew=False)


def _open_case(one: kinds.OpenCase, case: Case, story: Story, by: Actor, at: datetime) -> None:
    roles = {new: sorted(story.in_role(old)) for new, old in one.roles.items()}
    for unit, owners in _units_of(one, case, story, at) if one.units_of else [(case.unit, [])]:
        _open_there(one, case, story, unit, roles | ({OWNER: owners} if owners else {}), by=by, at=at)


def _units_of(one: kinds.OpenCase, case: Case, story: Story, at: datetime) -> list[tuple[Unit, list[int]]]:
    """Where the people named hold one of the posts, with them; never where the case is already."""
    held = Appointment.objects.filter(
        holds_on(timezone.localdate(at)), person__in=story.in_role(one.units_of), post__in=one.posts
    ).exclude(unit=case.unit_id)
    found: dict[Unit, list[int]] = {}
    for row in held.select_related("unit").order_by("unit__path", "id"):
        found.setdefault(row.unit, []).append(row.person_id)
    if not found:
        raise Refused(
            f"选的人不是别处的{'、'.join(post_of(posts(settings.PACKS_DIR), key).title for key in one.posts)}，送不到"
        )
    return [(unit, list(dict.fromkeys(people))) for unit, people in found.items()]


def _open_there(
    one: kinds.OpenCase,
    case: Case,
    story: Story,
    unit: Unit,
    roles: dict[str, list[int]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    found = case_specs(unit, on=timezone.localdate(at)).get(one.kind)
    if found is None:
        return  # that regime is not followed there
    brought = opening.Opening(
        kind=one.kind,
        unit_id=unit.id,
        given={new: story.data.get(old) for new, old in one.fields.items()} | one.given,
        roles=roles,
        origin_id=case.id,
    )
    # Who is helped already goes on being helped; that nobody is told so is part of it.
    with suppress(opening.StillOpen):
        opening.open_under(found[0], found[1], unit, brought, by=by, at=at)


EFFECTS: dict[str, Callable[[Any, Case, Story, Actor, datetime], None]] = {
    "appoint": _appoint,
    "end_post": _end_post,
    "standing": _standing,
    "set_day": _set_day,
    "hand_over": _hand_over,
    "notify": _notify,
    "open_case": _open_case,
}
