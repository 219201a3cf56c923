"""A step is of a day that somebody could have lived, or it is refused in words."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.cases.kinds import FAULT, follow
from tests.clock import NOW
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.models import Case
from tongxin.cases.queries import view_case
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid

Act = Callable[..., Actor]
DATED = FAULT.replace("    opening:\n", "    opening_step: {dated: true}\n    opening:\n", 1).replace(
    "        due: {within: {hours: 24}}\n", "        due: {within: {hours: 24}}\n        dated: true\n", 1
)
GIVEN = {"what": "皮带跑偏", "place": "三号皮带"}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(1, 1, 1), "要填 1900 年以后的日子"),
        (date(1899, 12, 31), "要填 1900 年以后的日子"),
        (date(9999, 12, 31), "不能填以后的日子"),
    ],
)
def test_an_impossible_day_is_refused(mine: Mine, act: Act, day: date, said: str) -> None:
    follow(mine.root, DATED)
    by = act(mine.worker)
    with pytest.raises(Invalid) as opening:
        open_case(Opening("fault", mine.team.id, GIVEN, done_on=day), by=by, at=NOW)
    assert (opening.value.fields, Case.objects.count()) == ({"happened_on": said}, 0)

    case = open_case(Opening("fault", mine.team.id, GIVEN), by=by, at=NOW).case_id
    given = {"fixer": [mine.worker.id], "fix_by": "2026-11-30"}
    with pytest.raises(Invalid) as moving:
        move_case(case, Making("assign", given, done_on=day), by=act(mine.chief), at=NOW)
    assert moving.value.fields == {"happened_on": said}
    assert view_case(case, viewer=act(mine.chief), at=NOW, day=day).line.state == "reported"


def test_a_day_far_ahead_is_due_then_and_one_beyond_is_refused(mine: Mine, act: Act) -> None:
    follow(mine.root)
    case = open_case(Opening("fault", mine.team.id, GIVEN), by=act(mine.worker), at=NOW).case_id
    beyond = {"fixer": [mine.worker.id], "fix_by": "9999-12-31"}
    with pytest.raises(Invalid) as refused:
        move_case(case, Making("assign", beyond), by=act(mine.chief), at=NOW)
    assert refused.value.fields == {"fix_by": "“期限”要填 1900 年到 2199 年的日子"}

    move_case(case, Making("assign", beyond | {"fix_by": "2199-12-31"}), by=act(mine.chief), at=NOW)
    due = Case.objects.get(id=case).due_at
    assert due is not None
    assert due.year == 2199
