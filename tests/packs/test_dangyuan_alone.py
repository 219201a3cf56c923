"""Nobody carries an applicant alone, skips a step for ever, or leaves a file without a way out."""

import re

import pytest
from django.conf import settings

from tests.factories import appoint, make_person
from tests.packs.party import HEARD, Branch, make_branch, on
from tests.world import Mine
from tongxin.cases.models import Case, Deed
from tongxin.kernel.errors import Invalid, NotAllowed, Refused
from tongxin.orgs.models import PartyStanding
from tongxin.regimes.load import library
from tongxin.regimes.schema.case import CaseSpec

EDITIONS = ("dangyuan-2014", "dangyuan-2026")
FROM_ELSEWHERE = {
    "from_where": "汾西矿业",
    "nurture_began": "2025-08-20",
    "nurtured_months": 9,
    "papers_checked": True,
}
PAPER = (("转接单.txt", "转接单".encode()),)


@pytest.fixture
def branch(mine: Mine) -> Branch:
    return make_branch(mine)


def spec_of(key: str) -> CaseSpec:
    spec = library(settings.PACKS_DIR)[key].case("development")
    assert spec is not None
    return spec


@pytest.mark.row("KQ-9")
def test_who_comes_from_another_unit_brings_papers_and_is_confirmed_by_the_committee(branch: Branch) -> None:
    branch.open("2026-05-20")
    with pytest.raises(Refused, match="要附 1 张照片或文件"):
        branch.do("take_in", "2026-06-01", given=FROM_ELSEWHERE)
    branch.do("take_in", "2026-06-01", given=FROM_ELSEWHERE, files=PAPER)

    with pytest.raises(Refused, match="现在是“外单位转入，待核对”，不能“听取意见”"):
        branch.do("hear", "2026-06-02", given=HEARD)
    with pytest.raises(NotAllowed, match="“党委核对转入的材料”不由您来办"):
        branch.do("confirm_in", "2026-06-02", given={"months_agreed": True})
    with pytest.raises(Refused, match="还没有做“支委会审查转入的材料”"):
        branch.above("confirm_in", "2026-06-02", given={"months_agreed": True})
    branch.held("review_in", "2026-06-03")
    branch.above("confirm_in", "2026-06-10", given={"months_agreed": True})

    assert (branch.case.state, branch.case.data["nurtured_until"]) == ("nurturing", "2026-05-20")
    rows = PartyStanding.objects.filter(person=branch.applicant)
    assert [(row.standing, f"{row.starts_date}") for row in rows] == [("activist", "2026-06-10")]


def test_months_elsewhere_are_no_more_than_there_were_since_nurture_began(branch: Branch) -> None:
    branch.open("2026-05-20")
    branch.do("take_in", "2026-06-01", given={**FROM_ELSEWHERE, "nurtured_months": 24}, files=PAPER)
    branch.held("review_in", "2026-06-03")

    with pytest.raises(Refused, match=re.escape("“在原单位培养到”还没有到，最早 2027-08-20（第十二条）")):
        branch.above("confirm_in", "2026-06-10", given={"months_agreed": True})
    branch.above("return_in", "2026-06-10", given={"return_reason": "月数对不上"})

    assert branch.case.state == "applied"


@pytest.mark.row("KQ-9")
def test_one_person_in_branch_and_committee_does_not_carry_an_applicant_alone(branch: Branch) -> None:
    appoint(branch.mine.organiser, "party_office", branch.mine.committee)
    branch.to_activist(opened="2026-05-20", talked="2026-06-20", decided="2026-08-31")
    branch.check_half_year("2027-08-31")
    branch.do("hear", "2027-08-31", given=HEARD)
    branch.held("study", "2027-09-02")
    given = {"agree_reply": "党〔2027〕6号"}

    with pytest.raises(NotAllowed, match="“支委会研究”是您办的，“上级党委同意”要由另一个人来办"):
        branch.do("agree", "2027-09-08", given=given)
    with pytest.raises(Invalid) as told:
        branch.above("agree", "2027-09-08")
    branch.above("agree", "2027-09-08", given=given)

    assert told.value.fields == {"agree_reply": "请填写“批复文号”"}
    assert branch.case.state == "agreed"


@pytest.mark.parametrize("key", EDITIONS)
def test_what_the_committee_decides_the_one_who_did_the_branchs_step_before_it_does_not(key: str) -> None:
    spec = spec_of(key)
    before = {
        "agree": "study",
        "pre_review": "committee_review",
        "approve": "admit_vote",
        "approve_full": "confirm_vote",
        "approve_extension": "extend_vote",
        "approve_cancel": "cancel_vote",
    }

    found = {move: step for move, step in before.items() if (one := spec.move(move)) and step in one.not_by}

    assert found == before


@pytest.mark.row("KQ-9")
def test_the_record_of_a_committee_meeting_proves_the_step_of_those_it_names_alone(branch: Branch) -> None:
    branch.open("2026-05-20")
    branch.do("talk", "2026-06-20", given={"talker": [branch.mine.organiser.id]})
    branch.do("recommend", "2026-06-20", given={"way": ["members"]})
    other = make_person(branch.mine.company, branch.mine.team, name="石磊")
    of_other = branch.meeting("committee_meeting", "2026-08-31", data={"studied": [other.id]})
    of_nobody = branch.meeting("committee_meeting", "2026-08-31")
    both = {"studied": [other.id, branch.applicant.id]}

    for record in (of_other, of_nobody):
        with pytest.raises(Refused, match="里没有本人（第八条）"):
            branch.do("decide_activist", "2026-08-31", record_id=record)
    of_both = branch.meeting("committee_meeting", "2026-08-31", data=both)
    branch.do("decide_activist", "2026-08-31", record_id=of_both)

    assert branch.case.state == "nurturing"


def test_a_second_round_asks_for_review_training_and_introducers_anew(branch: Branch) -> None:
    branch.to_activist(opened="2026-05-20", talked="2026-06-20", decided="2026-08-31")
    days = {"heard": "2027-08-31", "studied": "2027-09-02", "agreed": "2027-09-08"}
    branch.to_candidate(**days, posted="2027-09-13", listed="2027-09-22")
    branch.name_introducers("2027-10-10")
    branch.check_candidate("2027-10-10")
    branch.do("back", "2027-10-20", given={"back_to_reason": "本人要求再培养一段"})
    branch.do("hear", "2028-02-20", given=HEARD)
    branch.to_listed(studied="2028-02-21", agreed="2028-02-24", posted="2028-02-25", listed="2028-03-15")

    with pytest.raises(Refused) as told:
        branch.held("committee_review", "2028-03-16")
    branch.name_introducers("2028-03-20")
    branch.check_candidate("2028-03-20")
    branch.held("committee_review", "2028-03-21")

    assert told.value.message == (
        "还没有做“确定入党介绍人”（第十四条）；还没有做“政治审查”（第十六条）；"
        "还没有做“短期集中培训”或“个别特殊情况，党委同意不培训”（第十七条）"
    )
    assert branch.case.state == "reviewed"


@pytest.mark.parametrize("key", EDITIONS)
def test_whoever_dies_withdraws_or_moves_away_can_leave_from_every_open_state(key: str) -> None:
    spec = spec_of(key)
    open_states = [state for state, one in spec.states.items() if not one.end]
    stops = {state for move in spec.moves if move.target == "stopped" for state in move.source}
    leaves = {state for move in spec.moves if move.target == "gone" for state in move.source}

    assert [state for state in open_states if state not in stops] == []
    assert [state for state in open_states if state not in leaves] == []


def test_a_branch_does_not_end_a_membership_without_its_meeting_and_the_committee(branch: Branch) -> None:
    branch.to_activist(opened="2026-05-20", talked="2026-06-20", decided="2026-08-31")
    days = {"heard": "2027-08-31", "studied": "2027-09-02", "agreed": "2027-09-08"}
    branch.to_candidate(**days, posted="2027-09-13", listed="2027-09-22")
    branch.to_meeting(named="2027-10-10", reviewed="2027-11-01", pre_reviewed="2027-11-30")
    branch.to_probation(voted="2027-12-30", talked="2028-01-10", approved="2028-03-30")

    with pytest.raises(Refused, match="现在是“预备期”，不能“不再培养”"):
        branch.do("stop", "2028-05-01", given={"stop_reason": "unfit"})
    with pytest.raises(NotAllowed):
        branch.do("stop_late", "2028-05-01", given={"late_stop_reason": "died"})
    with pytest.raises(Refused, match="还没有填“本人写了书面材料，支部大会讨论过了”"):
        branch.above("stop_late", "2028-05-01", given={"late_stop_reason": "withdrawn"})
    branch.above("stop_late", "2028-05-01", given={"late_stop_reason": "died"})

    assert (branch.case.state, branch.case.ended_at) == ("stopped", on("2028-05-01"))


@pytest.mark.parametrize("key", EDITIONS)
def test_a_file_is_kept_a_year_after_its_end(key: str) -> None:
    assert spec_of(key).keep.model_dump(exclude_none=True) == {"names": (), "whole": {"years": 1}}


def test_what_was_written_down_long_after_says_so(branch: Branch) -> None:
    """A day before the edition of 2026 avoids publicity, but not unseen."""
    branch.now = on("2026-11-20")
    branch.to_activist(opened="2025-01-10", talked="2025-02-08", decided="2025-03-05")

    late = Deed.objects.filter(case=branch.case_id, move="decide_activist").get()

    assert (late.happened_at.date().isoformat(), late.written_at) == ("2025-03-05", on("2026-11-20"))
    assert Case.objects.get(id=branch.case_id).state == "nurturing"
