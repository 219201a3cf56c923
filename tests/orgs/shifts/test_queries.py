"""Which shift comes, which runs, who is away and who is back; who sees it."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.clock import NOW, TODAY, moment
from tests.factories import make_company, make_person, make_rotation, make_shift
from tests.world import Mine
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import CalendarDay, Leave
from tongxin.orgs.shifts import queries

Act = Callable[..., Actor]


def test_the_shift_before_now_and_next(mine: Mine) -> None:
    early = mine.shift
    middle = make_shift(mine.team, moment(11, 21, 16), moment(11, 22), key="middle")
    make_shift(mine.team, moment(11, 20, 18), moment(11, 20, 20), key="extra", cancelled=True)
    make_shift(mine.other_team, moment(11, 20, 16), moment(11, 21))

    assert queries.next_shift(mine.team.id, NOW) == early
    assert queries.shift_at(mine.team.id, NOW) is None
    assert queries.shift_at(mine.team.id, moment(11, 20, 8)) == early
    assert queries.shift_at(mine.team.id, moment(11, 20, 16)) is None
    assert queries.next_shift(mine.team.id, moment(11, 20, 8)) == middle
    assert queries.previous_shift(middle) == early
    assert queries.previous_shift(early) is None


def test_shifts_are_seen_by_those_who_see_the_team(mine: Mine, act: Act) -> None:
    assert list(queries.shifts_seen_by(act(mine.leader))) == [mine.shift]
    assert list(queries.shifts_seen_by(act(mine.secretary))) == [mine.shift]
    assert list(queries.shifts_seen_by(act(mine.other_leader))) == []
    assert list(queries.shifts_seen_by(act(mine.worker))) == []
    with pytest.raises(NotFound):
        queries.get_shift(mine.shift.id, viewer=act(mine.other_leader))
    with pytest.raises(NotFound):
        queries.get_team(mine.team.id, viewer=act(mine.other_leader))


def test_rotations_are_seen_inside_the_company_by_those_who_plan(mine: Mine, act: Act) -> None:
    rotation = make_rotation(mine.company)
    strange = make_rotation(make_company())

    assert list(queries.rotations_seen_by(act(mine.leader))) == [rotation]
    assert list(queries.rotations_seen_by(act(mine.worker))) == []
    with pytest.raises(NotFound):
        queries.get_rotation(strange.id, viewer=act(mine.leader))


def test_leave_is_seen_by_oneself_and_by_those_who_lead_the_team(mine: Mine, act: Act) -> None:
    leave = Leave.objects.create(person=mine.worker, kind="sick", starts_date=TODAY, ends_date=TODAY)

    for person in (mine.worker, mine.leader, mine.instructor, mine.chief, mine.secretary):
        assert list(queries.leaves_seen_by(act(person))) == [leave]
    for person in (mine.other_leader, make_person(mine.company, mine.team)):
        assert list(queries.leaves_seen_by(act(person))) == []


def test_the_first_shift_after_a_week_away_is_told(mine: Mine) -> None:
    make_shift(mine.team, moment(11, 19, 8), moment(11, 19, 16))

    def away(person_id: int, first: date, last: date) -> None:
        Leave.objects.create(person_id=person_id, kind="annual", starts_date=first, ends_date=last)

    away(mine.worker.id, date(2026, 11, 11), date(2026, 11, 14))
    away(mine.worker.id, date(2026, 11, 15), date(2026, 11, 19))
    away(mine.leader.id, date(2026, 11, 18), date(2026, 11, 19))  # too short
    away(mine.instructor.id, date(2026, 11, 1), date(2026, 11, 18))  # worked yesterday already
    everybody = [mine.worker.id, mine.leader.id, mine.instructor.id]

    assert queries.first_shift_back(everybody, mine.shift) == {mine.worker.id: 9}
    assert queries.first_shift_back([mine.leader.id], mine.shift) == {}


def test_newcomers_are_those_hired_less_than_four_months_ago(mine: Mine) -> None:
    new = make_person(mine.company, mine.team, hired_date=date(2026, 7, 21))
    old = make_person(mine.company, mine.team, hired_date=date(2026, 7, 20))

    assert queries.newcomers([new.id, old.id, mine.worker.id], TODAY) == {new.id}


@pytest.mark.django_db
def test_the_year_of_the_notice_and_a_year_without_one() -> None:
    known, later = (queries.view_year(year, company_id=None) for year in (2026, 2027))

    assert (known.provisional, known.workdays, known.months[9].workdays) == (False, 248, 18)
    spring = known.notice[1]
    assert (spring.name, spring.days, [day.day for day in spring.lieu]) == ("春节", 9, [14, 28])
    assert (known.months[0].blanks, len(known.months[1].days)) == (range(3), 28)
    assert "2026年部分节假日" in known.source
    assert (later.provisional, later.source, len(later.notice)) == (True, "", 7)


@pytest.mark.django_db
def test_a_notice_entered_takes_the_place_of_the_one_that_came_along() -> None:
    CalendarDay.objects.create(
        notice_year=2026, day=date(2026, 1, 1), kind="statutory_holiday", name="元旦", source="手工录入"
    )

    year = queries.view_year(2026, company_id=None)

    assert (year.source, len(year.notice), year.workdays) == ("手工录入", 1, 260)
    assert not queries.calendar(None).provisional(2025)
