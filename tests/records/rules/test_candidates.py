"""BR-41, BR-43: one person, one line, one vote."""

import pytest

from tongxin.records.rules.candidates import candidate_faults, named_in, own_lines

pytestmark = pytest.mark.row("KQ-8")

ONE, TWO = ("李明明",), ("李明明", "王强")


@pytest.mark.parametrize(
    ("names", "lines", "wrong", "whole"),
    [
        (ONE, ("同意接收李明明为预备党员",), {}, ""),
        (TWO, ("同意接收李明明为预备党员", "同意接收王强为预备党员"), {}, ""),
        (ONE, (), {}, "还没有李明明的表决，一人写一项，写上名字和票数"),
        (TWO, (), {}, "还没有李明明、王强的表决，一人写一项，写上名字和票数"),
        (TWO, ("同意接收李明明为预备党员",), {}, "还没有王强的表决，一人写一项，写上名字和票数"),
        (
            TWO,
            ("同意接收李明明、王强为预备党员",),
            {1: "写了李明明、王强 2 个人，要一人一项、分开表决"},
            "",
        ),
        (
            ONE,
            ("同意接收李明明为预备党员", "同意延长李明明的预备期"),
            {},
            "李明明写了不止一项，一人只写一项",
        ),
        (
            ONE,
            ("同意接收李明明为预备党员", "夜班班车晚发 10 分钟"),
            {2: "没写是谁；这个会一人一项表决，别的事写进党员大会"},
            "",
        ),
        (("王伟", "王伟东"), ("同意王伟转正", "同意王伟东转正"), {}, ""),
        (("王伟", "王伟东"), ("同意王伟东转正",), {}, "还没有王伟的表决，一人写一项，写上名字和票数"),
        (("王伟", "王伟"), ("王伟（采煤三班）", "王伟（机电队）"), {}, ""),  # two of one name
    ],
)
def test_each_candidate_has_one_line(
    names: tuple[str, ...], lines: tuple[str, ...], wrong: dict[int, str], whole: str
) -> None:
    assert candidate_faults(names, dict(enumerate(lines, start=1)), others=False) == (wrong, whole)


def test_a_paper_of_an_election_may_name_somebody_else() -> None:
    lines = {1: "胡志强", 2: "李敏", 3: "孙立军"}

    assert candidate_faults(("胡志强", "李敏"), lines, others=True) == ({}, "")


def test_a_name_within_a_longer_one_is_not_named() -> None:
    assert named_in("王伟东、李敏", ("王伟", "王伟东", "李敏")) == ["王伟东", "李敏"]


@pytest.mark.parametrize(
    ("people", "lines", "own"),
    [
        ({1: ("李明明", "A1")}, ("同意接收李明明为预备党员",), {1: 1}),
        ({1: ("王伟", "A1"), 2: ("王伟东", "A2")}, ("同意王伟东转正", "同意王伟转正"), {1: 2, 2: 1}),
        ({1: ("李明明", "A1")}, (), {}),
        ({1: ("李明明", "A1"), 2: ("王强", "A2")}, ("同意接收李明明、王强",), {}),
        ({1: ("李明明", "A1")}, ("同意李明明", "同意延长李明明的预备期"), {}),
        # two of one name: by the number, or not at all
        ({1: ("王伟", "A7"), 2: ("王伟", "A71")}, ("王伟（A71）", "王伟（A7）"), {1: 2, 2: 1}),
        ({1: ("王伟", "A7"), 2: ("王伟", "B3")}, ("王伟（采煤三班）", "王伟（机电队）"), {}),
        ({1: ("王伟", "A7"), 2: ("王伟", "B3")}, ("王伟（A7）", "王伟（机电队）"), {1: 1}),
    ],
)
def test_a_persons_line_is_the_one_that_names_nobody_else(
    people: dict[int, tuple[str, str]], lines: tuple[str, ...], own: dict[int, int]
) -> None:
    assert own_lines(people, dict(enumerate(lines, start=1))) == own
