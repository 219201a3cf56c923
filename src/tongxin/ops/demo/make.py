"""Puts the demo together."""

from datetime import datetime
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from tongxin.access.queries import actor_of
from tongxin.kernel.errors import Refused
from tongxin.ops.demo import cases, history, journal, logins, org, reporting, writing
from tongxin.ops.rounds import make_rounds
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
    history.adopt_sooner(life, operator)
    journal.tell((), cases.acts(life, before=True))
    history.prepare(life, operator)
    held = list(history.told(life))
    facts = writing.write(life, held) + reporting.file_team_reports(life, held)
    connection.cursor().execute("ANALYZE")  # or the planner believes the tables to be empty still
    journal.meet(facts, at=at)
    later = cases.acts(life, before=False)
    journal.tell(facts, [*writing.corrections(life), *reporting.branch_reports(life), *later])
    logins.make_logins(group, on=on, at=at)
    make_rounds(at, all_now=True)
    return True
