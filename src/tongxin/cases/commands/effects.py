"""What a move does outside of the case, in the same transaction: posts, standing, another case."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from tongxin.adoption.queries.cases import case_specs
from tongxin.cases.commands import opening
from tongxin.cases.models import Case
from tongxin.kernel.actor import Actor, Scope
from tongxin.kernel.errors import Refused
from tongxin.kernel.periods import add_years
from tongxin.orgs.commands.people import set_standing
from tongxin.orgs.commands.posts import appoint, end_appointment
from tongxin.orgs.models import Appointment, Unit
from tongxin.orgs.queries import holds_on, units_over
from tongxin.orgs.rules.posts import post_of
from tongxin.regimes.cases.story import Story
from tongxin.regimes.load import posts
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import Move

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
    ends = story.data.get(one.ends_field)
    for person in story.in_role(one.role):
        appoint(
            person,
            one.post,
            _unit_with(one.post, case, at).id,
            by=by,
            at=at,
            ends_date=date.fromisoformat(str(ends)) if ends else None,
            basis=f"{story.spec.title}（编号 {case.id}）",
        )


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
    for person in story.in_role(one.role):
        set_standing(
            person, "" if one.to == "none" else one.to, by=by, at=at, on=min(day, timezone.localdate(at))
        )


def _open_case(one: kinds.OpenCase, case: Case, story: Story, by: Actor, at: datetime) -> None:
    found = case_specs(case.unit, on=timezone.localdate(at)).get(one.kind)
    if found is None:
        return  # the company does not follow that regime
    roles = {new: sorted(story.in_role(old)) for new, old in one.roles.items()}
    brought = opening.Opening(
        kind=one.kind,
        unit_id=case.unit_id,
        given={new: story.data.get(old) for new, old in one.fields.items()},
        roles=roles,
        origin_id=case.id,
    )
    opening.open_under(found[0], found[1], case.unit, brought, by=by, at=at)


EFFECTS: dict[str, Callable[[Any, Case, Story, Actor, datetime], None]] = {
    "appoint": _appoint,
    "end_post": _end_post,
    "standing": _standing,
    "open_case": _open_case,
}
