"""Who stands where to a unit: the posts that reach it, and whether one belongs to it."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import CharField, Q, Value

from tongxin.kernel.actor import Actor, PostHeld
from tongxin.orgs.models import Appointment, Membership, PartyStanding, Unit
from tongxin.orgs.queries import holds_on, units_over
from tongxin.regimes.cases.story import Who


def who_of(unit: Unit, by: Actor, *, on: date, with_code: bool = False, asks_unit: bool = True) -> Who:
    """Posts held at the unit, above it, or linked to one of these.

    `asks_unit`: whether it matters who belongs to the unit.
    """
    if by.administrator:
        return Who()
    over = units_over(unit, on)
    member = by.person_id if asks_unit else None
    of_unit, _ = near(unit, over, member=member, holders=(), on=on)
    return who_among(unit, over, by, of_unit=of_unit, with_code=with_code)


def who_among(unit: Unit, over: Collection[int], by: Actor, *, of_unit: bool, with_code: bool = False) -> Who:
    """As `who_of`, where it is known what stands over the unit."""
    if by.administrator:
        return Who()
    held = [post for post in by.posts if post.unit_id in over]
    return Who(
        person=by.person_id,
        posts=frozenset(post.post for post in held),
        held_at=_kinds_of(held),
        of_unit=of_unit,
        of_company=by.person_id is not None and by.company_id == unit.company_id,
        with_code=with_code,
    )


def _kinds_of(held: Collection[PostHeld]) -> dict[str, frozenset[str]]:
    """Post -> the kinds of unit in which it is held: only a 党委 approves, whoever holds the post elsewhere."""
    found: dict[str, set[str]] = {}
    for post in held:
        found.setdefault(post.post, set()).add(post.unit_kind)
    return {post: frozenset(places) for post, places in found.items()}


def near(
    unit: Unit, over: Collection[int], *, member: int | None, holders: Collection[int], on: date
) -> tuple[bool, dict[int, frozenset[str]]]:
    """Whether `member` belongs to the unit, and the posts that each of `holders` has over it; one statement.

    One belongs to it as a member of the unit, of one below it, or of one linked to it or above it.
    """
    inside = Q(unit__path__startswith=unit.path) | Q(unit__in=over)
    mine = Membership.objects.filter(holds_on(on), inside, person__in=[member] if member else [])
    held = Appointment.objects.filter(holds_on(on), unit__in=over, person__in=holders)
    rows: Iterable[tuple[int, str]] = held.values_list("person", "post").union(
        mine.values_list("person", Value("", CharField()))
    )
    found: dict[int, set[str]] = {}
    for person, post in rows:
        found.setdefault(person, set()).add(post)
    belongs = member is not None and "" in found.get(member, ())
    return belongs, {person: frozenset(posts - {""}) for person, posts in found.items()}


def holders_over(unit: Unit, posts: Collection[str], *, on: date) -> dict[int, str]:
    """Person -> post, of who holds one of the posts at the unit, above it or linked; nearest first."""
    over = units_over(unit, on)
    rows = Appointment.objects.filter(holds_on(on), unit__in=over, post__in=posts)
    return _first(rows.order_by("-unit__path", "id").values_list("person", "post"))


def _first(rows: Iterable[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for person, post in rows:
        found.setdefault(person, post)
    return found


def posts_over(unit: Unit, people: Collection[int], *, on: date) -> dict[int, frozenset[str]]:
    """Person -> the posts that they hold at the unit, above it or linked."""
    return near(unit, units_over(unit, on), member=None, holders=people, on=on)[1]


def nearest_holders(unit: Unit, posts: Collection[str], *, on: date) -> dict[int, str]:
    """Of each post only whoever holds it closest to the unit, as the branch and not the general branch."""
    over = units_over(unit, on)
    rows = Appointment.objects.filter(holds_on(on), unit__in=over, post__in=posts).order_by("id")
    held = [(row.post, row.unit.path.count("."), row.person_id) for row in rows.select_related("unit")]
    deepest = {post: max(depth for other, depth, _ in held if other == post) for post, _, _ in held}
    return _first((person, post) for post, depth, person in held if depth == deepest[post])


def standing_of(people: Collection[int], *, on: date) -> dict[int, tuple[str, bool]]:
    """Person -> standing in the party, and whether the rights are suspended."""
    rows = PartyStanding.objects.filter(holds_on(on), person__in=people)
    return {row.person_id: (row.standing, row.rights_suspended) for row in rows}
