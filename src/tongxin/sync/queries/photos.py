"""How many of the photos that were taken for a thing have come: '照片 2/5'."""

from dataclasses import dataclass

from django.db.models import Count

from tongxin.sync.models import Photo


@dataclass(frozen=True, slots=True)
class Coming:
    came: int
    of: int

    @property
    def missing(self) -> int:
        return self.of - self.came


def photos_coming(kind: str, thing_id: int) -> Coming:
    """Of a record or a case that the page shows already: its report did not wait for them."""
    mine = Photo.objects.filter(operation__subject_type=kind, operation__subject_id=thing_id)
    found = mine.aggregate(came=Count("joined_at"), of=Count("id"))
    return Coming(found["came"], found["of"])
