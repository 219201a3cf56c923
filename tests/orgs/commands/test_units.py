"""Units open, move, change their names and end; every day keeps its own picture."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clock import NOW, TODAY
from tests.factories import LONG_AGO, appoint, make_company, make_person, make_unit
from tests.orgs.world import acting
from tests.world import Mine
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs import commands
from tongxin.orgs.models import Appointment, Link, Placement, Unit
from tongxin.orgs.queries.tree import ancestors_on, tree_on


def test_a_unit_opens_under_its_parent_with_a_fact(mine: Mine, office: Actor) -> None:
    opened = commands.open_unit("team", " 采煤 三班 ", parent_id=mine.section.id, by=office, at=NOW)

    unit = Unit.objects.get(id=opened.unit_id)
    assert (unit.name, unit.line, unit.path) == (
        "采煤 三班",
        "administration",
        f"{mine.section.path}{unit.id}.",
    )
    placement = Placement.objects.get(unit=unit)
    assert (placement.parent_id, placement.starts_date, placement.ends_date) == (mine.section.id, TODAY, None)
    assert (opened.fact.kind, opened.fact.unit_id) == ("unit.opened", unit.id)


@pytest.mark.parametrize(
    ("kind", "name", "parent"),
    [
        ("party_group", "第二党小组", "section"),
        ("team", "采煤一班", "section"),
        ("team", "  ", "section"),
        ("team", "采煤九班", None),
        ("company", "另一家", None),
        ("gang", "采煤九班", "section"),
    ],
    ids=["another line", "the same name", "no name", "no parent", "a second root", "unknown kind"],
)
def test_a_unit_that_cannot_be_is_refused(
    mine: Mine, office: Actor, kind: str, name: str, parent: str | None
) -> None:
    before = Unit.objects.count()

    with pytest.raises(Invalid):
        commands.open_unit(
            kind, name, parent_id=getattr(mine, parent).id if parent else None, by=office, at=NOW
        )

    assert (Unit.objects.count(), Fact.objects.count()) == (before, 0)


def test_a_day_to_come_is_refused(mine: Mine, office: Actor) -> None:
    tomorrow = TODAY + timedelta(days=1)

    with pytest.raises(Invalid, match="日期还没有到"):
        commands.open_unit("team", "采煤三班", parent_id=mine.section.id, by=office, at=NOW, on=tomorrow)


def test_a_leader_without_the_right_opens_nothing(mine: Mine) -> None:
    with pytest.raises(NotAllowed):
        commands.open_unit("team", "采煤三班", parent_id=mine.section.id, by=acting(mine.leader), at=NOW)


def test_a_secretary_edits_the_own_section_and_no_other(mine: Mine) -> None:
    other = make_unit(mine.company, "section", mine.root, name="掘进区")
    secretary = acting(mine.secretary)

    commands.open_unit("team", "采煤三班", parent_id=mine.section.id, by=secretary, at=NOW)

    with pytest.raises(NotAllowed, match="不归您管"):
        commands.open_unit("team", "掘进一班", parent_id=other.id, by=secretary, at=NOW)


def test_moving_a_unit_takes_all_below_with_it_and_keeps_the_days_before(mine: Mine, office: Actor) -> None:
    other = make_unit(mine.company, "mine", mine.root, name="二矿")

    fact = commands.move_unit(mine.section.id, other.id, by=office, at=NOW)

    paths = dict(Unit.objects.filter(line="administration").values_list("id", "path"))
    assert paths[mine.section.id] == f"{other.path}{mine.section.id}."
    assert paths[mine.team.id] == f"{other.path}{mine.section.id}.{mine.team.id}."
    assert fact.data == {"from": mine.root.id, "to": other.id, "on": "2026-11-20"}
    yesterday = TODAY - timedelta(days=1)
    assert tree_on(mine.company.id, yesterday)[mine.section.id] == mine.root.id
    assert tree_on(mine.company.id, TODAY)[mine.section.id] == other.id
    assert [one for one, _ in ancestors_on(mine.team.id, TODAY)] == [
        mine.root.id, other.id, mine.section.id, mine.team.id,
    ]  # fmt: skip
    assert [one for one, _ in ancestors_on(mine.team.id, yesterday)] == [
        mine.root.id, mine.section.id, mine.team.id,
    ]  # fmt: skip


def test_moving_below_itself_is_refused(mine: Mine, office: Actor) -> None:
    below = make_unit(mine.company, "company", mine.root, name="子公司")
    lower = make_unit(mine.company, "company", below, name="孙公司")

    with pytest.raises(Invalid, match="自己的下级"):
        commands.move_unit(below.id, lower.id, by=office, at=NOW)

    assert not Fact.objects.exists()


def test_moving_to_another_line_is_refused(mine: Mine, office: Actor) -> None:
    with pytest.raises(Invalid, match="另一条线"):
        commands.move_unit(mine.team.id, mine.branch.id, by=office, at=NOW)


def test_another_companys_unit_looks_absent(mine: Mine, office: Actor) -> None:
    elsewhere = make_unit(make_company(), "section")

    with pytest.raises(NotFound):
        commands.move_unit(mine.team.id, elsewhere.id, by=office, at=NOW)
    with pytest.raises(NotFound):
        commands.end_unit(elsewhere.id, by=office, at=NOW)


def test_two_moves_on_one_day_leave_the_last(mine: Mine, office: Actor) -> None:
    other = make_unit(mine.company, "section", mine.root, name="掘进区")

    commands.move_unit(mine.team.id, other.id, by=office, at=NOW)
    commands.move_unit(mine.team.id, mine.section.id, by=office, at=NOW)

    assert Placement.objects.filter(unit=mine.team).count() == 2
    assert tree_on(mine.company.id, TODAY)[mine.team.id] == mine.section.id


def test_a_new_name_leaves_the_old_one_to_its_days(mine: Mine, office: Actor) -> None:
    commands.move_unit(
        mine.team.id,
        make_unit(mine.company, "section", mine.root, name="掘进区").id,
        by=office, at=NOW, on=date(2026, 3, 1),
    )  # fmt: skip
    commands.rename_unit(mine.team.id, "机采一班", by=office, at=NOW, on=date(2026, 6, 1))
    commands.rename_unit(mine.team.id, "机采队", by=office, at=NOW, on=date(2026, 9, 1))

    days = [date(2026, 2, 1), date(2026, 5, 31), date(2026, 6, 1), date(2026, 8, 31), TODAY]
    assert [ancestors_on(mine.team.id, day)[-1][1] for day in days] == [
        "采煤一班", "采煤一班", "机采一班", "机采一班", "机采队",
    ]  # fmt: skip


def test_a_name_already_under_the_parent_is_refused(mine: Mine, office: Actor) -> None:
    with pytest.raises(Invalid, match="已经有这个名称"):
        commands.rename_unit(mine.team.id, "采煤二班", by=office, at=NOW)


def test_a_unit_with_people_or_units_does_not_end(mine: Mine, office: Actor) -> None:
    with pytest.raises(Refused, match="还有 5 人"):
        commands.end_unit(mine.team.id, by=office, at=NOW)
    with pytest.raises(Refused, match="还有 2 个单位"):
        commands.end_unit(mine.section.id, by=office, at=NOW)


def test_an_ended_unit_takes_its_links_and_posts_with_it(mine: Mine, office: Actor) -> None:
    empty = make_unit(mine.company, "party_group", mine.branch, name="第三党小组")
    leader = make_person(mine.company, mine.branch, party="full")
    post = appoint(leader, "party_group_leader", empty)
    link = commands.link_units(empty.id, mine.other_team.id, by=office, at=NOW).link_id

    commands.end_unit(empty.id, by=office, at=NOW)

    assert Unit.objects.get(id=empty.id).ends_date == TODAY
    assert Link.objects.get(id=link).ends_date == TODAY
    assert Appointment.objects.get(id=post.id).ends_date == TODAY
    assert empty.id not in tree_on(mine.company.id, TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="已经撤销"):
        commands.rename_unit(empty.id, "又一个", by=office, at=NOW)


MOVES = st.lists(st.tuples(st.integers(1, 7), st.integers(0, 7), st.integers(0, 20)), min_size=1, max_size=14)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_the_tree_of_any_day_is_what_the_moves_up_to_it_made(
    db: None, moves: list[tuple[int, int, int]]
) -> None:
    """Subsidiaries nest freely, so any of them may move under any other that is not below it."""
    company = make_company()
    root = make_unit(company, "company")
    units = [root, *(make_unit(company, "company", root) for _ in range(7))]
    office = make_person(company, root)
    committee = make_unit(company, "committee")
    appoint(office, "party_office", committee)
    Link.objects.create(left=committee, right=root, starts_date=LONG_AGO)
    actor = acting(office)
    start = date(2026, 1, 1)
    kept: dict[int, dict[int, int | None]] = {}
    model: dict[int, int | None] = tree_on(company.id, start)
    day = 0
    for child, parent, later in moves:
        kept |= {one: dict(model) for one in range(day, day + later)}
        day += later
        try:
            commands.move_unit(
                units[child].id, units[parent].id, by=actor, at=NOW, on=start + timedelta(days=day)
            )
        except Invalid:
            continue
        model[units[child].id] = units[parent].id
    kept[day] = dict(model)

    assert {one: tree_on(company.id, start + timedelta(days=one)) for one in kept} == kept
    for unit in Unit.objects.filter(company=company):
        chain = [one for one, _ in ancestors_on(unit.id, TODAY)]
        assert unit.path == "".join(f"{one}." for one in chain)
