"""Rights come from appointments, so appointments have rules."""

from datetime import date, timedelta

import pytest
from django.db import OperationalError

from tests.clock import NOW, TODAY
from tests.factories import make_administrator, make_person, make_unit
from tests.meanwhile import fail, meanwhile
from tests.orgs.world import acting
from tests.world import Mine
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs import commands
from tongxin.orgs.models import Appointment, PartyStanding, Person
from tongxin.orgs.queries.people import full_since

YESTERDAY = TODAY - timedelta(days=1)


def held(person: Person) -> list[tuple[str, date, date | None]]:
    rows = Appointment.objects.filter(person=person).order_by("id")
    return list(rows.values_list("post", "starts_date", "ends_date"))


def test_an_appointment_runs_for_the_posts_term_and_gives_its_rights(mine: Mine, office: Actor) -> None:
    member = make_person(mine.company, mine.other_team, party="full", name="任建军")
    assert not acting(member).may("record_write")

    made = commands.appoint(
        member.id, "political_instructor", mine.other_team.id, by=office, at=NOW, basis="党委〔2026〕12 号"
    )

    assert held(member) == [("political_instructor", TODAY, date(2028, 11, 19))]
    assert (made.fact.kind, made.fact.unit_id, made.cautions) == (
        "appointment.made", mine.other_team.id, (),
    )  # fmt: skip
    assert acting(member).may("record_write")


def test_nobody_appoints_themselves(mine: Mine, office: Actor) -> None:
    assert office.person_id is not None
    with pytest.raises(NotAllowed, match="不能给自己"):
        commands.appoint(office.person_id, "union_chair", mine.union.id, by=office, at=NOW)


def test_a_secretary_appoints_in_the_own_scope_only(mine: Mine) -> None:
    other = make_unit(mine.company, "team", mine.root, name="机关班")

    with pytest.raises(NotAllowed, match="不归您管"):
        commands.appoint(mine.worker.id, "team_leader", other.id, by=acting(mine.secretary), at=NOW)
    with pytest.raises(NotAllowed):
        commands.appoint(mine.worker.id, "team_leader", mine.other_team.id, by=acting(mine.leader), at=NOW)
    assert not Fact.objects.exists()


@pytest.mark.parametrize(
    ("post", "unit", "sentence"),
    [
        ("political_instructor", "other_team", "要由正式党员担任"),
        ("team_leader", "section", "没有班组长这个职务"),
        ("team_leader", "team", "已经有人：赵建军"),
        ("king", "team", "没有这个职务"),
    ],
)
def test_a_post_has_its_conditions(mine: Mine, office: Actor, post: str, unit: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        commands.appoint(mine.worker.id, post, getattr(mine, unit).id, by=office, at=NOW)

    assert held(mine.worker) == []


def test_a_chair_is_free_again_after_the_term(mine: Mine, office: Actor) -> None:
    commands.end_appointment(Appointment.objects.get(person=mine.leader).id, by=office, at=NOW)

    commands.appoint(mine.worker.id, "team_leader", mine.team.id, by=office, at=NOW)

    assert held(mine.worker) == [("team_leader", TODAY, None)]


def test_a_new_secretary_with_less_than_a_year_is_appointed_with_a_caution(mine: Mine, office: Actor) -> None:
    commands.end_appointment(Appointment.objects.get(person=mine.secretary).id, by=office, at=NOW)
    young = make_person(mine.company, mine.branch)
    PartyStanding.objects.create(person=young, standing="full", starts_date=date(2026, 3, 1))

    made = commands.appoint(young.id, "branch_secretary", mine.branch.id, by=office, at=NOW)

    assert [one.rule for one in made.cautions] == ["BR-11"]
    assert made.fact.data["cautions"] == ["BR-11"]


@pytest.mark.parametrize("known", [True, False])
def test_rights_given_back_do_not_begin_the_membership_anew(mine: Mine, office: Actor, known: bool) -> None:
    commands.end_appointment(Appointment.objects.get(person=mine.secretary).id, by=office, at=NOW)
    old = make_person(mine.company, mine.branch)
    begins = [date(2010, 7, 1), date(2026, 10, 1)]
    for starts, ends in zip(begins, [date(2026, 9, 30), None], strict=True):
        PartyStanding.objects.create(
            person=old, standing="full", starts_date=starts, ends_date=ends,
            starts_known=known or starts != begins[0],
        )  # fmt: skip

    made = commands.appoint(old.id, "branch_secretary", mine.branch.id, by=office, at=NOW)

    assert made.cautions == ()
    assert full_since(old.id, TODAY) == (begins[0] if known else None)


def test_ending_takes_the_rights_at_the_next_request_and_can_be_undone(mine: Mine, office: Actor) -> None:
    row = Appointment.objects.get(person=mine.leader)

    commands.end_appointment(row.id, by=office, at=NOW)
    assert held(mine.leader) == [("team_leader", date(2020, 1, 1), YESTERDAY)]
    assert not acting(mine.leader).may("record_write")

    commands.restore_appointment(row.id, by=office, at=NOW)
    assert held(mine.leader) == [("team_leader", date(2020, 1, 1), None)]
    assert acting(mine.leader).may("record_write")
    with pytest.raises(Refused, match="没有被免去"):
        commands.restore_appointment(row.id, by=office, at=NOW)


def test_a_chair_taken_meanwhile_is_not_given_back(mine: Mine, office: Actor) -> None:
    row = Appointment.objects.get(person=mine.leader)
    commands.end_appointment(row.id, by=office, at=NOW)
    commands.appoint(mine.worker.id, "team_leader", mine.team.id, by=office, at=NOW)

    with pytest.raises(Refused, match="已经由张伟担任"):
        commands.restore_appointment(row.id, by=office, at=NOW)


def test_nobody_restores_the_own_post(mine: Mine) -> None:
    row = Appointment.objects.get(person=mine.secretary)
    secretary = acting(mine.secretary)
    commands.end_appointment(row.id, by=secretary, at=NOW, on=TODAY)  # resigning is allowed

    with pytest.raises(NotAllowed, match="不能恢复自己"):
        commands.restore_appointment(row.id, by=secretary, at=NOW)


def test_an_appointment_of_today_is_taken_back(mine: Mine, office: Actor) -> None:
    member = make_person(mine.company, mine.other_team, party="full")
    made = commands.appoint(member.id, "political_instructor", mine.other_team.id, by=office, at=NOW)

    fact = commands.end_appointment(made.appointment_id, by=office, at=NOW)

    assert fact.data["taken_back"] is True
    assert not Appointment.objects.filter(id=made.appointment_id).exists()


def test_a_last_day_before_the_first_is_refused(mine: Mine, office: Actor) -> None:
    row = Appointment.objects.get(person=mine.leader)

    with pytest.raises(Invalid, match="比开始日期还早"):
        commands.end_appointment(row.id, by=office, at=NOW, on=date(2019, 12, 31))
    assert held(mine.leader) == [("team_leader", date(2020, 1, 1), None)]


def test_somebody_stands_in_for_a_time_with_the_posts_rights(mine: Mine, office: Actor) -> None:
    row = Appointment.objects.get(person=mine.leader)

    made = commands.substitute(
        row.id, mine.worker.id, starts_date=TODAY, ends_date=date(2026, 11, 30), by=office, at=NOW
    )

    assert Appointment.objects.get(id=made.appointment_id).stands_in_for_id == row.id
    assert acting(mine.worker).may_in("record_write", unit_id=mine.team.id, path=mine.team.path)
    with pytest.raises(Refused, match="代理人不能再找人代理"):
        commands.substitute(
            made.appointment_id, mine.chief.id, starts_date=TODAY, ends_date=TODAY, by=office, at=NOW
        )


def test_a_substitute_goes_with_whom_they_stand_in_for(mine: Mine, office: Actor) -> None:
    row = Appointment.objects.get(person=mine.leader)
    commands.substitute(
        row.id, mine.worker.id, starts_date=TODAY, ends_date=date(2026, 11, 30), by=office, at=NOW
    )

    commands.end_appointment(row.id, by=office, at=NOW)

    assert held(mine.worker) == []


def test_a_substitute_needs_the_standing_too(mine: Mine, office: Actor) -> None:
    row = Appointment.objects.get(person=mine.instructor, post="political_instructor")

    with pytest.raises(Invalid, match="要由正式党员担任"):
        commands.substitute(row.id, mine.worker.id, starts_date=TODAY, ends_date=TODAY, by=office, at=NOW)


def test_unknown_appointments_and_people_look_absent(mine: Mine, office: Actor) -> None:
    with pytest.raises(NotFound):
        commands.end_appointment(999_999, by=office, at=NOW)
    with pytest.raises(Invalid, match="没有找到这个人"):
        commands.appoint(999_999, "political_instructor", mine.other_team.id, by=office, at=NOW)


def test_an_administrator_gets_no_post(mine: Mine, office: Actor) -> None:
    make_administrator(mine.worker, "audit")
    row = Appointment.objects.get(person=mine.leader)

    with pytest.raises(Invalid, match="管理员不能担任职务"):
        commands.substitute(row.id, mine.worker.id, starts_date=TODAY, ends_date=TODAY, by=office, at=NOW)

    assert (held(mine.worker), Fact.objects.count()) == ([], 0)


def test_a_database_that_fails_is_not_taken_for_an_administrator(mine: Mine, office: Actor) -> None:
    row = Appointment.objects.get(person=mine.leader)

    with (
        meanwhile('INSERT INTO "orgs_appointment"', fail),
        pytest.raises(OperationalError, match="the database is gone"),
    ):
        commands.substitute(row.id, mine.worker.id, starts_date=TODAY, ends_date=TODAY, by=office, at=NOW)

    assert (held(mine.worker), Fact.objects.count()) == ([], 0)
