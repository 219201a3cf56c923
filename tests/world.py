"""One small mine, the same in every test: three lines, two teams, a post of each kind."""

from dataclasses import dataclass
from datetime import date

from tests.clock import moment
from tests.factories import appoint, make_company, make_link, make_person, make_shift, make_unit
from tongxin.orgs.models import Company, Person, Shift, Unit


@dataclass(frozen=True)
class Mine:
    """A section of two teams (five workers and three) with its branch, party groups and union group."""

    company: Company
    root: Unit
    section: Unit
    team: Unit
    other_team: Unit
    committee: Unit
    branch: Unit
    group: Unit
    union: Unit
    union_group: Unit
    secretary: Person
    organiser: Person
    chief: Person
    leader: Person
    instructor: Person
    other_leader: Person
    worker: Person
    shift: Shift


def make_mine(name: str = "红石煤业") -> Mine:
    company = make_company(name=name)
    root = make_unit(company, "company", name=f"{name}公司")
    section = make_unit(company, "section", root, name="综采一区")
    team = make_unit(company, "team", section, name="采煤一班")
    other_team = make_unit(company, "team", section, name="采煤二班")
    committee = make_unit(company, "committee", name="党委")
    branch = make_unit(company, "branch", committee, name="综采一区党支部", elected_date=date(2025, 6, 1))
    group = make_unit(company, "party_group", branch, name="第一党小组")
    union = make_unit(company, "union", name="工会")
    union_group = make_unit(company, "union_group", union, name="采煤一班工会小组")
    for left, right in ((committee, root), (branch, section), (group, team), (union_group, team)):
        make_link(left, right)

    secretary = make_person(company, branch, section, name="周志远", party="full")
    organiser = make_person(company, branch, section, name="陈志刚", party="full")
    chief = make_person(company, section, name="胡永胜")
    leader = make_person(company, team, union_group, name="赵建军")
    instructor = make_person(company, team, group, union_group, name="王建国", party="full")
    make_person(company, team, group, name="李明", party="probationary")
    make_person(company, team, name="刘强")
    worker = make_person(company, team, name="张伟")
    other_leader = make_person(company, other_team, name="韩磊")
    make_person(company, other_team, name="周斌")
    make_person(company, other_team, name="任志勇")

    appoint(secretary, "branch_secretary", branch)
    appoint(organiser, "organisation_member", branch)
    appoint(chief, "section_chief", section)
    appoint(leader, "team_leader", team)
    appoint(instructor, "political_instructor", team)
    appoint(instructor, "party_group_leader", group)
    appoint(other_leader, "team_leader", other_team)
    shift = make_shift(team, moment(11, 20, 8), moment(11, 20, 16))
    return Mine(
        company, root, section, team, other_team, committee, branch, group, union, union_group,
        secretary, organiser, chief, leader, instructor, other_leader, worker, shift,
    )  # fmt: skip
