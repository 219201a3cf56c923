"""The security administrator makes, locks and unlocks accounts; people set their own passwords."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from tests.clock import NOW
from tests.doors import enter
from tests.factories import make_account, make_administrator, make_company, make_person
from tests.world import Mine
from tongxin.access.commands import accounts, second_factor
from tongxin.access.models import Account, FormerPassword
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused


@pytest.fixture
def keeper(mine: Mine) -> Actor:
    person = make_person(mine.company, name="孙丽")
    make_administrator(person, "security")
    return Actor(person.id, person.name, mine.company.id, administrator="security")


def me(mine: Mine) -> Actor:
    return Actor(mine.worker.id, mine.worker.name, mine.company.id)


def test_a_code_makes_the_account_and_only_its_hash_is_kept(mine: Mine, keeper: Actor) -> None:
    given = accounts.give_code(mine.worker.id, by=keeper, at=NOW)

    account = Account.objects.get()
    assert (account.username, account.must_change_password) == (mine.worker.employee_no, True)
    assert given.code.replace("-", "") not in account.one_time_code
    assert not account.has_usable_password()
    assert given.expires_at == NOW + timedelta(hours=72)
    fact = Fact.objects.get(kind="account.opened")
    assert fact.data == {"person": mine.worker.id}


def test_a_code_for_an_account_ends_its_password_and_sessions(
    mine: Mine, keeper: Actor, client: object
) -> None:
    from tongxin.access.commands.sessions import open_session

    account = make_account(mine.worker)
    enter(client, mine.worker)  # type: ignore[arg-type]
    key = client.session.session_key  # type: ignore[attr-defined]
    open_session(account.id, key, by=me(mine), at=NOW, address="10.0.0.7", user_agent="")

    accounts.give_code(mine.worker.id, by=keeper, at=NOW)

    assert not Session.objects.filter(session_key=key).exists()
    assert not Account.objects.get().has_usable_password()


def test_a_number_taken_in_another_company_gets_a_user_name_of_its_own(mine: Mine, keeper: Actor) -> None:
    make_account(make_person(make_company(), employee_no=mine.worker.employee_no))

    accounts.give_code(mine.worker.id, by=keeper, at=NOW)

    account = Account.objects.get(person=mine.worker)
    assert account.username == f"{mine.company.id}:{mine.worker.employee_no}"


def test_only_a_security_administrator_of_the_company_gives_codes(mine: Mine, keeper: Actor) -> None:
    stranger = make_person(make_company())
    for by, person in (
        (me(mine), mine.leader),
        (Actor(1, "", mine.company.id, administrator="system"), mine.leader),
        (keeper, stranger),
    ):
        with pytest.raises(NotFound):
            accounts.give_code(person.id, by=by, at=NOW)
    with pytest.raises(NotAllowed, match="不能给自己"):
        accounts.give_code(keeper.person_id or 0, by=keeper, at=NOW)

    assert not Account.objects.exists()


def test_nobody_who_left_gets_an_account(mine: Mine, keeper: Actor) -> None:
    mine.worker.left_date = NOW.date() - timedelta(days=1)
    mine.worker.save()

    with pytest.raises(Refused, match="已经离开"):
        accounts.give_code(mine.worker.id, by=keeper, at=NOW)


def test_locking_and_unlocking(mine: Mine, keeper: Actor) -> None:
    account = make_account(mine.worker)

    accounts.lock_account(account.id, by=keeper, at=NOW)
    assert Account.objects.get().is_active is False
    with pytest.raises(Refused, match="已经停用"):
        accounts.lock_account(account.id, by=keeper, at=NOW)
    accounts.unlock_account(account.id, by=keeper, at=NOW)

    assert Account.objects.get().is_active is True
    kinds = Fact.objects.exclude(kind="session.ended").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["account.locked", "account.unlocked"]


def test_the_last_five_passwords_do_not_come_back(mine: Mine) -> None:
    account = make_account(mine.worker, "Zero-0000-aa")
    for number in range(1, 6):
        word = f"Word-{number}000-aa"
        accounts.set_password(account.id, word, again=word, by=me(mine), at=NOW + timedelta(days=number))

    for barred in range(1, 6):
        word = f"Word-{barred}000-aa"
        with pytest.raises(Invalid) as refused:
            accounts.set_password(account.id, word, again=word, by=me(mine), at=NOW + timedelta(days=9))
        assert "以前用过" in refused.value.fields["password"]
    first = "Zero-0000-aa"
    accounts.set_password(account.id, first, again=first, by=me(mine), at=NOW + timedelta(days=9))

    assert FormerPassword.objects.count() == 5


def test_a_password_is_set_by_its_owner_alone(mine: Mine, keeper: Actor) -> None:
    account = make_account(mine.worker)

    with pytest.raises(NotFound):
        accounts.set_password(account.id, "Kuang-2026-hao", again="Kuang-2026-hao", by=keeper, at=NOW)


def test_changing_needs_the_old_one_and_counts_wrong_ones(mine: Mine) -> None:
    account = make_account(mine.worker)
    for _ in range(5):
        with pytest.raises(Invalid):
            accounts.change_password(
                account.id, "wrong", "Kuang-2026-hao", again="", by=me(mine), at=NOW, keep=None
            )

    with pytest.raises(Refused, match="以后再试"):
        accounts.change_password(
            account.id,
            "Tongxin-2026",
            "Kuang-2026-hao",
            again="Kuang-2026-hao",
            by=me(mine),
            at=NOW,
            keep=None,
        )


def test_a_lost_phone_is_reset_but_not_an_administrators(mine: Mine, keeper: Actor) -> None:
    from tongxin.access import rules
    from tongxin.access.queries import has_second_factor

    account, secret = make_account(mine.worker), second_factor.new_secret()
    code = rules.totp(secret, rules.totp_counter(NOW))
    second_factor.turn_on(account.id, secret, code, by=me(mine), at=NOW)

    second_factor.reset(account.id, by=keeper, at=NOW)
    assert not has_second_factor(account.id)

    make_administrator(mine.worker, "audit")
    with pytest.raises(Refused, match="只能在服务器上"):
        second_factor.reset(account.id, by=keeper, at=NOW)
    with pytest.raises(Refused, match="必须用二次验证"):
        second_factor.turn_off(account.id, by=me(mine), at=NOW)


def test_secrets_of_second_factors_are_not_readable_at_rest(mine: Mine) -> None:
    from allauth.mfa.models import Authenticator

    from tongxin.access import rules

    account, secret = make_account(mine.worker), second_factor.new_secret()
    _, codes = second_factor.turn_on(
        account.id, secret, rules.totp(secret, rules.totp_counter(NOW)), by=me(mine), at=NOW
    )

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in codes)
