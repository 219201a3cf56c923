"""For something outside that watches: 200 while all is well, 503 with what is not."""

import shutil
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse

from tongxin import clock
from tongxin.facts.queries import DEAD_AFTER, worker_age
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

LEAST_FREE = 500 * 1024 * 1024


@route("public")
def healthz(request: PageRequest) -> HttpResponse:
    state = {**_database(clock.read()), **_disk()}
    well = all(value != "bad" for value in state.values())
    return JsonResponse({"well": well, **state}, status=200 if well else 503)


def _database(at: datetime) -> dict[str, object]:
    try:
        age = worker_age(at)
    except DatabaseError:
        return {"database": "bad", "worker": "unknown"}
    silent = age is None or age > DEAD_AFTER
    seconds = None if age is None else int(age.total_seconds())
    return {"database": "ok", "worker": "bad" if silent else "ok", "worker_seconds": seconds}


def _disk() -> dict[str, object]:
    if not settings.DATA_DIR.is_dir():
        return {"disk": "bad", "disk_free_mb": 0}
    free = shutil.disk_usage(settings.DATA_DIR).free
    return {"disk": "bad" if free < LEAST_FREE else "ok", "disk_free_mb": free // 2**20}
