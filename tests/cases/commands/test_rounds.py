"""Rounds over the cases: one that fails or is busy keeps no other waiting."""

import logging
from collections.abc import Callable

import pytest

from tests.cases.commands.test_moving import report
from tests.cases.kinds import follow
from tests.world import Mine
from tongxin.cases.commands.climbing import each
from tongxin.cases.models import Case
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
