"""BR-40 … BR-46 by table: the domain's traps first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.records.rules.votes import (
    RULES,
    Ballot,
    Count,
    Finding,
    Room,
    Seat,
    elect,
    election_faults,
    faults,
    may_vote,
    opens,
    passes,
    room_of,
    rule_of,
)
from tongxin.regimes.schema.record import RecordSpec

pytestmark = pytest.mark.row("KQ-8")


@pytest.mark.parametrize(
    ("rule", "entitled", "present", "strict", "ok"),
    [
        ("BR-40", 16, 8, False, True),  # 半数以上 includes the half
        ("BR-41", 16, 8, False, False),  # 超过半数 does not
        ("BR-41", 16, 9, False, True),
        ("BR-40", 16, 7, False, False),
        ("BR-40", 15, 7, False, False),
        ("BR-40", 15, 8, False, True),
        ("BR-40", 16, 8, True, False),  # CF-01
        ("BR-40", 16, 9, True, True),
        ("BR-42", 5, 3, False, True),
        ("BR-42", 4, 2, False, True),
        ("BR-42", 4, 2, True, False),
        ("BR-43", 20, 16, False, True),  # CF-03: not less than four fifths
        ("BR-43", 20, 15, False, False),
        ("BR-43", 21, 16, False, False),
        ("BR-43", 21, 17, False, True),
        ("BR-43", 20, 16, True, True),  # the switch is about halves
        ("BR-40", 0, 0, False, False),
    ],
)
def test_when_a_meeting_may_open(rule: str, entitled: int, present: int, strict: bool, ok: bool) -> None:
    assert opens(RULES[rule], Room(entitled, present, strict=strict)).ok is ok


@pytest.mark.parametrize(
    ("rule", "entitled", "present", "count", "ok"),
    [
        ("BR-40", 15, 15, Count(yes=8), True),
        ("BR-40", 16, 16, Count(yes=8), False),
        ("BR-40", 16, 16, Count(yes=9), True),
        ("BR-40", 16, 9, Count(yes=8, abstain=1), False),  # of the entitled, never of those present
        ("BR-41", 16, 9, Count(yes=8, written_yes=1, secret=True), True),
        ("BR-41", 16, 9, Count(yes=8, written_yes=0, secret=True), False),
        ("BR-41", 16, 8, Count(yes=8, written_yes=8, secret=True), False),  # written is not present
        ("BR-42", 5, 4, Count(yes=3), True),
        ("BR-42", 5, 4, Count(yes=2, abstain=2), False),
        ("BR-43", 20, 16, Count(yes=9, secret=True), True),  # of those present
        ("BR-43", 20, 16, Count(yes=8, secret=True), False),
    ],
)
def test_what_passes(rule: str, entitled: int, present: int, count: Count, ok: bool) -> None:
    assert passes(RULES[rule], Room(entitled, present), count).ok is ok


@pytest.mark.parametrize(
    ("rule", "room", "sentence"),
    [
        ("BR-42", Room(5, 4), "到会 4 人，不少于半数（5 ÷ 2 = 2.5）"),
        ("BR-41", Room(16, 8), "到会 8 人，没有达到“超过半数”（16 ÷ 2 = 8），还差 1 人"),
        ("BR-43", Room(21, 16), "到会 16 人，没有达到“不少于五分之四”（21 × 4 ÷ 5 = 16.8），还差 1 人"),
        ("BR-40", Room(0, 0), "名单里没有有表决权的党员，不能表决"),
    ],
)
def test_the_arithmetic_is_told(rule: str, room: Room, sentence: str) -> None:
    assert opens(RULES[rule], room).sentence == sentence


def test_the_vote_is_told_with_written_opinions_and_what_is_missing() -> None:
    told = passes(RULES["BR-41"], Room(16, 9), Count(yes=7, written_yes=1, secret=True))

    assert told.sentence == (
        "同意 7 票，加会前书面同意 1 票，共 8 票，没有超过应到有表决权的正式党员的半数（16 ÷ 2 = 8），至少要 9 票"
    )
    assert told.article == "发展党员工作细则（2026）第 20、32 条"


def test_the_strict_reading_is_named() -> None:
    assert opens(RULES["BR-40"], Room(16, 9, strict=True)).article == (
        "支部工作条例第 11 条；本单位规定半数以上不含本数"
    )


def test_a_vote_in_a_meeting_that_could_not_open_does_not_count() -> None:
    told = passes(RULES["BR-40"], Room(16, 7), Count(yes=7))

    assert (told.ok, told.sentence) == (
        False,
        "没开成，表决不算：到会 7 人，没有达到“不少于半数”（16 ÷ 2 = 8），还差 1 人",
    )


@pytest.mark.parametrize(
    ("standing", "suspended", "may"),
    [
        ("full", False, True),
        ("full", True, False),
        ("probationary", False, False),
        ("activist", False, False),
    ],
)
def test_who_may_vote(standing: str, suspended: bool, may: bool) -> None:
    assert may_vote(standing, suspended=suspended) is may


def test_exclusions_lower_the_entitled_and_probationary_members_never_count() -> None:
    seats = [
        Seat(voter=True, present=True),
        Seat(voter=True, present=False),
        Seat(voter=True, present=False, exclusion="abroad"),
        Seat(voter=False, present=True),
    ]

    assert room_of(seats) == Room(entitled=2, present=1, excluded=1)


@pytest.mark.parametrize(
    ("rule", "count", "found"),
    [
        ("BR-40", Count(yes=9, no=1), ["在场票数 10 张，比到会有表决权的 9 人还多"]),
        ("BR-40", Count(yes=9, written_yes=1), ["支部党员大会表决不计书面意见，请把书面票数改为 0"]),
        ("BR-40", Count(), ["还没有填票数"]),
        (
            "BR-41",
            Count(yes=9),
            ["接收、转正等发展党员表决必须无记名投票（发展党员工作细则（2026）第 20、32 条）"],
        ),
        (
            "BR-41",
            Count(yes=9, written_yes=8, secret=True),
            ["书面意见 8 份，比没到会的 7 人还多；到会的人当场投票"],
        ),
        ("BR-41", Count(yes=8, no=1, written_no=7, secret=True), []),
    ],
)
def test_counts_that_cannot_be(rule: str, count: Count, found: list[str]) -> None:
    assert faults(RULES[rule], Room(16, 9), count) == found


@pytest.mark.parametrize(
    ("yes", "seats", "elected", "run_off"),
    [
        ([15, 12, 9, 3], 3, (0, 1, 2), ()),
        ([15, 12, 8, 3], 3, (0, 1), ()),  # 8 of 16 is not more than half
        ([15, 12, 10, 10], 3, (0, 1), (2, 3)),  # a tie at the last place
        ([15, 15, 10], 2, (0, 1), ()),
        ([12, 12, 12], 2, (), (0, 1, 2)),
        ([9, 15, 12, 11], 3, (1, 2, 3), ()),  # more over half than places: the best
        ([15, 12, 9], 0, (), ()),  # no places
    ],
)
def test_who_is_elected(
    yes: list[int], seats: int, elected: tuple[int, ...], run_off: tuple[int, ...]
) -> None:
    outcome = elect(RULES["BR-43"], Room(20, 16), Ballot(seats=seats, issued=16, returned=16), yes)

    assert (outcome.valid, outcome.elected, outcome.run_off) == (True, elected, run_off)


def test_more_ballots_than_were_handed_out_make_an_election_void() -> None:
    outcome = elect(RULES["BR-43"], Room(20, 16), Ballot(seats=3, issued=16, returned=17), [16, 16, 16, 1])

    assert (outcome.valid, outcome.elected) == (False, ())
    assert outcome.sentence == "收回 17 张，多于发出的 16 张，这次选举无效，要重新选"


def test_fewer_ballots_than_were_handed_out_are_fine_and_too_few_winners_are_told() -> None:
    outcome = elect(RULES["BR-43"], Room(20, 16), Ballot(seats=3, issued=16, returned=15), [15, 9, 8, 2])

    assert outcome.valid
    assert "还缺 1 名" in outcome.sentence


@pytest.mark.parametrize(
    ("seats", "candidates", "reminded"), [(5, 6, False), (5, 5, True), (3, 4, False), (3, 3, True)]
)
def test_a_fifth_more_candidates_is_usual_and_only_reminded(
    seats: int, candidates: int, reminded: bool
) -> None:
    outcome = elect(
        RULES["BR-43"], Room(20, 16), Ballot(seats=seats, issued=16, returned=16), [9] * candidates
    )

    assert bool(outcome.notes) is reminded


def test_election_papers_that_cannot_be() -> None:
    assert election_faults(Room(20, 16), Ballot(0, 17, 16), [Count(yes=17)]) == [
        "请填应选几名",
        "发出 17 张选票，比到会有选举权的 16 人还多",
        "有候选人的票数多于收回的 16 张选票",
    ]
    assert election_faults(Room(20, 16), Ballot(3, 0, 0), []) == ["请填发出多少张选票", "请填收回多少张选票"]
    assert election_faults(Room(20, 16), Ballot(3, 16, 16), [Count(), Count()]) == ["还没有填票数"]


@pytest.mark.parametrize(
    ("ballot", "counts", "found"),
    [
        (
            Ballot(1, 10, 10),
            [Count(yes=9), Count(yes=8)],
            ["同意票加起来有 17 票，10 张选票每张最多选 1 名，一共最多 10 票；选多了的是废票，请核对"],
        ),
        (Ballot(2, 10, 10), [Count(yes=9), Count(yes=8)], []),
        (Ballot(1, 10, 10), [Count(yes=6), Count(yes=4)], []),
        (
            Ballot(1, 10, 9),
            [Count(yes=6), Count(yes=4)],
            ["同意票加起来有 10 票，9 张选票每张最多选 1 名，一共最多 9 票；选多了的是废票，请核对"],
        ),
        (Ballot(3, 10, 10), [Count(yes=10), Count(yes=10), Count(yes=10)], []),
        (
            Ballot(3, 10, 10),
            [Count(yes=10), Count(yes=10), Count(yes=10), Count(yes=1)],
            ["同意票加起来有 31 票，10 张选票每张最多选 3 名，一共最多 30 票；选多了的是废票，请核对"],
        ),
        (Ballot(1, 10, 10), [Count(yes=6, no=5)], ["有候选人的票数多于收回的 10 张选票"]),
        (Ballot(1, 10, 10), [Count(yes=10), Count()], []),  # nobody chose the second
        (Ballot(1, 10, 11), [Count(yes=9), Count(yes=8)], []),  # void already: nothing else is counted
    ],
)
def test_a_paper_has_no_more_yes_marks_than_there_are_places(
    ballot: Ballot, counts: list[Count], found: list[str]
) -> None:
    assert election_faults(Room(12, 10), ballot, counts) == found


@pytest.mark.parametrize(
    ("of_entitled", "yes", "elected"),
    [(False, 9, (0,)), (False, 8, ()), (True, 10, ()), (True, 11, (0,))],
)
def test_a_company_may_count_elections_by_all_who_are_entitled(
    of_entitled: bool, yes: int, elected: tuple[int, ...]
) -> None:
    """CF-02."""
    room = Room(20, 16, of_entitled=of_entitled)
    outcome = elect(RULES["BR-43"], room, Ballot(1, 16, 16), [yes])

    assert outcome.elected == elected
    assert ("应到半数（20 ÷ 2 = 10）" if of_entitled else "实到半数（16 ÷ 2 = 8）") in outcome.sentence


def kind(**given: object) -> RecordSpec:
    words = {"key": "meeting", "title": "民主生活会", "basis": {"document": "若干规定", "clause": "第四条"},
             "held_at": ["committee"], "written_by": ["committee_secretary"], "expected": "committee",
             "steps": ["roll_call"], "sittings": "one"}  # fmt: skip
    return RecordSpec.model_validate({**words, **given})


def test_a_kind_that_asks_for_no_number_counts_nobody() -> None:
    assert rule_of(kind()) is None


@pytest.mark.parametrize(
    ("quorum", "entitled", "present", "ok", "sentence"),
    [
        ("two_thirds", 9, 6, True, "到会 6 人，不少于三分之二（9 × 2 ÷ 3 = 6）"),
        ("two_thirds", 9, 5, False, "到会 5 人，没有达到“不少于三分之二”（9 × 2 ÷ 3 = 6），还差 1 人"),
        ("two_thirds", 7, 5, True, "到会 5 人，不少于三分之二（7 × 2 ÷ 3 ≈ 4.67）"),
        ("two_thirds", 7, 4, False, "到会 4 人，没有达到“不少于三分之二”（7 × 2 ÷ 3 ≈ 4.67），还差 1 人"),
        ("half", 5, 2, False, "到会 2 人，没有达到“不少于半数”（5 ÷ 2 = 2.5），还差 1 人"),
        ("half", 4, 2, True, "到会 2 人，不少于半数（4 ÷ 2 = 2）"),
        ("more_than_half", 4, 2, False, "到会 2 人，没有达到“超过半数”（4 ÷ 2 = 2），还差 1 人"),
        ("two_thirds", 0, 0, False, "名单里没有应到的人，会不能开"),
    ],
)
def test_a_meeting_without_a_vote_may_need_its_people_too(
    quorum: str, entitled: int, present: int, ok: bool, sentence: str
) -> None:
    rule = rule_of(kind(quorum=quorum))
    assert rule is not None
    assert opens(rule, Room(entitled, present)) == Finding(ok, sentence, "若干规定第四条")


@pytest.mark.parametrize(
    ("vote", "quorum", "kept", "article"),
    [
        ("BR-40", "", "half", "支部工作条例第 11 条"),
        ("BR-40", "two_thirds", "two_thirds", "若干规定第四条"),
        ("BR-43", "half", "four_fifths", "基层组织选举工作条例（2020）"),  # never below what the vote asks
    ],
)
def test_a_kind_only_raises_what_its_vote_asks(vote: str, quorum: str, kept: str, article: str) -> None:
    rule = rule_of(kind(vote=vote, quorum=quorum))
    assert rule is not None
    assert (rule.quorum, rule.opens_article) == (kept, article)


@pytest.mark.parametrize(
    ("vote", "asked", "secret"),
    [("BR-40", False, False), ("BR-40", True, True), ("BR-41", False, True), ("BR-43", False, True)],
)
def test_a_kind_may_ask_for_a_secret_ballot_and_never_does_away_with_one(
    vote: str, asked: bool, secret: bool
) -> None:
    rule = rule_of(kind(vote=vote, secret_ballot=asked))
    assert rule is not None
    assert rule.secret is secret


RULE = st.sampled_from(list(RULES.values()))
PEOPLE = st.integers(0, 300)


@given(RULE, PEOPLE, PEOPLE, PEOPLE, st.booleans())
def test_one_more_yes_never_undoes_a_decision(
    rule, entitled: int, present: int, yes: int, strict: bool
) -> None:
    room = Room(entitled, min(present, entitled), strict=strict)
    count = Count(yes=min(yes, room.present), secret=True)

    if passes(rule, room, count).ok:
        assert passes(rule, room, replace(count, yes=count.yes + 1)).ok


@given(RULE, PEOPLE, PEOPLE, st.booleans())
def test_one_more_person_never_closes_a_meeting(rule, entitled: int, present: int, strict: bool) -> None:
    room = Room(entitled, min(present, entitled), strict=strict)

    if opens(rule, room).ok and room.present < entitled:
        assert opens(rule, replace(room, present=room.present + 1)).ok


@given(RULE, PEOPLE, PEOPLE)
def test_the_strict_reading_never_opens_what_the_plain_one_does_not(
    rule, entitled: int, present: int
) -> None:
    room = Room(entitled, min(present, entitled))

    if opens(rule, replace(room, strict=True)).ok:
        assert opens(rule, room).ok


@given(RULE, st.integers(1, 300), PEOPLE)
def test_yes_and_no_of_the_same_room_cannot_both_pass(rule, entitled: int, yes: int) -> None:
    room = Room(entitled, entitled)
    yes = min(yes, entitled)

    both = [passes(rule, room, Count(yes=votes, secret=True)).ok for votes in (yes, entitled - yes)]
    assert both != [True, True]


@given(PEOPLE, PEOPLE, st.integers(0, 30), st.lists(st.integers(0, 300), max_size=12))
def test_no_more_are_elected_than_there_are_places(
    entitled: int, present: int, seats: int, yes: list[int]
) -> None:
    room = Room(entitled, min(present, entitled))
    outcome = elect(RULES["BR-43"], room, Ballot(seats, room.present, room.present), yes)

    assert len(outcome.elected) <= seats
    assert not set(outcome.elected) & set(outcome.run_off)
    assert len(outcome.run_off) != 1
