"""Units and people."""

from typing import Any

from ninja import Router

from tongxin.api.auth import ApiRequest, declares
from tongxin.api.problems import PROBLEMS
from tongxin.api.schemas.orgs import PersonOut, PersonPage, UnitOut, UnitPage
from tongxin.api.schemas.paging import PagingQuery, page_of
from tongxin.kernel.errors import NotFound
from tongxin.orgs.queries import people_seen_by, units_seen_by

router = Router(tags=["组织"])


@router.get("/units", response={200: UnitPage, **PROBLEMS}, summary="单位")
@declares("member", model="orgs.Unit", level="C0", scope="orgs:read")
def units(request: ApiRequest, paging: PagingQuery) -> dict[str, Any]:
    rows, after = page_of(units_seen_by(request.actor), paging)
    return {"items": rows, "next": after}


@router.get("/units/{unit_id}", response={200: UnitOut, **PROBLEMS}, summary="一个单位")
@declares("member", model="orgs.Unit", level="C0", scope="orgs:read")
def unit(request: ApiRequest, unit_id: int) -> Any:
    return _one(units_seen_by(request.actor), unit_id, "没有找到这个单位")


@router.get("/people", response={200: PersonPage, **PROBLEMS}, summary="人员")
@declares("member", model="orgs.Person", level="C2", scope="people:read")
def people(request: ApiRequest, paging: PagingQuery) -> dict[str, Any]:
    rows, after = page_of(people_seen_by(request.actor), paging)
    return {"items": rows, "next": after}


@router.get("/people/{person_id}", response={200: PersonOut, **PROBLEMS}, summary="一个人")
@declares("member", model="orgs.Person", level="C2", scope="people:read")
def person(request: ApiRequest, person_id: int) -> Any:
    return _one(people_seen_by(request.actor), person_id, "没有找到这个人")


def _one(rows: Any, row_id: int, sentence: str) -> Any:
    found = rows.filter(id=row_id).first() if row_id < 2**62 else None
    if found is None:
        raise NotFound(sentence)
    return found
