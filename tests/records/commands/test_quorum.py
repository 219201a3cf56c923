"""Too few came: no meeting. Who is voted on has a line, in secret, with a count that can be true."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clock import NOW, TODAY, moment
from tests.duties.world import nobody
from tests.factories import appoint, make_person
from tests.records.conftest import Branch, Open
from tongxin.duties.commands import raise_duties
from tongxin.duties.models import DutyItem
from tongxin.facts.commands import answer_fact
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, Refused
from tongxin.orgs.models import Person
from tongxin.records import commands, queries
from tongxin.records.content import Content, Line, Mark, Measure
from tongxin.records.models import Decision, Presence, Record, Task, Version

pytestmark = pytest.mark.row("KQ-8")

Act = Callable[..., Actor]
SOON = moment(11, 13, 16, 40)
UNHELD = "点名点错了请改；人确实不够，请点“人不够，记成没开成”"
LOW = "会不能开。"


def write(record: Record, by: Actor, **given: Any) -> None:
    commands.save_draft(record.id, Content(**given), by=by, at=NOW)


def close(record: Record, by: Actor, **given: Any) -> Fact:
    return commands.close_record(record.id, by=by, at=SOON, **given)


def refused(record: Record, by: Actor) -> dict[str, str]:
    with pytest.raises(Invalid) as told:
        close(record, by)
    record.refresh_from_db()
    assert (record.state, record.version) == ("draft", 0)
    assert not Version.objects.filter(record=record).exists()
    return told.value.fields


def leave_only(record: Record, number: int, by: Actor) -> None:
    """So many of those who count are there, the secretary among them."""
    rows = Presence.objects.filter(record=record, expected=True)
    counting = rows.filter(voter=True) if rows.filter(voter=True).exists() else rows
    people = list(counting.exclude(person=by.person_id).order_by("id").values_list("person", flat=True))
    away = people[number - 1 :]
    write(record, by, marks={person: Mark(present=False, reason="on_duty") for person in away})


@pytest.fixture
def candidate(branch: Branch) -> Person:
    return make_person(branch.mine.company, branch.mine.group, name="李明明", party="probationary")


@pytest.fixture
def leaders(branch: Branch, act: Act) -> Actor:
    """The mine's committee of seven; its secretary."""
    company, committee = branch.mine.company, branch.mine.committee
    posts = ("committee_secretary", "committee_deputy", "committee_discipline", *("committee_member",) * 4)
    people = [make_person(company, committee, name=f"党委{number}", party="full") for number in range(7)]
    for person, post in zip(people, posts, strict=True):
        appoint(person, post, committee)
    return act(people[0])


WHOLE: dict[str, dict[str, Any]] = {
    "committee_meeting": {},
    "members_meeting": {},
    "democratic_appraisal": {
        "data": {"done": ["ballot"], "excellent": 2, "passed": 4, "nearly": 0, "failed": 0},
    },
    "democratic_life_meeting": {"data": {"theme": "改作风", "problems": ["下井少"]}},
}


@pytest.mark.parametrize(
    ("kind", "strict", "present", "sentence"),
    [
        # BR-21, BR-42: five in the committee
        ("committee_meeting", False, 1, "到会 1 人，没有达到“不少于半数”（5 ÷ 2 = 2.5），还差 2 人"),
        ("committee_meeting", False, 2, "到会 2 人，没有达到“不少于半数”（5 ÷ 2 = 2.5），还差 1 人"),
        ("committee_meeting", False, 3, ""),
        # BR-40: six vote; the probationary member does not count
        ("members_meeting", False, 1, "到会 1 人，没有达到“不少于半数”（6 ÷ 2 = 3），还差 2 人"),
        ("members_meeting", False, 2, "到会 2 人，没有达到“不少于半数”（6 ÷ 2 = 3），还差 1 人"),
        ("members_meeting", False, 3, ""),
        ("members_meeting", True, 3, "到会 3 人，没有达到“超过半数”（6 ÷ 2 = 3），还差 1 人"),  # CF-01
        ("members_meeting", True, 4, ""),
        ("democratic_appraisal", False, 2, "到会 2 人，没有达到“不少于半数”（6 ÷ 2 = 3），还差 1 人"),
        ("democratic_appraisal", False, 3, ""),
        # BR-28: two thirds of seven leaders, whatever the company says of halves
        ("democratic_life_meeting", False, 4, "到会 4 人，没有达到“不少于三分之二”（7 × 2 ÷ 3 ≈ 4.67），还差 1 人"),
        ("democratic_life_meeting", False, 5, ""),
        ("democratic_life_meeting", True, 5, ""),
    ],
)  # fmt: skip
def test_a_meeting_for_which_too_few_came_is_not_closed_as_held(
    kind: str, strict: bool, present: int, sentence: str, branch: Branch, leaders: Actor, open_draft: Open
) -> None:
    branch.mine.company.strict_quorum = strict
    branch.mine.company.save()
    above = kind == "democratic_life_meeting"
    by = leaders if above else branch.secretary
    unit = branch.mine.committee if above else branch.mine.branch
    record = open_draft(kind, by=by, unit_id=unit.id)
    write(record, by, minutes="谈了顶板管理", **WHOLE[kind])
    leave_only(record, present, by)

    if sentence:
        assert refused(record, by) == {"roll": f"{sentence}，{LOW}{UNHELD}"}
    else:
        assert "held" not in close(record, by).data


@pytest.mark.parametrize(("present", "opens"), [(3, False), (4, True)])
def test_an_admission_needs_more_than_half_of_those_who_vote(
    present: int, opens: bool, branch: Branch, open_draft: Open, candidate: Person
) -> None:
    """BR-41: six vote, and three of six are half, not more."""
    record = open_draft("admission_meeting")
    line = Line("同意接收李明明为预备党员", secret=True, yes=present)
    data = {"candidate": [candidate.id], "matter": "admit", "conduct": "安心岗位"}
    write(record, branch.secretary, minutes="逐个讨论", data=data, decisions=(line,))
    leave_only(record, present, branch.secretary)

    if opens:
        close(record, branch.secretary)
        assert Decision.objects.get().passed is True
    else:
        told = refused(record, branch.secretary)
        assert told["roll"].startswith("到会 3 人，没有达到“超过半数”（6 ÷ 2 = 3），还差 1 人")


@pytest.mark.parametrize(("present", "opens"), [(4, False), (5, True)])
def test_an_election_needs_four_fifths(present: int, opens: bool, branch: Branch, open_draft: Open) -> None:
    record = election(branch, open_draft, yes=(present,), papers=(1, present, present))
    leave_only(record, present, branch.secretary)

    if opens:
        close(record, branch.secretary)
        assert Decision.objects.get().passed is True
    else:
        told = refused(record, branch.secretary)
        assert told["roll"].startswith("到会 4 人，没有达到“不少于五分之四”（6 × 4 ÷ 5 = 4.8），还差 1 人")


def unheld(branch: Branch, open_draft: Open, kind: str = "committee_meeting") -> Record:
    record = open_draft(kind)
    owner = branch.committee[1].id
    write(
        record,
        branch.secretary,
        minutes="等了半小时，只到一人",
        decisions=(Line("夜班班车晚发 10 分钟", voted=True, yes=1, owner_id=owner),),
        measures=(Measure("和矿上定下周的时间", owner),),
    )
    leave_only(record, 1, branch.secretary)
    return record


def test_a_meeting_that_was_not_held_is_kept_and_decides_nothing(branch: Branch, open_draft: Open) -> None:
    record = unheld(branch, open_draft)

    fact = close(record, branch.secretary, unheld=True)

    record.refresh_from_db()
    assert (record.state, record.version, record.present_count) == ("unheld", 1, 1)
    assert record.data["minutes"] == "等了半小时，只到一人"
    assert record.data["unheld"] == "到会 1 人，没有达到“不少于半数”（5 ÷ 2 = 2.5），还差 2 人"
    assert (fact.kind, fact.data["held"]) == ("record.closed", False)
    line = Decision.objects.get()
    assert (line.passed, line.outcome.startswith("没开成，表决不算：到会 1 人")) == (False, True)
    assert [task.text for task in Task.objects.all()] == [
        "和矿上定下周的时间"
    ]  # what was decided is not done


def test_what_the_kind_asks_for_is_not_asked_of_a_meeting_that_was_not_held(
    branch: Branch, open_draft: Open
) -> None:
    record = open_draft("admission_meeting")
    leave_only(record, 1, branch.secretary)

    close(record, branch.secretary, unheld=True)

    record.refresh_from_db()
    assert record.state == "unheld"


def test_a_meeting_to_which_enough_came_is_not_written_off(branch: Branch, open_draft: Open) -> None:
    record = open_draft()
    write(record, branch.secretary, minutes="开成了")

    with pytest.raises(Refused, match="现在人数够了，不是没开成；请点“记完了”"):
        close(record, branch.secretary, unheld=True)


def test_one_to_which_nobody_came_or_that_is_still_to_come_is_not_written_off_either(
    branch: Branch, open_draft: Open
) -> None:
    empty, planned = open_draft(), open_draft(held_at=moment(11, 27, 15))
    write(empty, branch.secretary, marks={one.id: Mark(present=False) for one in branch.committee})
    leave_only(planned, 1, branch.secretary)

    for record, field in ((empty, "roll"), (planned, "held_at")):
        with pytest.raises(Invalid) as told:
            close(record, branch.secretary, unheld=True)
        assert field in told.value.fields


def test_it_is_listed_as_not_held_and_counts_as_no_attendance(branch: Branch, open_draft: Open) -> None:
    record = unheld(branch, open_draft)
    close(record, branch.secretary, unheld=True)
    since, until = moment(11, 1), moment(12, 1)

    listed = queries.list_records(queries.Asked(), viewer=branch.secretary, at=NOW).lines
    view = queries.view_record(record.id, viewer=branch.secretary, at=NOW)

    assert [(line.id, line.state) for line in listed] == [(record.id, "unheld")]
    assert (view.closed, view.unheld) == (True, record.data.get("unheld") or view.record.data["unheld"])
    unit = branch.mine.branch.id
    assert queries.attendance_of([unit], viewer=branch.secretary, since=since, until=until) == {}


def owed(branch: Branch, duty: str) -> DutyItem:
    return DutyItem.objects.filter(unit=branch.mine.branch, duty=duty).get()


def raised(branch: Branch) -> None:
    raise_duties(company_id=branch.mine.company.id, day=TODAY, by=nobody(branch.mine.root), at=NOW)


@pytest.mark.parametrize(
    ("kind", "duty", "enough"),
    [("committee_meeting", "committee_meeting_monthly", 3), ("members_meeting", "members_meeting_quarterly", 3)],
)  # fmt: skip
def test_a_meeting_that_was_not_held_meets_no_duty_until_its_roll_is_put_right(
    kind: str, duty: str, enough: int, branch: Branch, open_draft: Open
) -> None:
    for number in range(2):  # a committee is owed from seven full members on
        make_person(branch.mine.company, branch.mine.branch, name=f"党员{number}", party="full")
    raised(branch)
    record = unheld(branch, open_draft, kind)
    answer_fact(close(record, branch.secretary, unheld=True), at=NOW)
    assert owed(branch, duty).met_times == 0

    everybody = Presence.objects.filter(record=record).values_list("person", flat=True)
    here = {person: Mark(present=True) for person in everybody}
    put_right(branch, record, marks=here)
    record.refresh_from_db()
    assert (record.state, record.version, "unheld" in record.data) == ("closed", 2, False)
    assert owed(branch, duty).met_times == 1

    away = [person for person in here if person != branch.secretary.person_id]
    put_right(branch, record, marks={person: Mark(present=False, reason="leave") for person in away})
    record.refresh_from_db()
    assert (record.state, record.version) == ("unheld", 3)
    assert owed(branch, duty).met_times == 0


def put_right(branch: Branch, record: Record, **given: Any) -> None:
    fact = commands.correct_record(
        record.id, Content(**given), reason="点名点错", by=branch.secretary, at=NOW
    )
    answer_fact(fact, at=NOW)


def test_a_correction_says_that_it_was_not_held_after_all(
    branch: Branch, closed: Callable[..., Record]
) -> None:
    record = closed()
    away = {one.id: Mark(False, "leave") for one in branch.committee[1:]}
    put_right(branch, record, marks=away)

    compared = queries.compare_versions(record.id, 1, 2, viewer=branch.secretary)

    assert ("没开成", "", "到会 1 人，没有达到“不少于半数”（5 ÷ 2 = 2.5），还差 2 人") in [
        (one.where, one.before, one.after) for one in compared.changes
    ]


def test_a_record_is_counted_for_ever_as_it_was_when_it_was_closed(branch: Branch, open_draft: Open) -> None:
    """CF-01 switched later neither undoes a meeting on its page nor by a correction of its place."""
    record = open_draft("members_meeting")
    write(record, branch.secretary, minutes="三人到会")
    leave_only(record, 3, branch.secretary)
    close(record, branch.secretary)
    branch.mine.company.strict_quorum = True
    branch.mine.company.save()

    put_right(branch, record, place="二楼")

    record.refresh_from_db()
    view = queries.view_record(record.id, viewer=branch.secretary, at=NOW)
    assert (record.state, record.version) == ("closed", 2)
    assert view.quorum is not None
    assert (view.quorum.ok, view.quorum.sentence) == (True, "到会 3 人，不少于半数（6 ÷ 2 = 3）")


BOTH = ("李明明", "王强")
YES = {"secret": True, "yes": 4, "no": 2}
OPEN = "接收、转正等发展党员表决必须无记名投票（发展党员工作细则（2026）第 20、32 条）"


@pytest.mark.parametrize(
    ("names", "lines", "wrong"),
    [
        (BOTH[:1], (Line("同意接收李明明为预备党员", **YES),), {}),
        # an unticked 表决 does not take the vote away
        (BOTH[:1], (Line("同意接收李明明为预备党员", voted=False, **YES),), {}),
        (BOTH, (Line("同意接收李明明为预备党员", **YES), Line("同意接收王强为预备党员", **YES)), {}),
        (BOTH[:1], (), {"decisions": "还没有李明明的表决，一人写一项，写上名字和票数"}),
        (BOTH, (), {"decisions": "还没有李明明、王强的表决，一人写一项，写上名字和票数"}),
        (
            BOTH,
            (Line("同意接收李明明为预备党员", **YES),),
            {"decisions": "还没有王强的表决，一人写一项，写上名字和票数"},
        ),
        (
            BOTH,
            (Line("同意接收李明明、王强为预备党员", **YES),),
            {"decision-1": "第 1 项：写了李明明、王强 2 个人，要一人一项、分开表决"},
        ),
        (BOTH[:1], (Line("同意接收李明明为预备党员", yes=4, no=2),), {"decision-1": f"第 1 项：{OPEN}"}),
        (
            BOTH[:1],
            (Line("同意接收李明明为预备党员", secret=True),),
            {"decision-1": "第 1 项：还没有填票数"},
        ),
        (
            BOTH[:1],
            (Line("同意接收李明明为预备党员", secret=True, yes=7),),
            {"decision-1": "第 1 项：在场票数 7 张，比到会有表决权的 6 人还多"},
        ),
        (
            BOTH[:1],
            (Line("同意接收李明明为预备党员", **YES), Line("班车晚发", **YES)),
            {"decision-2": "第 2 项：没写是谁；这个会一人一项表决，别的事写进党员大会"},
        ),
    ],
)  # fmt: skip
def test_each_person_is_admitted_by_a_secret_vote_of_their_own(
    names: tuple[str, ...], lines: tuple[Line, ...], wrong: dict[str, str], branch: Branch, open_draft: Open
) -> None:
    company, group = branch.mine.company, branch.mine.group
    people = [make_person(company, group, name=name, party="activist") for name in names]
    data = {"candidate": [one.id for one in people], "matter": "admit", "conduct": "安心岗位"}
    record = open_draft("admission_meeting")
    write(record, branch.secretary, minutes="逐个讨论", data=data, decisions=lines)

    if wrong:
        assert refused(record, branch.secretary) == wrong
    else:
        close(record, branch.secretary)
        passed = Decision.objects.values_list("rule", "passed")
        assert list(passed) == [("BR-41", True)] * len(names)


def test_an_admission_without_anybody_to_admit_is_refused(branch: Branch, open_draft: Open) -> None:
    record = open_draft("admission_meeting")
    write(record, branch.secretary, minutes="逐个讨论", data={"matter": "admit", "conduct": "安心岗位"})

    assert refused(record, branch.secretary) == {"candidate": "请填写“讨论谁”"}


def election(
    branch: Branch,
    open_draft: Open,
    *,
    yes: tuple[int, ...],
    papers: tuple[int, int, int] | None,
    standing: int | None = None,
    more: tuple[Line, ...] = (),
    secret: bool = True,
) -> Record:
    """`standing` candidates of the committee; `yes` are the votes of as many of them as it is long."""
    record = open_draft("election_meeting")
    people = branch.committee
    ids = [one.id for one in people[: len(yes) if standing is None else standing]]
    lines = [Line(one.name, secret=secret, yes=votes) for one, votes in zip(people, yes, strict=False)]
    ballot = dict(zip(("seats", "issued", "returned"), papers, strict=True)) if papers else None
    data = {"candidates": ids, "tellers": [branch.mine.instructor.id]}
    write(record, branch.secretary, minutes="唱票", data=data, ballot=ballot, decisions=(*lines, *more))
    return record


MISSING = "请填应选几名；请填发出多少张选票；请填收回多少张选票"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"yes": (5, 4, 3), "papers": (2, 6, 6)}, {}),
        ({"yes": (6, 0), "papers": (1, 6, 6)}, {}),
        ({"yes": (4,), "papers": (1, 6, 6), "more": (Line("张伟", secret=True, yes=2),)}, {}),  # written in
        ({"yes": (), "papers": None, "standing": 2},
         {"decisions": "还没有周志远、陈志刚的表决，一人写一项，写上名字和票数", "ballot": MISSING}),
        ({"yes": (5, 4), "papers": None}, {"ballot": MISSING}),
        ({"yes": (5,), "papers": (1, 6, 6), "standing": 2},
         {"decisions": "还没有陈志刚的表决，一人写一项，写上名字和票数"}),
        ({"yes": (6, 5), "papers": (1, 6, 6)},
         {"ballot": "同意票加起来有 11 票，6 张选票每张最多选 1 名，一共最多 6 票；选多了的是废票，请核对"}),
        ({"yes": (6, 6, 1), "papers": (2, 6, 6)},
         {"ballot": "同意票加起来有 13 票，6 张选票每张最多选 2 名，一共最多 12 票；选多了的是废票，请核对"}),
        ({"yes": (0, 0), "papers": (1, 6, 6)}, {"ballot": "还没有填票数"}),
        ({"yes": (3,), "papers": (1, 7, 6)}, {"ballot": "发出 7 张选票，比到会有选举权的 6 人还多"}),
        ({"yes": (4,), "papers": (1, 6, 6), "secret": False},
         {"decision-1": "第 1 项：换届、补选必须无记名投票（基层组织选举工作条例（2020））"}),
    ],
)  # fmt: skip
def test_an_election_has_a_line_for_each_candidate_and_papers_that_add_up(
    given: dict[str, Any], wrong: dict[str, str], branch: Branch, open_draft: Open
) -> None:
    record = election(branch, open_draft, **given)

    if wrong:
        assert refused(record, branch.secretary) == wrong
    else:
        close(record, branch.secretary)
        assert set(Decision.objects.values_list("rule", flat=True)) == {"BR-43"}


@pytest.mark.parametrize(("of_entitled", "elected"), [(False, [True]), (True, [False])])
def test_a_company_may_count_an_election_by_all_who_are_entitled(
    of_entitled: bool, elected: list[bool], branch: Branch, open_draft: Open
) -> None:
    """CF-02: five of six came; three are more than half of five, not of six."""
    branch.mine.company.elects_by_entitled = of_entitled
    branch.mine.company.save()
    record = election(branch, open_draft, yes=(3,), papers=(1, 5, 5))
    leave_only(record, 5, branch.secretary)

    close(record, branch.secretary)

    assert list(Decision.objects.values_list("passed", flat=True)) == elected


def test_the_rule_comes_from_the_kind_not_from_the_hand(branch: Branch, open_draft: Open) -> None:
    """A committee's line is voted as a committee's or not at all; a talk's is never voted."""
    record = open_draft()
    write(record, branch.secretary, decisions=(Line("划分责任区", voted=True, yes=5), Line("通报情况")))

    assert list(Decision.objects.values_list("rule", flat=True)) == ["BR-42", ""]


def test_a_committee_lists_all_its_members(branch: Branch, leaders: Actor, open_draft: Open) -> None:
    """BR-28: the mine's leaders, not only their secretary."""
    record = open_draft("democratic_life_meeting", by=leaders, unit_id=branch.mine.committee.id)

    names = Presence.objects.filter(record=record).values_list("person__name", flat=True)
    assert sorted(names) == [f"党委{number}" for number in range(7)]
