"""The journal told in sentences; names of people only for those who may see them."""

from datetime import date

from tests.clock import NOW, TODAY
from tests.factories import make_person
from tests.orgs.world import acting
from tests.world import Mine
from tongxin.kernel.actor import Actor
from tongxin.orgs import commands
from tongxin.orgs.models import Appointment
from tongxin.orgs.queries.history import view_history


def test_every_change_is_a_sentence(mine: Mine, office: Actor) -> None:
    row = Appointment.objects.get(person=mine.leader)
    opened = commands.open_unit("team", "三班", parent_id=mine.section.id, by=office, at=NOW)
    person = commands.join_person(opened.unit_id, "孙浩", "E900", by=office, at=NOW).person_id
    commands.set_standing(person, "applicant", by=office, at=NOW)
    commands.change_person(person, name="孙皓", trade="", phone="", by=office, at=NOW)
    commands.place_person(person, mine.other_team.id, by=office, at=NOW)
    commands.substitute(row.id, person, starts_date=TODAY, ends_date=date(2026, 11, 30), by=office, at=NOW)
    commands.end_appointment(row.id, by=office, at=NOW)
    commands.restore_appointment(row.id, by=office, at=NOW)
    member = make_person(mine.company, mine.other_team, party="full", name="任建军")
    made = commands.appoint(member.id, "political_instructor", mine.other_team.id, by=office, at=NOW)
    commands.end_appointment(made.appointment_id, by=office, at=NOW)
    commands.person_left(person, by=office, at=NOW)
    commands.end_unit(opened.unit_id, by=office, at=NOW)

    told = [one.sentence for one in view_history(mine.section.id, viewer=office).changes]

    assert told == [
        "撤销三班",
        "孙皓离开单位",
        "撤回任建军的采煤二班小政委任命",
        "任建军任采煤二班小政委（2026-11-20 起到 2028-11-19）",
        "恢复赵建军的采煤一班班组长职务",
        "赵建军不再任采煤一班班组长（最后一天 2026-11-19）",
        "孙皓任采煤一班代理班组长（2026-11-20 起到 2026-11-30）",
        "孙皓从三班到采煤二班（2026-11-20 起）",
        "更正孙皓的资料",
        "孙皓的政治面貌改为入党申请人（2026-11-20 起）",
        "孙皓到三班（2026-11-20 起）",
        "设立班组“三班”（2026-11-20 起）",
    ]


def test_links_and_elections_are_told_on_the_party_side(mine: Mine, office: Actor) -> None:
    link = commands.link_units(mine.group.id, mine.other_team.id, by=office, at=NOW).link_id
    commands.unlink_units(link, by=office, at=NOW)
    commands.record_election(mine.branch.id, TODAY, by=office, at=NOW)

    told = [one.sentence for one in view_history(mine.branch.id, viewer=office).changes]

    assert told == [
        "综采一区党支部换届，2026-11-20 选举",
        "第一党小组和采煤二班不再挂钩",
        "第一党小组和采煤二班挂钩（2026-11-20 起）",
    ]


def test_who_may_not_look_inside_is_told_nothing(mine: Mine, office: Actor) -> None:
    commands.rename_unit(mine.other_team.id, "采煤队", by=office, at=NOW)

    view = view_history(mine.other_team.id, viewer=acting(mine.leader))

    assert (view.changes, view.moves) == ([], 1)


def test_a_unit_that_moved_away_is_remembered_where_it_was(mine: Mine, office: Actor) -> None:
    other = commands.open_unit("section", "掘进区", parent_id=mine.root.id, by=office, at=NOW).unit_id
    commands.move_unit(mine.team.id, other, by=office, at=NOW)

    assert view_history(mine.section.id, viewer=office).was_here == [
        (mine.team.id, "采煤一班", date(2026, 11, 19))
    ]
    assert view_history(mine.team.id, viewer=office).stood[0].parent == "掘进区"
