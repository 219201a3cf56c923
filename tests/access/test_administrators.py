"""Three administrators, never two in one person, never with a post, never by one person's word."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.clock import NOW, TODAY
from tests.factories import appoint, make_administrator, make_company, make_person
from tests.world import Mine
from tongxin.access.commands import administrators
from tongxin.access.models import Administrator, Proposal
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
