"""Forget files that belong to nothing any more, and pieces of uploads; who does so writes the fact."""

from collections.abc import Mapping, Sequence

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from tongxin.files import pieces, storage
from tongxin.files.models import Blob, StoredFile

UNKNOWN = 30 * 24 * 3600.0  # seconds


def unused() -> Q:
    """Files that no row of any table points at; to be asked once all models are there."""
    found = Q()
    for model in apps.get_models():
        if getattr(model, "hangs_on_files", False):
            continue  # it goes with the file
        for field in model._meta.get_fields():
            if field.concrete and field.related_model is StoredFile:
                found &= ~Q(id__in=model._base_manager.values(field.name))
    return found


def forget_files(ids: Sequence[int]) -> Mapping[str, int]:
    """The rows go with the caller's transaction; the bytes after it, unless another row has the same."""
    rows = StoredFile.objects.filter(id__in=ids)
    digests = set(rows.values_list("sha256", flat=True))
    _, counts = rows.delete()
    left = digests - set(StoredFile.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    transaction.on_commit(lambda: storage.drop(left))
    return {name: count for name, count in counts.items() if count}


def forget_blobs(ids: Sequence[int]) -> Mapping[str, int]:
    """With the pieces that came, and with what lies there and no row knows any more."""
    rows = list(Blob.objects.filter(id__in=ids))
    places = [pieces.folder_of(one.person_id, one.sha256, one.size) for one in rows]
    count, _ = Blob.objects.filter(id__in=ids).delete()
    transaction.on_commit(lambda: pieces.drop(places))
    transaction.on_commit(lambda: pieces.sweep(UNKNOWN))
    return {"files.Blob": count}
