"""The calendar of a kind: every open case that one sees, with its next day, in the same few statements."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import adopt, make_company, make_person, make_unit
from tests.packs.party import HEARD, Branch, make_branch, on
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.cases.queries.calendar import Dated, view_calendar
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Person

AT = on("2027-03-10", 9)


@pytest.fixture
def branch(mine: Mine) -> Branch:
    return make_branch(mine)


def lines(viewer: Person, **given: Any) -> list[Dated]:
    return list(view_calendar("development", viewer=actor_of(viewer.id, at=AT), at=AT, **given).lines)


def develop(branch: Branch, name: str, *, opened: str, decided: str = "", **given: Any) -> None:
    """Another applicant of the branch."""
    branch.applicant = make_person(branch.mine.company, branch.mine.team, name=name)
    branch.open(opened, **given)
    if decided:
        branch.do("talk", opened, given={"talker": [branch.mine.organiser.id]})
        branch.do("recommend", opened, given={"way": ["members"]})
        branch.held("decide_activist", decided)


@pytest.mark.row("KQ-9")
def test_each_candidate_has_a_stage_a_next_step_its_first_day_and_what_is_due(branch: Branch) -> None:
    branch.to_activist(opened="2026-05-20", talked="2026-06-20", decided="2026-09-30")
    develop(branch, "石磊", opened="2027-02-20", front_line=True, dual="backbone_to_member")
    develop(branch, "秦海", opened="2026-06-01", decided="2026-06-05")

    found = {one.line.title: one for one in lines(branch.mine.organiser)}

    first = found["高建业"]
    assert (first.line.state_title, first.step, first.step_node, first.step_from, first.gate) == (
        "培养考察", "听取意见", "DV-11", date(2027, 9, 30), "",
    )  # fmt: skip
    assert (first.line.due_title, first.line.due_date, first.day) == (
        "半年考察", date(2027, 3, 30), date(2027, 3, 30),
    )  # fmt: skip
    second = found["石磊"]
    assert (second.marks, second.first) == (("在生产一线", "把骨干培养成党员"), True)
    assert (second.step, second.gate, second.line.due_title) == ("派人谈话", "确定为入党积极分子", "派人谈话")
    third = found["秦海"]
    assert (third.step, third.gate, third.gate_from) == ("指定培养联系人", "听取意见", date(2027, 6, 5))
    assert third.line.days_late == 95  # the half-year check was due on 5 December


def test_a_step_that_is_possible_now_has_no_first_day(branch: Branch) -> None:
    branch.to_activist(opened="2025-05-20", talked="2025-06-01", decided="2026-01-10")
    branch.check_half_year("2027-01-10")
    branch.do("hear", "2027-01-10", given=HEARD)

    (one,) = lines(branch.mine.organiser)

    assert (one.step, one.step_from, one.gate) == ("支委会研究", None, "上级党委同意")


def test_only_who_sees_the_whole_case_finds_it_in_the_calendar(branch: Branch) -> None:
    branch.to_activist(opened="2026-05-20", talked="2026-06-20", decided="2026-09-30")
    other = make_person(branch.mine.company, branch.mine.other_team, name="无关的人")

    seen = [branch.mine.secretary, branch.clerk, branch.contacts[0]]
    unseen = [branch.applicant, branch.mine.leader, other]

    assert [len(lines(one)) for one in (*seen, *unseen)] == [1, 1, 1, 0, 0, 0]


def test_a_calendar_is_narrowed_to_a_unit_and_kept_only_of_what_is_followed(branch: Branch) -> None:
    branch.to_activist(opened="2026-05-20", talked="2026-06-20", decided="2026-09-30")
    mine = branch.mine
    stranger = make_company()
    worker = make_person(stranger, make_unit(stranger, "team"))

    assert len(lines(mine.secretary, unit_id=mine.branch.id)) == 1
    assert lines(mine.secretary, unit_id=mine.group.id) == []
    with pytest.raises(NotFound):
        lines(worker)
    with pytest.raises(NotFound):
        view_calendar("nothing_like_it", viewer=actor_of(mine.secretary.id, at=AT), at=AT)


def test_a_case_opened_under_the_old_edition_is_shown_as_the_new_one_sees_it(mine: Mine) -> None:
    adopted = adopt(mine.root, "dangyuan-2014")[0]
    branch = make_branch(mine)
    branch.now = on("2026-06-20")
    branch.to_activist(opened="2024-05-20", talked="2024-06-01", decided="2024-06-10")
    branch.do("check", "2024-12-10", given={"check_result": "continue"})
    branch.do("hear", "2026-01-10", given=HEARD)
    branch.held("study", "2026-01-12")
    branch.above("agree", "2026-01-20")
    case = branch.case
    case.adoption_id = adopted.id
    case.save()

    (one,) = lines(mine.organiser)

    assert (one.line.state, one.step) == ("agreed", "开始公示")


def test_three_candidates_ask_no_more_than_one(branch: Branch) -> None:
    branch.to_activist(opened="2026-05-20", talked="2026-06-20", decided="2026-09-30")
    viewer = actor_of(branch.mine.organiser.id, at=AT)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            view_calendar("development", viewer=viewer, at=AT)
        return len(asked)

    count()
    one = count()
    for name in ("石磊", "秦海"):
        develop(branch, name, opened="2027-01-20")

    assert count() == one
    assert one <= 12
