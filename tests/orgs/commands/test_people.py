"""People come, move and leave; each change says from when."""

from datetime import date, timedelta

import pytest

from tests.clock import NOW, TODAY
from tests.factories import make_administrator, make_company, make_person, make_unit
from tests.orgs.world import acting
from tests.world import Mine
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs import commands
from tongxin.orgs.models import Appointment, Membership, PartyStanding, Person
from tongxin.orgs.queries import people_seen_by


def test_a_new_person_joins_a_team_and_is_found_by_initials(mine: Mine, office: Actor) -> None:
    joined = commands.join_person(mine.team.id, "孙 浩", " E9001 ", by=office, at=NOW)

    person = Person.objects.get(id=joined.person_id)
    assert (person.name, person.employee_no, person.pinyin, person.hired_date) == (
        "孙浩",
        "E9001",
        "sh",
        TODAY,
    )
    assert Membership.objects.get(person=person).unit_id == mine.team.id
    with pytest.raises(Invalid, match="已经有人用"):
        commands.join_person(mine.team.id, "孙浩", "E9001", by=office, at=NOW)
    with pytest.raises(Invalid, match="先进班组"):
        commands.join_person(mine.group.id, "孙浩", "E9002", by=office, at=NOW)


def test_placing_closes_the_place_before(mine: Mine, office: Actor) -> None:
    fact = commands.place_person(mine.worker.id, mine.other_team.id, by=office, at=NOW)

    rows = Membership.objects.filter(person=mine.worker).order_by("id")
    assert [(row.unit_id, row.ends_date) for row in rows] == [
        (mine.team.id, TODAY - timedelta(days=1)),
        (mine.other_team.id, None),
    ]
    assert fact.data == {
        "line": "administration", "from": mine.team.id, "to": mine.other_team.id, "on": "2026-11-20",
    }  # fmt: skip


def test_each_line_has_its_own_place(mine: Mine, office: Actor) -> None:
    commands.place_person(mine.worker.id, mine.union_group.id, by=office, at=NOW)

    open_places = Membership.objects.filter(person=mine.worker, ends_date__isnull=True)
    assert set(open_places.values_list("unit_id", flat=True)) == {mine.team.id, mine.union_group.id}


def test_moved_twice_on_one_day_is_moved_once(mine: Mine, office: Actor) -> None:
    commands.place_person(mine.worker.id, mine.other_team.id, by=office, at=NOW)
    commands.place_person(mine.worker.id, mine.section.id, by=office, at=NOW)

    assert Membership.objects.filter(person=mine.worker).count() == 2
    assert Membership.objects.get(person=mine.worker, ends_date__isnull=True).unit_id == mine.section.id


def test_a_secretary_does_not_pull_people_from_elsewhere(mine: Mine) -> None:
    other = make_unit(mine.company, "section", mine.root, name="掘进区")
    stranger = make_person(mine.company, other)

    with pytest.raises(NotFound):
        commands.place_person(stranger.id, mine.team.id, by=acting(mine.secretary), at=NOW)
    with pytest.raises(NotAllowed):
        commands.place_person(mine.worker.id, other.id, by=acting(mine.secretary), at=NOW)
    assert not Fact.objects.exists()


def test_a_team_leader_sees_people_but_moves_nobody(mine: Mine) -> None:
    with pytest.raises(NotAllowed, match="不在您管的单位"):
        commands.place_person(mine.worker.id, mine.team.id, by=acting(mine.leader), at=NOW)


def test_a_standing_follows_a_standing(mine: Mine, office: Actor) -> None:
    commands.set_standing(mine.worker.id, "activist", by=office, at=NOW, on=date(2026, 1, 10))
    commands.set_standing(mine.worker.id, "probationary", by=office, at=NOW, on=date(2026, 7, 1))

    rows = PartyStanding.objects.filter(person=mine.worker).order_by("id")
    assert [(row.standing, row.ends_date) for row in rows] == [
        ("activist", date(2026, 6, 30)),
        ("probationary", None),
    ]


@pytest.mark.parametrize(
    ("standing", "sentence"), [("", "没有变化"), ("saint", "没有这一种")], ids=["same", "unknown"]
)
def test_a_standing_that_is_none_is_refused(mine: Mine, office: Actor, standing: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        commands.set_standing(mine.worker.id, standing, by=office, at=NOW)


def test_nobody_decides_about_the_own_standing(mine: Mine) -> None:
    with pytest.raises(NotAllowed, match="自己的政治面貌"):
        commands.set_standing(mine.secretary.id, "probationary", by=acting(mine.secretary), at=NOW)


def test_who_leaves_loses_places_and_posts_and_may_be_brought_back(mine: Mine, office: Actor) -> None:
    commands.person_left(mine.leader.id, by=office, at=NOW)

    assert not Membership.objects.filter(person=mine.leader, ends_date__isnull=True).exists()
    assert Appointment.objects.get(person=mine.leader).ends_date == TODAY
    with pytest.raises(Refused, match="已经离开"):
        commands.place_person(mine.leader.id, mine.other_team.id, by=office, at=NOW)
    assert people_seen_by(office).filter(id=mine.leader.id).exists()

    commands.person_returned(mine.leader.id, by=office, at=NOW)

    assert Person.objects.get(id=mine.leader.id).left_date is None
    places = Membership.objects.filter(person=mine.leader, ends_date__isnull=True)
    assert set(places.values_list("unit_id", flat=True)) == {mine.team.id, mine.union_group.id}


def test_a_correction_says_what_changed_and_keeps_no_old_text(mine: Mine, office: Actor) -> None:
    fact = commands.change_person(mine.worker.id, name="张玮", trade="采煤工", phone="", by=office, at=NOW)

    assert fact.data == {"changed": ["name", "trade"]}
    with pytest.raises(Invalid, match="没有变化"):
        commands.change_person(mine.worker.id, name="张玮", trade="采煤工", phone="", by=office, at=NOW)

    fact = commands.change_person(
        mine.worker.id, name="张玮", trade="采煤工", phone="13800000000", by=office, at=NOW
    )
    assert fact.data == {"changed": ["phone"]}
    person = Person.objects.get(id=mine.worker.id)
    assert (person.name, person.pinyin, person.trade, person.phone) == ("张玮", "zw", "采煤工", "13800000000")


def test_people_of_another_company_look_absent(mine: Mine, office: Actor) -> None:
    company = make_company()
    stranger = make_person(company, make_unit(company, "team"))

    with pytest.raises(NotFound):
        commands.person_left(stranger.id, by=office, at=NOW)


def test_an_administrator_does_not_leave_before_the_grant_is_ended(mine: Mine, office: Actor) -> None:
    keeper = make_person(mine.company, mine.team, name="郑红")
    make_administrator(keeper, "system")

    with pytest.raises(Refused, match="郑红现在是管理员，请先由安全管理员结束授权，再办离开"):
        commands.person_left(keeper.id, by=office, at=NOW)

    assert Person.objects.get(id=keeper.id).left_date is None
