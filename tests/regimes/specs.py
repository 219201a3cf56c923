"""Makers of specs for tests."""

from typing import Any

from tongxin.regimes.schema.case import CaseSpec
from tongxin.regimes.schema.duty import DutySpec
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.record import RecordSpec

BASIS = {"document": "支部工作条例", "clause": "第十二条"}
ANSWER: dict[str, Any] = {
    "key": "answer", "title": "答复", "source": ["told"], "target": "answered",
    "by": {"posts": ["team_leader"]}, "due": {"within": {"days": 3}, "after": "opened"},
}  # fmt: skip
AGAIN: dict[str, Any] = {
    "key": "again", "title": "要求重办", "source": ["answered"], "target": "told", "by": {"roles": ["opener"]},
}  # fmt: skip
CLOSE: dict[str, Any] = {
    "key": "close", "title": "办结", "source": ["answered"], "target": "closed",
    "by": {"posts": ["political_instructor"]}, "not_by": ["answer"],
}  # fmt: skip


def duty(**given: Any) -> DutySpec:
    return DutySpec.model_validate(
        {
            "key": "meeting_monthly",
            "title": "支委会每月一次",
            "basis": BASIS,
            "strength": "practice",
            "owed_by": {"post": "branch_secretary", "unit": "branch"},
            "every": "month",
            "minutes": 60,
            "met_by": [{"record": "meeting"}],
            **given,
        }
    )


def record(**given: Any) -> RecordSpec:
    return RecordSpec.model_validate(
        {
            "key": "meeting",
            "title": "支委会",
            "basis": BASIS,
            "held_at": ["branch"],
            "written_by": ["branch_secretary"],
            "expected": "committee",
            "steps": ["roll_call", "decisions"],
            **given,
        }
    )


def case(**given: Any) -> CaseSpec:
    """A request that is answered, or answered again."""
    return CaseSpec.model_validate(
        {
            "key": "wish",
            "title": "诉求",
            "basis": BASIS,
            "group": "voice",
            "opened_at": ["team"],
            "opened_by": {"everybody": "unit"},
            "opening": [{"key": "what", "title": "什么事", "type": "text", "required": True}],
            "titled_by": "what",
            "start": "told",
            "states": {
                "told": {"title": "待办"},
                "answered": {"title": "已答复"},
                "closed": {"title": "办结", "end": True},
            },
            "moves": [ANSWER, AGAIN, CLOSE],
            "keep": {"whole": {"years": 3}},
            **given,
        }
    )


def pack(
    *duties: DutySpec,
    records: tuple[RecordSpec, ...] = (),
    cases: tuple[CaseSpec, ...] = (),
    **meta: Any,
) -> Pack:
    return Pack.model_validate(
        {
            "meta": {
                "key": "our-own",
                "version": "1.0",
                "title": "自己的制度",
                "summary": "试一试",
                "effective_from": "2026-01-01",
                "adopted_at": ["company", "section", "branch"],
                **meta,
            },
            "duties": [one.model_dump() for one in duties],
            "records": [one.model_dump() for one in records or (record(),)],
            "cases": [one.model_dump() for one in cases],
        }
    )
