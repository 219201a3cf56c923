"""Rounds over the cases: one that fails or is busy keeps no other waiting."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.cases.commands.test_moving import report
from tests.cases.kinds import FAULT, follow
from tests.clock import NOW, TODAY
from tests.factories import make_person
from tests.world import Mine
from tongxin.cases.commands import Opening, climb_overdue, open_case
from tongxin.cases.commands.climbing import each
from tongxin.cases.commands.lapsing import lapse_due
from tongxin.cases.commands.retention import apply_retention
from tongxin.cases.commands.triggering import open_by_trigger
from tongxin.cases.models import Case, Part
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused

Act = Callable[..., Actor]


def test_one_that_is_busy_or_fails_is_left_for_the_next_round(
    mine: Mine, act: Act, caplog: pytest.LogCaptureFixture
) -> None:
    follow(mine.root)
    cases = [report(mine, act(mine.worker), what=f"第 {number} 处") for number in range(4)]
    fact = Fact.objects.filter(subject_id=cases[3].id, kind="case.opened").get()

    def work(case: Case) -> Fact | None:
        if case == cases[0]:
            raise Refused("有人办了一步")
        if case == cases[1]:
            raise LookupError("no such kind")
        return None if case == cases[2] else fact

    with caplog.at_level(logging.ERROR):
        done = each(cases, work)

    assert done == [fact]
    assert [record.getMessage() for record in caplog.records] == [f"a round failed for case {cases[1].id}"]


def test_a_round_that_comes_too_early_does_nothing(mine: Mine, act: Act) -> None:
    follow(mine.root)
    case = report(mine, act(mine.worker))
    Case.objects.filter(id=case.id).update(
        climbs_at=NOW - timedelta(hours=1), lapses_at=NOW - timedelta(hours=1)
    )

    assert (climb_overdue(at=NOW), lapse_due(at=NOW)) == ([], [])
    case.refresh_from_db()
    assert (case.state, case.rung, case.climbs_at) == ("reported", 0, NOW + timedelta(hours=48))


def test_nobody_is_talked_to_who_works_nowhere(mine: Mine, act: Act) -> None:
    case = follow(mine.root) and report(mine, act(mine.worker))
    fact = Fact.objects.get(subject_id=case.id, kind="case.opened")
    nowhere = make_person(mine.company, name="未分配")

    assert open_by_trigger("hand", nowhere.id, fact, by=act(mine.secretary), at=NOW) == []


def test_a_title_that_was_a_name_goes_with_the_name_though_it_was_another_meanwhile(
    mine: Mine, act: Act
) -> None:
    quiet = FAULT.replace("level: C3\n    opened_at", "level: C2\n    titled_by: worker\n    opened_at")
    follow(mine.root, quiet.replace(", level: C3", ""))
    given = {"worker": [mine.worker.id], "need": "住院"}
    case = open_case(Opening("care", mine.team.id, given), by=act(mine.instructor), at=NOW).case_id
    assert Case.objects.get(id=case).title == "张伟"
    mine.worker.name = "张大伟"
    mine.worker.save()
    Case.objects.filter(id=case).update(forget_names_date=TODAY - timedelta(days=1))

    apply_retention(by=act(mine.secretary), at=NOW)

    assert Case.objects.get(id=case).title == "帮扶"
    assert not Part.objects.filter(case=case, role="subject").exists()
