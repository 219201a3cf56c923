"""Duty items."""

from datetime import datetime
from typing import Any

from ninja import Router

from tongxin import clock
from tongxin.api.auth import ApiRequest, declares
from tongxin.api.problems import PROBLEMS
from tongxin.api.schemas.duties import DutyOut, DutyPage
from tongxin.api.schemas.paging import Day, PagingQuery, page_of
from tongxin.duties.queries import items_seen_by, standing_of
from tongxin.kernel.errors import NotFound

router = Router(tags=["职责"])


@router.get("/duties", response={200: DutyPage, **PROBLEMS}, summary="职责")
@declares("member", model="duties.DutyItem", level="C1", scope="duties:read")
def duties(
    request: ApiRequest, paging: PagingQuery, since: Day | None = None, until: Day | None = None
) -> dict[str, Any]:
    """Items due in [since, until]."""
    rows = items_seen_by(request.actor)
    if since is not None:
        rows = rows.filter(due_date__gte=since)
    if until is not None:
        rows = rows.filter(due_date__lte=until)
    found, after = page_of(rows, paging)
    at = clock.read()
    return {"items": [_out(item, at) for item in found], "next": after}


@router.get("/duties/{item_id}", response={200: DutyOut, **PROBLEMS}, summary="一项职责")
@declares("member", model="duties.DutyItem", level="C1", scope="duties:read")
def duty(request: ApiRequest, item_id: int) -> Any:
    found = items_seen_by(request.actor).filter(id=min(item_id, 2**62)).first()
    if found is None:
        raise NotFound("没有找到这项职责")
    return _out(found, clock.read())


def _out(item: Any, at: datetime) -> dict[str, Any]:
    fields = DutyOut.model_fields.keys() - {"standing"}
    return {name: getattr(item, name) for name in fields} | {"standing": standing_of(item, at=at).value}
