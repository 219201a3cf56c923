"""A case opened or taken further on the phone. What is confidential is never done there."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from tongxin.adoption.queries.cases import case_specs, pinned_case
from tongxin.cases.commands import Making, Opening, join_file, move_case, open_case
from tongxin.cases.commands.opening import code_for
from tongxin.cases.models import Case, Deed
from tongxin.cases.queries import cases_seen_by
from tongxin.files.models import StoredFile
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, Refused
from tongxin.orgs.models import Unit
from tongxin.regimes.load import library
from tongxin.regimes.schema.case import CaseSpec
from tongxin.sync.handlers.registry import (
    HANDLERS,
    Brought,
    Effect,
    Handler,
    OnlineOnly,
    mapping,
    maybe_number,
    number,
    text,
    unit_in,
)
from tongxin.sync.models import Operation, Outcome
from tongxin.sync.rules.reading import uuid_of

OPEN = ("C0", "C1")
ONLY_ONLINE = "这件事要联网办，手机里不存"


def open_one(brought: Brought, *, by: Actor, at: datetime) -> Effect:
    given = brought.given
    opening = Opening(
        kind=text(given, "kind", 60),
        unit_id=number(given, "unit", "单位"),
        given=mapping(given, "given"),
        anonymous=given.get("anonymous") is True,
        key=brought.id,
    )
    opened = open_case(opening, by=by, at=at)
    return Effect(
        subject=("case", opened.case_id),
        unit_id=opening.unit_id,
        data={"case": opened.case_id} | ({"anonymous": True} if opening.anonymous else {}),
        once={"code": opened.code} if opened.code else {},
    )


def _spec(kind: str, unit_id: int | None, on: date) -> CaseSpec | None:
    """As it is in force there; else as any pack of ours has it, since the stricter guess harms nobody."""
    unit = Unit.objects.filter(id=unit_id).first() if unit_id else None
    found = case_specs(unit, on=on).get(kind) if unit else None
    if found:
        return found[0]
    return next(
        (one for pack in library(settings.PACKS_DIR).values() for one in pack.cases if one.key == kind), None
    )


def may_lie_open(spec: CaseSpec, given: Mapping[str, Any]) -> bool:
    """Of level C0 or C1, with all that was filled in."""
    chosen = {key: value for key, value in given.items() if isinstance(value, str | int | bool)}
    return spec.level_of(chosen) in OPEN and _are_open(spec, given)


def _are_open(spec: CaseSpec, given: Mapping[str, Any]) -> bool:
    return all(spec.fields[key].level in OPEN for key in given if key in spec.fields)


def kept_opening(given: Mapping[str, Any], company_id: int, on: date) -> Mapping[str, Any]:
    spec = _spec(text(given, "kind", 60), maybe_number(given, "unit"), on)
    if spec is not None and not may_lie_open(spec, mapping(given, "given")):
        raise OnlineOnly(ONLY_ONLINE)
    return given


def move(brought: Brought, *, by: Actor, at: datetime) -> Effect:
    given = brought.given
    case = Case.objects.filter(id=_case_id(given, by.company_id or 0) or 0, company=by.company_id).first()
    if case is None:
        raise Invalid("没有找到这件事，可能它还没有传上来")
    making = Making(
        move=text(given, "move", 60),
        given=mapping(given, "given"),
        revision=None if brought.anyway else brought.base,
        done_on=_day(given),
        late_reason=text(given, "late_reason"),
        key=brought.id,
    )
    try:
        fact = move_case(case.id, making, by=by, at=at)
    except Refused as error:
        error.details["subject"] = ("case", case.id)
        raise
    return Effect(
        subject=("case", case.id),
        unit_id=case.unit_id,
        data={"case": case.id, "state": fact.data["state"], "step": Deed.objects.filter(case=case).count()},
    )


def _case_id(given: Mapping[str, Any], company_id: int) -> int | None:
    """By its number; or, of one that was opened on the phone too, by the id that it got there."""
    if (key := uuid_of(given.get("case"))) is None:
        return maybe_number(given, "case")
    made = Operation.objects.filter(
        object=key, company=company_id, subject_type="case", outcome=Outcome.APPLIED
    )
    return made.values_list("subject_id", flat=True).first()


def _day(given: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(text(given, "done_on")) if given.get("done_on") else None
    except ValueError:
        raise Invalid("日期看不懂") from None


def place_of_case(given: Mapping[str, Any], company_id: int) -> int | None:
    found = Case.objects.filter(id=_case_id(given, company_id) or 0, company=company_id)
    return found.values_list("unit", flat=True).first()


def kept_move(given: Mapping[str, Any], company_id: int, on: date) -> Mapping[str, Any]:
    found = Case.objects.filter(id=_case_id(given, company_id) or 0, company=company_id)
    for level, kind, adoption_id in found.values_list("level", "kind", "adoption_id"):
        spec = pinned_case(kind, adoption_id=adoption_id)
        if level not in OPEN or not _are_open(spec, mapping(given, "given")):
            raise OnlineOnly(ONLY_ONLINE)
    return given


def knows(given: Mapping[str, Any], viewer: Actor) -> bool:
    return cases_seen_by(viewer).filter(id=_case_id(given, viewer.company_id or 0) or 0).exists()


def join(case_id: int, file: StoredFile, data: Mapping[str, Any]) -> None:
    join_file(case_id, file.id, number=data.get("step", 1))


def code_again(key: UUID, data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"code": code_for(key)} if data.get("anonymous") else {}


HANDLERS["case.open"] = Handler(open_one, unit_in("unit"), kept_opening, join=join, again=code_again)
HANDLERS["case.move"] = Handler(move, place_of_case, kept_move, join=join, knows=knows)
