"""What stands over a unit: from where it is looked after."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from tongxin.kernel.paths import ids_in
from tongxin.orgs.models import Link, Unit
from tongxin.orgs.queries.scope import holds_on

LinkRow = tuple[int, int, str, str]  # the two units, and the path of each


def units_above(unit: Unit) -> frozenset[int]:
    """The unit itself and all above it; asks nothing."""
    return frozenset(ids_in(unit.path))


def units_over(unit: Unit, on: date) -> frozenset[int]:
    """The unit itself, all above it, and all linked that day to one of these, with those above them."""
    return over(unit.path, links_of(units_above(unit), on))


def links_of(unit_ids: Collection[int], on: date) -> list[LinkRow]:
    """The links that touch one of the units on a day."""
    links = Link.objects.filter(holds_on(on), Q(left__in=unit_ids) | Q(right__in=unit_ids))
    return list(links.values_list("left", "right", "left__path", "right__path"))


def over(path: str, links: Iterable[LinkRow]) -> frozenset[int]:
    """As `units_over`, of links that were read once for many units."""
    return frozenset(ids_in(path)).union(*(ids_in(one) for one in beside(path, links)))


def beside(path: str, links: Iterable[LinkRow]) -> list[str]:
    """The paths of the units that are linked to the one at `path`, or to one above it."""
    above = set(ids_in(path))
    ends = [((left, right_path), (right, left_path)) for left, right, left_path, right_path in links]
    return [there for pair in ends for here, there in pair if here in above]
