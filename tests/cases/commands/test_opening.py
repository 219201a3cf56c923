"""A case opens where its regime is followed, by whom the kind names, and once."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cases.kinds import follow
from tests.clock import NOW, TODAY
from tests.factories import adopt
from tests.packs.meetings import hold
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.models import Case, Deed
from tongxin.facts.models import Fact
from tongxin.files.rules import MOST_PER_THING
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused

Act = Callable[..., Actor]
GIVEN = {"what": "皮带跑偏", "place": "三号皮带"}


@pytest.fixture
def followed(mine: Mine) -> Mine:
    follow(mine.root)
    return mine


def test_who_may_open_and_where(followed: Mine, act: Act) -> None:
    mine, worker = followed, act(followed.worker)

    with pytest.raises(NotFound, match="没有找到这个单位"):
        open_case(Opening("fault", 0, GIVEN), by=worker, at=NOW)
    with pytest.raises(Refused, match="采煤一班没有采用办这件事的制度"):
        open_case(Opening("nothing", mine.team.id, GIVEN), by=worker, at=NOW)
    with pytest.raises(NotAllowed, match="“帮扶”不由您来提"):
        open_case(Opening("care", mine.team.id, {}), by=worker, at=NOW)
    with pytest.raises(Refused, match="“帮扶”要写明是谁提的"):
        open_case(Opening("care", mine.team.id, {}, anonymous=True), by=act(mine.instructor), at=NOW)
    with pytest.raises(NotAllowed, match="请先登录，或者不写名字提交"):
        open_case(Opening("fault", mine.team.id, GIVEN), by=Actor(None, "", mine.company.id), at=NOW)
    assert (Case.objects.count(), Fact.objects.count()) == (0, 0)


def test_what_is_brought_must_be_asked_for(followed: Mine, act: Act) -> None:
    mine, worker = followed, act(followed.worker)

    with pytest.raises(Invalid) as later:
        open_case(Opening("fault", mine.team.id, GIVEN, done_on=TODAY + timedelta(days=1)), by=worker, at=NOW)
    with pytest.raises(Invalid, match="这里不收文件"):
        open_case(Opening("fault", mine.team.id, GIVEN, files=[("a.txt", b"a")]), by=worker, at=NOW)
    with pytest.raises(Invalid) as empty:
        open_case(Opening("fault", mine.team.id, {}), by=worker, at=NOW)
    strangers = []
    for nobody in (0, 999_999):
        care = Opening("care", mine.team.id, {"worker": [nobody], "need": "住院"})
        with pytest.raises(Invalid) as stranger:
            open_case(care, by=act(mine.instructor), at=NOW)
        strangers.append(stranger.value.fields)

    assert later.value.fields == {"happened_on": "不能填以后的日子"}
    assert empty.value.fields == {"what": "请填写“什么问题”"}
    assert strangers == [{"worker": "“帮谁”有人不在花名册里，请重新选"}] * 2
    assert not Case.objects.exists()


def test_a_move_takes_neither_files_nor_days_that_it_does_not_ask_for(followed: Mine, act: Act) -> None:
    mine, chief = followed, act(followed.chief)
    case = open_case(Opening("fault", mine.team.id, GIVEN), by=act(mine.worker), at=NOW).case_id
    assigned = {"fixer": [mine.leader.id], "fix_by": "2026-11-25"}

    with pytest.raises(Invalid, match="这一步不收文件"):
        move_case(case, Making("assign", assigned, files=[("a.txt", b"a")]), by=chief, at=NOW)
    with pytest.raises(Invalid, match="这一步不能填别的日子"):
        move_case(case, Making("assign", assigned, done_on=TODAY), by=chief, at=NOW)
    move_case(case, Making("assign", assigned), by=chief, at=NOW)
    many = [(f"{number}.txt", b"a") for number in range(MOST_PER_THING + 1)]
    with pytest.raises(Invalid, match=f"最多 {MOST_PER_THING} 个文件"):
        move_case(case, Making("fix", files=many), by=act(mine.leader), at=NOW)

    assert Deed.objects.filter(case=case).count() == 2


def test_the_same_form_twice_is_one_case_and_tells_its_code_again(followed: Mine, act: Act) -> None:
    mine, key = followed, uuid.uuid4()
    opening = Opening("fault", mine.team.id, GIVEN, anonymous=True, key=key)

    first = open_case(opening, by=act(mine.worker), at=NOW)
    again = open_case(opening, by=act(mine.worker), at=NOW)

    assert (first.case_id, first.code) == (again.case_id, again.code)
    assert Case.objects.get().key != key
    with pytest.raises(Refused, match="这张表已经用别的内容传过一次"):
        open_case(
            Opening("care", mine.team.id, {"worker": [mine.worker.id], "need": "住院"}, key=key),
            by=act(mine.instructor),
            at=NOW,
        )


def test_one_button_of_a_page_is_not_taken_for_another(followed: Mine, act: Act) -> None:
    mine, chief, key = followed, act(followed.chief), uuid.uuid4()
    case = open_case(Opening("fault", mine.team.id, GIVEN), by=act(mine.worker), at=NOW).case_id
    assigned = {"fixer": [mine.leader.id], "fix_by": "2026-11-25"}

    first = move_case(case, Making("assign", assigned, key=key), by=chief, at=NOW)
    again = move_case(case, Making("assign", assigned, key=key), by=chief, at=NOW)
    move_case(case, Making("fix", key=key), by=act(mine.leader), at=NOW)

    assert first == again
    assert Case.objects.get().state == "fixed"


def test_a_case_comes_of_a_meeting_here_and_of_no_other(mine: Mine, act: Act) -> None:
    follow(mine.root)
    adopt(mine.root, "xzw")
    data = {"ideas": ["张伟：换托辊做个支架"], "chosen": ["支架"]}
    here = hold("idea_meeting", mine.team, act(mine.instructor), data=data)

    opened = open_case(Opening("fault", mine.team.id, GIVEN, record_id=here), by=act(mine.leader), at=NOW)

    proof = Deed.objects.get(case=opened.case_id).proof
    assert proof is not None
    assert proof["record_id"] == here
    with pytest.raises(Refused, match="不是这里的会"):
        open_case(Opening("fault", mine.other_team.id, GIVEN, record_id=here), by=act(mine.secretary), at=NOW)


def test_what_is_sealed_is_not_written_on_the_terminal_of_a_shift_room(followed: Mine, act: Act) -> None:
    mine = followed
    there = replace(act(mine.instructor), team_id=mine.team.id)

    with pytest.raises(NotAllowed, match="请用自己的手机提"):
        open_case(
            Opening("care", mine.team.id, {"worker": [mine.worker.id], "need": "住院"}), by=there, at=NOW
        )

    assert not Case.objects.exists()
