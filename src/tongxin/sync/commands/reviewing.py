"""A person decides about what could not be taken in by itself, and says why."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.sync.commands import applying
from tongxin.sync.commands.applying import Authors, body_of
from tongxin.sync.commands.holding import release
from tongxin.sync.models import Decision, Operation, Outcome
from tongxin.sync.queries.review import to_review, twins_to_review

LONGEST = 200


def decide_operation(key: UUID, decision: str, *, reason: str, by: Actor, at: datetime) -> Fact:
    """`taken`: as its author, now that somebody has looked; a refusal leaves it as it was. `stands`: what is
    there is right, and this stays as it came."""
    with transaction.atomic():
        row = to_review(viewer=by).select_for_update(of=("self",)).filter(id=key).first()
        if row is None:
            raise NotFound("没有找到这一条，可能已经定了")
        _check_other(by, row.person_id)
        _check(decision, reason)
        if decision == Decision.TAKEN:
            _take(row, at=at)
        row.decision, row.reason = decision, reason.strip()[:LONGEST]
        row.decided_by_id, row.decided_at = by.person_id, at
        row.save()
        fact = _tell("operation", row, decision, by=by, at=at)
    if decision == Decision.TAKEN:
        release([key], at=at)
    return fact


def _take(row: Operation, *, at: datetime) -> None:
    if not row.body:
        raise Refused("原文没有留，收不了。请交的人联网再办一次")
    applying.apply(row, body_of(row), Authors(row.person_id or 0), at=at, anyway=True)
    if row.outcome != Outcome.APPLIED:
        raise Refused(f"还是收不了：{row.sentence}")


def decide_twin(twin_id: int, decision: str, *, reason: str, by: Actor, at: datetime) -> Fact:
    """Which of two bodies is right. What the other one did is put right by hand, where it is wrong: a
    program that undid it would undo what has followed since."""
    with transaction.atomic():
        rows = twins_to_review(viewer=by).select_for_update(of=("self",)).filter(id=twin_id)
        twin = rows.select_related("operation").first()
        if twin is None:
            raise NotFound("没有找到这一条，可能已经定了")
        _check_other(by, twin.person_id, twin.operation.person_id)
        _check(decision, reason)
        twin.decision, twin.reason = decision, reason.strip()[:LONGEST]
        twin.decided_by_id, twin.decided_at = by.person_id, at
        twin.save()
        return _tell("twin", twin.operation, decision, by=by, at=at)


def _check(decision: str, reason: str) -> None:
    if decision not in Decision.values:
        raise Invalid("请选以哪一份为准", fields={"decision": "请选一个"})
    if not reason.strip():
        raise Invalid("请写为什么", fields={"reason": "请写为什么"})


def _check_other(by: Actor, *authors: int | None) -> None:
    if by.person_id in authors:
        raise NotAllowed("自己交的由别人来定")


def _tell(what: str, row: Operation, decision: str, *, by: Actor, at: datetime) -> Fact:
    subject = (row.subject_type, row.subject_id) if row.subject_id else ("sync", 0)
    return record(
        "sync.decided", subject=subject, by=by, at=at, unit_id=row.unit_id,
        data={"what": what, "type": row.type, "decision": decision},
    )  # fmt: skip
