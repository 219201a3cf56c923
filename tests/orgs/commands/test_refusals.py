"""The rarer refusals: what is ended, gone or the same stays as it is, with a sentence."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.clock import NOW, TODAY
from tests.factories import appoint, make_person, make_unit
from tests.orgs.world import acting
from tests.world import Mine
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs import commands
from tongxin.orgs.models import Appointment, Membership, PartyStanding, Unit

YESTERDAY = TODAY - timedelta(days=1)
Deed = Callable[[Mine, Actor, Unit], object]

DEEDS: dict[str, tuple[Deed, str]] = {
    "open under": (
        lambda m, o, gone: commands.open_unit("team", "新班", parent_id=gone.id, by=o, at=NOW),
        "已经撤销，不能再在下面设单位",
    ),
    "move under": (lambda m, o, gone: commands.move_unit(m.team.id, gone.id, by=o, at=NOW), "已经撤销"),
    "link": (lambda m, o, gone: commands.link_units(m.branch.id, gone.id, by=o, at=NOW), "不能再挂钩"),
    "place": (lambda m, o, gone: commands.place_person(m.worker.id, gone.id, by=o, at=NOW), "已经撤销"),
    "appoint": (
        lambda m, o, gone: commands.appoint(m.worker.id, "section_chief", gone.id, by=o, at=NOW),
        "不能再任命",
    ),
}


@pytest.mark.parametrize("name", DEEDS)
def test_nothing_is_done_in_a_unit_that_has_ended(mine: Mine, office: Actor, name: str) -> None:
    gone = make_unit(mine.company, "section", mine.root, name="老区", ends_date=YESTERDAY)
    deed, sentence = DEEDS[name]

    with pytest.raises(Refused, match=sentence):
        deed(mine, office, gone)

    assert not Fact.objects.exists()


def test_the_same_again_is_no_change(mine: Mine, office: Actor) -> None:
    with pytest.raises(Invalid, match="上级没有变"):
        commands.move_unit(mine.team.id, mine.section.id, by=office, at=NOW)
    with pytest.raises(Invalid, match="名称没有变"):
        commands.rename_unit(mine.team.id, "采煤一班", by=office, at=NOW)
    with pytest.raises(Invalid, match="已经在这个单位"):
        commands.place_person(mine.worker.id, mine.team.id, by=office, at=NOW)
    with pytest.raises(Invalid, match="没有变化"):
        commands.set_standing(mine.instructor.id, "full", by=office, at=NOW)
    with pytest.raises(Invalid, match="没有变化"):
        commands.set_words({"team": "班组"}, by=office, at=NOW)
    assert not Fact.objects.exists()


def test_a_name_given_on_the_first_day_leaves_no_trace_of_days(mine: Mine, office: Actor) -> None:
    opened = commands.open_unit("team", "三班", parent_id=mine.section.id, by=office, at=NOW)

    commands.rename_unit(opened.unit_id, "采煤三班", by=office, at=NOW)

    assert Unit.objects.get(id=opened.unit_id).name == "采煤三班"


def test_the_first_unit_of_the_third_line(mine: Mine) -> None:
    Unit.objects.filter(id__in=[mine.union.id]).update(line="administration", kind="company")
    office = make_person(mine.company, mine.committee)
    appoint(office, "party_office", mine.committee)

    opened = commands.open_unit("union", "矿工会", parent_id=None, by=acting(office), at=NOW)

    assert Unit.objects.get(id=opened.unit_id).path == f"{opened.unit_id}."
    with pytest.raises(NotAllowed, match="最上级"):
        commands.open_unit("union", "又一个", parent_id=None, by=acting(mine.leader), at=NOW)


def test_persons_have_names_and_are_themselves(mine: Mine, office: Actor) -> None:
    with pytest.raises(Invalid, match="都要填"):
        commands.join_person(mine.team.id, " ", "E1", by=office, at=NOW)
    with pytest.raises(Invalid, match="姓名要填"):
        commands.change_person(mine.worker.id, name=" ", trade="", phone="", by=office, at=NOW)
    with pytest.raises(NotFound, match="没有离开"):
        commands.person_returned(mine.worker.id, by=office, at=NOW)
    with pytest.raises(NotAllowed, match="给自己办离开"):
        commands.person_left(mine.secretary.id, by=acting(mine.secretary), at=NOW)


def test_a_first_place_in_a_line_and_a_standing_taken_back_the_same_day(mine: Mine, office: Actor) -> None:
    commands.set_standing(mine.worker.id, "full", by=office, at=NOW, rights_suspended=True)
    commands.set_standing(mine.worker.id, "", by=office, at=NOW)

    assert not PartyStanding.objects.filter(person=mine.worker).exists()
    assert Membership.objects.filter(person=mine.worker).count() == 1


def test_appointments_that_are_over_stay_so(mine: Mine, office: Actor) -> None:
    over = appoint(mine.worker, "team_leader", mine.other_team, ends_date=YESTERDAY)
    with pytest.raises(Refused, match="已经结束"):
        commands.end_appointment(over.id, by=office, at=NOW)
    row = Appointment.objects.get(person=mine.leader)
    Appointment.objects.filter(id=row.id).update(ends_date=date(2026, 12, 31))
    with pytest.raises(Invalid, match="比任期还晚"):
        commands.end_appointment(row.id, by=office, at=NOW, on=date(2027, 1, 1))
    with pytest.raises(Invalid, match="任期已满"):
        commands.substitute(
            row.id,
            mine.worker.id,
            starts_date=date(2027, 1, 2),
            ends_date=date(2027, 1, 3),
            by=office,
            at=NOW,
        )


def test_a_chair_is_free_before_the_next_term_begins(mine: Mine, office: Actor) -> None:
    Appointment.objects.filter(person=mine.leader).update(starts_date=date(2026, 12, 1))

    commands.appoint(
        mine.worker.id, "team_leader", mine.team.id, by=office, at=NOW, ends_date=date(2026, 11, 30)
    )

    assert Appointment.objects.get(person=mine.worker).ends_date == date(2026, 11, 30)


def test_who_has_left_is_not_restored(mine: Mine, office: Actor) -> None:
    row = Appointment.objects.get(person=mine.leader)
    commands.end_appointment(row.id, by=office, at=NOW)
    commands.person_left(mine.leader.id, by=office, at=NOW)

    with pytest.raises(Refused, match="已经离开单位，不能恢复"):
        commands.restore_appointment(row.id, by=office, at=NOW)


def test_only_whoever_edits_a_root_sets_the_words(mine: Mine, office: Actor) -> None:
    with pytest.raises(NotAllowed, match="行业用语"):
        commands.set_words({"team": "工班"}, by=acting(mine.secretary), at=NOW)
    with pytest.raises(Invalid, match="有的词不对"):
        commands.set_words({"king": "大王"}, by=office, at=NOW)
    commands.set_words({"team": "工班"}, by=office, at=NOW)
    assert commands.set_words({"team": ""}, by=office, at=NOW).data == {"changed": ["team"]}
