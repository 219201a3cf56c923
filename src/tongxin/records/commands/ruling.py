"""Say how the company reads CF-01 and CF-02. What is closed already keeps the reading of its day."""

from datetime import datetime

from django.db import transaction

from tongxin.facts import commands as facts
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound
from tongxin.orgs.models import Company
from tongxin.records.queries.ruling import may_set_ruling


@transaction.atomic
def set_ruling(*, strict: bool, of_entitled: bool, by: Actor, at: datetime) -> Fact:
    """`strict`: 半数以上 is more than half. `of_entitled`: who is elected needs half of all entitled."""
    company = Company.objects.select_for_update().filter(id=by.company_id or 0).first()
    if company is None or not may_set_ruling(by):
        raise NotFound("没有找到这一页")
    before = {"strict": company.strict_quorum, "of_entitled": company.elects_by_entitled}
    after = {"strict": strict, "of_entitled": of_entitled}
    if after == before:
        raise Invalid("没有变化，现在就是这样算的")
    Company.objects.filter(id=company.id).update(strict_quorum=strict, elects_by_entitled=of_entitled)
    data = {"before": before, "after": after}
    return facts.record("ruling.changed", subject=("company", company.id), by=by, at=at, data=data)
