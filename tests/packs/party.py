"""A branch that develops party members: who keeps the files, who approves, and its meetings."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tests.clock import SHANGHAI
from tests.factories import adopt, appoint, make_person
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.models import Case
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.periods import add_months
from tongxin.orgs.models import Person
from tongxin.records import commands as records
from tongxin.records.content import Content, Line

ASKED = {"adult": True, "in_writing": True, "mobile": "local"}
HEARD = {"heard_contacts": True, "heard_members": True, "heard_masses": True}
HEARD_FULL = {"full_heard_members": True, "full_heard_masses": True}


def on(day: str, hour: int = 17) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), tzinfo=SHANGHAI)


@dataclass
class Branch:
    """`applicant` is a worker of the mine. Whatever is done is written down on the day itself, unless `now` is set."""

    mine: Mine
    clerk: Person
    applicant: Person
    contacts: list[Person]
    now: datetime | None = None
    case_id: int = 0

    @property
    def case(self) -> Case:
        return Case.objects.get(id=self.case_id)

    def at(self, day: str, hour: int = 17) -> datetime:
        return self.now or on(day, hour)

    def open(self, day: str, **given: Any) -> Case:
        at = self.at(day)
        opening = Opening(
            "development",
            self.mine.branch.id,
            {"applicant": [self.applicant.id], **ASKED, **given},
            done_on=date.fromisoformat(day),
        )
        self.case_id = open_case(opening, by=actor_of(self.mine.organiser.id, at=at), at=at).case_id
        return self.case

    def do(self, move: str, day: str, by: Person | None = None, **making: Any) -> Fact:
        """By the organiser of the branch, with `given` and the rest as of a Making."""
        at = self.at(day)
        made = Making(move, **{"done_on": date.fromisoformat(day), **making})
        return move_case(self.case_id, made, by=actor_of((by or self.mine.organiser).id, at=at), at=at)

    def above(self, move: str, day: str, **making: Any) -> Fact:
        """By the committee's clerk."""
        return self.do(move, day, by=self.clerk, **making)

    def held(self, move: str, day: str, kind: str = "committee_meeting", **making: Any) -> Fact:
        """With a meeting of that day."""
        studied = {"studied": [self.applicant.id]}
        return self.do(move, day, **{"record_id": self.meeting(kind, day, data=studied), **making})

    def voted(self, move: str, day: str, matter: str, yes: int = 5, **making: Any) -> Fact:
        return self.do(move, day, record_id=self.vote(day, matter, yes), **making)

    def vote(self, day: str, matter: str, yes: int = 5) -> int:
        """A members' meeting of that day that voted on the applicant, in secret."""
        return self.meeting(
            "admission_meeting",
            day,
            data={"candidate": [self.applicant.id], "matter": matter, "conduct": "安心岗位"},
            decisions=(Line(f"{self.applicant.name}：按议题表决", voted=True, secret=True, yes=yes),),
        )

    def meeting(self, kind: str, day: str, **content: Any) -> int:
        at, by = self.at(day), self.secretary(day)
        opened = records.open_record(kind, unit_id=self.mine.branch.id, by=by, at=at, held_at=on(day, 15))
        records.save_draft(opened.record_id, Content(minutes="逐个讨论", **content), by=by, at=at)
        records.close_record(opened.record_id, by=by, at=at)
        return opened.record_id

    def secretary(self, day: str) -> Actor:
        return actor_of(self.mine.secretary.id, at=self.at(day))

    # The way, in stretches: each begins where the one before ended.

    def to_activist(self, *, opened: str, talked: str, decided: str) -> None:
        self.open(opened)
        self.do("talk", talked, given={"talker": [self.mine.organiser.id]})
        self.do("recommend", talked, given={"way": ["members"]})
        self.held("decide_activist", decided)
        self.do("contacts", decided, given={"contacts": [one.id for one in self.contacts]})
        self.above("file_activist", decided)

    def to_candidate(self, *, heard: str, studied: str, agreed: str, posted: str, listed: str) -> None:
        self.check_half_year(heard)
        self.do("hear", heard, given=HEARD)
        self.to_listed(studied=studied, agreed=agreed, posted=posted, listed=listed)

    def to_listed(self, *, studied: str, agreed: str, posted: str, listed: str) -> None:
        self.held("study", studied)
        self.above("agree", agreed, given={"agree_reply": "党〔2027〕6号"})
        self.do("publicise", posted, given={"posted_at_work": "井口大厅"})
        self.do("publicity_over", listed, given={"publicity_result": "clean"})
        self.do("list", listed)

    def check_half_year(self, before: str) -> None:
        day = add_months(date.fromisoformat(before), -6)
        self.do("check", day.isoformat(), given={"check_result": "continue"})

    def to_meeting(self, *, named: str, reviewed: str, pre_reviewed: str) -> None:
        self.name_introducers(named)
        self.check_candidate(named)
        self.held("committee_review", reviewed)
        reply = {"pre_review_reply": "党〔2027〕9号", "form_number": "0031", "leaving": "staying"}
        self.above("pre_review", pre_reviewed, given=reply)
        self.do("form_filled", pre_reviewed, given={"form_by_hand": True})

    def name_introducers(self, day: str) -> None:
        introducers = [one.id for one in self.contacts]
        self.do("introducers", day, given={"introducers": introducers, "introducers_fit": True})

    def check_candidate(self, day: str) -> None:
        given = {"review_result": "passed", "review_approver": [self.clerk.id]}
        self.do("political_review", day, given=given)
        self.do("training", day, given={"training_hours": 24, "training_way": "offline"})

    def to_probation(self, *, voted: str, talked: str, approved: str) -> None:
        self.voted("admit_vote", voted, "admit")
        self.above("committee_talk", talked, given={"committee_talker": [self.clerk.id]})
        self.above("approve", approved, given={"approve_reply": "党〔2028〕2号"})

    def settle_in(self, *, announced: str, oath: str) -> None:
        """Filed, announced, in a group, sworn in, looked at once."""
        self.above("file_member", announced)
        self.held("announce", announced, "members_meeting")
        self.do("join_group", announced, given={"party_group": "第一党小组"})
        self.do("oath", oath, given={"witness": [self.clerk.id]})
        self.do("probation_check", oath, given={"probation_result": "continue"})

    def ready_to_confirm(self, day: str) -> None:
        self.do("apply_full", day)
        self.do("hear_full", day, given=HEARD_FULL)
        self.held("study_full", day)


def make_branch(mine: Mine) -> Branch:
    """Seven full members, so that five yes are more than half of those entitled."""
    adopt(mine.root, "party-branch-2018", "dangyuan-2026")
    clerk = make_person(mine.company, mine.committee, mine.root, name="孟晓燕", party="full")
    appoint(clerk, "party_office", mine.committee)
    names = ("赵国栋", "钱立群", "孙立军", "李卫东")
    members = [make_person(mine.company, mine.branch, mine.section, name=one, party="full") for one in names]
    applicant = make_person(mine.company, mine.team, name="高建业")
    return Branch(mine, clerk, applicant, members[:2])
