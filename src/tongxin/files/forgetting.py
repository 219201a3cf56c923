"""Forget files that belong to nothing any more; who does so writes the fact."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from tongxin.files import storage
from tongxin.files.models import StoredFile


def forget_files(ids: Sequence[int]) -> Mapping[str, int]:
    """The rows go with the caller's transaction; the bytes after it, unless another row has the same."""
    rows = StoredFile.objects.filter(id__in=ids)
    digests = set(rows.values_list("sha256", flat=True))
    count, _ = rows.delete()
    left = digests - set(StoredFile.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    transaction.on_commit(lambda: storage.drop(left))
    return {"files.StoredFile": count}
