"""Three months of the group's life up to today, with honest imperfections: late, missing, corrected."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from tongxin.adoption.commands import adopt_pack
from tongxin.adoption.queries import pinned_duty, record_specs, report_specs
from tongxin.adoption.queries.catalogue import get_pack
from tongxin.duties.commands import raise_duties
from tongxin.duties.models import DutyItem
from tongxin.facts.commands import answer_fact
from tongxin.kernel.actor import Actor
from tongxin.ops.demo.org import Branch, Group, Team
from tongxin.orgs.models import Appointment, Leave, PartyStanding, Person, Shift, Unit
from tongxin.orgs.shifts.commands import raise_shifts
from tongxin.regimes.schema.record import RecordSpec
from tongxin.regimes.schema.report import ReportSpec

DAYS = 92
AHEAD = 14
SOONER = 60  # so many days before the rest, what asks nothing of anybody at a set time was followed
# Of what was owed: how much was done in time, and how much of the rest was done late.
IN_TIME, LATE = 0.93, 0.6
# Whatever the ids are, in an order that is always the same.
BY_NAME = ("due_date", "unit_id", "duty", "period", "person_id")
# The first of the first team are whom the log-in page offers: they are at work.
SHOWN = 7
PRE_SHIFT, HANDOVER = "pre_shift_meeting", "shift_handover"


@dataclass
class Held:
    """One record of the history before it is written."""

    spec: RecordSpec
    adoption_id: int
    unit: Unit
    held_at: datetime
    written_at: datetime
    chair: Person
    people: list[Person]
    absent: dict[int, str] = field(default_factory=dict)
    shift: Shift | None = None


class Life:
    """Who is where: looked up often while the history is told."""

    def __init__(self, group: Group, at: datetime, random: Random) -> None:
        self.group, self.at, self.random = group, at, random
        self.on = timezone.localdate(at)
        self.first = self.on - timedelta(days=DAYS)
        self.begun = _evening_before(self.first)
        self.cases: dict[int, list[int]] = defaultdict(list)  # of each told case, its id once it is opened
        self.team_of = {team.unit.id: team for team in group.teams}
        self.team_of_group = {team.group.id: team for team in group.teams if team.group}
        self.branch_of = {branch.unit.id: branch for branch in group.branches}
        self.section_of = {branch.section.id: branch for branch in group.branches}
        self.team_of_union = {team.union_group.id: team for team in group.teams}
        self.trades = {team.unit.id: team.enterprise.prefix for team in group.teams}
        for branch in group.branches:
            self.trades |= dict.fromkeys((branch.unit.id, branch.section.id), branch.enterprise.prefix)
        for small, team in (*self.team_of_group.items(), *self.team_of_union.items()):
            self.trades[small] = team.enterprise.prefix
        self.leaves: dict[int, list[Leave]] = defaultdict(list)
        self.specs: dict[int, dict[str, tuple[RecordSpec, int]]] = {}
        self.reports: dict[int, dict[str, tuple[ReportSpec, int]]] = {}
        standings = PartyStanding.objects.filter(
            person__company=group.company, standing__in=("full", "probationary"), ends_date=None
        )
        self.party = dict(standings.values_list("person_id", "standing"))
        held = Appointment.objects.filter(unit__company=group.company).select_related("person").order_by("id")
        self.held = {(row.unit_id, row.post): row.person for row in held}

    def spec(self, kind: str, unit: Unit) -> tuple[RecordSpec, int] | None:
        if unit.id not in self.specs:
            self.specs[unit.id] = record_specs(unit, on=self.on)
        return self.specs[unit.id].get(kind)

    def trade(self, unit: Unit) -> str:
        """Whose words people use there: the prefix of the enterprise."""
        return self.trades.get(unit.id, "")

    def report(self, kind: str, unit: Unit) -> ReportSpec:
        if unit.id not in self.reports:
            self.reports[unit.id] = report_specs(unit, on=self.on)
        return self.reports[unit.id][kind][0]

    def holder(self, item: DutyItem) -> Person | None:
        return self.held.get((item.unit_id, item.post))

    def members(self, branch: Branch) -> list[Person]:
        crew = [person for team in branch.teams for person in team.people if person.id in self.party]
        return [branch.secretary, *branch.committee.values(), *crew]

    def written(self, held_at: datetime, *, on_time: float) -> datetime | None:
        """When it was written down: mostly at once, sometimes days later, sometimes never."""
        if self.random.random() < on_time:
            return min(held_at + timedelta(minutes=self.random.randint(10, 40)), self.at)
        late = held_at + timedelta(days=self.random.randint(1, 4), hours=self.random.randint(1, 8))
        return late if self.random.random() < LATE and late < self.at else None

    def away(self, person: Person, day: date) -> str:
        return next(
            (leave.kind for leave in self.leaves[person.id] if leave.starts_date <= day <= leave.ends_date),
            "",
        )


def prepare(life: Life, operator: Actor) -> None:
    """Adoptions, shifts, leave, and what was owed on each day."""
    begun = life.begun
    _adopt(life, operator, life.first, sooner=False)
    company = life.group.company.id
    raise_shifts(company, life.first, life.on + timedelta(days=AHEAD), operator, begun)
    _leaves(life)
    for number in range(DAYS + 2):
        raise_duties(company_id=company, day=life.first + timedelta(days=number), by=operator, at=begun)


def adopt_sooner(life: Life, operator: Actor) -> None:
    """What rests on nothing and asks nothing: some cases are older than the three months that are told of."""
    _adopt(life, operator, life.first - timedelta(days=SOONER), sooner=True)


def _adopt(life: Life, operator: Actor, starts: date, *, sooner: bool) -> None:
    company, begun = life.group.company.id, _evening_before(starts)
    for root, keys in _followed(life.group):
        for pack in [get_pack(key, company_id=company) for key in keys]:
            if sooner == (not pack.duties and set(pack.meta.requires) <= {"base"}):
                adopted = adopt_pack(
                    pack,
                    unit_id=root.id,
                    starts_date=starts,
                    basis="集团党〔2026〕8号",
                    reason="先行试用，三个月后再减",
                    by=operator,
                    at=begun,
                )
                answer_fact(adopted.fact, at=begun)


def _evening_before(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day - timedelta(days=1), time(17)))


def _followed(group: Group) -> Iterator[tuple[Unit, tuple[str, ...]]]:
    seen = set()
    for branch in group.branches:
        if branch.enterprise.prefix not in seen:
            seen.add(branch.enterprise.prefix)
            yield group.roots[branch.enterprise.prefix], branch.enterprise.packs


def _leaves(life: Life) -> None:
    rows = [_course(life)]
    shown = {person.id for person in life.group.teams[0].people[:SHOWN]}
    for team in life.group.teams:
        for person in team.people:
            if life.random.random() < 0.25:
                starts = life.first + timedelta(days=life.random.randint(0, DAYS))
                length = life.random.choice((1, 2, 3, 5, 8, 12))
                kind = life.random.choice(("annual", "sick", "family", "training"))
                leave = Leave(
                    person=person, kind=kind, starts_date=starts, ends_date=starts + timedelta(days=length)
                )
                if person.id not in shown or not _about_now(life, leave):
                    life.leaves[person.id].append(leave)
                    rows.append(leave)
    Leave.objects.bulk_create(rows, batch_size=1000)


def _about_now(life: Life, leave: Leave) -> bool:
    return leave.starts_date <= life.on + timedelta(days=1) and leave.ends_date >= life.on - timedelta(days=1)


def _course(life: Life) -> Leave:
    """One instructor is on a course this week, and his team's meetings were not all recorded."""
    instructor = life.group.teams[2].instructor or life.group.teams[2].leader
    leave = Leave(
        person=instructor,
        kind="training",
        starts_date=life.on - timedelta(days=5),
        ends_date=life.on + timedelta(days=1),
    )
    life.leaves[instructor.id].append(leave)
    return leave


def told(life: Life) -> Iterator[Held]:
    """Every record of the three months, from what was owed: of shifts first, then of longer periods."""
    yield from _of_shifts(life)
    yield from _of_periods(life)


def _of_shifts(life: Life) -> Iterator[Held]:
    """Pre-shift meetings and handovers of the teams that follow a regime with them."""
    shifts = Shift.objects.filter(team__in=life.team_of, starts_at__lt=life.at, day__gte=life.first)
    for shift in shifts.order_by("starts_at", "team_id"):
        team = life.team_of[shift.team_id]
        for kind, minutes in ((PRE_SHIFT, -25), (HANDOVER, 8 * 60 - 20)):
            spec = life.spec(kind, team.unit)
            held_at = shift.starts_at + timedelta(minutes=minutes + life.random.randint(-4, 4))
            missed = kind == PRE_SHIFT and _instructor_away(life, team, shift) and life.random.random() < 0.6
            if spec is None or held_at > life.at or missed:
                continue
            written_at = life.written(held_at, on_time=0.985)
            if written_at is not None:
                chair = _chair(life, team, shift.day)
                yield Held(
                    *spec,
                    team.unit,
                    held_at,
                    written_at,
                    chair,
                    *_crew(life, team, spec[0], shift.day),
                    shift,
                )


def _instructor_away(life: Life, team: Team, shift: Shift) -> bool:
    """On a course; somebody on leave has told the team leader, who then holds the meeting."""
    return team.instructor is not None and life.away(team.instructor, shift.day) == "training"


def _chair(life: Life, team: Team, day: date) -> Person:
    leads = [person for person in (team.instructor, team.leader) if person and not life.away(person, day)]
    return leads[0] if leads else team.leader


def _crew(life: Life, team: Team, spec: RecordSpec, day: date) -> tuple[list[Person], dict[int, str]]:
    if spec.expected == "nobody":
        return [team.leader], {}
    absent = {
        person.id: ABSENCES.get(life.away(person, day), "leave")
        for person in team.people
        if life.away(person, day)
    }
    for person in team.people[4:]:
        if life.random.random() < 0.01:
            absent.setdefault(person.id, "on_the_way")
    return team.people, absent


ABSENCES = {"training": "training"}


def _of_periods(life: Life) -> Iterator[Held]:
    """One record for each thing owed by week, month, quarter or year; what it meets is found later."""
    owed = DutyItem.objects.filter(company=life.group.company, shift__isnull=True, starts_date__lte=life.on)
    told_already: set[tuple[int, str, str]] = set()
    for item in owed.select_related("unit", "person").order_by(*BY_NAME):
        for way in pinned_duty(item.duty, adoption_id=item.adoption_id).met_by[:1]:
            if way.record and way.where != "above":
                held = _period_record(life, item, way.record, way.where)
                if held is not None and (held.unit.id, way.record, item.period) not in told_already:
                    told_already.add((held.unit.id, way.record, item.period))
                    yield held


def _period_record(life: Life, item: DutyItem, kind: str, where: str) -> Held | None:
    unit = _place(life, item, where)
    spec = life.spec(kind, unit) if unit else None
    owner = item.person or (life.holder(item) if unit else None)
    if unit is None or spec is None or owner is None:
        return None
    day = _day(life, item)
    held_at = timezone.make_aware(datetime.combine(day, time(15 if item.unit.kind == "branch" else 7, 30)))
    written_at = life.written(held_at, on_time=0.95) if life.random.random() < IN_TIME else None
    if held_at > life.at or written_at is None:
        return None
    people = _expected(life, spec[0], unit, owner)
    absent = {person.id: "leave" for person in people if life.away(person, day) and person is not owner}
    return Held(*spec, unit, held_at, written_at, owner, people, absent)


def _place(life: Life, item: DutyItem, where: str) -> Unit | None:
    if where == "same":
        return item.unit
    if item.unit_id in life.team_of_group:
        return life.team_of_group[item.unit_id].unit
    if item.unit_id in life.team_of_union:
        return life.team_of_union[item.unit_id].unit
    branch = life.branch_of.get(item.unit_id)
    if branch is None:
        return None
    number = int(item.person.employee_no[-4:]) if item.person else 0
    return branch.teams[(item.starts_date.toordinal() // 7 + number) % len(branch.teams)].unit


def _day(life: Life, item: DutyItem) -> date:
    """Some working day of the period, never after today; late ones are written down later."""
    last = min(item.due_date, life.on)
    span = max(0, (last - item.starts_date).days)
    day = item.starts_date + timedelta(days=min(span, int(span * (0.3 + 0.7 * life.random.random()))))
    while day.weekday() >= 5 and day > item.starts_date:
        day -= timedelta(days=1)
    return max(day, life.first)


def _expected(life: Life, spec: RecordSpec, unit: Unit, owner: Person) -> list[Person]:
    branch, team = life.branch_of.get(unit.id), life.team_of.get(unit.id)
    section, group = life.section_of.get(unit.id), life.team_of_group.get(unit.id)
    people: list[Person] = []
    if spec.expected == "posts":
        around = branch or section
        people = [around.secretary, around.chief, *_leads(around)] if around else []
    elif spec.expected == "committee" and branch:
        people = [branch.secretary, *branch.committee.values()]
    elif spec.expected in ("members", "voters") and branch:
        people = life.members(branch)
    elif spec.expected == "members" and group:
        people = [person for person in group.people if person.id in life.party]
    elif spec.expected == "everybody" and team:
        people = team.people
    return list({person.id: person for person in (owner, *people)}.values())


def _leads(branch: Branch) -> list[Person]:
    leads = ((team.leader, team.instructor) for team in branch.teams)
    return [person for pair in leads for person in pair if person]
