"""Forget files that belong to nothing any more; who does so writes the fact."""

from collections.abc import Mapping, Sequence

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from tongxin.files import storage
from tongxin.files.models import StoredFile


def unused() -> Q:
    """Files that no row of any table points at; to be asked once all models are there."""
    found = Q()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.concrete and field.related_model is StoredFile:
                found &= ~Q(id__in=model._base_manager.values(field.name))
    return found


def forget_files(ids: Sequence[int]) -> Mapping[str, int]:
    """The rows go with the caller's transaction; the bytes after it, unless another row has the same."""
    rows = StoredFile.objects.filter(id__in=ids)
    digests = set(rows.values_list("sha256", flat=True))
    count, _ = rows.delete()
    left = digests - set(StoredFile.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    transaction.on_commit(lambda: storage.drop(left))
    return {"files.StoredFile": count}
