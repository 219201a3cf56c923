"""The security administrator makes, locks and unlocks accounts; people set their own passwords."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.fixtures import Settings

from tests.clock import NOW
from tests.doors import enter
from tests.factories import make_account, make_administrator, make_company, make_person
from tests.world import Mine
from tongxin.access import rules
from tongxin.access.commands import accounts, second_factor, sessions
from tongxin.access.commands.log_in import log_in
from tongxin.access.commands.tokens import make_token
from tongxin.access.commands.tries import TooManyTries
from tongxin.access.models import Account, FormerPassword, Tries
from tongxin.access.queries import actor_of_token, has_second_factor
from tongxin.access.queries.accounts import view_account, view_accounts
from tongxin.duties.commands import make_feed
from tongxin.duties.queries import person_of_feed
from tongxin.facts.models import Fact
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Person


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
    mine: Mine, keeper: Actor, client: Client
) -> None:
    account = make_account(mine.worker)
    enter(client, mine.worker)
    key = client.session.session_key
    sessions.open_session(account.id, key, by=me(mine), at=NOW, address="10.0.0.7", user_agent="")

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


def test_only_a_security_administrator_of_the_company_locks_and_resets_and_never_their_own(
    mine: Mine, keeper: Actor
) -> None:
    account, theirs = make_account(mine.worker), make_account(make_person(make_company()))
    own = make_account(Person.objects.get(id=keeper.person_id))
    stranger = Actor(mine.leader.id, "", mine.company.id, administrator="system")
    verbs = (accounts.lock_account, accounts.unlock_account, accounts.end_sessions, second_factor.reset)

    for verb in verbs:
        for by, account_id in ((stranger, account.id), (keeper, theirs.id), (keeper, 999_999)):
            with pytest.raises(NotFound, match="没有找到这个账号"):
                verb(account_id, by=by, at=NOW)
    with pytest.raises(NotAllowed, match="不能停用自己的账号"):
        accounts.lock_account(own.id, by=keeper, at=NOW)
    with pytest.raises(NotFound):
        second_factor.reset(own.id, by=keeper, at=NOW)

    assert (Account.objects.filter(is_active=True).count(), Fact.objects.count()) == (3, 0)


def test_the_security_administrator_ends_the_sessions_of_somebody(
    mine: Mine, keeper: Actor, client: Client
) -> None:
    account = make_account(mine.worker)
    enter(client, mine.worker)
    key = client.session.session_key
    sessions.open_session(account.id, key, by=me(mine), at=NOW, address="10.0.0.7", user_agent="")

    fact = accounts.end_sessions(account.id, by=keeper, at=NOW)

    assert (fact.kind, fact.subject_id, fact.data) == ("session.ended", account.id, {"count": 1})
    assert not Session.objects.filter(session_key=key).exists()


def test_who_has_no_account_has_no_session_to_leave(mine: Mine) -> None:
    assert sessions.leave("nothing", by=me(mine), at=NOW) is None
    assert not Fact.objects.exists()


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
    with pytest.raises(NotFound, match="没有找到这个账号"):
        accounts.change_password(
            account.id, "Tongxin-2026", "Kuang-2026-hao", again="Kuang-2026-hao", by=keeper, at=NOW, keep=None
        )
    with pytest.raises(Invalid) as told:
        accounts.set_password(account.id, "Kuang-2026-hao", again="Kuang-2026-hoa", by=me(mine), at=NOW)

    assert told.value.fields == {"again": "和上面输的不一样，请再输一次。"}
    account.refresh_from_db()
    assert account.check_password("Tongxin-2026")
    assert not Fact.objects.exists()


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


def test_a_second_factor_is_turned_on_once_and_by_its_owner(mine: Mine, keeper: Actor) -> None:
    account, secret = make_account(mine.worker), second_factor.new_secret()
    code = rules.totp(secret, rules.totp_counter(NOW))
    with pytest.raises(NotFound, match="没有找到这个账号"):
        second_factor.turn_on(account.id, secret, code, by=keeper, at=NOW)
    second_factor.turn_on(account.id, secret, code, by=me(mine), at=NOW)

    with pytest.raises(Refused, match="已经开了二次验证"):
        second_factor.turn_on(account.id, secret, code, by=me(mine), at=NOW)

    assert Fact.objects.filter(kind="account.second_factor_on").count() == 1


def test_without_a_second_factor_no_code_is_right(mine: Mine) -> None:
    account = make_account(mine.worker)

    with pytest.raises(Invalid, match="验证码不对"):
        second_factor.check(account.id, "123456", by=me(mine), at=NOW)

    assert [(fact.kind, fact.data) for fact in Fact.objects.all()] == [
        ("session.refused", {"why": "second_factor"})
    ]


def test_secrets_of_second_factors_are_not_readable_at_rest(mine: Mine) -> None:
    from allauth.mfa.models import Authenticator

    account, secret = make_account(mine.worker), second_factor.new_secret()
    _, codes = second_factor.turn_on(
        account.id, secret, rules.totp(secret, rules.totp_counter(NOW)), by=me(mine), at=NOW
    )

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in codes)


def way_in(mine: Mine, act: Callable[..., Actor]) -> tuple[Account, str, str]:
    """An account with a token and a feed."""
    account, by = make_account(mine.leader), act(mine.leader)
    token = make_token("看板", scopes=["records:read"], days=30, by=by, at=NOW)
    return account, token.secret, make_feed(by=by, at=NOW).secret


@pytest.mark.parametrize("how", ["lock", "code"])
def test_stopping_an_account_or_giving_a_code_ends_tokens_and_feed(
    mine: Mine, keeper: Actor, act: Callable[..., Actor], how: str
) -> None:
    account, token, feed = way_in(mine, act)
    assert (actor_of_token(token, at=NOW) is not None, person_of_feed(feed)) == (True, mine.leader.id)

    if how == "lock":
        accounts.lock_account(account.id, by=keeper, at=NOW)
    else:
        accounts.give_code(mine.leader.id, by=keeper, at=NOW)

    assert (actor_of_token(token, at=NOW), person_of_feed(feed)) == (None, None)
    told = Fact.objects.filter(by_id=keeper.person_id, subject_type="person", subject_id=mine.leader.id)
    assert set(told.values_list("kind", flat=True)) == {"token.revoked", "feed.stopped"}


def test_after_unlocking_no_old_token_or_feed_opens_anything(
    mine: Mine, keeper: Actor, act: Callable[..., Actor]
) -> None:
    account, token, feed = way_in(mine, act)
    accounts.lock_account(account.id, by=keeper, at=NOW)
    accounts.unlock_account(account.id, by=keeper, at=NOW)

    assert (actor_of_token(token, at=NOW), person_of_feed(feed)) == (None, None)


def test_a_feed_of_a_stopped_account_opens_nothing_whoever_stopped_it(
    mine: Mine, act: Callable[..., Actor]
) -> None:
    account, _, feed = way_in(mine, act)
    Account.objects.filter(id=account.id).update(is_active=False)

    assert person_of_feed(feed) is None


def fail_five_times(number: str) -> None:
    for _ in range(5):
        with pytest.raises(Invalid):
            log_in(number, "wrong", company_id=None, by=NOBODY, at=NOW, address="10.0.0.7")


def test_a_pause_after_wrong_passwords_is_seen_and_ended_by_the_security_administrator(
    mine: Mine, keeper: Actor
) -> None:
    account = make_account(mine.worker)
    fail_five_times(mine.worker.employee_no.lower())
    line = view_account(mine.worker.id, viewer=keeper, at=NOW).line
    assert (line.state, line.until) == ("paused", NOW + timedelta(minutes=15))
    assert [one.name for one in view_accounts(viewer=keeper, at=NOW, state="paused").lines] == ["张伟"]

    accounts.unlock_account(account.id, by=keeper, at=NOW)

    assert view_account(mine.worker.id, viewer=keeper, at=NOW).line.state == "open"
    given = {"company_id": None, "by": NOBODY, "at": NOW, "address": "10.0.0.7"}
    assert log_in(mine.worker.employee_no, "Tongxin-2026", **given).account_id == account.id


def test_while_log_in_pauses_no_password_is_guessed_from_inside(mine: Mine) -> None:
    account = make_account(mine.worker)
    fail_five_times(mine.worker.employee_no)

    with pytest.raises(TooManyTries):
        accounts.change_password(account.id, "x", "y", again="y", by=me(mine), at=NOW, keep=None)


def test_a_pause_written_by_a_clock_that_was_ahead_is_none(mine: Mine, keeper: Actor) -> None:
    account = make_account(mine.worker)
    until = NOW + timedelta(days=9)
    Tries.objects.create(key=rules.key_of_account(account.id), used=5, last_at=NOW, locked_until=until)

    assert view_account(mine.worker.id, viewer=keeper, at=NOW).line.state == "open"
    assert view_accounts(viewer=keeper, at=NOW, state="paused").lines == []


def with_second_factor(person: Person) -> tuple[Account, str, list[str]]:
    account, secret = make_account(person), second_factor.new_secret()
    by = Actor(person.id, person.name, person.company_id)
    code = rules.totp(secret, rules.totp_counter(NOW) - 1)
    return account, secret, second_factor.turn_on(account.id, secret, code, by=by, at=NOW)[1]


def test_under_another_secret_key_a_second_factor_is_refused_in_words_and_counts_no_try(
    mine: Mine, settings: Settings
) -> None:
    account, secret, codes = with_second_factor(mine.worker)
    settings.SECRET_KEY = "another key" * 9

    for code in (rules.totp(secret, rules.totp_counter(NOW)), codes[0]) * 3:
        with pytest.raises(Refused, match=r"系统换过密钥.*make_account 工号 --reset"):
            second_factor.check(account.id, code, by=me(mine), at=NOW)


def test_what_another_secret_key_cannot_read_is_forgotten_and_nothing_else(
    mine: Mine, settings: Settings
) -> None:
    lost, _, _ = with_second_factor(mine.worker)
    settings.SECRET_KEY = "another key" * 9
    kept, _, _ = with_second_factor(mine.leader)
    server = Actor(None, "命令行", None, administrator="security")

    assert second_factor.reset_unreadable(by=server, at=NOW) == 1

    assert (has_second_factor(lost.id), has_second_factor(kept.id)) == (False, True)
    fact = Fact.objects.get(kind="account.second_factor_off")
    assert (fact.subject_id, fact.company_id) == (lost.id, mine.company.id)
    assert second_factor.reset_unreadable(by=server, at=NOW) == 0
