"""Who of a shift was not there, and nobody knows why."""

from tongxin.records.models import Presence


def missing_at(record_id: int) -> list[int]:
    """For the program: the people expected whose absence nobody explained."""
    rows = Presence.objects.filter(record=record_id, expected=True, present=False, reason="missing")
    return list(rows.order_by("person").values_list("person", flat=True).distinct())
