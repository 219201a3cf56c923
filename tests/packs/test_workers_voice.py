"""Workers' requests: who gets them, by when, who says that it is well; with a name or without."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.clock import NOW, moment
from tests.factories import adopt, appoint, make_person
from tests.files.test_content import picture
from tests.world import Mine
from tongxin.cases.commands import (
    Making,
    Opened,
    Opening,
    climb_overdue,
    lapse_due,
    move_by_code,
    move_case,
    open_case,
)
from tongxin.cases.models import Case, Deed, Part, Reading
from tongxin.cases.queries import Asked, list_cases, view_by_code, view_case
from tongxin.cases.queries.hands import in_hands
from tongxin.cases.queries.sealed import read_texts, read_texts_by_code
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Person
from tongxin.regimes.load import library, posts

Act = Callable[..., Actor]
NOBODY = Actor(None, "", None)
ANSWER: dict[str, Any] = {"outcome": "done", "answer": "漏记两天，随十一月工资补"}


@pytest.fixture
def followed(mine: Mine) -> Mine:
    adopt(mine.root, "workers-voice")
    return mine


def ask(
    mine: Mine,
    by: Actor,
    to: str = "instructor",
    about: str = "pay",
    what: str = "十月的下井补贴少了两天",
    **asked: Any,
) -> Opened:
    given = {"addressed_to": to, "about": about, "what": what}
    return open_case(Opening("request", mine.team.id, given, **asked), by=by, at=NOW)


def make(opened: Opened, move: str, by: Actor, at: Any = NOW, **given: Any) -> Fact:
    return move_case(opened.case_id, Making(move, given), by=by, at=at)


def owners(opened: Opened) -> list[Person]:
    return [part.person for part in Part.objects.filter(case=opened.case_id, role="owner").order_by("id")]


@pytest.mark.row("XZW-9", "KQ-1")
def test_a_request_goes_to_its_owner_and_ends_when_the_worker_is_satisfied(followed: Mine, act: Act) -> None:
    mine, worker, instructor = followed, act(followed.worker), act(followed.instructor)
    opened = ask(mine, worker)

    view = view_case(opened.case_id, viewer=worker, at=NOW)
    assert (view.line.state_title, view.with_whom, view.line.due_date) == (
        "待答复", "王建国", moment(11, 25).date()
    )  # fmt: skip
    make(opened, "answer", instructor, **ANSWER)
    view = view_case(opened.case_id, viewer=worker, at=NOW)
    assert [(one.title, one.value) for one in view.deeds[-1].fields] == [
        ("办得怎么样", "办成了"), ("答复", "漏记两天，随十一月工资补")
    ]  # fmt: skip
    make(opened, "satisfied", worker)

    case = Case.objects.get(id=opened.case_id)
    assert (case.state, case.ended_at, case.due_at) == ("satisfied", NOW, None)


@pytest.mark.row("KQ-1")
@pytest.mark.parametrize(
    ("about", "day"), [("pay", 25), ("gear", 25), ("living", 25), ("work", 27), ("family", 27)]
)
def test_the_time_to_answer_follows_what_it_is_about(followed: Mine, act: Act, about: str, day: int) -> None:
    opened = ask(followed, act(followed.worker), about=about)

    assert Case.objects.get(id=opened.case_id).due_at == moment(11, day, 23, 59)


@pytest.mark.row("XZW-9", "KQ-1")
def test_each_choice_goes_to_the_nearest_who_holds_the_post(followed: Mine, act: Act) -> None:
    mine, worker = followed, act(followed.worker)
    union_leader = make_person(mine.company, mine.union_group, name="孙丽")
    chief = make_person(mine.company, mine.committee, name="高志强", party="full")
    above = make_person(mine.company, mine.committee, name="马东", party="full")
    appoint(union_leader, "union_group_leader", mine.union_group)
    appoint(chief, "committee_secretary", mine.committee)
    appoint(above, "branch_secretary", mine.committee)

    got = {to: owners(ask(mine, worker, to)) for to in ("instructor", "branch", "union_group", "committee")}

    assert got == {
        "instructor": [mine.instructor],
        "branch": [mine.secretary],
        "union_group": [union_leader],
        "committee": [chief],
    }


def test_where_nobody_holds_the_post_the_branch_gets_it(followed: Mine, act: Act) -> None:
    assert owners(ask(followed, act(followed.worker), "union_group")) == [followed.secretary]


def test_what_is_for_the_committee_goes_to_nobody_else_where_it_has_no_secretary(
    followed: Mine, act: Act
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(followed, act(followed.worker), "committee")

    assert refused.value.fields == {"addressed_to": "那里现在没有人接，请改选一个"}
    assert not Case.objects.exists()


@pytest.mark.row("KQ-1")
def test_only_its_owner_and_few_see_a_request(followed: Mine, act: Act) -> None:
    mine = followed
    opened = ask(mine, act(mine.worker))

    for person in (mine.leader, mine.chief, mine.other_leader):
        with pytest.raises(NotFound):
            view_case(opened.case_id, viewer=act(person), at=NOW)
        assert list_cases(Asked(standing="all"), viewer=act(person), at=NOW).lines == []
        assert in_hands(viewer=act(person), at=NOW).mine == ()
    for person in (mine.worker, mine.instructor, mine.secretary, mine.organiser):
        lines = list_cases(Asked(standing="all"), viewer=act(person), at=NOW).lines
        assert [line.id for line in lines] == [opened.case_id]
    assert [line.id for line in in_hands(viewer=act(mine.instructor), at=NOW).mine] == [opened.case_id]


@pytest.mark.row("KQ-1")
def test_what_is_brought_to_the_committee_the_branch_does_not_see(followed: Mine, act: Act) -> None:
    mine = followed
    committee = make_person(mine.company, mine.committee, name="高志强", party="full")
    appoint(committee, "committee_secretary", mine.committee)
    opened = ask(mine, act(mine.worker), "committee")

    for person in (mine.secretary, mine.organiser, mine.instructor):
        with pytest.raises(NotFound):
            view_case(opened.case_id, viewer=act(person), at=NOW)
        assert list_cases(Asked(standing="all"), viewer=act(person), at=NOW).lines == []
    [fact] = climb_overdue(at=NOW + timedelta(days=30))
    assert set(fact.data["told"]) == {mine.worker.id, committee.id}
    assert view_case(opened.case_id, viewer=act(committee), at=NOW).full
    make(opened, "answer", act(committee), **ANSWER)
    assert Case.objects.get(id=opened.case_id).level == "C3"


@pytest.mark.row("KQ-1")
def test_what_the_committee_leaves_lying_goes_to_somebody_new_of_the_committee_and_not_to_the_branch(
    followed: Mine, act: Act
) -> None:
    mine = followed
    names = {"committee_secretary": "高志强", "committee_deputy": "马东", "committee_discipline": "秦岭"}
    people = {post: make_person(mine.company, mine.committee, name=name, party="full") for post, name in names.items()}  # fmt: skip
    for post, person in people.items():
        appoint(person, post, mine.committee)
    guard = people["committee_discipline"]
    opened = ask(mine, act(mine.worker), "committee")
    assert owners(opened) == [people["committee_secretary"], people["committee_deputy"]]

    with pytest.raises(NotFound):
        view_case(opened.case_id, viewer=act(guard), at=NOW)
    assert lapse_due(at=moment(11, 30, 23, 59)) == []
    [fact] = lapse_due(at=moment(12, 1, 0))
    assert lapse_due(at=moment(12, 30, 0)) == []

    case = Case.objects.get(id=opened.case_id)
    assert (fact.by_id, case.state, case.level) == (None, "passed_up", "C3")
    assert [line.id for line in in_hands(viewer=act(guard), at=moment(12, 1, 9)).mine] == [case.id]
    for person in (mine.secretary, mine.organiser, mine.instructor):
        with pytest.raises(NotFound):
            view_case(opened.case_id, viewer=act(person), at=NOW)
    make(opened, "answer", act(guard), moment(12, 1, 10), **ANSWER)
    assert Case.objects.get(id=opened.case_id).state == "answered"


WRITTEN = {"what": "要钱才给派好活", "more": "有三个人", "progress": "问过两个人", "question": "是哪天", "why_passed": "要纪委办", "answer": "查实了，已经退", "still": "还差一个人"}  # fmt: skip


@pytest.fixture
def chief(followed: Mine) -> Person:
    person = make_person(followed.company, followed.committee, name="高志强", party="full")
    appoint(person, "committee_secretary", followed.committee)
    return person


def through_all(opened: Opened, opener: Callable[..., Any], chief: Actor, next_owner: Actor) -> None:
    """Every step that takes a text."""
    told = {key: {key: WRITTEN[key]} for key in WRITTEN}
    opener("add", told["more"])
    make(opened, "tell", chief, **told["progress"])
    make(opened, "ask", chief, **told["question"])
    make(opened, "pass_on", chief, next_owner=[next_owner.person_id], **told["why_passed"])
    make(opened, "answer", next_owner, outcome="done", **told["answer"])
    opener("not_satisfied", told["still"])


def read(opened: Opened, viewer: Actor) -> list[str]:
    return [one.text for one in read_texts(Case.objects.get(id=opened.case_id), viewer=viewer, at=NOW)]


@pytest.mark.row("KQ-1", "BY-7")
def test_of_what_is_brought_to_the_committee_each_text_is_sealed_as_it_is_written(
    followed: Mine, chief: Person, act: Act
) -> None:
    worker, next_owner = act(followed.worker), act(followed.organiser)
    opened = ask(followed, worker, "committee", what=WRITTEN["what"])
    through_all(opened, lambda move, given: make(opened, move, worker, **given), act(chief), next_owner)

    case = Case.objects.get(id=opened.case_id)
    kept = f"{case.data} {list(Deed.objects.values_list('data', flat=True))} {list(Fact.objects.values_list('data', flat=True))}"
    assert [text for text in WRITTEN.values() if text in kept] == []
    assert (case.data["about"], case.data["outcome"], case.title) == ("pay", "done", "诉求")
    view = view_case(opened.case_id, viewer=worker, at=NOW)
    assert [(one.key, one.value) for deed in view.deeds for one in deed.fields if one.sealed] == [
        (key, "") for key in WRITTEN
    ]
    assert (view.texts, read(opened, worker)) == (True, list(WRITTEN.values()))


@pytest.mark.row("KQ-1", "BY-7")
def test_who_acts_reads_it_with_a_trace_and_whoever_has_passed_it_on_only_what_they_wrote(
    followed: Mine, chief: Person, act: Act
) -> None:
    worker, first, second = act(followed.worker), act(chief), act(followed.organiser)
    opened = ask(followed, worker, "committee", what=WRITTEN["what"])
    assert read(opened, first) == [WRITTEN["what"]]
    through_all(opened, lambda move, given: make(opened, move, worker, **given), first, second)

    assert read(opened, second) == list(WRITTEN.values())
    assert read(opened, first) == [WRITTEN[key] for key in ("progress", "question", "why_passed")]
    for person in (followed.secretary, followed.instructor, followed.leader):
        with pytest.raises(NotFound):
            read(opened, act(person))
    assert list(Reading.objects.order_by("id").values_list("reader__name", "as_role", "texts")) == [
        ("高志强", "owner", 1), (followed.organiser.name, "owner", 7), ("高志强", "author", 3)
    ]  # fmt: skip


@pytest.mark.row("KQ-1", "BY-7")
def test_whom_it_climbed_to_reads_it(followed: Mine, chief: Person, act: Act) -> None:
    guard = make_person(followed.company, followed.committee, name="秦岭", party="full")
    appoint(guard, "committee_discipline", followed.committee)
    opened = ask(followed, act(followed.worker), "committee", what=WRITTEN["what"])
    lapse_due(at=moment(12, 1, 0))

    assert read(opened, act(guard)) == [WRITTEN["what"]]


@pytest.mark.row("KQ-1", "BY-7")
def test_without_a_name_it_is_read_by_code_with_a_trace_that_names_nobody(
    followed: Mine, chief: Person, act: Act
) -> None:
    opened = ask(followed, act(followed.worker), "committee", what=WRITTEN["what"], anonymous=True)
    made = lambda move, given: move_by_code(Making(move, given, code=opened.code), by=NOBODY, at=NOW)  # noqa: E731
    through_all(opened, made, act(chief), act(followed.organiser))

    view = view_by_code(opened.code, viewer=NOBODY, at=NOW)
    texts = [one.text for one in read_texts_by_code(opened.code, at=NOW)]
    assert (view.texts, texts) == (True, list(WRITTEN.values()))
    assert list(Reading.objects.values_list("reader", "as_role", "texts")) == [(None, "opener", 7)]
    for code in ("", "AAAA-BBBB-CCCC"):
        with pytest.raises(NotFound):
            read_texts_by_code(code, at=NOW)
    with pytest.raises(NotFound):
        read(opened, act(followed.worker))


def test_no_file_comes_with_what_cannot_be_sealed_with_it(followed: Mine, chief: Person, act: Act) -> None:
    with pytest.raises(Invalid, match="不收文件") as refused:
        ask(followed, act(followed.worker), "committee", files=[("a.png", picture())])

    assert (list(refused.value.fields), Case.objects.count()) == (["files"], 0)
    assert ask(followed, act(followed.worker), files=[("a.png", picture())]).case_id


@pytest.mark.row("KQ-1")
def test_what_goes_to_others_is_not_sealed(followed: Mine, act: Act) -> None:
    opened = ask(followed, act(followed.worker), what=WRITTEN["what"])

    assert Case.objects.get(id=opened.case_id).data["what"] == WRITTEN["what"]
    assert not view_case(opened.case_id, viewer=act(followed.instructor), at=NOW).texts
    assert set(Part.objects.values_list("text", flat=True)) == {False}


@pytest.mark.parametrize("to", ["instructor", "branch"])
def test_what_is_brought_to_others_does_not_go_that_way(followed: Mine, act: Act, to: str) -> None:
    opened = ask(followed, act(followed.worker), to)

    assert lapse_due(at=moment(12, 1, 0).replace(year=2030)) == []
    assert Case.objects.get(id=opened.case_id).state == "open"


@pytest.mark.row("KQ-1")
def test_it_is_told_who_reads_it_and_that_is_so(followed: Mine, act: Act, settings: Any) -> None:
    mine = followed
    office = make_person(mine.company, mine.committee, name="贺敏")
    chief = make_person(mine.company, mine.committee, name="高志强", party="full")
    appoint(office, "party_office", mine.committee)
    appoint(chief, "committee_secretary", mine.committee)
    opened = ask(mine, act(mine.worker))
    spec = library(settings.PACKS_DIR)["workers-voice"].case("request")
    assert spec is not None
    readers = {"instructor": mine.instructor, "支部书记": mine.secretary, "组织委员": mine.organiser, "党务干事": office, "党委书记": chief}  # fmt: skip

    for title, person in readers.items():
        assert view_case(opened.case_id, viewer=act(person), at=NOW).full
        assert title == "instructor" or title in spec.opening_hint
    with_right = {post.title for post in posts(settings.PACKS_DIR).values() if "case_confidential" in post.capabilities}  # fmt: skip
    assert with_right == set(readers) - {"instructor"}
    assert "家里人的名字" in spec.fields["what"].never


@pytest.mark.row("XZW-9", "KQ-1")
def test_whoever_asked_says_whether_it_is_well_and_opens_it_again(followed: Mine, act: Act) -> None:
    mine, worker, instructor = followed, act(followed.worker), act(followed.instructor)
    opened = ask(mine, worker)
    with pytest.raises(NotAllowed, match="“答复”不由您来办"):
        make(opened, "answer", worker, **ANSWER)
    make(opened, "answer", instructor, **ANSWER)

    for move in ("satisfied", "not_satisfied"):
        with pytest.raises(NotAllowed):
            make(opened, move, instructor, still="x")
    with pytest.raises(Invalid):
        make(opened, "not_satisfied", worker)
    make(opened, "not_satisfied", worker, moment(12, 1, 10), still="工资条上还是没有")
    case = Case.objects.get(id=opened.case_id)
    assert (case.state, case.due_at) == ("open", moment(12, 4, 23, 59))
    make(opened, "answer", instructor, moment(12, 2, 10), **ANSWER)
    make(opened, "satisfied", worker, moment(12, 2, 11))
    with pytest.raises(NotAllowed):
        make(opened, "reopen", instructor, moment(12, 2, 12), still="x")
    make(opened, "reopen", worker, moment(12, 3, 10), still="又少了一天")

    case.refresh_from_db()
    assert (case.state, case.ended_at, case.keep_until) == ("open", None, None)


@pytest.mark.row("KQ-1")
def test_passing_on_needs_a_reason_and_gains_no_time(followed: Mine, act: Act) -> None:
    mine, worker = followed, act(followed.worker)
    opened = ask(mine, worker)
    due = Case.objects.get(id=opened.case_id).due_at

    with pytest.raises(Invalid) as refused:
        make(opened, "pass_on", act(mine.instructor), next_owner=[mine.chief.id])
    assert refused.value.fields == {"why_passed": "请填写“为什么转”"}
    make(opened, "pass_on", act(mine.instructor), next_owner=[mine.chief.id], why_passed="考勤归区队")

    view = view_case(opened.case_id, viewer=worker, at=NOW)
    assert (view.with_whom, Case.objects.get(id=opened.case_id).due_at) == ("胡永胜", due)
    assert [one.value for one in view.deeds[-1].fields] == ["胡永胜", "考勤归区队"]
    make(opened, "answer", act(mine.chief), **ANSWER)
    with pytest.raises(NotFound):
        view_case(opened.case_id, viewer=act(mine.instructor), at=NOW)


@pytest.mark.row("KQ-1")
def test_without_a_name_it_is_answered_by_code(followed: Mine, act: Act) -> None:
    mine, instructor = followed, act(followed.instructor)
    opened = ask(mine, act(mine.worker), anonymous=True)
    make(opened, "ask", instructor, question="哪几天少了")
    move_by_code(Making("add", {"more": "八号和九号"}, code=opened.code), by=NOBODY, at=NOW)
    make(opened, "answer", instructor, **ANSWER)

    view = view_by_code(opened.code, viewer=NOBODY, at=NOW)

    assert not Part.objects.filter(case=opened.case_id, person=mine.worker).exists()
    assert not Fact.objects.filter(subject_type="case", by_id=mine.worker.id).exists()
    assert [field.value for deed in view.deeds for field in deed.fields][-4:] == [
        "哪几天少了", "八号和九号", "办成了", "漏记两天，随十一月工资补"
    ]  # fmt: skip
    with pytest.raises(NotFound):
        make(opened, "not_satisfied", act(mine.worker), still="x")
    move_by_code(Making("not_satisfied", {"still": "还没到账"}, code=opened.code), by=NOBODY, at=NOW)
    assert Case.objects.get(id=opened.case_id).state == "open"


@pytest.mark.row("KQ-1")
def test_nobody_closes_for_whoever_asked_and_their_silence_is_shown(followed: Mine, act: Act) -> None:
    mine, instructor = followed, act(followed.instructor)
    opened = ask(mine, act(mine.worker))
    make(opened, "answer", instructor, **ANSWER)
    later = NOW + timedelta(days=12)

    climb_overdue(at=later)
    view = view_case(opened.case_id, viewer=instructor, at=later)

    case = Case.objects.get(id=opened.case_id)
    assert (case.state, case.ended_at, case.due_at, view.moves) == ("answered", None, None, [])
    assert view.silences == ["“已答复，等本人回话”12 天了，没有人回应"]
    assert view_case(opened.case_id, viewer=instructor, at=NOW + timedelta(days=6)).silences == []
    assert case.keep_until == moment(11, 20).date().replace(year=2028)


@pytest.mark.row("KQ-1")
def test_what_nobody_answers_climbs_to_who_may_answer_then(followed: Mine, act: Act) -> None:
    mine = followed
    chief = make_person(mine.company, mine.committee, name="高志强", party="full")
    appoint(chief, "committee_secretary", mine.committee)
    opened = ask(mine, act(mine.worker))

    assert climb_overdue(at=moment(11, 26, 12)) == []
    [first] = climb_overdue(at=moment(11, 27, 0))
    [second] = climb_overdue(at=moment(12, 1, 0))

    assert (first.data["told"], second.data["told"]) == ([mine.secretary.id], [chief.id])
    make(opened, "answer", act(chief), moment(12, 1, 9), **ANSWER)
    with pytest.raises(Refused, match="现在是“已答复"):
        make(opened, "answer", act(mine.instructor), moment(12, 1, 10), **ANSWER)
