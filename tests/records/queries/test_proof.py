"""A closed record proves who is named in it and how each was voted on; nothing else proves anything."""

import copy
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, TODAY, moment
from tests.factories import LONG_AGO, appoint, make_person
from tests.records.conftest import HELD, SOON, Branch, Open
from tongxin.adoption.models import Adoption, PackVersion
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.kernel.errors import NotFound
from tongxin.kernel.proof import Proof, Vote
from tongxin.orgs.models import Person
from tongxin.records import commands
from tongxin.records.content import Content, Line, Mark
from tongxin.records.models import Presence, Record, RecordState
from tongxin.records.queries import proof_of, proofs

pytestmark = pytest.mark.row("KQ-8")

Act = Callable[..., Actor]
Admit = Callable[..., Record]
ARTICLE = "发展党员工作细则（2026）第 20、32 条"


@pytest.fixture
def admit(branch: Branch, open_draft: Open) -> Admit:
    """`admit({person: yes votes})`: a members' meeting that voted on each of them, closed unless told."""

    def build(votes: dict[Person, int], held_at: datetime = HELD, *, close: bool = True) -> Record:
        record = open_draft("admission_meeting", held_at=held_at)
        data = {"candidate": [one.id for one in votes], "matter": "admit", "conduct": "安心岗位"}
        twins = len({one.name for one in votes}) < len(votes)
        lines = [
            Line(
                f"同意接收{one.name}{f'（{one.employee_no}）' if twins else ''}为预备党员",
                secret=True,
                yes=yes,
            )
            for one, yes in votes.items()
        ]
        content = Content(data=data, minutes="逐个讨论", decisions=tuple(lines))
        commands.save_draft(record.id, content, by=branch.secretary, at=NOW)
        if close:
            commands.close_record(record.id, by=branch.secretary, at=NOW)
        record.refresh_from_db()
        return record

    return build


def activist(branch: Branch, name: str = "李明明", **given: object) -> Person:
    return make_person(branch.mine.company, branch.mine.team, name=name, party="activist", **given)


def asked(branch: Branch, viewer: Actor, kinds: tuple[str, ...] = ("admission_meeting",)) -> list[Proof]:
    return proofs(kinds, unit_ids=[branch.mine.branch.id], since=date(2026, 1, 1), viewer=viewer)


def test_a_vote_is_each_persons_own_with_its_arithmetic(branch: Branch, admit: Admit) -> None:
    passed, failed = activist(branch), activist(branch, "王强")
    record = admit({passed: 4, failed: 3})

    proof = proof_of(record.id, viewer=branch.secretary)

    assert (proof.record_id, proof.kind, proof.unit_id) == (
        record.id,
        "admission_meeting",
        branch.mine.branch.id,
    )
    assert (proof.title, proof.held_on) == (record.title, date(2026, 11, 13))
    half = "应到有表决权的正式党员的半数（6 ÷ 2 = 3）"
    assert proof.votes == {
        passed.id: Vote("BR-41", True, f"同意 4 票，超过{half}（{ARTICLE}）"),
        failed.id: Vote("BR-41", False, f"同意 3 票，没有超过{half}，至少要 4 票（{ARTICLE}）"),
    }


def test_named_are_those_who_came_were_voted_on_or_were_chosen(branch: Branch, admit: Admit) -> None:
    candidate, absent = activist(branch), branch.committee[4]
    record = admit({candidate: 4}, close=False)
    away = Content(marks={absent.id: Mark(present=False, reason="on_duty")})
    commands.save_draft(record.id, away, by=branch.secretary, at=NOW)
    commands.close_record(record.id, by=branch.secretary, at=NOW)

    names = proof_of(record.id, viewer=branch.secretary).names

    assert {candidate.id, branch.mine.secretary.id, branch.mine.instructor.id} <= names
    assert absent.id not in names
    assert activist(branch, "路人").id not in names


def test_an_election_says_who_is_elected(branch: Branch, open_draft: Open) -> None:
    first, second, third, *_ = branch.committee
    record = open_draft("election_meeting")
    content = Content(
        data={"candidates": [first.id, second.id], "tellers": [third.id]},
        minutes="唱票",
        ballot={"seats": 1, "issued": 6, "returned": 6},
        decisions=(Line(first.name, secret=True, yes=4), Line(second.name, secret=True, yes=2)),
    )
    commands.save_draft(record.id, content, by=branch.secretary, at=NOW)
    commands.close_record(record.id, by=branch.secretary, at=SOON)

    proof = proof_of(record.id, viewer=branch.secretary)

    assert {person: (vote.rule, vote.passed) for person, vote in proof.votes.items()} == {
        first.id: ("BR-43", True),
        second.id: ("BR-43", False),
    }
    assert proof.votes[first.id].sentence.startswith("同意 4 票，当选。")
    assert third.id in proof.names


def test_two_of_one_name_are_told_apart_by_their_numbers(branch: Branch, admit: Admit) -> None:
    one, other = activist(branch, employee_no="A7"), activist(branch, employee_no="A71")
    record = admit({one: 2, other: 6})

    votes = proof_of(record.id, viewer=branch.secretary).votes

    assert {person: vote.passed for person, vote in votes.items()} == {one.id: False, other.id: True}


def test_a_meeting_that_votes_on_matters_proves_only_who_was_there(branch: Branch, closed: Open) -> None:
    record = closed(decisions=(Line("划分责任区", voted=True, yes=5),))

    proof = proof_of(record.id, viewer=branch.secretary)

    assert proof.votes == {}
    assert proof.names == {one.id for one in branch.committee}


def test_a_correction_counts_anew(branch: Branch, admit: Admit) -> None:
    candidate = activist(branch)
    record = admit({candidate: 4})
    text = Line("同意接收李明明为预备党员", voted=True, secret=True, yes=3, no=1)
    commands.correct_record(
        record.id, Content(decisions=(text,)), reason="唱票记错", by=branch.secretary, at=NOW
    )

    assert proof_of(record.id, viewer=branch.secretary).votes[candidate.id].passed is False
    assert asked(branch, branch.secretary)[0].votes[candidate.id].passed is False


@pytest.mark.parametrize(
    "state", [RecordState.DRAFT, RecordState.UNHELD, RecordState.REFUSED, RecordState.DROPPED]
)
def test_what_is_not_closed_proves_nothing(branch: Branch, admit: Admit, state: RecordState) -> None:
    record = admit({activist(branch): 4}, close=False)
    Record.objects.filter(id=record.id).update(state=state, written_at=SOON)

    with pytest.raises(NotFound, match="没有找到这份记录，或者它还没记完"):
        proof_of(record.id, viewer=branch.secretary)
    assert asked(branch, branch.secretary) == []


def test_a_meeting_for_which_too_few_came_proves_nothing(branch: Branch, admit: Admit) -> None:
    record = admit({activist(branch): 1}, close=False)
    Presence.objects.filter(record=record).exclude(person=branch.mine.secretary).update(present=False)
    commands.close_record(record.id, by=branch.secretary, at=NOW, unheld=True)

    with pytest.raises(NotFound):
        proof_of(record.id, viewer=branch.secretary)


def test_who_does_not_see_the_record_gets_no_proof_of_it(branch: Branch, admit: Admit, act: Act) -> None:
    record = admit({activist(branch): 4})

    for viewer in (act(branch.mine.worker), act(branch.mine.other_leader), NOBODY):
        with pytest.raises(NotFound):
            proof_of(record.id, viewer=viewer)
        assert asked(branch, viewer) == []
    assert [proof.record_id for proof in asked(branch, branch.secretary)] == [record.id]


def test_a_hidden_field_names_nobody(branch: Branch, admit: Admit, act: Act) -> None:
    """As on the page: who sees the record for its unit alone does not read its C2 fields."""
    above, candidate = make_person(branch.mine.company, branch.mine.committee), activist(branch)
    appoint(above, "committee_member", branch.mine.committee)
    shown = proof_of(admit({candidate: 4}).id, viewer=act(above))
    hide_candidates(branch)
    record = admit({candidate: 4})

    told, hidden = (proof_of(record.id, viewer=viewer) for viewer in (branch.secretary, act(above)))

    assert [(candidate.id in proof.names, set(proof.votes)) for proof in (shown, told, hidden)] == [
        (True, {candidate.id}),
        (True, {candidate.id}),
        (False, set()),
    ]


def hide_candidates(branch: Branch) -> None:
    """The branch follows the same pack in a version that keeps to few who was talked about."""
    shipped = PackVersion.objects.get(pack="party-branch-2018")
    spec = copy.deepcopy(shipped.spec)
    meeting = next(one for one in spec["records"] if one["key"] == "admission_meeting")
    next(one for one in meeting["fields"] if one["key"] == "candidate")["level"] = "C2"
    version = PackVersion.objects.create(
        pack=shipped.pack, version="hiding", digest="1" * 64, spec=spec, kept_at=NOW
    )
    Adoption.objects.create(
        unit=branch.mine.branch, pack_version=version, starts_date=LONG_AGO, adopted_at=NOW
    )


def test_the_newest_come_first_and_are_few(branch: Branch, admit: Admit) -> None:
    days = [moment(11, 1 + number % 9, 15) for number in range(22)]
    made = [admit({activist(branch): 4}, day) for day in days]

    found = [proof.record_id for proof in asked(branch, branch.secretary)]

    newest = sorted(made, key=lambda one: (one.held_at, one.id), reverse=True)
    assert found == [one.id for one in newest[:20]]


def test_kind_unit_and_day_narrow_what_is_found(branch: Branch, admit: Admit, closed: Open) -> None:
    closed()
    early, late = (admit({activist(branch): 4}, moment(11, day, 0, 30)) for day in (12, 13))
    unit, other = branch.mine.branch.id, branch.mine.group.id

    def found(*kinds: str, unit_id: int = unit, since: date = date(2026, 11, 12)) -> list[int]:
        rows = proofs(kinds, unit_ids=[unit_id], since=since, viewer=branch.secretary)
        return [proof.record_id for proof in rows]

    assert found("admission_meeting") == [late.id, early.id]
    assert found("admission_meeting", since=date(2026, 11, 13)) == [late.id]
    assert found("admission_meeting", since=TODAY) == []
    assert found("admission_meeting", unit_id=other) == found("heart_to_heart_talk") == found() == []
    assert len(found("admission_meeting", "committee_meeting")) == 3


def test_the_questions_do_not_multiply(branch: Branch, admit: Admit) -> None:
    counts = []
    for wanted in (1, 3):
        while Record.objects.count() < wanted:
            admit({activist(branch): 4, activist(branch, "王强"): 2})
        with CaptureQueriesContext(connection) as asking:
            assert [len(proof.votes) for proof in asked(branch, branch.secretary)] == [2] * wanted
        counts.append(len(asking))

    assert counts == [4, 4]
