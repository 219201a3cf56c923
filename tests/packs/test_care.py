"""Support files: what is arranged is known to few, what is written to fewer, and the worker knows all of it."""

from datetime import date, datetime, timedelta

import pytest

from tests.cases.care import PLAN, Care, act, make_care
from tests.clock import NOW, moment
from tests.factories import appoint, make_person
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, lapse_due, move_case, open_case
from tongxin.cases.models import Case, Deed, Part, Reading, Sealed
from tongxin.cases.queries import Asked, list_cases, view_case
from tongxin.cases.queries.sealed import OpenedText, read_texts
from tongxin.duties.commands import raise_duties
from tongxin.duties.models import DutyItem, DutyMet
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import NotAllowed, NotFound, Refused
from tongxin.ops import rounds
from tongxin.orgs.models import Person
from tongxin.records.commands import close_record, open_record, save_draft
from tongxin.records.content import Content

pytestmark = pytest.mark.django_db


@pytest.fixture
def care(mine: Mine) -> Care:
    return make_care(mine)


def texts(case: Case, person: Person, at: datetime = NOW) -> list[str]:
    return [one.text for one in read_texts(case, viewer=act(person, at), at=at)]


@pytest.mark.row("KQ-3", "XZW-3")
def test_a_worker_is_helped_from_the_need_to_the_result(care: Care) -> None:
    mine, case = care.mine, care.open()
    assert (case.title, case.level, case.due_move) == ("帮扶档案", "C3", "plan")

    care.plan(case)
    care.make(case, "talk", care.helper, asked="想调白班，周五请一天假", agreed="班里安排好了")
    care.make(case, "recheck", care.helper, still="enough", recheck_on="2026-11-25")
    care.make(case, "close", care.helper, result="eased", outcome="丧事办完了，恢复原班")

    case.refresh_from_db()
    assert (case.state, case.ended_at) == ("closed", NOW)
    assert (case.forget_text_date, case.forget_names_date, case.keep_until) == (
        date(2027, 11, 20), date(2027, 11, 20), date(2029, 11, 20),
    )  # fmt: skip
    assert set(Part.objects.filter(case=case).values_list("role", "person__name", "text", "sees")) == {
        ("subject", "张伟", True, "all"), ("opener", "王建国", False, "all"), ("owner", "王建国", False, "all"),
        ("helper", "马福贵", True, "all"), ("leader", "赵建军", False, "progress"),
    }  # fmt: skip
    assert texts(case, mine.worker)[0] == "家里老人去世，想调几个白班"


@pytest.mark.row("BY-7")
def test_the_worker_sees_it_all_and_who_read_it(care: Care) -> None:
    mine, case = care.mine, care.helped()
    texts(case, care.helper)

    view = view_case(case.id, viewer=act(mine.worker), at=NOW)

    assert (view.full, view.texts) == (True, True)
    assert [one.value for one in view.deeds[0].fields] == [
        "张伟",
        "刚遇到大事，本人说压力大",
        "小政委",
        "",
    ]
    assert list(Reading.objects.values_list("reader__name", "as_role", "texts")) == [("马福贵", "helper", 2)]


@pytest.mark.row("KQ-3", "BY-7")
def test_the_shift_leader_sees_the_arrangement_and_no_reason(care: Care) -> None:
    mine, case = care.mine, care.helped()
    care.make(case, "talk", care.helper, asked="想调白班")
    care.make(case, "ask_correction", mine.worker, wrong="日子写错了")

    view = view_case(case.id, viewer=act(mine.leader), at=NOW)

    assert (view.full, view.texts, view.moves) == (False, False, [])
    assert [(part.title, [name for _, name in part.people]) for part in view.parts] == [("本人", ["张伟"])]
    assert [deed.title for deed in view.deeds] == ["提出", "定帮扶计划"]
    assert [(one.title, one.value) for deed in view.deeds for one in deed.fields] == [
        ("告诉哪位班组长", "赵建军"), ("班里怎么安排", "本周排白班"), ("帮到哪天", "2026-11-26"),
        ("哪天复查", "2026-11-24"),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        read_texts(case, viewer=act(mine.leader), at=NOW)


def test_nobody_else_sees_that_there_is_a_file(care: Care) -> None:
    mine, case = care.mine, care.helped()

    for other in (mine.secretary, mine.chief, mine.organiser, mine.other_leader, care.chair, care.volunteer):
        assert list_cases(Asked(standing="all"), viewer=act(other), at=NOW).lines == []
        with pytest.raises(NotFound):
            view_case(case.id, viewer=act(other), at=NOW)
        with pytest.raises(NotFound):
            move_case(case.id, Making("talk", {"asked": "x"}), by=act(other), at=NOW)


def test_the_author_reads_what_they_wrote_and_no_more(care: Care) -> None:
    case = care.helped()
    care.make(case, "talk", care.helper, asked="想调白班")

    assert texts(case, care.mine.instructor) == ["家里老人去世，想调几个白班", "小政委陪着，班里帮着调班"]
    assert texts(case, care.helper)[-1] == "想调白班"


def test_a_helper_who_is_replaced_keeps_only_their_own_words(care: Care) -> None:
    case = care.helped()
    care.make(case, "talk", care.helper, asked="想调白班")
    care.make(
        case, "replan", care.mine.instructor, helper=[care.mine.instructor.id], leader=[care.mine.leader.id],
        **{**PLAN, "plan": "小政委自己带"},
    )  # fmt: skip

    assert texts(case, care.helper) == ["想调白班"]
    with pytest.raises(NotFound):
        view_case(case.id, viewer=act(care.helper), at=NOW)


@pytest.mark.row("KQ-3")
def test_nobody_visits_before_the_worker_agreed_or_after_they_took_it_back(care: Care) -> None:
    mine, case = care.mine, care.helped()
    with pytest.raises(Refused, match=r"要先做“同意家访”.民法典第一千零三十三条"):
        care.make(case, "visit", care.helper, asked="看看老人")

    care.make(case, "ask_visit", care.helper, visit_on="2026-11-22", visitors=[care.volunteer.id])
    with pytest.raises(NotAllowed):
        care.make(case, "agree_visit", care.helper)
    care.make(case, "agree_visit", mine.worker)
    care.make(case, "decline_visit", mine.worker)
    with pytest.raises(Refused, match="同意家访"):
        care.make(case, "visit", care.volunteer, asked="看看老人")
    care.make(case, "agree_visit", mine.worker)
    care.make(case, "visit", care.volunteer, asked="帮着办丧假手续")

    with pytest.raises(Refused, match="同意家访"):
        care.make(case, "visit", care.helper, asked="再看一次")
    assert texts(case, care.volunteer) == ["帮着办丧假手续"]


@pytest.mark.row("BY-7")
def test_the_worker_adds_asks_objects_and_appeals_to_others(care: Care) -> None:
    mine, case = care.mine, care.helped()
    care.make(case, "state_own", mine.worker, said="我自己能上班")
    care.make(case, "ask_correction", mine.worker, wrong="日子写错了")
    case.refresh_from_db()
    assert (case.due_move, case.due_at) == ("recheck", moment(11, 24, 23, 59))
    care.make(case, "recheck", care.helper, still="go_on", recheck_on="2026-11-26")

    for wrong in (care.helper, mine.instructor, mine.leader):
        with pytest.raises(Refused):
            care.make(case, "object", mine.worker, decider=[wrong.id], objection="不用建档")
    care.make(case, "object", mine.worker, decider=[mine.secretary.id], objection="不用建档")
    with pytest.raises(Refused):
        care.make(case, "talk", care.helper, asked="再谈一次")
    assert texts(case, mine.secretary)[-1] == "不用建档"
    care.make(case, "uphold", mine.secretary, reason="帮扶没有坏处")
    with pytest.raises(Refused, match="不能是同一个人"):
        care.make(case, "appeal", mine.worker, appealed=[mine.secretary.id], appeal="不同意")
    care.make(case, "appeal", mine.worker, appealed=[care.chair.id], appeal="不同意")
    with pytest.raises(NotAllowed):
        care.make(case, "drop_again", mine.secretary, reason="撤销")
    care.make(case, "drop_again", care.chair, reason="按本人的意思")

    case.refresh_from_db()
    assert (case.state, case.ended_at) == ("dropped", NOW)


@pytest.mark.row("BY-7")
def test_a_correction_is_answered_within_fifteen_days(care: Care) -> None:
    mine, case = care.mine, care.open(needs=["deep"])
    care.plan(case, until="2027-11-01", recheck_on="2027-10-01")
    with pytest.raises(Refused, match="要先做“要求更正”"):
        care.make(case, "answer_correction", care.helper, corrected="kept", answer="没有要更正的")
    care.make(case, "ask_correction", mine.worker, wrong="日子写错了")
    case.refresh_from_db()
    assert (case.due_move, case.due_at) == ("answer_correction", moment(12, 5, 23, 59))

    care.make(case, "answer_correction", care.helper, corrected="corrected", answer="改成 3 日")
    case.refresh_from_db()
    assert case.due_move == "recheck"


def test_a_need_lasts_no_longer_than_its_kind_allows(care: Care) -> None:
    case = care.open(needs=["r1", "r4"])

    with pytest.raises(Refused, match="“帮到哪天”要在 2026-11-20 到 2026-11-27 之间"):
        care.plan(case, until="2026-11-28")
    with pytest.raises(Refused, match="“哪天复查”要在"):
        care.plan(case, recheck_on="2026-11-19")
    care.plan(case, until="2026-11-27", recheck_on="2026-11-27")


@pytest.mark.row("BY-7")
def test_a_need_ends_on_its_day_though_nobody_does_anything(care: Care) -> None:
    case = care.helped()

    assert lapse_due(at=moment(11, 26, 23, 59)) == []
    rounds.make_rounds(moment(11, 27), all_now=True)

    case.refresh_from_db()
    assert (case.state, case.ended_at) == ("lapsed", moment(11, 27))
    assert list(Deed.objects.filter(case=case, move="lapse").values_list("by", "title")) == [(None, "到期")]
    assert lapse_due(at=moment(11, 28)) == []


@pytest.mark.row("BY-7")
def test_a_year_after_the_end_neither_texts_nor_names_are_left(care: Care) -> None:
    mine, case = care.mine, care.helped()
    care.make(case, "stop", mine.worker)
    year = NOW + timedelta(days=365)

    rounds.retention(year)
    assert Sealed.objects.count() == 2
    rounds.retention(year + timedelta(days=1))

    case.refresh_from_db()
    assert (Sealed.objects.count(), Part.objects.count(), case.opened_by) == (0, 0, None)
    assert set(Deed.objects.values_list("by", flat=True)) == {None}
    assert view_or_none(case, mine.worker) is None
    rounds.retention(moment(11, 21).replace(year=2029))
    assert not Case.objects.exists()
    assert not Deed.objects.exists()


def view_or_none(case: Case, person: Person) -> object | None:
    try:
        return view_case(case.id, viewer=act(person), at=NOW)
    except NotFound:
        return None


def test_who_is_helped_already_is_helped_by_one_file(care: Care) -> None:
    care.open()

    with pytest.raises(Refused, match="这里不能给这个人再开一份"):
        care.open()
    with pytest.raises(NotAllowed):
        care.open(by=care.mine.worker)


@pytest.mark.row("SZ-9")
def test_a_difficulty_reaches_the_group_leaders(care: Care) -> None:
    mine = care.mine
    union_leader = make_person(mine.company, mine.union_group, name="孙丽")
    appoint(union_leader, "union_group_leader", mine.union_group)
    given = {"needs": ["sudden"], "whom": "groups", "need": "家里着了火"}
    opened = open_case(Opening("help_application", mine.team.id, given), by=act(mine.worker), at=NOW)

    for leader in (union_leader, mine.instructor):  # who leads the party group, too
        seen = Case.objects.get(id=opened.case_id)
        assert texts(seen, leader) == ["家里着了火"]
    move_case(opened.case_id, Making("accept"), by=act(union_leader), at=NOW)

    support = Case.objects.get(kind="support")
    assert set(Part.objects.filter(case=support).values_list("role", "person__name")) == {
        ("subject", "张伟"), ("owner", "孙丽"), ("owner", "王建国"),
    }  # fmt: skip
    assert support.data["needs"] == ["sudden"]


@pytest.mark.row("SZ-9")
def test_a_party_member_is_reminded_of_a_fact_by_the_party_group_leader(care: Care) -> None:
    mine = care.mine
    member = Person.objects.get(name="李明")
    given = {"member": [member.id], "fact": "meeting", "happened_on": "2026-11-18"}
    opened = open_case(Opening("reminder", mine.team.id, given), by=act(mine.leader), at=NOW)

    with pytest.raises(NotAllowed):
        move_case(opened.case_id, Making("talk"), by=act(mine.leader), at=NOW)
    move_case(opened.case_id, Making("talk", {"agreed": "下次提前说"}), by=act(mine.instructor), at=NOW)

    assert Case.objects.get(id=opened.case_id).state == "talked"
    assert view_or_none(Case.objects.get(id=opened.case_id), mine.worker) is None
    assert view_case(opened.case_id, viewer=act(member), at=NOW).full


@pytest.mark.row("XZW-3")
def test_once_a_week_the_instructor_goes_through_the_team(care: Care) -> None:
    mine = care.mine
    raise_duties(company_id=mine.company.id, day=date(2026, 11, 16), by=act(mine.secretary), at=NOW)
    by = act(mine.instructor)
    opened = open_record("weekly_support", unit_id=mine.team.id, by=by, at=NOW, held_at=NOW)
    content = Content(data={"went_through": True, "needs": ["newcomer", "stress"]})
    saved = save_draft(opened.record_id, content, by=by, at=NOW, revision=0)
    fact = close_record(opened.record_id, by=by, at=NOW, revision=saved.revision)
    answer_fact(fact, at=NOW)

    item = DutyItem.objects.get(unit=mine.team, duty="weekly_support", period="2026-W47")
    assert DutyMet.objects.filter(item=item, record_id=opened.record_id).count() == 1


def test_a_text_reads_as_it_was_written(care: Care) -> None:
    case = care.open(need="一行\n二行 “引号”")

    assert read_texts(case, viewer=act(care.mine.worker), at=NOW) == [
        OpenedText(Deed.objects.get(case=case).id, "need", "一行\n二行 “引号”", care.mine.instructor.id)
    ]
