"""A case's rows as its rules see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count
from django.utils import timezone

from tongxin.adoption.queries.cases import Edition, editions_of
from tongxin.cases.models import Case, Deed, Part
from tongxin.cases.queries.who import posts_over, standing_of
from tongxin.kernel.workdays import Calendar
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import LinkRow
from tongxin.orgs.queries.people import with_standing
from tongxin.orgs.shifts.queries import calendar
from tongxin.regimes.cases.spans import by_workdays
from tongxin.regimes.cases.story import Around, Step, Story
from tongxin.regimes.editions import edition_on
from tongxin.regimes.schema.case import CaseSpec
from tongxin.regimes.schema.guard import HasStanding, Holds, Settled


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of a case: its editions, parts and deeds. `standing`: of the people in its parts, as
    `Around` has it."""

    case: Case
    editions: Sequence[Edition]
    parts: Sequence[Part]
    deeds: Sequence[Deed]
    standing: Mapping[int, tuple[str, bool]]

    def edition(self, day: date) -> Edition:
        return edition_on(self.editions, day)

    def story(self, day: date) -> Story:
        """As the edition of a day sees it."""
        return story_of(self.case, self.edition(day).spec, self.parts, self.deeds)

    def as_of(self, story: Story, day: date) -> Story:
        """The story of a step that was written up later, as the edition of a day sees it: what is due is
        asked of the one that holds now."""
        spec = self.edition(day).spec
        return replace(story, spec=spec) if story.state in spec.states else story


def known(case: Case, *, on: date, links: Iterable[LinkRow] | None = None) -> Known:
    """`links`: those of the case's unit and of what is above it, where they are read already."""
    rows = Part.objects.filter(case=case).select_related("person").order_by("id")
    parts = list(with_standing(rows, on))
    deeds = list(Deed.objects.filter(case=case).select_related("by").order_by("number"))
    editions = editions_of(case.kind, adoption_id=case.adoption_id, unit=case.unit, on=on, links=links)
    standing = {part.person_id: (part.standing, part.suspended) for part in parts if part.standing}
    return Known(case, editions, parts, deeds, standing)


def story_of(case: Case, spec: CaseSpec, parts: Sequence[Part], deeds: Sequence[Deed]) -> Story:
    roles: dict[str, set[int]] = defaultdict(set)
    came_by: dict[str, dict[int, str]] = defaultdict(dict)
    for part in parts:
        roles[part.role].add(part.person_id)
        if part.post:
            came_by[part.role][part.person_id] = part.post
    return Story(
        spec=spec,
        state=case.state,
        opened_at=local(case.opened_at),
        state_since=local(case.state_since),
        steps=tuple(
            Step(deed.move, local(deed.happened_at), deed.by_id, deed.target) for deed in deeds if deed.move
        ),
        data=case.data,
        roles={role: frozenset(people) for role, people in roles.items()},
        came_by=came_by,
        case_id=case.id,
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """What the guards of the moves from a state look at outside of the case: whose standing, whose posts, and
    which kinds that were opened out of it."""

    standing: frozenset[int]
    posts: frozenset[int]
    kinds: frozenset[str]


def looked_at(story: Story) -> Looked:
    guards = [one for move in story.spec.moves if story.state in move.source for one in move.guards]
    return Looked(
        frozenset(p for one in guards if isinstance(one, HasStanding) for p in story.in_role(one.role)),
        frozenset(p for one in guards if isinstance(one, Holds) for p in story.in_role(one.role)),
        frozenset(one.kind for one in guards if isinstance(one, Settled)),
    )


def around_of(story: Story, company_id: int, *, on: date) -> Around:
    """Only what the moves from the state look at is asked for."""
    asked = looked_at(story)
    return Around(
        calendar_for(story.spec, company_id),
        standing_of(asked.standing, on=on) if asked.standing else {},
        open_from(story.case_id, asked.kinds) if story.case_id and asked.kinds else {},
        held_around(story.case_id, asked.posts, on=on),
    )


def calendar_for(spec: CaseSpec, company_id: int) -> Calendar:
    """The company's, where the kind counts working days; else none is looked at."""
    return calendar(company_id) if by_workdays(spec) else Calendar({})


def held_around(case_id: int | None, people: Collection[int], *, on: date) -> dict[int, frozenset[str]]:
    """Person -> the posts they hold where the case is looked after from."""
    if case_id is None or not people:
        return {}
    unit = Unit.objects.get(id__in=Case.objects.filter(id=case_id).values("unit"))
    return posts_over(unit, people, on=on)


def open_from(case_id: int, kinds: Collection[str]) -> dict[str, int]:
    """Kind -> how many that were opened out of the case are still open."""
    rows = Case.objects.filter(origin=case_id, kind__in=kinds, ended_at=None)
    return dict(rows.order_by().values_list("kind").annotate(count=Count("id")))


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def day_of(day: date, at: datetime) -> datetime:
    """Some time on a day, in the zone of the company."""
    return local(at).replace(year=day.year, month=day.month, day=day.day, hour=12, minute=0, second=0)
