"""What stands over a unit: from where it is looked after."""

from datetime import date

from django.db.models import Q

from tongxin.kernel.paths import ids_in
from tongxin.orgs.models import Link, Unit
from tongxin.orgs.queries.scope import holds_on


def units_above(unit: Unit) -> frozenset[int]:
    """The unit itself and all above it; asks nothing."""
    return frozenset(ids_in(unit.path))


def units_over(unit: Unit, on: date) -> frozenset[int]:
    """The unit itself, all above it, and all linked that day to one of these, with those above them."""
    above = units_above(unit)
    links = Link.objects.filter(holds_on(on), Q(left__in=above) | Q(right__in=above))
    ends = links.values_list("left__path", "right__path")
    return above.union(*(ids_in(path) for pair in ends for path in pair))
