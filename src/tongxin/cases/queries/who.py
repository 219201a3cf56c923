"""Who stands where to a unit: the posts that reach it, and whether one belongs to it."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

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
    return who_among(
        over,
        by,
        of_unit=asks_unit and _belongs(unit, by, on, over),
        of_company=by.person_id is not None and by.company_id == unit.company_id,
        with_code=with_code,
    )


def who_among(
    over: Collection[int], by: Actor, *, of_unit: bool, of_company: bool = True, with_code: bool = False
) -> Who:
    """Who somebody is to a unit, by the posts that they hold in what stands over it."""
    held = [post for post in by.posts if post.unit_id in over]
    return Who(
        person=by.person_id,
        posts=frozenset(post.post for post in held),
        held_at=_kinds_of(held),
        of_unit=of_unit,
        of_company=of_company,
        with_code=with_code,
    )


def _kinds_of(held: Collection[PostHeld]) -> dict[str, frozenset[str]]:
    """Post -> the kinds of unit in which it is held: only a 党委 approves, whoever holds the post elsewhere."""
    found: dict[str, set[str]] = {}
    for post in held:
        found.setdefault(post.post, set()).add(post.unit_kind)
    return {post: frozenset(places) for post, places in found.items()}


def _belongs(unit: Unit, by: Actor, on: date, over: Collection[int]) -> bool:
    """A member of the unit, of one below it, or of one linked to it or above it."""
    if by.person_id is None:
        return False
    rows = Membership.objects.filter(holds_on(on), person=by.person_id)
    return rows.filter(Q(unit__path__startswith=unit.path) | Q(unit__in=over)).exists()


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
    rows = Appointment.objects.filter(holds_on(on), unit__in=units_over(unit, on), person__in=people)
    found: dict[int, set[str]] = {}
    for person, post in rows.values_list("person", "post"):
        found.setdefault(person, set()).add(post)
    return {person: frozenset(posts) for person, posts in found.items()}


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
