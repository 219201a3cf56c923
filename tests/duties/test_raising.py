"""What the units of a company owe on a day."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, TODAY, moment
from tests.duties.world import duty, follow, items, nobody
from tests.factories import appoint, make_person, make_shift, make_unit
from tests.world import Mine
from tongxin.duties.commands import raise_duties, tally_differences
from tongxin.duties.models import DutyItem, DutyTally
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Unit

Act = Callable[..., Actor]


def raise_for(mine: Mine, day: date = TODAY) -> Fact:
    return raise_duties(company_id=mine.company.id, day=day, by=nobody(mine.root), at=NOW)


def test_each_team_owes_the_period_of_the_day_once(mine: Mine) -> None:
    adoption = follow(mine.root, duty("study", title="周学习", times=2, grace_days=1))

    fact = raise_for(mine)

    [item, other] = items()
    assert (item.unit, other.unit) == (mine.team, mine.other_team)
    assert (item.duty, item.title, item.post, item.person_id) == ("study", "周学习", "team_leader", None)
    assert (item.period, item.starts_date, item.due_date) == (
        "2026-W47",
        date(2026, 11, 16),
        date(2026, 11, 22),
    )
    assert item.ends_date == date(2026, 11, 23)
    assert item.due_at == moment(11, 22, 23, 59).replace(second=59, microsecond=999_999)
    assert (item.times, item.minutes, item.adoption_id) == (2, 10, adoption.id)
    assert (fact.kind, fact.data) == ("duties.raised", {"day": "2026-11-20", "count": 2})


def test_raising_twice_is_raising_once(mine: Mine) -> None:
    follow(mine.root, duty("study"))
    raise_for(mine)

    fact = raise_for(mine, date(2026, 11, 21))

    assert len(items()) == 2
    assert fact.data["count"] == 0
    assert tally_differences(mine.company.id) == []


def test_a_shift_s_duty_hangs_on_the_shifts_of_the_day(mine: Mine) -> None:
    escalate = [{"after_days": 2, "to": "section_chief"}]
    follow(mine.root, duty("pre_shift", every="shift", minutes_after_start=30, escalate=escalate))
    make_shift(mine.team, moment(11, 20, 16), moment(11, 21), key="middle", name="中班", cancelled=True)
    make_shift(mine.other_team, moment(11, 21, 0), moment(11, 21, 8), day=date(2026, 11, 21), key="night")

    raise_for(mine)

    [item] = items()
    assert (item.unit, item.shift, item.period) == (mine.team, mine.shift, "2026-11-20/early")
    assert item.due_at == moment(11, 20, 8, 30)
    assert item.escalate_at == moment(11, 22, 8, 30)


def test_each_holder_of_a_post_owes_it_alone(mine: Mine) -> None:
    owed_by = {"post": "team_leader", "unit": "team", "each_holder": True}
    follow(mine.root, duty("talk", owed_by=owed_by))
    second = make_person(mine.company, mine.team)
    appoint(second, "team_leader", mine.team)
    appoint(mine.worker, "team_leader", mine.team, ends_date=date(2026, 11, 19))

    raise_for(mine)

    assert [item.person for item in items(mine.team)] == [mine.leader, second]
    assert [item.person for item in items(mine.other_team)] == [mine.other_leader]


def test_conditions_choose_the_units(mine: Mine) -> None:
    small = {"owed_by": {"post": "branch_secretary", "unit": "branch"}}
    follow(
        mine.root,
        duty("committee", **small, applies_if={"full_members_at_least": 4}),
        duty("assembly", **small, applies_if={"full_members_below": 4, "members_at_least": 4}),
    )

    raise_for(mine)

    assert [item.duty for item in items(mine.branch)] == ["assembly"]


@pytest.mark.parametrize(
    ("every", "begins", "owed"),
    [
        ("week", date(2026, 11, 19), "2026-W47"),
        ("week", date(2026, 11, 20), ""),
        ("month", date(2026, 11, 15), "2026-M11"),
        ("month", date(2026, 11, 16), ""),
        ("year", date(2026, 1, 2), "2026"),
        ("year", date(2026, 7, 2), "2026"),
        ("year", date(2026, 7, 3), ""),
    ],
)
@pytest.mark.parametrize("who", ["adoption", "unit"])
def test_the_running_period_is_owed_if_half_of_it_is_left_when_the_adoption_or_the_unit_begins(
    mine: Mine, every: str, begins: date, owed: str, who: str
) -> None:
    follow(mine.root, duty("study", every=every), **({"starts_date": begins} if who == "adoption" else {}))
    new = make_unit(mine.company, "team", mine.section, **({"starts_date": begins} if who == "unit" else {}))

    raise_for(mine)

    assert [item.period for item in items(new)] == ([owed] if owed else [])


def test_a_due_day_counted_in_unknown_working_days_says_so(mine: Mine) -> None:
    follow(mine.root, duty("daily", every="workday"), duty("month", every="month", workdays_back=True),
           duty("plain", every="month"))  # fmt: skip

    for day in (TODAY, date(2027, 1, 4)):
        raise_for(mine, day)

    assert [(item.period, item.duty, item.provisional) for item in items(mine.team)] == [
        ("2026-11-20", "daily", False),
        ("2026-M11", "month", False),
        ("2026-M11", "plain", False),
        ("2027-01-04", "daily", True),
        ("2027-M01", "month", True),
        ("2027-M01", "plain", False),
    ]


def test_the_nearest_adoption_of_a_duty_holds(mine: Mine) -> None:
    follow(mine.root, duty("study", title="全矿"), duty("class", title="安全课"))
    follow(mine.section, duty("study", title="本区"))
    outside = make_unit(mine.company, "team", make_unit(mine.company, "section", mine.root))

    raise_for(mine)

    assert [item.title for item in items(outside)] == ["安全课", "全矿"]
    assert [item.title for item in items(mine.team)] == ["安全课", "本区"]


def test_every_unit_above_is_counted_in_the_same_transaction(mine: Mine) -> None:
    follow(mine.root, duty("study"))

    raise_for(mine)

    day = date(2026, 11, 22)
    counts = dict(DutyTally.objects.filter(due_date=day).values_list("unit_id", "due"))
    assert counts == {mine.team.id: 1, mine.other_team.id: 1, mine.section.id: 2, mine.root.id: 2}
    assert tally_differences(mine.company.id) == []


def test_the_number_of_statements_does_not_follow_the_number_of_teams(mine: Mine) -> None:
    follow(mine.root, duty("study"), duty("pre_shift", every="shift"), duty("class", every="month"))

    def statements() -> int:
        DutyItem.objects.all().delete()
        DutyTally.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            raise_for(mine)
        return len(queries)

    raise_for(mine)
    few = statements()
    for _ in range(20):
        make_unit(mine.company, "team", mine.section)
    many = statements()

    assert many == few
    assert Unit.objects.filter(kind="team").count() == 22


def test_an_unknown_company_owes_nothing(mine: Mine) -> None:
    with pytest.raises(NotFound):
        raise_duties(company_id=0, day=TODAY, by=nobody(mine.root), at=NOW)
    assert not Fact.objects.exists()
