"""PINs: which are good, how wrong ones are counted, and what is kept of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.clock import NOW
from tests.factories import make_account, make_administrator, make_person
from tests.terminals import PASSWORD, PIN, make_pin, make_terminal, seen
from tests.world import Mine
from tongxin.access import rules
from tongxin.access.commands.pins import check_pin, remove_pin, set_pin
from tongxin.access.commands.tries import TooManyTries
from tongxin.access.models import Account, Pin
from tongxin.access.queries.terminals import TerminalSeen, pin_of
from tongxin.facts.models import Fact
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Person

Act = Callable[[Person], Actor]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def terminal(mine: Mine) -> TerminalSeen:
    make_pin(mine.worker)
    return seen(make_terminal(mine.team, mine.chief))


def wrong(terminal: TerminalSeen, person: Person, times: int, *, at=NOW) -> list[str]:
    told = []
    for _ in range(times):
        with pytest.raises(Refused) as refusal:
            check_pin(person.id, "9041", terminal=terminal, by=NOBODY, at=at)
        fields = getattr(refusal.value, "fields", {})
        told.append(fields.get("pin", refusal.value.message))
    return told


@pytest.mark.parametrize(
    ("pin", "said"),
    [
        ("5283", ""),
        ("528314", ""),
        ("528", "4 到 6 位"),
        ("5283147", "4 到 6 位"),
        ("52a3", "4 到 6 位"),
        ("\uff15\uff12\uff18\uff13", "4 到 6 位"),
        ("0000", "太容易猜"),
        ("1234", "太容易猜"),
        ("7890", "太容易猜"),
        ("6543", "太容易猜"),
        ("5511", "一两个数字"),
        ("0412", "工号"),
        ("904127", "工号"),
    ],
)
def test_a_pin_that_anybody_would_try_first_is_refused(pin: str, said: str) -> None:
    fault = rules.pin_fault(pin, number="E0904127")

    assert (said in fault) if said else fault == ""


def test_a_short_number_is_not_hidden_in_a_pin() -> None:
    assert "工号" in rules.pin_fault("928365", number="2836")
    assert rules.pin_fault("928365", number="83") == ""


def test_only_a_digest_is_kept_and_the_journal_does_not_know_it(mine: Mine) -> None:
    make_pin(mine.worker)

    kept = Pin.objects.get(person=mine.worker)
    assert (kept.digest.startswith("argon2"), PIN in kept.digest) == (True, False)
    fact = Fact.objects.get(kind="pin.set")
    assert (fact.subject_id, fact.by_id, fact.data) == (mine.worker.id, mine.worker.id, {})


def test_setting_one_takes_the_password_and_the_same_twice(mine: Mine, act: Act) -> None:
    make_account(mine.worker, PASSWORD)
    worker = act(mine.worker)

    with pytest.raises(Invalid) as refusal:
        set_pin("nonsense", PIN, again=PIN, by=worker, at=NOW)
    assert refusal.value.fields == {"password": "登录密码不对，请再输一次。"}
    with pytest.raises(Invalid) as refusal:
        set_pin(PASSWORD, PIN, again="5284", by=worker, at=NOW)
    assert list(refusal.value.fields) == ["again"]
    with pytest.raises(Invalid) as refusal:
        set_pin(PASSWORD, "1234", again="1234", by=worker, at=NOW)
    assert list(refusal.value.fields) == ["pin"]
    assert pin_of(worker) is None


def test_it_is_changed_and_removed_by_the_person(mine: Mine, act: Act, terminal: TerminalSeen) -> None:
    make_pin(mine.worker, "730461")
    assert check_pin(mine.worker.id, "730461", terminal=terminal, by=NOBODY, at=NOW).name == "张伟"

    remove_pin(by=act(mine.worker), at=NOW)

    with pytest.raises(Refused, match="还没有设终端密码"):
        check_pin(mine.worker.id, "730461", terminal=terminal, by=NOBODY, at=NOW)
    with pytest.raises(Refused, match="没有设过"):
        remove_pin(by=act(mine.worker), at=NOW)


def test_whoever_has_no_account_or_administers_has_none(mine: Mine, act: Act) -> None:
    with pytest.raises(NotFound):
        set_pin(PASSWORD, PIN, again=PIN, by=act(mine.worker), at=NOW)
    keeper = make_person(mine.company)
    make_administrator(keeper, "audit")
    make_account(keeper, PASSWORD)
    with pytest.raises(NotAllowed):
        set_pin(PASSWORD, PIN, again=PIN, by=act(keeper), at=NOW)


def test_after_five_wrong_ones_a_person_is_paused_and_the_right_one_does_not_help(
    mine: Mine, terminal: TerminalSeen
) -> None:
    told = wrong(terminal, mine.worker, 6)

    assert told[:4] == [f"刚才不对，还能试 {left} 次" for left in (4, 3, 2, 1)]
    assert told[4] == "刚才不对，先停 15 分钟，现在要签请人代签"
    assert "连续输错 5 次，先停一停，07:35 以后再试" in told[5]
    with pytest.raises(TooManyTries):
        check_pin(mine.worker.id, PIN, terminal=terminal, by=NOBODY, at=NOW)
    assert check_pin(mine.worker.id, PIN, terminal=terminal, by=NOBODY, at=NOW + 15 * MINUTE).name == "张伟"
    assert Fact.objects.filter(kind="terminal.refused", unit_id=mine.team.id).count() == 5


def test_a_colleague_is_not_paused_with_them(mine: Mine, terminal: TerminalSeen) -> None:
    make_pin(mine.leader, "7304")
    wrong(terminal, mine.worker, 6)

    assert check_pin(mine.leader.id, "7304", terminal=terminal, by=NOBODY, at=NOW).name == "赵建军"


def test_after_twenty_wrong_ones_the_device_is_paused_whoever_they_were_for(
    mine: Mine, terminal: TerminalSeen
) -> None:
    people = [make_person(mine.company, mine.team) for _ in range(5)]
    for number, person in enumerate(people):
        make_pin(person, f"730{number + 4}")
        wrong(terminal, person, 4)

    with pytest.raises(TooManyTries, match="这台终端上输错太多次"):
        check_pin(mine.worker.id, PIN, terminal=terminal, by=NOBODY, at=NOW)
    other = seen(make_terminal(mine.team, mine.chief))
    assert check_pin(mine.worker.id, PIN, terminal=other, by=NOBODY, at=NOW).name == "张伟"


def test_after_fifteen_wrong_ones_in_all_it_is_over_until_another_is_set(
    mine: Mine, terminal: TerminalSeen
) -> None:
    for round_ in range(3):
        wrong(terminal, mine.worker, 5, at=NOW + round_ * 20 * MINUTE)
    later = NOW + 60 * MINUTE

    with pytest.raises(Refused, match="这个终端密码停用了"):
        check_pin(mine.worker.id, PIN, terminal=terminal, by=NOBODY, at=later)
    assert Fact.objects.filter(kind="pin.spent", subject_id=mine.worker.id).count() == 1
    make_pin(mine.worker, "9152")
    assert check_pin(mine.worker.id, "9152", terminal=terminal, by=NOBODY, at=later).name == "张伟"


def test_a_stopped_account_somebody_gone_and_another_company_get_nothing(
    mine: Mine, terminal: TerminalSeen
) -> None:
    Account.objects.filter(person=mine.worker).update(is_active=False)
    with pytest.raises(Refused, match="还没有设终端密码"):
        check_pin(mine.worker.id, PIN, terminal=terminal, by=NOBODY, at=NOW)
    Account.objects.filter(person=mine.worker).update(is_active=True)
    Person.objects.filter(id=mine.worker.id).update(left_date=NOW.date() - timedelta(days=1))
    with pytest.raises(Refused, match="还没有设终端密码"):
        check_pin(mine.worker.id, PIN, terminal=terminal, by=NOBODY, at=NOW)


@pytest.mark.parametrize(
    ("came", "touched", "there"),
    [
        (timedelta(minutes=1), timedelta(seconds=70), True),
        (timedelta(minutes=2), timedelta(seconds=71), False),
        (timedelta(minutes=40), timedelta(0), True),
        (timedelta(minutes=41), timedelta(0), False),
    ],
)
def test_a_terminal_locks_after_a_minute_and_after_a_long_turn(
    came: timedelta, touched: timedelta, there: bool
) -> None:
    assert rules.at_terminal(entered_at=NOW - came, touched_at=NOW - touched, at=NOW) is there


def test_tapping_on_and_on_for_one_who_is_paused_does_not_pause_the_device(
    mine: Mine, terminal: TerminalSeen
) -> None:
    make_pin(mine.leader, "7304")
    wrong(terminal, mine.worker, 30)

    assert check_pin(mine.leader.id, "7304", terminal=terminal, by=NOBODY, at=NOW).name == "赵建军"
