"""Three administrators, never two in one person, never with a post, never by one person's word."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from tests.clock import NOW, TODAY
from tests.factories import appoint, make_account, make_administrator, make_company, make_person
from tests.meanwhile import fail, meanwhile
from tests.world import Mine
from tongxin.access.commands import accounts, administrators
from tongxin.access.models import Administrator, Proposal
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, NotFound, Refused
from tongxin.orgs.models import Appointment, Person


def keeper(mine: Mine, kind: str = "security") -> Actor:
    person = make_person(mine.company)
    make_administrator(person, kind)
    return Actor(person.id, person.name, mine.company.id, administrator=kind)


def propose(person: Person, by: Actor, kind: str = "audit", **more: bool) -> Proposal:
    administrators.propose(person.id, kind, by=by, at=NOW, **more)
    return Proposal.objects.latest("id")


@pytest.mark.parametrize("second", ["system", "security", "audit"])
def test_nobody_holds_two_of_the_three(mine: Mine, second: str) -> None:
    make_administrator(mine.worker, "system")

    with pytest.raises(IntegrityError), transaction.atomic():
        Administrator.objects.create(person=mine.worker, company=mine.company, kind=second, starts_date=TODAY)


def test_the_database_refuses_a_post_for_an_administrator(mine: Mine) -> None:
    make_administrator(mine.worker, "system")

    with pytest.raises(DatabaseError, match="an administrator holds no post"), transaction.atomic():
        appoint(mine.worker, "team_leader", mine.other_team)
    with pytest.raises(DatabaseError, match="an administrator holds no post"), transaction.atomic():
        Appointment.objects.filter(person=mine.leader).update(person=mine.worker)


def test_the_database_refuses_an_administrator_with_a_post(mine: Mine) -> None:
    with pytest.raises(DatabaseError, match="holds a post"), transaction.atomic():
        make_administrator(mine.leader, "system")


def test_terms_that_do_not_touch_are_no_conflict(mine: Mine) -> None:
    appoint(mine.worker, "team_leader", mine.other_team, ends_date=date(2026, 11, 19))
    make_administrator(mine.worker, "system", starts_date=TODAY, ends_date=date(2026, 12, 31))

    appoint(mine.worker, "team_leader", mine.other_team, starts_date=date(2027, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Administrator.objects.update(ends_date=date(2027, 1, 1))


def test_a_grant_takes_a_second_administrator(mine: Mine) -> None:
    first, second = keeper(mine), keeper(mine, "audit")

    proposal = propose(mine.worker, first)
    assert not Administrator.objects.filter(person=mine.worker).exists()
    administrators.answer(proposal.id, agreed=True, by=second, at=NOW)

    granted = Administrator.objects.get(person=mine.worker)
    assert (granted.kind, granted.starts_date, granted.ends_date) == ("audit", TODAY, None)


def test_who_asked_and_who_gets_it_do_not_answer(mine: Mine) -> None:
    first, second = keeper(mine), keeper(mine, "audit")
    proposal = propose(mine.worker, first)

    with pytest.raises(NotAllowed):
        administrators.answer(proposal.id, agreed=True, by=first, at=NOW)
    own = propose(Person.objects.get(id=second.person_id), first, ends=True)
    with pytest.raises(NotAllowed):
        administrators.answer(own.id, agreed=True, by=second, at=NOW)
    for stranger in (
        Actor(mine.leader.id, "", mine.company.id),
        Actor(9, "", make_company().id, administrator="audit"),
    ):
        with pytest.raises(NotFound):
            administrators.answer(proposal.id, agreed=True, by=stranger, at=NOW)

    assert Proposal.objects.filter(answered_at__isnull=True).count() == 2


def test_the_database_itself_wants_three_people(mine: Mine) -> None:
    proposal = propose(mine.worker, keeper(mine))

    for wrong in (proposal.asked_by_id, mine.worker.id):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(id=proposal.id).update(answered_by=wrong)


def test_nobody_proposes_themselves_and_only_security_proposes(mine: Mine) -> None:
    first = keeper(mine)

    with pytest.raises(NotAllowed, match="不能给自己"):
        propose(Person.objects.get(id=first.person_id), first)
    for other in (keeper(mine, "system"), keeper(mine, "audit"), Actor(mine.leader.id, "", mine.company.id)):
        with pytest.raises(NotFound):
            propose(mine.worker, other)


def test_somebody_with_a_post_is_refused_in_words(mine: Mine) -> None:
    proposal = propose(mine.leader, keeper(mine))

    with pytest.raises(Refused, match="请先结束任职"), transaction.atomic():
        administrators.answer(proposal.id, agreed=True, by=keeper(mine, "audit"), at=NOW)

    proposal.refresh_from_db()
    assert proposal.answered_at is None


def test_a_refusal_grants_nothing_and_one_waits_at_a_time(mine: Mine) -> None:
    first, second = keeper(mine), keeper(mine, "system")
    proposal = propose(mine.worker, first)
    with pytest.raises(Refused, match="等确认"):
        propose(mine.worker, first, "system")

    administrators.answer(proposal.id, agreed=False, by=second, at=NOW)

    assert not Administrator.objects.filter(person=mine.worker).exists()
    with pytest.raises(NotFound):
        administrators.answer(proposal.id, agreed=True, by=second, at=NOW)


@pytest.mark.parametrize(
    ("held", "kind", "ends", "word"),
    [
        ("audit", "audit", False, "张伟现在已经是管理员，请刷新后再看"),
        ("audit", "system", True, "张伟现在不是管理员，请刷新后再看"),
        ("", "audit", True, "张伟现在不是管理员，请刷新后再看"),
        ("", "king", False, "请选一种管理员"),
    ],
)
def test_what_would_change_nothing_is_not_proposed(
    mine: Mine, held: str, kind: str, ends: bool, word: str
) -> None:
    first = keeper(mine)
    if held:
        make_administrator(mine.worker, held)

    with pytest.raises(Refused, match=word):
        propose(mine.worker, first, kind, ends=ends)

    assert (Proposal.objects.count(), Fact.objects.count()) == (0, 0)


def test_who_answers_a_moment_later_is_told_and_changes_nothing(mine: Mine) -> None:
    proposal = propose(mine.worker, keeper(mine))
    quicker, slower = keeper(mine, "audit"), keeper(mine, "system")

    with (
        meanwhile(
            'UPDATE "access_proposal"',
            lambda: administrators.answer(proposal.id, agreed=False, by=quicker, at=NOW),
        ),
        pytest.raises(Refused, match="这件授权刚刚已由他人办理"),
    ):
        administrators.answer(proposal.id, agreed=True, by=slower, at=NOW)

    assert not Administrator.objects.filter(person=mine.worker).exists()
    assert not Fact.objects.filter(kind="account.administrator_agreed").exists()


def test_a_grant_ends_the_sessions_of_the_time_before(mine: Mine) -> None:
    account = make_account(mine.worker)
    first = keeper(mine)

    administrators.answer(propose(mine.worker, first).id, agreed=True, by=keeper(mine, "system"), at=NOW)

    ended = Fact.objects.get(kind="session.ended")
    assert (ended.subject_id, ended.by_id, ended.company_id) == (account.id, first.person_id, mine.company.id)


def test_a_database_that_fails_is_not_taken_for_a_post(mine: Mine) -> None:
    proposal, second = propose(mine.worker, keeper(mine)), keeper(mine, "audit")

    with (
        meanwhile('INSERT INTO "access_administrator"', fail),
        pytest.raises(OperationalError, match="the database is gone"),
    ):
        administrators.answer(proposal.id, agreed=True, by=second, at=NOW)

    proposal.refresh_from_db()
    assert (proposal.answered_at, Administrator.objects.filter(person=mine.worker).exists()) == (None, False)


def test_a_grant_ends_the_same_way(mine: Mine) -> None:
    first, second = keeper(mine), keeper(mine, "system")
    make_administrator(mine.worker, "audit")

    administrators.answer(propose(mine.worker, first, ends=True).id, agreed=True, by=second, at=NOW)

    assert Administrator.objects.get(person=mine.worker).ends_date == date(2026, 11, 19)


def test_the_first_of_a_kind_is_made_on_the_server_and_only_the_first(mine: Mine) -> None:
    shell = Actor(None, "命令行", mine.company.id)

    administrators.found(mine.worker.id, "security", by=shell, at=NOW)

    with pytest.raises(Refused, match="已经有"):
        administrators.found(mine.organiser.id, "security", by=shell, at=NOW)


def agree(who: Person, first: Actor, second: Actor, *, agreed: bool = True) -> None:
    administrators.propose_code(who.id, by=first, at=NOW)
    administrators.answer(Proposal.objects.latest("id").id, agreed=agreed, by=second, at=NOW)


def test_nobody_alone_gives_a_code_for_an_administrators_account(mine: Mine) -> None:
    first, third = keeper(mine), keeper(mine, "system")
    account = make_account(Person.objects.get(id=third.person_id))

    with pytest.raises(
        NotAllowed, match="是管理员，一次性码要另一位管理员确认才能开。请先提出，等确认后再开"
    ):
        accounts.give_code(third.person_id or 0, by=first, at=NOW)

    account.refresh_from_db()
    assert (account.one_time_code, account.has_usable_password()) == ("", True)


def test_a_second_word_opens_one_code_and_only_for_a_while(mine: Mine) -> None:
    first, second, third = keeper(mine), keeper(mine, "audit"), keeper(mine, "system")
    person = Person.objects.get(id=third.person_id)
    agree(person, first, second)

    with pytest.raises(NotAllowed):
        accounts.give_code(person.id, by=first, at=NOW + timedelta(hours=72))
    assert accounts.give_code(person.id, by=first, at=NOW).number == person.employee_no
    with pytest.raises(NotAllowed):
        accounts.give_code(person.id, by=first, at=NOW)
    assert Administrator.objects.get(person=person).ends_date is None
    kinds = Fact.objects.filter(kind__startswith="account.code").values_list("kind", flat=True)
    assert sorted(kinds) == ["account.code_agreed", "account.code_asked"]


def test_a_refused_word_opens_nothing(mine: Mine) -> None:
    first, second, third = keeper(mine), keeper(mine, "audit"), keeper(mine, "system")
    agree(Person.objects.get(id=third.person_id), first, second, agreed=False)

    with pytest.raises(NotAllowed):
        accounts.give_code(third.person_id or 0, by=first, at=NOW)


def test_who_asks_for_a_code_and_whose_it_is_do_not_agree(mine: Mine) -> None:
    first, third = keeper(mine), keeper(mine, "system")
    administrators.propose_code(third.person_id or 0, by=first, at=NOW)
    proposal = Proposal.objects.get()

    for by in (first, third):
        with pytest.raises(NotAllowed, match="提出的人和本人都不能确认"):
            administrators.answer(proposal.id, agreed=True, by=by, at=NOW)
    with pytest.raises(Refused, match="已有一件授权在等确认"):
        administrators.propose_code(third.person_id or 0, by=first, at=NOW)


def test_a_code_is_proposed_by_the_security_administrator_for_another_administrator(mine: Mine) -> None:
    first, second = keeper(mine), keeper(mine, "audit")

    with pytest.raises(NotFound):
        administrators.propose_code(first.person_id or 0, by=second, at=NOW)
    with pytest.raises(NotAllowed, match="不能给自己开一次性码"):
        administrators.propose_code(first.person_id or 0, by=first, at=NOW)
    with pytest.raises(Refused, match="不是管理员，一次性码可以直接开"):
        administrators.propose_code(mine.worker.id, by=first, at=NOW)


def test_on_the_server_itself_a_code_needs_no_second_word(mine: Mine) -> None:
    third = keeper(mine, "system")
    server = Actor(None, "命令行", mine.company.id, administrator="security")

    assert accounts.give_code(third.person_id or 0, by=server, at=NOW).code
