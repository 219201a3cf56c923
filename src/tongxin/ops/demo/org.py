"""The people and units of the demo, written in bulk."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count, cycle
from random import Random

from tongxin.ops.demo.names import people_names
from tongxin.ops.demo.plan import ENTERPRISES, ROTATIONS, Enterprise, Section
from tongxin.orgs.models import (
    Appointment,
    Company,
    Line,
    Link,
    Membership,
    PartyStanding,
    Person,
    Placement,
    Rotation,
    TeamRotation,
    Unit,
)

COMPANY = "同心能源集团"
BATCH = 2000
LINES = {
    "company": Line.ADMINISTRATION, "mine": Line.ADMINISTRATION, "section": Line.ADMINISTRATION, "team": Line.ADMINISTRATION,
    "committee": Line.PARTY, "branch": Line.PARTY, "party_group": Line.PARTY,
    "union": Line.UNION, "section_union": Line.UNION, "union_group": Line.UNION,
}  # fmt: skip
TERMS = {"branch_secretary": 3, "deputy_secretary": 3, "organisation_member": 3, "political_instructor": 2}


@dataclass
class Team:
    """One team with the people who matter for its history."""

    unit: Unit
    section: Unit
    branch: Unit
    enterprise: Enterprise
    group: Unit | None
    union_group: Unit
    rotation: str
    leader: Person
    instructor: Person | None
    people: list[Person] = field(default_factory=list)


@dataclass
class Branch:
    """One branch with its committee and members."""

    unit: Unit
    section: Unit
    enterprise: Enterprise
    secretary: Person
    committee: dict[str, Person]
    chief: Person
    teams: list[Team] = field(default_factory=list)


@dataclass
class Group:
    """Everything that the history needs to know of the organisation."""

    company: Company
    root: Unit
    branches: list[Branch]
    roots: dict[str, Unit]

    @property
    def teams(self) -> list[Team]:
        return [team for branch in self.branches for team in branch.teams]


class Builder:
    """Collects rows and writes them in a few statements, so that the demo stands in seconds."""

    def __init__(self, on: date, at: datetime, random: Random) -> None:
        self.on, self.at, self.random = on, at, random
        self.company = Company.objects.create(name=COMPANY, short_name="同心集团", is_demo=True)
        self.names = iter(people_names(random, 700))
        self.numbers: dict[str, count[int]] = defaultdict(lambda: count(1))
        self.memberships: list[Membership] = []
        self.standings: list[PartyStanding] = []
        self.appointments: list[Appointment] = []
        self.links: list[Link] = []
        self.placements: list[Placement] = []
        self.rotations = {key: self._rotation(key) for key in ROTATIONS}
        self.followed: list[TeamRotation] = []

    def _rotation(self, key: str) -> Rotation:
        name, shifts, pattern = ROTATIONS[key]
        words = ("key", "name", "starts", "ends")
        return Rotation.objects.create(
            company=self.company,
            key=key,
            name=name,
            shifts=[dict(zip(words, shift, strict=True)) for shift in shifts],
            cycle=pattern,
            workdays_only=key == "day",
        )

    def unit(self, kind: str, name: str, parent: Unit | None, **more: object) -> Unit:
        starts = self.on - timedelta(days=1500)
        unit = Unit.objects.create(
            company=self.company,
            line=LINES[kind],
            kind=kind,
            name=name,
            parent=parent,
            starts_date=starts,
            **more,
        )
        unit.path = f"{parent.path if parent else ''}{unit.id}."
        Unit.objects.filter(id=unit.id).update(path=unit.path)
        self.placements.append(Placement(unit=unit, parent=parent, starts_date=starts))
        return unit

    def person(self, prefix: str, trade: str, *units: Unit, standing: str = "") -> Person:
        years = self.random.randint(1, 25)
        person = Person.objects.create(
            company=self.company,
            employee_no=f"{prefix}{next(self.numbers[prefix]):04d}",
            name=next(self.names),
            trade=trade,
            phone=f"1380000{self.random.randint(0, 9999):04d}",
            hired_date=self.on - timedelta(days=365 * years + self.random.randint(0, 300)),
        )
        since = self.on - timedelta(days=400 + self.random.randint(0, 1000))
        self.memberships += [
            Membership(person=person, unit=unit, line=unit.line, starts_date=since) for unit in units
        ]
        if standing:
            self.standings.append(PartyStanding(person=person, standing=standing, starts_date=since))
        return person

    def join(self, person: Person, unit: Unit) -> None:
        since = self.on - timedelta(days=400)
        self.memberships.append(Membership(person=person, unit=unit, line=unit.line, starts_date=since))

    def appoint(
        self, person: Person, post: str, unit: Unit, basis: str = "", *, ends: date | None = None
    ) -> None:
        starts = self.on - timedelta(days=self.random.randint(100, 600))
        years = TERMS.get(post)
        last = starts + timedelta(days=365 * years) if years else None
        self.appointments.append(
            Appointment(
                person=person,
                post=post,
                unit=unit,
                starts_date=starts,
                ends_date=ends or last,
                basis=basis,
                appointed_at=self.at,
            )
        )

    def link(self, left: Unit, right: Unit) -> None:
        self.links.append(Link(left=left, right=right, starts_date=self.on - timedelta(days=900)))

    def save(self) -> None:
        Placement.objects.bulk_create(self.placements, batch_size=BATCH)
        Membership.objects.bulk_create(self.memberships, batch_size=BATCH)
        PartyStanding.objects.bulk_create(self.standings, batch_size=BATCH)
        Appointment.objects.bulk_create(self.appointments, batch_size=BATCH)
        Link.objects.bulk_create(self.links, batch_size=BATCH)
        TeamRotation.objects.bulk_create(self.followed, batch_size=BATCH)


def build(on: date, at: datetime, random: Random) -> Group:
    """The whole organisation as of `on`."""
    make = Builder(on, at, random)
    root = make.unit("company", COMPANY, None)
    committee = make.unit("committee", "集团党委", None)
    union = make.unit("union", "集团工会", None)
    make.link(committee, root)
    make.link(union, root)
    _group_office(make, root, committee, union)
    branches: list[Branch] = []
    roots: dict[str, Unit] = {}
    for enterprise in ENTERPRISES:
        branches += _enterprise(make, enterprise, (root, committee, union), roots)
    make.save()
    return Group(make.company, root, branches, roots)


def _group_office(make: Builder, root: Unit, committee: Unit, union: Unit) -> None:
    secretary = make.person("TX", "党务", root, committee, standing="full")
    make.appoint(secretary, "committee_secretary", committee, "集团党〔2025〕3号")
    clerk = make.person("TX", "党务", root, committee, standing="full")
    make.appoint(clerk, "party_office", committee)
    leader = make.person("TX", "管理", root, committee, standing="full")
    make.appoint(leader, "mine_leader", root)
    _committee(make, committee, leader, clerk)
    make.appoint(make.person("TX", "安全", root), "safety_office", root)
    make.appoint(make.person("TX", "工会", root), "union_chair", union)


def _committee(make: Builder, committee: Unit, leader: Person, clerk: Person) -> None:
    """Beside its secretary: whoever leads the enterprise is deputy, as is usual, and one more sits in it."""
    make.appoint(leader, "committee_deputy", committee)
    make.appoint(clerk, "committee_member", committee)


def _enterprise(
    make: Builder, enterprise: Enterprise, tops: tuple[Unit, Unit, Unit], roots: dict[str, Unit]
) -> list[Branch]:
    root, committee, union = tops
    mine = make.unit("mine", enterprise.name, root, code=enterprise.prefix)
    party = make.unit("committee", f"{enterprise.name}党委", committee)
    section_union = make.unit("section_union", f"{enterprise.name}工会", union)
    make.link(party, mine)
    make.link(section_union, mine)
    roots[enterprise.prefix] = mine
    secretary = make.person(enterprise.prefix, "党务", mine, party, standing="full")
    make.appoint(secretary, "committee_secretary", party)
    clerk = make.person(enterprise.prefix, "党务", mine, party, standing="full")
    make.appoint(clerk, "party_office", party)
    leader = make.person(enterprise.prefix, "管理", mine, party, standing="full")
    make.appoint(leader, "mine_leader", mine)
    _committee(make, party, leader, clerk)
    make.appoint(make.person(enterprise.prefix, "安全", mine), "safety_office", mine)
    make.appoint(make.person(enterprise.prefix, "工会", mine), "union_chair", section_union)
    return [
        _branch(make, enterprise, section, mine, party, section_union, number)
        for number, section in enumerate(enterprise.sections)
    ]


# Teams without a Party member: the layout of the party groups has gaps.
BLANK = {("江北供电所", "营业班"), ("卷包车间", "轮保班"), ("保障中心", "调度二班")}
# Its instructor was called away six days ago, and nobody was named in the place.
VACANT, VACANT_FOR = ("综采一区", "准备班"), timedelta(days=6)
COMMITTEE = ("deputy_secretary", "organisation_member", "publicity_member", "discipline_member")


def _branch(
    make: Builder,
    enterprise: Enterprise,
    plan: Section,
    mine: Unit,
    party: Unit,
    section_union: Unit,
    number: int,
) -> Branch:
    section = make.unit("section", plan.name, mine)
    # One committee of each enterprise is near the end of its term, so that a reminder is seen.
    elected = make.on - timedelta(days=365 * 3 - 100 if number == 0 else 365 + 40 * number)
    branch = make.unit("branch", plan.branch, party, elected_date=elected)
    make.link(branch, section)
    secretary = make.person(enterprise.prefix, "党务", section, branch, standing="full")
    make.appoint(secretary, "branch_secretary", branch, f"{enterprise.name}党发〔2025〕{number + 5}号")
    committee = {}
    for post in COMMITTEE if number < 2 else COMMITTEE[1:2]:
        committee[post] = make.person(enterprise.prefix, "管理", section, branch, standing="full")
        make.appoint(committee[post], post, branch)
    chief = committee.get("deputy_secretary") or make.person(enterprise.prefix, "管理", section)
    make.appoint(chief, "section_chief", section)
    found = Branch(branch, section, enterprise, secretary, committee, chief)
    for position, name in enumerate(plan.teams):
        found.teams.append(_team(make, plan, found, section_union, name, position))
    return found


def _team(
    make: Builder, plan: Section, branch: Branch, section_union: Unit, name: str, position: int
) -> Team:
    prefix = branch.enterprise.prefix
    unit = make.unit("team", name, branch.section, trade=plan.trades[0])
    union_group = make.unit("union_group", f"{plan.name}{name}工会小组", section_union)
    make.link(union_group, unit)
    blank = (plan.name, name) in BLANK
    group = None if blank else make.unit("party_group", f"{name}党小组", branch.unit)
    if group:
        make.link(group, unit)
    trades = cycle(plan.trades)
    crew = plan.people + make.random.choice((-2, -1, 0, 0, 1, 1))
    people = [_worker(make, prefix, next(trades), unit, union_group, group, place) for place in range(crew)]
    leader, instructor = people[0], None if blank else people[1]
    make.appoint(leader, "team_leader", unit)
    if instructor and group:
        ends = make.on - VACANT_FOR if (plan.name, name) == VACANT else None
        make.appoint(instructor, "political_instructor", unit, "支部决定", ends=ends)
        make.appoint(instructor, "party_group_leader", group)
    make.appoint(people[2], "union_group_leader", union_group)
    make.appoint(people[3], "safety_supervisor", unit)
    rotation, pattern = make.rotations[plan.rotation], ROTATIONS[plan.rotation][2]
    # Today is the second day of the pattern for the first team of each section: it is at work.
    turned = (400 // len(pattern) + 1) * len(pattern) + 1
    anchor = make.on - timedelta(days=turned + position * max(1, len(pattern) // 4))
    make.followed.append(
        TeamRotation(
            team=unit, rotation=rotation, anchor_date=anchor, starts_date=make.on - timedelta(days=400)
        )
    )
    return Team(
        unit,
        branch.section,
        branch.unit,
        branch.enterprise,
        group,
        union_group,
        plan.rotation,
        leader,
        instructor,
        people,
    )


def _worker(
    make: Builder, prefix: str, trade: str, unit: Unit, union_group: Unit, group: Unit | None, place: int
) -> Person:
    standing = ""
    if group:
        standing = (
            "full"
            if place in (1, 4)
            else make.random.choice(("", "", "", "", "full", "probationary", "activist"))
        )
    person = make.person(prefix, trade, unit, union_group, standing=standing)
    if group and standing in ("full", "probationary"):
        make.join(person, group)
    return person
