"""What the units below filed lately, for a meeting that works from it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, moment
from tests.world import Mine
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.orgs.models import Appointment, Unit
from tongxin.reports.models import Report
from tongxin.reports.queries import reports_below

Act = Callable[..., Actor]


def filed(unit: Unit, period: str, at: datetime | None, words: str = "") -> Report:
    leader = Appointment.objects.get(post="team_leader", unit=unit).person
    return Report.objects.create(
        company=unit.company,
        unit=unit,
        kind="team_weekly",
        period=period,
        title=f"{unit.name} {period}",
        sections=[{"key": "this_week", "title": "这周"}, {"key": "next_week", "title": "下周"}],
        own_words={"next_week": words},
        drafted_at=at or NOW,
        filed_at=at,
        filed_by=leader if at else None,
    )


@pytest.mark.row("DB-4")
def test_the_newest_of_each_team_is_told_and_the_others_are_named(mine: Mine, act: Act) -> None:
    filed(mine.team, "2026-W45", moment(11, 9, 9), "查顶板")
    filed(mine.team, "2026-W46", moment(11, 16, 9), "换密封件")
    filed(mine.other_team, "2026-W46", moment(11, 16, 10))
    filed(mine.other_team, "2026-W40", moment(10, 5, 9), "太早的")
    filed(mine.other_team, "2026-W47", None, "还没归档的")

    told = reports_below(mine.branch.id, viewer=act(mine.secretary), at=NOW)

    assert [(one.unit_name, [link.period_name for link in one.reports], one.words) for one in told] == [
        ("采煤一班", ["2026年第46周", "2026年第45周"], ["下周：换密封件"]),
        ("采煤二班", ["2026年第46周"], []),
    ]


def test_who_may_not_read_reports_is_told_none(mine: Mine, act: Act) -> None:
    filed(mine.team, "2026-W46", moment(11, 16, 9), "换密封件")

    assert reports_below(mine.branch.id, viewer=act(mine.worker), at=NOW) == []
    assert reports_below(mine.branch.id, viewer=NOBODY, at=NOW) == []
    assert reports_below(0, viewer=act(mine.secretary), at=NOW) == []


def test_three_reports_cost_no_more_queries_than_one(mine: Mine, act: Act) -> None:
    secretary, counts = act(mine.secretary), []
    for week in (44, 45, 46):
        filed(mine.team, f"2026-W{week}", moment(11, week - 40, 9))
        with CaptureQueriesContext(connection) as queries:
            reports_below(mine.branch.id, viewer=secretary, at=NOW)
        counts.append(len(queries))

    assert counts == [5, 5, 5]
