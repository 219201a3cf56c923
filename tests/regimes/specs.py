"""Makers of specs for tests."""

from typing import Any

from tongxin.regimes.schema.duty import DutySpec
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.record import RecordSpec

BASIS = {"document": "支部工作条例", "clause": "第十二条"}


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


def pack(*duties: DutySpec, records: tuple[RecordSpec, ...] = (), **meta: Any) -> Pack:
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
        }
    )
