"""The packs that come with the product keep every rule and promise."""

from datetime import date

import pytest
from django.conf import settings

from tongxin.regimes.check import check_folder
from tongxin.regimes.editions import editions
from tongxin.regimes.load import library, load_promises, posts
from tongxin.regimes.promises import given_items
from tongxin.regimes.promises.cases import broken
from tongxin.regimes.schema.promise import CasePromise, Promise

WRITTEN = [
    (key, written.promise)
    for key in library(settings.PACKS_DIR)
    for written in load_promises(settings.PACKS_DIR / key)
]
PROMISES = [(key, promise) for key, promise in WRITTEN if isinstance(promise, Promise)]
WALKS = [(key, promise) for key, promise in WRITTEN if isinstance(promise, CasePromise)]


def test_the_packs_have_no_fault() -> None:
    assert [str(problem) for problem in check_folder(settings.PACKS_DIR)] == []


@pytest.mark.parametrize(
    ("key", "promise"),
    PROMISES,
    ids=[f"{key}:{promise.duty}:{promise.between[0]}" for key, promise in PROMISES],
)
def test_a_promise_is_kept(key: str, promise: Promise) -> None:
    duty = library(settings.PACKS_DIR)[key].duty(promise.duty)
    assert duty is not None

    found = given_items(duty, promise)

    assert [(period, due) for period, _, due in found] == [(item.period, item.due) for item in promise.items]


def test_confidential_cases_are_for_few_posts_and_the_others_for_those_who_see_records() -> None:
    may = {key: set(post.capabilities) for key, post in posts(settings.PACKS_DIR).items()}

    assert sorted(key for key, rights in may.items() if "case_confidential" in rights) == [
        "branch_secretary",
        "committee_secretary",
        "organisation_member",
        "party_office",
    ]
    assert [key for key, rights in may.items() if ("case_view" in rights) != ("record_view" in rights)] == []


@pytest.mark.parametrize(
    ("key", "promise"), WALKS, ids=[f"{key}:{promise.case}:{promise.opened}" for key, promise in WALKS]
)
def test_a_case_goes_as_it_is_promised(key: str, promise: CasePromise) -> None:
    packs = library(settings.PACKS_DIR)

    assert list(broken(promise, packs[key], editions(packs[key], packs))) == []


@pytest.mark.row("KQ-8")
@pytest.mark.parametrize(
    ("duty", "every", "window", "strength"),
    [
        ("members_meeting_quarterly", "quarter", (1, 12), "usual"),  # BR-20
        ("committee_meeting_monthly", "month", (1, 12), "usual"),  # BR-21
        ("group_meeting_monthly", "month", (1, 12), "usual"),  # BR-22
        ("party_lecture_quarterly", "quarter", (1, 12), "practice"),  # BR-23, CF-04
        ("secretary_lecture_yearly", "year", (1, 12), "must"),  # BR-23
        ("theme_day_monthly", "month", (1, 12), "must"),  # BR-24
        ("organisational_life_yearly", "year", (10, 12), "must"),  # BR-25
        ("democratic_appraisal_yearly", "year", (1, 12), "usual"),  # BR-26
        ("heart_to_heart_in_committee", "year", (1, 12), "usual"),  # BR-27
        ("heart_to_heart_with_members", "year", (1, 12), "usual"),  # BR-27
        ("heart_to_heart_among_members", "year", (1, 12), "usual"),  # BR-27
        ("democratic_life_yearly", "year", (1, 12), "must"),  # BR-28
    ],
)
def test_meetings_are_owed_as_often_as_the_regulations_say(
    duty: str, every: str, window: tuple[int, int], strength: str
) -> None:
    spec = library(settings.PACKS_DIR)["party-branch-2018"].duty(duty)

    assert spec is not None
    assert (spec.every, (spec.from_month, spec.to_month), spec.strength) == (every, window, strength)


@pytest.mark.row("KQ-8")
def test_voting_meetings_name_their_rule_and_sit_once() -> None:
    records = {record.key: record for record in library(settings.PACKS_DIR)["party-branch-2018"].records}

    votes = {key: record.vote for key, record in records.items() if record.vote}
    assert votes == {
        "members_meeting": "BR-40",
        "admission_meeting": "BR-41",
        "committee_meeting": "BR-42",
        "election_meeting": "BR-43",
        "democratic_appraisal": "BR-40",
    }
    assert {records[key].sittings for key in votes} == {"one"}
    assert [key for key, record in records.items() if record.secret_ballot] == [
        "admission_meeting",
        "election_meeting",
    ]


@pytest.mark.row("KQ-8")
def test_meetings_name_how_many_must_come_and_who_is_voted_on() -> None:
    """BR-21, BR-28, BR-40 … BR-43."""
    records = library(settings.PACKS_DIR)["party-branch-2018"].records

    assert {record.key: record.quorum for record in records if record.quorum} == {
        "members_meeting": "half",
        "admission_meeting": "more_than_half",
        "committee_meeting": "half",
        "election_meeting": "four_fifths",
        "democratic_appraisal": "half",
        "democratic_life_meeting": "two_thirds",
    }
    assert {record.key: record.voted_on for record in records if record.voted_on} == {
        "admission_meeting": "candidate",
        "election_meeting": "candidates",
    }


@pytest.mark.row("KQ-8")
def test_a_committee_has_more_than_a_secretary() -> None:
    posts = library(settings.PACKS_DIR)["base"].posts
    elected = {post.key: post.title for post in posts if "committee" in post.units and post.term_years}

    assert elected == {
        "committee_secretary": "党委书记",
        "committee_deputy": "党委副书记",
        "committee_discipline": "纪委书记",
        "committee_member": "党委委员",
    }


@pytest.mark.row("KQ-8")
def test_a_committee_meeting_is_owed_from_seven_full_members_on() -> None:
    spec = library(settings.PACKS_DIR)["party-branch-2018"].duty("committee_meeting_monthly")

    assert spec is not None
    assert spec.applies_if == {"full_members_at_least": 7}


def test_a_duty_says_how_it_is_met_and_what_it_rests_on() -> None:
    for pack in library(settings.PACKS_DIR).values():
        for duty in pack.duties:
            assert duty.basis.document, duty.key
            assert duty.basis.clause, duty.key
            assert duty.minutes > 0, duty.key


def test_nobody_is_said_to_have_compared_a_text_who_did_not() -> None:
    checked = [
        (pack.meta.key, duty.key)
        for pack in library(settings.PACKS_DIR).values()
        for duty in pack.duties
        if duty.basis.checked is not None and duty.basis.checked.on > date(2026, 11, 20)
    ]
    assert checked == []
