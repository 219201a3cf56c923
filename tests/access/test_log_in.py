"""Number and password open the door; wrong ones are counted before they are looked at."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import settings as settled
from django.db import connection
from pytest_django.fixtures import Settings

from tests.clock import NOW, TODAY
from tests.factories import make_account, make_company, make_person
from tests.world import Mine
from tongxin.access.commands import log_in as commands
from tongxin.access.commands.log_in import Known, WhichCompany, log_in
from tongxin.access.commands.tries import TooManyTries
from tongxin.access.models import Account, Tries
from tongxin.access.rules import key_of_number
from tongxin.facts.models import Fact
from tongxin.kernel.actor import NOBODY
from tongxin.kernel.errors import Invalid, Refused
from tongxin.orgs.models import Person

PASSWORD = "Tongxin-2026"


def enter(number: str, password: str = PASSWORD, **given: object) -> Known:
    return log_in(
        number, password, **{"company_id": None, "by": NOBODY, "at": NOW, "address": "10.0.0.7", **given}
    )


def wide(text: str) -> str:
    """As a Chinese keyboard types it."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def fail(person: Person, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Invalid):
            enter(person.employee_no, "wrong")


def test_the_right_password_opens_and_is_noted(mine: Mine) -> None:
    account = make_account(mine.instructor)

    known = enter(f" {mine.instructor.employee_no.lower()} ")

    assert known.account_id == account.id
    assert (known.fact.kind, known.fact.by_id) == ("session.passed", mine.instructor.id)


def test_a_wrong_password_says_how_many_tries_are_left_and_is_noted(mine: Mine) -> None:
    account = make_account(mine.instructor)

    with pytest.raises(Invalid) as refused:
        enter(mine.instructor.employee_no, "wrong")

    assert refused.value.fields == {
        "password": "工号或密码不对，还能试 4 次。忘了密码，请找安全管理员要一次性码。"
    }
    fact = Fact.objects.get()
    assert (fact.kind, fact.subject_id, fact.company_id) == ("session.refused", account.id, mine.company.id)
    assert (fact.by_id, fact.data) == (None, {"why": "password"})


def test_an_unknown_number_is_told_exactly_the_same_and_not_kept(mine: Mine) -> None:
    make_account(mine.instructor)
    said = []
    for number in (mine.instructor.employee_no, "E99999"):
        with pytest.raises(Invalid) as refused:
            enter(number, "wrong")
        said.append((refused.value.message, refused.value.fields))

    assert said[0] == said[1]
    assert not Tries.objects.filter(key__contains="E99999").exists()
    assert Fact.objects.filter(data={"why": "number"}).values_list("subject_id", flat=True).get() == 0


def test_five_wrong_ones_lock_for_a_quarter_of_an_hour_even_for_the_right_one(mine: Mine) -> None:
    make_account(mine.instructor)
    fail(mine.instructor, 5)

    with pytest.raises(TooManyTries, match="07:35 以后再试"):
        enter(mine.instructor.employee_no)
    with pytest.raises(TooManyTries):
        enter(mine.instructor.employee_no, at=NOW + timedelta(minutes=14, seconds=59))

    assert enter(mine.instructor.employee_no, at=NOW + timedelta(minutes=15)).account_id


def test_a_right_one_in_between_starts_the_count_anew(mine: Mine) -> None:
    make_account(mine.instructor)
    for _ in range(3):
        fail(mine.instructor, 4)
        enter(mine.instructor.employee_no)


def test_failures_of_long_ago_do_not_add_up(mine: Mine) -> None:
    make_account(mine.instructor)
    fail(mine.instructor, 4)

    with pytest.raises(Invalid) as refused:
        enter(mine.instructor.employee_no, "wrong", at=NOW + timedelta(minutes=20))

    assert "还能试 4 次" in refused.value.fields["password"]


def test_an_address_is_locked_whoever_it_tries(mine: Mine, settings: Settings) -> None:
    settings.ADDRESS_TRIES = 3
    make_account(mine.instructor)
    for number in ("E1", "E2", "E3"):
        with pytest.raises(Invalid):
            enter(number, "wrong")

    with pytest.raises(TooManyTries, match="网络地址"):
        enter(mine.instructor.employee_no)

    assert enter(mine.instructor.employee_no, address="10.0.0.8").account_id


def test_right_ones_do_not_use_up_a_shared_address_nor_hide_the_wrong_ones(
    mine: Mine, settings: Settings
) -> None:
    settings.ADDRESS_TRIES = 3
    make_account(mine.instructor)
    for number in ("E1", "E2"):
        with pytest.raises(Invalid):
            enter(number, "wrong")
    for _ in range(5):
        enter(mine.instructor.employee_no)
    with pytest.raises(Invalid):
        enter("E3", "wrong")

    with pytest.raises(TooManyTries):
        enter("E4", "wrong")


@pytest.mark.parametrize("number", ["100245", "a-77", "A-77"])
@pytest.mark.parametrize("known", [True, False])
def test_whatever_a_number_is_made_of_a_wrong_password_is_refused_and_counted(
    mine: Mine, number: str, known: bool
) -> None:
    if known:
        make_account(make_person(mine.company, employee_no=number))

    with pytest.raises(Invalid) as refused:
        enter(number, "wrong")

    assert "还能试 4 次" in refused.value.fields["password"]
    assert Tries.objects.get(key=key_of_number(number)).used == 1


@pytest.mark.parametrize(
    ("kept", "typed"),
    [("100245", wide("100245")), ("100245", " 100 245 "), ("a-77", "A-77"), ("A-77", "a-77"), ("aB7", "aB7")],
)
def test_a_number_is_found_however_it_is_typed(mine: Mine, kept: str, typed: str) -> None:
    account = make_account(make_person(mine.company, employee_no=kept))

    assert enter(typed).account_id == account.id


@pytest.mark.parametrize("known", [True, False])
def test_each_way_to_type_a_number_uses_the_same_tries(mine: Mine, known: bool) -> None:
    if known:
        make_account(make_person(mine.company, employee_no="AB7"))
    for typed in ("ab7", "AB7", "aB7", wide("AB7"), " ab 7"):
        with pytest.raises(Invalid):
            enter(typed, "wrong")

    with pytest.raises(TooManyTries, match="07:35"):
        enter("Ab7", "wrong")


def test_naming_a_company_that_is_none_tells_nothing_and_wins_nothing(mine: Mine) -> None:
    make_account(mine.instructor)
    said = []
    for number in (mine.instructor.employee_no, "E99999"):
        for _ in range(6):
            with pytest.raises(Refused) as refused:
                enter(number, "wrong", company_id=999_999)
            said.append((type(refused.value), refused.value.message))

    assert said[:6] == said[6:]
    assert [kind for kind, _ in said[:6]] == [Invalid] * 5 + [TooManyTries]


def test_with_the_right_password_a_company_that_is_none_is_passed_over(mine: Mine) -> None:
    account = make_account(mine.instructor)

    assert enter(mine.instructor.employee_no, company_id=999_999).account_id == account.id


def twins(mine: Mine, password: str = PASSWORD) -> tuple[Account, Account]:
    other = make_company(name="白石矿业")
    twin = make_person(other, employee_no=mine.instructor.employee_no)
    username = f"{other.id}:{twin.employee_no}"
    return make_account(mine.instructor), make_account(twin, password, username=username)


def test_the_same_number_and_password_in_two_companies_asks_which_one(mine: Mine) -> None:
    own, other = twins(mine)
    number, company = mine.instructor.employee_no, other.person.company_id

    with pytest.raises(WhichCompany) as which:
        enter(number)

    assert which.value.companies == [(mine.company.id, "红石煤业"), (company, "白石矿业")]
    assert enter(number, company_id=company).account_id == other.id
    assert enter(number, company_id=mine.company.id).account_id == own.id


def test_without_a_right_password_no_company_is_named_however_many_have_the_number(mine: Mine) -> None:
    twins(mine)
    for _ in range(5):
        with pytest.raises(Invalid, match="工号或密码不对"):
            enter(mine.instructor.employee_no, "wrong")

    with pytest.raises(TooManyTries):
        enter(mine.instructor.employee_no)


def test_a_password_that_is_right_in_one_company_leads_there_unasked(mine: Mine) -> None:
    own, other = twins(mine, "Other-2026-x")

    assert enter(mine.instructor.employee_no).account_id == own.id
    assert enter(mine.instructor.employee_no, "Other-2026-x").account_id == other.id


def test_ones_own_right_password_wins_no_new_guesses_at_a_namesake(mine: Mine) -> None:
    twins(mine, "Other-2026-x")
    for _ in range(5):
        enter(mine.instructor.employee_no, "Other-2026-x")
        with suppress(Invalid):
            enter(mine.instructor.employee_no, "guess")

    with pytest.raises(TooManyTries):
        enter(mine.instructor.employee_no, "guess")


def test_a_lock_written_by_a_clock_that_was_ahead_does_not_outlive_it(mine: Mine) -> None:
    make_account(mine.instructor)
    for _ in range(5):
        with pytest.raises(Invalid):
            enter(mine.instructor.employee_no, "wrong", at=NOW + timedelta(days=30))

    assert enter(mine.instructor.employee_no).account_id


def test_tries_counted_by_a_clock_that_was_ahead_do_not_add_up(mine: Mine) -> None:
    make_account(mine.instructor)
    for _ in range(4):
        with pytest.raises(Invalid):
            enter(mine.instructor.employee_no, "wrong", at=NOW + timedelta(days=30))

    with pytest.raises(Invalid) as refused:
        enter(mine.instructor.employee_no, "wrong")

    assert "还能试 4 次" in refused.value.fields["password"]


@pytest.mark.parametrize("stopped", [False, True])
def test_who_has_left_hears_so_with_the_right_password_only(mine: Mine, stopped: bool) -> None:
    account = make_account(mine.instructor, is_active=not stopped)
    Person.objects.filter(id=mine.instructor.id).update(left_date=TODAY - timedelta(days=1))

    with pytest.raises(Invalid, match="工号或密码不对"):
        enter(mine.instructor.employee_no, "wrong")
    with pytest.raises(Refused, match="王建国已离开"):
        enter(mine.instructor.employee_no)

    assert Fact.objects.filter(kind="session.passed").count() == 0
    told = Fact.objects.filter(subject_id=account.id).order_by("id").values_list("data", flat=True)
    assert list(told) == [{"why": "password"}, {"why": "left"}]


def test_the_last_day_still_lets_in(mine: Mine) -> None:
    make_account(mine.instructor)
    Person.objects.filter(id=mine.instructor.id).update(left_date=TODAY)

    assert enter(mine.instructor.employee_no).account_id


def test_a_number_in_two_companies_with_one_account_asks_nothing(mine: Mine) -> None:
    make_person(make_company(), employee_no=mine.instructor.employee_no)
    make_account(mine.instructor)

    assert enter(mine.instructor.employee_no).account_id


def test_a_locked_account_looks_like_none(mine: Mine) -> None:
    make_account(mine.instructor, is_active=False)

    with pytest.raises(Invalid):
        enter(mine.instructor.employee_no)


@pytest.mark.skipif(
    "sqlite" in settled.DATABASES["default"]["ENGINE"], reason="the tests' SQLite lives in one memory"
)
@pytest.mark.django_db(transaction=True)
def test_tries_in_parallel_win_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_person(make_company())
    make_account(person)
    looked: list[str] = []
    monkeypatch.setattr(commands, "_opens", lambda account, secret, at: looked.append(secret))
    start = threading.Barrier(8)

    def guess() -> None:
        start.wait()
        for number in range(4):
            with suppress(Invalid, TooManyTries):
                enter(person.employee_no, f"guess {number}")
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(looked) == 5
