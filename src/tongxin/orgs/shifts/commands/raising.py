"""Turn rotations into shifts: a fixed number of statements, however many teams there are."""

import json
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tongxin.kernel.actor import Actor
from tongxin.kernel.periods import DAY
from tongxin.kernel.workdays import Calendar
from tongxin.orgs.models import Company, Rotation, TeamRotation
from tongxin.orgs.shifts.queries import calendar, pattern_of
from tongxin.orgs.shifts.rules import Belonging, plan

# The plan travels as one JSON parameter: one row for each rotation, anchor and day.
PLAN_SQLITE = """
SELECT json_extract(value, '$[0]') AS rotation_id, json_extract(value, '$[1]') AS anchor,
       json_extract(value, '$[2]') AS cycle_day, json_extract(value, '$[3]') AS day,
       json_extract(value, '$[4]') AS key, json_extract(value, '$[5]') AS name,
       json_extract(value, '$[6]') AS starts_at, json_extract(value, '$[7]') AS ends_at
FROM json_each(%s)
"""
PLAN_POSTGRES = """
SELECT (value ->> 0)::bigint AS rotation_id, (value ->> 1)::date AS anchor,
       (value ->> 2)::date AS cycle_day, (value ->> 3)::date AS day,
       value ->> 4 AS key, value ->> 5 AS name,
       (value ->> 6)::timestamptz AS starts_at, (value ->> 7)::timestamptz AS ends_at
FROM jsonb_array_elements(%s::jsonb) AS rows(value)
"""
ONLY_SQLITE = "AND follows.team_id IN (SELECT value FROM json_each(%s))"
ONLY_POSTGRES = (
    "AND follows.team_id IN (SELECT value::bigint FROM jsonb_array_elements_text(%s::jsonb) AS ids(value))"
)
# A shift that a rotation once gave up comes back; one that a person cancelled stays cancelled. What is
# there already, under whichever day, is left out before the conflict: PostgreSQL would lock each such row
# for nothing. Where two rotations of a team begin a shift at one moment, the later rotation's is worked.
RAISE = """
INSERT INTO orgs_shift (team_id, day, key, name, starts_at, ends_at, cancelled, cancelled_reason)
SELECT team_id, day, key, name, starts_at, ends_at, {false}, '' FROM (
SELECT follows.team_id, plan.day, plan.key, plan.name, plan.starts_at, plan.ends_at, row_number() OVER (
    PARTITION BY follows.team_id, plan.starts_at ORDER BY follows.starts_date DESC
  ) AS place
FROM ({plan}) AS plan
JOIN orgs_teamrotation AS follows
  ON follows.rotation_id = plan.rotation_id AND follows.anchor_date = plan.anchor
JOIN orgs_unit AS team ON team.id = follows.team_id
WHERE follows.starts_date <= plan.cycle_day
  AND (follows.ends_date IS NULL OR follows.ends_date >= plan.cycle_day)
  AND team.starts_date <= plan.cycle_day
  AND (team.ends_date IS NULL OR team.ends_date >= plan.cycle_day)
  AND NOT EXISTS (
    SELECT 1 FROM orgs_shift AS there
    WHERE there.team_id = follows.team_id AND there.starts_at = plan.starts_at
      AND there.cancelled_reason <> 'rotation'
  )
  {only}
) AS planned
WHERE place = 1
ON CONFLICT (team_id, starts_at) DO UPDATE
SET day = excluded.day, key = excluded.key, name = excluded.name, ends_at = excluded.ends_at,
    cancelled = {false}, cancelled_reason = ''
WHERE orgs_shift.cancelled_reason = 'rotation'
"""


@transaction.atomic
def raise_shifts(company_id: int, first: date, last: date, by: Actor, at: datetime) -> int:
    """Make the shifts that belong to `first` … `last` and are not there yet; gives their number.

    Writes no fact: shifts follow wholly from rotations, whose changes are facts.
    """
    return raise_for(company_id, first, last)


def raise_for(company_id: int, first: date, last: date, team_ids: Collection[int] = ()) -> int:
    """As `raise_shifts`, for some teams alone if given."""
    company = Company.objects.get(id=company_id)
    pairs = TeamRotation.objects.filter(rotation__company=company)
    if team_ids:
        pairs = pairs.filter(team__in=team_ids)
    anchors = set(pairs.values_list("rotation_id", "anchor_date"))
    rotations = Rotation.objects.in_bulk({rotation for rotation, _ in anchors})
    rows = list(_rows(anchors, rotations, company, first, last, calendar(company_id)))
    return _insert(rows, sorted(team_ids)) if rows else 0


def _rows(
    anchors: set[tuple[int, date]],
    rotations: dict[int, Rotation],
    company: Company,
    first: date,
    last: date,
    known: Calendar,
) -> Iterator[list[Any]]:
    belonging = Belonging(company.shift_day, company.mine_day_hour)
    patterns = {id_: pattern_of(rotation) for id_, rotation in rotations.items()}
    for rotation_id, anchor in sorted(anchors):
        # A shift may belong to the day before or after the one on which the cycle has it.
        for shift in plan(
            patterns[rotation_id], anchor, first=first - 2 * DAY, last=last + DAY,
            belonging=belonging, calendar=known,
        ):  # fmt: skip
            if first <= shift.day <= last:
                yield [
                    rotation_id, str(anchor), str(shift.cycle_day), str(shift.day), shift.key, shift.name,
                    _moment(shift.starts_at), _moment(shift.ends_at),
                ]  # fmt: skip


def _insert(rows: list[list[Any]], team_ids: list[int]) -> int:
    postgres = connection.vendor == "postgresql"
    statement = RAISE.format(
        plan=PLAN_POSTGRES if postgres else PLAN_SQLITE,
        false="FALSE" if postgres else "0",
        only=(ONLY_POSTGRES if postgres else ONLY_SQLITE) if team_ids else "",
    )
    parameters = [json.dumps(rows), *([json.dumps(team_ids)] if team_ids else [])]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def _moment(local: datetime) -> str:
    """As the database writes it: text of UTC in SQLite, a timestamp with its zone in PostgreSQL."""
    aware = timezone.make_aware(local)
    if connection.vendor == "postgresql":
        return aware.isoformat()
    return str(connection.ops.adapt_datetimefield_value(aware))
