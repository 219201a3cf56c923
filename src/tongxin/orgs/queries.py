"""What one viewer may see of units and people."""

from django.db.models import Q

from tongxin.kernel.actor import Scope


def within(scope: Scope, field: str = "unit") -> Q:
    """Rows whose `field` (a unit) is in the scope; an empty scope holds nothing."""
    prefix = f"{field}__" if field else ""
    inside = Q(**{f"{prefix}id__in": scope.units})
    for tree in scope.trees:
        inside |= Q(**{f"{prefix}path__startswith": tree})
    return inside
