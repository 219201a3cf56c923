"""Raise the items of a day: decided in Python for sets of units, written by the database in sets."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tongxin.adoption.queries import InForce, in_force
from tongxin.adoption.queries.force import Layout, layout, reaches
from tongxin.adoption.queries.roster import unit_facts
from tongxin.duties import dialect
from tongxin.duties.commands import tallying
from tongxin.duties.models import DutyItem
from tongxin.duties.queries.calendar import calendar
from tongxin.duties.rules import Owed, due_moment, nearest, next_climb, owed_on
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Company
from tongxin.regimes.conditions import applies
from tongxin.regimes.schema.duty import DutySpec

SPEC_COLUMNS = (
    "duty, title, post, adoption_id, period, starts_date, ends_date, due_date, due_at, grace_days, times, "
    "minutes, climbs_at, after_start, climbs_after, begins_by, provisional"
)
INSERT = """
INSERT INTO duties_dutyitem (
    company_id, unit_id, duty, title, post, person_id, adoption_id, shift_id, period, starts_date, ends_date,
    due_date, due_at, grace_days, times, met_times, minutes, provisional, waived_reason, escalated_level,
    escalated_post, escalate_at
)
WITH s ({columns}) AS ({values})
SELECT u.company_id, u.id, s.duty, s.title, s.post, {person}, s.adoption_id, {shift}, {period}, s.starts_date,
    s.ends_date, s.due_date, {due_at}, s.grace_days, s.times, 0, s.minutes, s.provisional, '', 0, '',
    CASE WHEN s.climbs_after >= 0 THEN {climbs_at} END
FROM orgs_unit u CROSS JOIN s {join}
WHERE {units} AND u.starts_date <= s.begins_by
ON CONFLICT DO NOTHING
"""
HOLDERS = """
JOIN (SELECT DISTINCT unit_id, post, person_id FROM orgs_appointment
      WHERE starts_date <= %s AND (ends_date IS NULL OR ends_date >= %s)) a
  ON a.unit_id = u.id AND a.post = s.post
"""
SHIFTS = "JOIN orgs_shift sh ON sh.team_id = u.id AND sh.day = %s AND NOT sh.cancelled"


@dataclass(frozen=True, slots=True)
class Share:
    """What one set of units owes, in one of the three ways of writing it: plain, a holder, a shift."""

    way: str
    owed: tuple[tuple[int, Owed], ...]  # with the adoption that brings it
    units: tuple[int, ...]


@transaction.atomic
def raise_duties(*, company_id: int, day: date, by: Actor, at: datetime) -> Fact:
    """Everything that the company's units owe in the periods of `day`; safe to repeat, safe at once.

    The number of statements follows the adoptions and their duties, never the number of teams.
    """
    # One raiser a company at a time: what is new is then what has a higher id than before.
    company = Company.objects.select_for_update(no_key=True).filter(id=company_id).first()
    if company is None:
        raise NotFound("没有找到这个公司")
    before = DutyItem.objects.aggregate(last=Max("id"))["last"] or 0
    count = sum(_write(share, day) for share in _shares(company_id, day))
    if count:
        tallying.count_new(company_id, before)
    return record(
        "duties.raised",
        subject=("company", company_id),
        by=by,
        at=at,
        data={"day": day.isoformat(), "count": count},
    )


def _shares(company_id: int, day: date) -> Iterator[Share]:
    """Duties owed by the same units in the same way are written by one statement."""
    grouped: dict[tuple[str, tuple[int, ...]], list[tuple[int, Owed]]] = defaultdict(list)
    found = in_force(company_id=company_id, on=day)
    specs = {(spec.key, one.adoption_id): (spec, one) for one in found for spec in one.pack.duties}
    days = calendar(company_id)
    for (key, adoption_id), units in _owing(company_id, found, day).items():
        spec, one = specs[key, adoption_id]
        for owed in owed_on(spec, day, since=one.starts_date, calendar=days):
            grouped[_way(spec), tuple(units)].append((adoption_id, owed))
    for (way, unit_ids), owed_ones in grouped.items():
        yield Share(way, tuple(owed_ones), unit_ids)


def _way(spec: DutySpec) -> str:
    if spec.every == "shift":
        return "shift"
    return "holder" if spec.owed_by.each_holder else "plain"


def _owing(company_id: int, found: list[InForce], day: date) -> dict[tuple[str, int], list[int]]:
    """The units of each (duty, adoption): covered, of the right kind, meeting the duty's conditions."""
    conditional = any(spec.applies_if for one in found for spec in one.pack.duties)
    facts = unit_facts(company_id, day) if conditional else {}

    ground = layout(company_id, on=day)
    following = reaches(found, ground)

    def brought() -> Iterator[tuple[str, int, list[int]]]:
        for one in found:
            kinds = _by_kind(following[one.adoption_id], ground)
            for spec in one.pack.duties:
                units = [unit for kind in spec.owed_by.kinds for unit in kinds.get(kind, ())]
                yield spec.key, one.adoption_id, units

    owing = nearest(brought())
    for one in found:
        for spec in one.pack.duties:
            if spec.applies_if and (place := (spec.key, one.adoption_id)) in owing:
                owing[place] = [unit for unit in owing[place] if applies(spec.applies_if, facts[unit])]
    return {place: units for place, units in owing.items() if units}


def _by_kind(followers: set[int], ground: Layout) -> dict[str, list[int]]:
    kinds: dict[str, list[int]] = defaultdict(list)
    for unit_id, kind, _ in ground.units:
        if unit_id in followers:
            kinds[kind].append(unit_id)
    return kinds


def _write(share: Share, day: date) -> int:
    values, parameters = dialect.rows([_row(adoption_id, owed) for adoption_id, owed in share.owed])
    form = {
        "person": "NULL",
        "shift": "NULL",
        "period": "s.period",
        "due_at": "s.due_at",
        "climbs_at": "s.climbs_at",
        "join": "",
    }
    joined: list[object] = []
    if share.way == "holder":
        form |= {"person": "a.person_id", "join": HOLDERS}
        joined = [dialect.day(day), dialect.day(day)]
    elif share.way == "shift":
        form |= {
            "shift": "sh.id",
            "period": "s.period || '/' || sh.key",
            "due_at": dialect.minutes_after("sh.starts_at", "s.after_start"),
            "climbs_at": dialect.minutes_after("sh.starts_at", "s.after_start + s.climbs_after"),
            "join": SHIFTS,
        }
        joined = [dialect.day(day)]
    statement = INSERT.format(columns=SPEC_COLUMNS, values=values, units=dialect.in_numbers("u.id"), **form)
    return dialect.execute(statement, [*parameters, *joined, dialect.numbers(share.units)])


def _row(adoption_id: int, owed: Owed) -> tuple[object, ...]:
    spec = owed.spec
    due_at = due_moment(owed.due_date, timezone.get_current_timezone())
    climbs_at = next_climb(spec, due_at, 0)
    return (
        spec.key,
        spec.title,
        spec.owed_by.post,
        adoption_id,
        owed.key,
        dialect.day(owed.starts_date),
        dialect.day(owed.ends_date),
        dialect.day(owed.due_date),
        dialect.moment(due_at),
        spec.grace_days,
        spec.times,
        spec.minutes,
        dialect.moment(climbs_at or due_at),
        spec.minutes_after_start,
        int((climbs_at - due_at).total_seconds()) // 60 if climbs_at else -1,
        dialect.day(owed.begins_by),
        owed.provisional,
    )
