"""Say of a picture what it is: a person does, with a reason, and nothing follows by itself."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.files import rules
from tongxin.files.models import Judgement
from tongxin.files.queries.evidence import Finding, look_at
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused


@dataclass(frozen=True, slots=True)
class Said:
    """`other_id` is None where it is said of the time."""

    file_id: int
    other_id: int | None
    verdict: str
    reason: str


def judge_picture(kind: str, thing_id: int, said: Said, *, by: Actor, at: datetime) -> Fact:
    """By whoever looks after the thing, sees both pictures and has brought neither; once."""
    finding = _found(kind, thing_id, said, by)
    about = "time" if said.other_id is None else "near"
    if wrong := rules.verdict_fault(said.verdict, said.reason, about=about):
        raise Invalid("；".join(wrong.values()), fields=wrong)
    here, there = finding.shot.file_id, finding.other_id
    file, other = (here, there) if finding.later or there is None else (there, here)
    row = Judgement(
        file_id=file, other_id=other, verdict=said.verdict, reason=said.reason.strip(),
        by_id=by.person_id, by_name=by.name, decided_at=at,
    )  # fmt: skip
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused("刚刚已有人定了，请刷新后看") from None
        return record(
            "picture.judged",
            subject=(kind, thing_id),
            unit_id=finding.shot.unit_id,
            by=by,
            at=at,
            data={"file": file, "other": other, "verdict": said.verdict},
        )


def _found(kind: str, thing_id: int, said: Said, by: Actor) -> Finding:
    found = look_at(kind, thing_id, viewer=by).findings
    pair = (said.file_id, said.other_id)
    finding = next((one for one in found if (one.shot.file_id, one.other_id) == pair), None)
    if finding is None or finding.hidden:
        raise NotFound("没有找到这一对照片")
    if not finding.may:
        raise NotAllowed("自己传的照片，由别人来定")
    if finding.judged is not None:
        raise Refused(f"{finding.judged.by_name}已经定了")
    return finding
