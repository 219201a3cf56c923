"""Elections are kept, each with its day; one that came too early is said to be so."""

from datetime import date, timedelta

import pytest

from tests.clock import NOW, TODAY
from tests.world import Mine
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed
from tongxin.orgs import commands
from tongxin.orgs.models import Election, Unit
from tongxin.orgs.queries.units import UnitView, view_unit

FIRST = date(2025, 6, 1)  # of the mine's branch
EARLY = date(2026, 11, 1)


def elect(mine: Mine, day: date, office: Actor, *, corrects: bool = False) -> commands.Elected:
    return commands.record_election(mine.branch.id, day, by=office, at=NOW, corrects=corrects)


def kept(mine: Mine) -> tuple[date | None, list[date]]:
    earlier = Election.objects.filter(unit=mine.branch).order_by("held_date")
    return Unit.objects.get(id=mine.branch.id).elected_date, [one.held_date for one in earlier]


def seen(mine: Mine, office: Actor, on: date) -> UnitView:
    return view_unit(mine.branch.id, viewer=office, on=on, today=TODAY)


def test_an_election_is_recorded_and_the_one_before_is_kept(mine: Mine, office: Actor) -> None:
    elected = elect(mine, EARLY, office)

    assert elected.fact.data == {"from": "2025-06-01", "to": "2026-11-01"}
    assert kept(mine) == (EARLY, [FIRST])


def test_a_past_day_shows_the_election_and_the_term_of_that_day(mine: Mine, office: Actor) -> None:
    before = [seen(mine, office, EARLY - timedelta(days=30)), seen(mine, office, FIRST - timedelta(days=1))]

    elect(mine, EARLY, office)

    after = [seen(mine, office, EARLY - timedelta(days=30)), seen(mine, office, FIRST - timedelta(days=1))]
    assert after == before
    assert [one.elected for one in after] == [FIRST, None]
    today = seen(mine, office, TODAY)
    assert (today.elected, today.term.ends) == (EARLY, date(2029, 10, 31))


def test_the_caution_of_a_past_day_stays(mine: Mine, office: Actor) -> None:
    Unit.objects.filter(id=mine.branch.id).update(elected_date=date(2023, 1, 1), starts_date=date(2020, 1, 1))
    day = TODAY - timedelta(days=30)
    overdue = [one.sentence for one in seen(mine, office, day).cautions if one.rule == "BR-09"]

    elect(mine, TODAY, office)

    assert [one.sentence for one in seen(mine, office, day).cautions if one.rule == "BR-09"] == overdue
    assert overdue[0].startswith("任期 2025-12-31 已满")
    assert [one for one in seen(mine, office, TODAY).cautions if one.rule == "BR-09"] == []


def test_an_election_much_too_early_is_cautioned_with_its_article(mine: Mine, office: Actor) -> None:
    [caution] = elect(mine, EARLY, office).cautions

    assert (caution.rule, caution.article, caution.tone) == (
        "BR-09", "《中国共产党基层组织选举工作条例》第三条", "warn",
    )  # fmt: skip
    assert caution.sentence == (
        "原任期到 2028-05-31，提前了 577 天换届；提前换届要报上级批准，提前一般不超过 1 年"
    )
    assert caution in seen(mine, office, TODAY).cautions


def test_an_election_at_its_time_has_no_caution(mine: Mine, office: Actor) -> None:
    Unit.objects.filter(id=mine.branch.id).update(elected_date=date(2023, 11, 20))

    assert elect(mine, date(2026, 11, 20), office).cautions == ()


def test_an_election_of_long_ago_fills_the_history(mine: Mine, office: Actor) -> None:
    Unit.objects.filter(id=mine.branch.id).update(starts_date=date(2020, 1, 1))

    elect(mine, date(2022, 5, 30), office)

    assert kept(mine) == (FIRST, [date(2022, 5, 30)])
    assert seen(mine, office, date(2023, 1, 1)).elected == date(2022, 5, 30)


def test_a_wrong_day_is_put_right(mine: Mine, office: Actor) -> None:
    elect(mine, EARLY, office)

    fact = elect(mine, date(2026, 11, 3), office, corrects=True).fact

    assert kept(mine) == (date(2026, 11, 3), [FIRST])
    assert fact.data == {"from": "2026-11-01", "to": "2026-11-03", "corrects": True}


def test_the_first_election_corrects_nothing(mine: Mine, office: Actor) -> None:
    Unit.objects.filter(id=mine.branch.id).update(elected_date=None)

    assert elect(mine, EARLY, office, corrects=True).fact.data == {"from": None, "to": "2026-11-01"}
    assert kept(mine) == (EARLY, [])


@pytest.mark.parametrize(
    ("day", "corrects", "sentence"),
    [
        (EARLY, False, "登记过了"),
        (FIRST, False, "登记过了"),
        (date(2025, 5, 1), True, "比再上一次选举还早"),
        (TODAY + timedelta(days=1), False, "日期还没有到"),
    ],
)
def test_what_cannot_be_is_refused(
    mine: Mine, office: Actor, day: date, corrects: bool, sentence: str
) -> None:
    elect(mine, EARLY, office)

    with pytest.raises(Invalid, match=sentence):
        elect(mine, day, office, corrects=corrects)

    assert (kept(mine), Fact.objects.filter(kind="unit.elected").count()) == ((EARLY, [FIRST]), 1)


def test_a_team_elects_nobody_and_a_stranger_records_nothing(mine: Mine, office: Actor) -> None:
    with pytest.raises(Invalid, match="不换届"):
        commands.record_election(mine.team.id, EARLY, by=office, at=NOW)
    stranger = Actor(person_id=mine.leader.id, name="", company_id=mine.company.id)
    with pytest.raises(NotAllowed):
        commands.record_election(mine.branch.id, EARLY, by=stranger, at=NOW)
