"""Help and care are measured, too; of what is confidential nobody learns that there is any."""

from datetime import timedelta

import pytest

from tests.cases.care import PLAN, Care, act, make_care
from tests.clock import NOW, TODAY
from tests.factories import adopt, appoint, make_person
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.queries import Asked, list_cases
from tongxin.cases.queries.earliest import Timed
from tongxin.cases.queries.figures import view_figures
from tongxin.orgs.models import Person, Unit

LATER = NOW + timedelta(days=9)


@pytest.fixture
def care(mine: Mine) -> Care:
    adopt(mine.root, "workers-voice")
    made = make_care(mine)
    adopt(mine.root, "talk-visit")
    return made


def earliest(mine: Mine, what: str, unit: Unit | None = None) -> Timed:
    found = view_figures((unit or mine.section).id, month=TODAY, viewer=act(mine.chief, LATER), at=LATER)
    return found.whole.earliest[what]


def ask(mine: Mine, by: Person, to: str = "instructor") -> int:
    given = {"addressed_to": to, "about": "living", "what": "想留口热饭"}
    return open_case(Opening("request", mine.team.id, given), by=act(by), at=NOW).case_id


def make(case_id: int, move: str, by: Person, hours: int, **given: object) -> None:
    at = NOW + timedelta(hours=hours)
    move_case(case_id, Making(move, given), by=act(by, at), at=at)


@pytest.mark.row("XZW-6")
def test_help_is_measured_from_the_asking_to_the_answer(care: Care) -> None:
    mine = care.mine
    for hours in (2, 30):
        make(ask(mine, mine.worker), "answer", mine.instructor, hours, outcome="done", answer="留了")
    ask(mine, mine.worker)
    make(ask(mine, mine.worker), "withdraw", mine.worker, 1)

    assert earliest(mine, "helped") == Timed(2, 1, 16.0, 30.0)


@pytest.mark.row("XZW-6")
def test_care_is_measured_from_the_occasion_to_the_talk_or_the_visit(care: Care) -> None:
    mine = care.mine
    given = {"worker": [mine.worker.id], "why": "praised", "due_on": "2026-11-25"}
    opened = open_case(Opening("must_talk", mine.team.id, given), by=act(mine.leader), at=NOW)
    make(opened.case_id, "talk", mine.instructor, 5, asked="没有", agreed="照常", follow_on="2026-11-30")
    visit = open_case(
        Opening("must_visit", mine.team.id, {**given, "why": "hospital"}), by=act(mine.leader), at=NOW
    ).case_id
    make(visit, "ask", mine.instructor, 1, visit_on="2026-11-23")
    assert earliest(mine, "delivered") == Timed(1, 1, 5.0, 5.0)

    make(visit, "decline", mine.worker, 2)

    assert earliest(mine, "delivered") == Timed(1, 0, 5.0, 5.0)


def test_behind_the_number_lie_the_cases_that_it_counts(care: Care) -> None:
    mine = care.mine
    answered, waits, back = (ask(mine, mine.worker) for _ in range(3))
    make(answered, "answer", mine.instructor, 2, outcome="done", answer="留了")
    make(answered, "satisfied", mine.worker, 3)
    make(back, "withdraw", mine.worker, 3)
    care.open()

    asked = Asked(kinds=("request", "support"), standing="all", earliest="helped")

    behind = list_cases(asked, viewer=act(mine.instructor, LATER), at=LATER).lines
    assert {line.id for line in behind} == {answered, waits}
    delivered = Asked(standing="all", earliest="delivered")
    assert list_cases(delivered, viewer=act(mine.instructor, LATER), at=LATER).lines == []


def helped(care: Care, worker: Person, hours: int) -> None:
    case = care.open(worker=[worker.id], needs=["r10"])
    people = {"helper": [care.helper.id], "leader": [care.mine.leader.id]}
    make(case.id, "plan", care.mine.instructor, hours, **{**people, **PLAN})


@pytest.mark.row("XZW-6", "BY-7")
def test_that_anybody_has_a_file_is_told_of_five_at_least(care: Care) -> None:
    mine = care.mine
    people = [make_person(mine.company, mine.team, name=f"工人{number}") for number in range(5)]
    for number, worker in enumerate(people):
        assert earliest(mine, "helped") == Timed()
        helped(care, worker, 20 + 2 * number)

    assert earliest(mine, "helped") == earliest(mine, "helped", mine.team) == Timed(sealed=1)
    assert earliest(mine, "helped", mine.other_team) == Timed()
    make(ask(mine, mine.worker), "answer", mine.instructor, 3, outcome="done", answer="留了")
    assert earliest(mine, "helped") == Timed(1, 0, 3.0, 3.0, sealed=1)


@pytest.mark.row("XZW-6", "BY-7")
def test_five_times_the_same_person_is_one(care: Care) -> None:
    mine = care.mine
    for number in range(6):
        given = {"needs": ["r10"], "whom": "instructor", "need": "想去考证"}
        opened = open_case(Opening("help_application", mine.team.id, given), by=act(mine.worker), at=NOW)
        make(opened.case_id, "answer_only", mine.instructor, number, answer="报了名")

    assert earliest(mine, "helped") == Timed()


@pytest.mark.row("BY-7")
def test_what_was_asked_of_the_committee_alone_is_not_counted(care: Care) -> None:
    mine = care.mine
    appoint(make_person(mine.company, mine.committee, name="高志远"), "committee_secretary", mine.committee)
    ask(mine, mine.worker, to="committee")

    assert earliest(mine, "helped") == Timed()
