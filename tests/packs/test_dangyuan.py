"""A worker becomes a party member, by commands, with the meetings' records, over two years and two editions."""

import re
from datetime import date, datetime

import pytest

from tests.clock import NOW
from tests.factories import appoint, make_person, make_unit
from tests.packs.party import HEARD, Branch, make_branch, on
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.models import Deed
from tongxin.cases.queries import view_case
from tongxin.facts.models import Fact
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import PartyStanding
from tongxin.regimes.cases import spans
from tongxin.regimes.promises.duties import calendar
from tongxin.regimes.schema.guard import Span


@pytest.fixture
def branch(mine: Mine) -> Branch:
    return make_branch(mine)


def standings(branch: Branch) -> list[tuple[str, date]]:
    rows = PartyStanding.objects.filter(person=branch.applicant).order_by("starts_date")
    return [(row.standing, row.starts_date) for row in rows]


def deed(branch: Branch, move: str) -> Deed:
    return Deed.objects.filter(case=branch.case_id, move=move).order_by("-number")[0]


def tell(branch: Branch, move: str, day: str) -> None:
    """The secretary talks with the person, and it is announced at a members' meeting."""
    branch.do("talk_full", day, by=branch.mine.secretary)
    branch.held(move, day, "members_meeting")


def go_to_activist(branch: Branch) -> None:
    branch.to_activist(opened="2026-05-20", talked="2026-06-20", decided="2026-08-31")


def go_to_candidate(branch: Branch) -> None:
    go_to_activist(branch)
    branch.to_candidate(
        heard="2027-08-31",
        studied="2027-09-02",
        agreed="2027-09-08",
        posted="2027-09-13",
        listed="2027-09-22",
    )


def go_to_meeting(branch: Branch) -> None:
    go_to_candidate(branch)
    branch.to_meeting(named="2027-10-10", reviewed="2027-11-01", pre_reviewed="2027-11-30")


def go_to_probation(branch: Branch) -> None:
    go_to_meeting(branch)
    branch.to_probation(voted="2027-12-30", talked="2028-01-10", approved="2028-03-30")


def go_to_extension(branch: Branch, *, months: int) -> None:
    go_to_probation(branch)
    branch.settle_in(announced="2028-04-10", oath="2028-04-30")
    branch.ready_to_confirm("2028-12-25")
    branch.voted("extend_vote", "2028-12-30", "extend", given={"extend_months": months})
    branch.above("approve_extension", "2029-01-10", given={"full_reply": "党〔2029〕1号"})
    tell(branch, "announce_extension", "2029-01-15")


@pytest.mark.row("KQ-9")
def test_a_worker_becomes_a_full_member_and_membership_counts_from_the_end_of_probation(
    branch: Branch,
) -> None:
    go_to_probation(branch)
    branch.settle_in(announced="2028-04-10", oath="2028-04-30")
    branch.ready_to_confirm("2028-12-25")
    branch.voted("confirm_vote", "2028-12-30", "confirm")
    branch.above("approve_full", "2029-03-15", given={"full_reply": "党〔2029〕3号"})

    # DV-44: a known program began probation with the oath (2028-04-30); the article says the vote.
    assert branch.case.data["probation_until"] == "2028-12-30"
    assert standings(branch) == [
        ("activist", date(2026, 8, 31)),
        ("development", date(2027, 9, 22)),
        ("probationary", date(2027, 12, 30)),
        ("full", date(2028, 12, 30)),
    ]
    vote = deed(branch, "admit_vote")
    assert (vote.proof or {})["sentences"][0].startswith("同意 5 票，超过应到")
    assert (vote.node, vote.clause, vote.edition) == ("DV-22", "第十九条至第二十一条", "dangyuan-2026@1.0")
    assert branch.case.state == "full"


@pytest.mark.row("KQ-9")
def test_the_step_of_a_meeting_is_of_the_day_of_the_meeting_whenever_it_is_written_down(
    branch: Branch,
) -> None:
    go_to_meeting(branch)
    record = branch.vote("2027-12-20", "admit")

    with pytest.raises(Refused, match="是 2027-12-20 开的，日期填那一天（第十九条、第二十条）"):
        branch.do("admit_vote", "2027-12-28", record_id=record)
    branch.do("admit_vote", "2027-12-28", record_id=record, done_on=None)

    assert deed(branch, "admit_vote").happened_at.date() == date(2027, 12, 20)
    branch.above("committee_talk", "2028-01-10", given={"committee_talker": [branch.clerk.id]})
    branch.above("approve", "2028-01-20", given={"approve_reply": "党〔2028〕2号"})
    assert branch.case.data["probation_until"] == "2028-12-20"


def test_a_step_before_its_time_is_refused_with_its_day_and_article_and_leaves_no_trace(
    branch: Branch,
) -> None:
    go_to_activist(branch)
    branch.check_half_year("2027-08-31")
    facts, deeds = Fact.objects.count(), Deed.objects.count()

    with pytest.raises(Refused, match=re.escape("“培养考察”要满 1 年，最早 2027-08-31（第十三条）")):
        branch.do("hear", "2027-08-30", given=HEARD)

    assert (branch.case.state, Fact.objects.count(), Deed.objects.count()) == ("nurturing", facts, deeds)
    branch.do("hear", "2027-08-31", given=HEARD)
    assert branch.case.state == "proposed"


def test_a_late_step_needs_a_reason_and_then_is_done(branch: Branch) -> None:
    branch.open("2026-05-20")
    given = {"talker": [branch.mine.organiser.id]}

    with pytest.raises(Invalid) as told:
        branch.do("talk", "2026-06-21", given=given)
    branch.do("talk", "2026-06-21", given=given, late_reason="本人在外地抢险")

    assert told.value.fields == {"late_reason": "2026-06-20 到期，已经晚了，请写晚的原因"}
    assert deed(branch, "talk").late_reason == "本人在外地抢险"


@pytest.mark.parametrize("opened", ["2025-01-10"])
def test_a_case_begun_under_2014_goes_on_under_2026_and_each_step_keeps_its_edition(
    branch: Branch, opened: str
) -> None:
    branch.now = NOW  # the whole file is written up today
    branch.to_activist(opened=opened, talked="2025-02-08", decided="2025-03-05")
    branch.do("check", "2025-09-05", given={"check_result": "continue"})
    branch.do("check", "2026-03-05", given={"check_result": "continue"})
    branch.do("hear", "2026-03-05", given=HEARD)
    branch.held("study", "2026-03-10")
    branch.above("agree", "2026-05-10")

    with pytest.raises(Refused, match="现在是“党委已同意，待公示”，不能“列为发展对象”"):
        branch.do("list", "2026-05-11")
    branch.do("publicise", "2026-05-11", given={"posted_at_work": "井口大厅"})
    with pytest.raises(Refused, match=re.escape("最早 2026-05-19（第十三条）")):
        branch.do("publicity_over", "2026-05-18", given={"publicity_result": "clean"})
    branch.do("publicity_over", "2026-05-19", given={"publicity_result": "clean"})
    branch.do("list", "2026-05-19")

    found = Deed.objects.filter(case=branch.case_id).order_by("number")
    assert [(one.move, one.title, one.edition) for one in found if one.move in ("", "study", "agree", "publicise", "list")] == [
        ("", "递交入党申请书", "dangyuan-2014@1.0"),
        ("study", "支委会研究", "dangyuan-2014@1.0"),
        ("agree", "上级党委备案", "dangyuan-2014@1.0"),
        ("publicise", "开始公示", "dangyuan-2026@1.0"),
        ("list", "列为发展对象", "dangyuan-2026@1.0"),
    ]  # fmt: skip
    assert {one.written_at for one in found} == {NOW}
    assert standings(branch) == [("activist", date(2025, 3, 5)), ("development", date(2026, 5, 19))]


def test_what_was_listed_before_the_new_edition_needs_no_publicity(branch: Branch) -> None:
    branch.now = NOW
    branch.to_activist(opened="2025-01-10", talked="2025-02-08", decided="2025-03-05")
    branch.check_half_year("2026-03-05")
    branch.do("hear", "2026-03-05", given=HEARD)
    branch.held("study", "2026-03-10")
    branch.above("agree", "2026-04-10")

    branch.do("list", "2026-05-10")

    assert (branch.case.state, deed(branch, "list").edition) == ("candidate", "dangyuan-2014@1.0")


def test_only_a_committee_approves(branch: Branch) -> None:
    mine = branch.mine
    go_to_meeting(branch)
    branch.voted("admit_vote", "2027-12-30", "admit")
    branch.above("committee_talk", "2028-01-10", given={"committee_talker": [branch.clerk.id]})
    general = make_unit(mine.company, "general_branch", mine.committee, name="采掘党总支")
    mine.branch.parent, mine.branch.path = general, f"{general.path}{mine.branch.id}."
    mine.branch.save()
    clerk = make_person(mine.company, general, name="何总支", party="full")
    appoint(clerk, "party_office", general)
    given = {"approve_reply": "总支〔2028〕1号"}

    with pytest.raises(NotAllowed) as told:
        branch.do("approve", "2028-01-20", by=clerk, given=given)
    with pytest.raises(NotAllowed, match="“党委审批”不由您来办"):
        branch.do("approve", "2028-01-20", given=given)
    branch.above("approve", "2028-01-20", given=given)

    assert told.value.message == (
        "“党委审批”只能由党委办，您的任职不在那里（第二十二条、第二十四条、第二十五条）"
    )
    assert branch.case.state == "probation"


def test_an_introducer_whose_rights_were_suspended_meanwhile_stops_review_and_vote(branch: Branch) -> None:
    go_to_candidate(branch)
    branch.name_introducers("2027-10-10")
    branch.check_candidate("2027-10-10")
    rights = PartyStanding.objects.filter(person=branch.contacts[0])
    barred = re.escape("入党介绍人里有人党员权利还没有恢复，不能担任（第十四条）")

    rights.update(rights_suspended=True)
    with pytest.raises(Refused, match=barred):
        branch.held("committee_review", "2027-11-01")
    rights.update(rights_suspended=False)
    branch.held("committee_review", "2027-11-02")
    given = {"pre_review_reply": "党〔2027〕9号", "form_number": "0031", "leaving": "staying"}
    branch.above("pre_review", "2027-11-30", given=given)
    branch.do("form_filled", "2027-11-30", given={"form_by_hand": True})
    rights.update(rights_suspended=True)
    with pytest.raises(Refused, match=barred):
        branch.voted("admit_vote", "2027-12-20", "admit")
    rights.update(rights_suspended=False)
    branch.voted("admit_vote", "2027-12-21", "admit")

    assert branch.case.state == "voted"


@pytest.mark.row("KQ-9")
def test_a_vote_that_did_not_pass_admits_nobody_and_proves_the_step_only_once(branch: Branch) -> None:
    go_to_meeting(branch)
    record = branch.vote("2027-12-20", "admit", yes=3)  # seven are entitled: four are needed

    with pytest.raises(Refused, match="的表决没有通过：同意 3 票，没有超过应到"):
        branch.do("admit_vote", "2027-12-20", record_id=record)
    branch.do("admit_vote_lost", "2027-12-20", record_id=record)
    assert branch.case.state == "candidate"
    branch.held("committee_review", "2028-01-05")
    given = {"pre_review_reply": "党〔2028〕1号", "form_number": "0031", "leaving": "staying"}
    branch.above("pre_review", "2028-01-10", given=given)

    with pytest.raises(Refused, match="已经作过这一步的依据，要再开一次会"):
        branch.do("admit_vote_lost", "2028-01-11", record_id=record)


def test_the_vote_is_about_admission_not_about_something_else(branch: Branch) -> None:
    go_to_meeting(branch)

    with pytest.raises(Refused, match="里“讨论什么”是“按期转正”"):
        branch.voted("admit_vote", "2027-12-20", "confirm")
    with pytest.raises(Refused, match="要选一份已经写完的会议记录作依据"):
        branch.held("admit_vote", "2027-12-21", "members_meeting")


def test_probation_is_extended_once_and_then_cancelled(branch: Branch) -> None:
    go_to_extension(branch, months=6)

    assert (branch.case.state, branch.case.data["probation_until"]) == ("probation", "2029-06-30")
    branch.ready_to_confirm("2029-06-20")
    with pytest.raises(Refused, match=re.escape("“预备期到”还没有到，最早 2029-06-30（第三十一条）")):
        branch.voted("confirm_vote", "2029-06-29", "confirm")
    with pytest.raises(Refused, match=re.escape("最多 1 次，已经 1 次（第三十三条）")):
        branch.voted("extend_vote", "2029-06-30", "extend", given={"extend_months": 6})
    branch.voted("cancel_vote", "2029-06-30", "cancel")
    branch.above("approve_cancel", "2029-07-10", given={"full_reply": "党〔2029〕8号"})
    assert branch.case.state == "revoked"
    with pytest.raises(Refused, match="还没有做“支部书记同本人谈话”（第三十四条）"):
        branch.held("announce_cancel", "2029-07-12", "members_meeting")
    tell(branch, "announce_cancel", "2029-07-20")

    assert (branch.case.state, branch.case.ended_at) == ("cancelled", on("2029-07-20"))
    last = PartyStanding.objects.filter(person=branch.applicant).order_by("-starts_date")[0]
    assert (last.standing, last.ends_date) == ("probationary", date(2029, 7, 9))


def test_an_extended_member_is_one_from_the_end_of_the_extension(branch: Branch) -> None:
    go_to_extension(branch, months=12)
    branch.ready_to_confirm("2029-12-20")
    branch.voted("confirm_vote", "2029-12-31", "confirm", late_reason="")
    branch.above("approve_full", "2030-02-01", given={"full_reply": "党〔2030〕1号"})

    assert standings(branch)[-1] == ("full", date(2029, 12, 30))


def test_a_file_goes_to_another_branch_and_the_time_of_nurture_adds_up(branch: Branch) -> None:
    mine = branch.mine
    other = make_unit(mine.company, "branch", mine.committee, name="机电队党支部")
    there = make_person(mine.company, other, name="田守业", party="full")
    appoint(there, "organisation_member", other)
    branch.to_activist(opened="2026-05-20", talked="2026-05-30", decided="2026-06-01")

    with pytest.raises(Refused, match="转入支部的接收人没有在别的单位担任能接的职务，转不过去，请换一个人"):
        branch.do("transfer_out", "2026-12-01", given={"receiver": [branch.contacts[0].id]})
    branch.do("transfer_out", "2026-12-01", given={"receiver": [there.id]})

    assert (branch.case.unit, branch.case.state) == (other, "moving")
    branch.do("take_over", "2026-12-21", by=there, given={"papers_checked": True})
    with pytest.raises(NotAllowed):
        branch.do("contacts", "2026-12-22", given={"contacts": [there.id]})
    branch.do("contacts", "2026-12-22", by=there, given={"contacts": [there.id]})
    branch.do("check", "2027-05-20", by=there, given={"check_result": "continue"})
    with pytest.raises(Refused, match=re.escape("最早 2027-06-21（第十三条）")):
        branch.do("hear", "2027-06-20", by=there, given=HEARD)
    branch.do("hear", "2027-06-21", by=there, given=HEARD)
    assert branch.case.state == "proposed"


def test_a_person_has_one_file_at_a_time(branch: Branch) -> None:
    branch.open("2026-05-20")

    with pytest.raises(Refused, match="高建业已经有一件“发展党员”没有办完，请接着办那一件"):
        branch.open("2026-06-20")


def test_who_is_developed_sees_how_it_goes_and_moves_nothing_and_others_see_nothing(branch: Branch) -> None:
    go_to_activist(branch)
    at = on("2026-09-01")
    own = actor_of(branch.applicant.id, at=at)

    view = view_case(branch.case_id, viewer=own, at=at)

    assert (view.full, view.moves, view.parts) == (False, [], [])
    assert [one.state for one in view.deeds][-1] == "培养考察"
    with pytest.raises(NotAllowed):
        move_case(branch.case_id, Making("hear", HEARD), by=own, at=at)
    with pytest.raises(NotFound):
        view_case(branch.case_id, viewer=actor_of(branch.mine.leader.id, at=at), at=at)


def test_nobody_opens_their_own_file_or_one_of_somebody_from_elsewhere(branch: Branch) -> None:
    by = actor_of(branch.mine.worker.id, at=NOW)
    opening = Opening("development", branch.mine.branch.id, {"applicant": [branch.mine.worker.id]})

    with pytest.raises(NotAllowed, match="“发展党员”不由您来提"):
        open_case(opening, by=by, at=NOW)


def test_a_roster_that_knows_better_is_not_overwritten(branch: Branch) -> None:
    PartyStanding.objects.create(person=branch.applicant, standing="activist", starts_date=date(2026, 1, 5))
    go_to_activist(branch)
    assert standings(branch) == [("activist", date(2026, 1, 5))]

    PartyStanding.objects.filter(person=branch.applicant).update(starts_date=date(2028, 1, 1))
    with pytest.raises(Refused, match="花名册写着从 2028-01-01 起是入党积极分子"):
        branch.to_candidate(
            heard="2027-08-31",
            studied="2027-09-02",
            agreed="2027-09-08",
            posted="2027-09-13",
            listed="2027-09-22",
        )


ENDS = [  # from, how long, the last day in time, the first day on which it is over
    (date(2026, 8, 31), Span(months=6), "2027-02-28", "2027-02-28"),
    (date(2027, 8, 31), Span(months=6), "2028-02-29", "2028-02-29"),
    (date(2026, 1, 31), Span(months=1), "2026-02-28", "2026-02-28"),
    (date(2028, 2, 29), Span(years=1), "2029-02-28", "2029-02-28"),
    (date(2026, 11, 30), Span(months=3), "2027-02-28", "2027-02-28"),
    # National Day with its swapped days: the Sunday 28 September 2025 and the Saturday 11 October are worked
    (date(2025, 9, 26), Span(workdays=5), "2025-10-10", "2025-10-11"),
    (date(2025, 9, 30), Span(workdays=5), "2025-10-14", "2025-10-15"),
    # in 2026 the Sunday 20 September and the Saturday 10 October
    (date(2026, 9, 18), Span(workdays=5), "2026-09-24", "2026-09-25"),
    (date(2026, 9, 28), Span(workdays=5), "2026-10-10", "2026-10-11"),
    (date(2026, 9, 30), Span(workdays=5), "2026-10-13", "2026-10-14"),
]


@pytest.mark.parametrize(("start", "span", "last", "over"), ENDS, ids=lambda one: str(one)[:22])
def test_ends_of_months_and_working_days_over_holidays(start: date, span: Span, last: str, over: str) -> None:
    begun = datetime.combine(start, datetime.min.time())

    assert f"{spans.ends_at(begun, span, calendar()):%Y-%m-%d}" == last
    assert f"{spans.over_from(begun, span, calendar()):%Y-%m-%d}" == over
