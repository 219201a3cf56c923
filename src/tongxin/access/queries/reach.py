"""What somebody looks after by their posts."""

from django.db.models import Q

from tongxin.kernel.actor import Actor
from tongxin.orgs.queries import within


def looked_after(viewer: Actor, *, row: str, area: str) -> Q:
    """Of rows that hang on a `row` (its path, as `deed__case`): C0 and C1 by the right `{area}_view`, C2 by
    `{area}_confidential`, C3 never."""
    if viewer.person_id is None or viewer.administrator:
        return Q(id__in=())
    open_ = Q((f"{row}__level__in", ("C0", "C1"))) & within(viewer.scope(f"{area}_view"), f"{row}__unit")
    few = Q((f"{row}__level", "C2")) & within(viewer.scope(f"{area}_confidential"), f"{row}__unit")
    return Q((f"{row}__company", viewer.company_id)) & (open_ | few)
