"""Puts the demo together."""

from datetime import datetime
from random import Random

from django.db import transaction
from django.utils import timezone

from tongxin.access.queries import actor_of
from tongxin.duties.commands.tallying import tally_rebuild
from tongxin.kernel.errors import Refused
from tongxin.ops.demo import history, logins, org, reporting, writing
from tongxin.orgs.models import Appointment, Company

SEED = 20261120


@transaction.atomic
def make_demo(*, at: datetime) -> bool:
    """Make the demo group as of `at`; False when it stands already, refused beside real companies."""
    if Company.objects.filter(is_demo=True).exists():
        return False
    if Company.objects.exists():
        raise Refused("数据库里已经有公司，演示数据只能放进空库")
    random = Random(SEED)  # noqa: S311 - the same every time is the point
    on = timezone.localdate(at)
    group = org.build(on, at, random)
    life = history.Life(group, at, random)
    secretary = Appointment.objects.filter(post="committee_secretary", unit__company=group.company)
    operator = actor_of(secretary.order_by("id")[0].person_id, at=at)
    history.prepare(life, operator)
    held = list(history.told(life))
    writing.write(life, held)
    writing.correct(life)
    reporting.file_team_reports(life, held)
    tally_rebuild(group.company.id, by=operator)
    reporting.file_reports(life)
    logins.make_logins(group, on=on, at=at)
    return True
