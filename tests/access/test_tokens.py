"""A token speaks for its person, never for more, and not for ever."""

from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW
from tests.factories import make_account, make_administrator
from tests.world import Mine
from tongxin.access.commands import tokens
from tongxin.access.models import Account, Token
from tongxin.access.queries import actor_of, actor_of_token
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound
from tongxin.orgs.models import Appointment


def make(mine: Mine, **given: object) -> tokens.TokenMade:
    by = actor_of(mine.leader.id, at=NOW)
    return tokens.make_token(
        "看板取数", **{"scopes": ["records:read", "all:write"], "days": 90, "by": by, "at": NOW, **given}
    )


def test_a_token_gives_the_persons_rights_of_the_moment(mine: Mine) -> None:
    made = make(mine)

    actor, scopes = actor_of_token(made.secret, at=NOW) or (None, None)
    assert (actor, scopes) == (actor_of(mine.leader.id, at=NOW), frozenset({"records:read"}))
    assert made.secret not in str(Token.objects.values_list())

    Appointment.objects.filter(person=mine.leader).update(ends_date=NOW.date() - timedelta(days=1))
    later = actor_of_token(made.secret, at=NOW)
    assert later is not None
    assert later[0].scopes == {}


def test_a_token_ends_by_time_by_hand_and_with_the_account(mine: Mine) -> None:
    made = make(mine)
    make_account(mine.leader)

    assert actor_of_token(made.secret, at=NOW + timedelta(days=90)) is None
    assert actor_of_token("tx_other", at=NOW) is None
    Account.objects.update(is_active=False)
    assert actor_of_token(made.secret, at=NOW) is None
    Account.objects.update(is_active=True)
    tokens.revoke_token(made.token_id, by=actor_of(mine.leader.id, at=NOW), at=NOW)
    assert actor_of_token(made.secret, at=NOW) is None


def test_a_token_dies_with_its_person_and_is_nothing_for_administrators(mine: Mine) -> None:
    made = make(mine)
    mine.leader.left_date = NOW.date() - timedelta(days=1)
    mine.leader.save()

    assert actor_of_token(made.secret, at=NOW) is None
    make_administrator(mine.worker, "system")
    with pytest.raises(NotAllowed):
        make(mine, by=actor_of(mine.worker.id, at=NOW))


def test_its_last_use_is_noted_at_most_each_minute(mine: Mine) -> None:
    from django.db import connection

    made = make(mine)
    writes = []
    for seconds in (0, 30, 59, 60, 90):
        with CaptureQueriesContext(
            connection,
        ) as ran:
            actor_of_token(made.secret, at=NOW + timedelta(seconds=seconds))
        writes.append(sum(query["sql"].startswith("UPDATE") for query in ran.captured_queries))

    assert writes == [1, 0, 0, 1, 0]


@pytest.mark.parametrize(
    ("given", "field"), [({"days": 0}, "days"), ({"days": 367}, "days"), ({"scopes": ["x"]}, "scopes")]
)
def test_nonsense_is_refused(mine: Mine, given: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make(mine, **given)

    assert list(refused.value.fields) == [field]


def test_only_its_owner_revokes_it(mine: Mine) -> None:
    made = make(mine)

    with pytest.raises(NotFound):
        tokens.revoke_token(made.token_id, by=actor_of(mine.secretary.id, at=NOW), at=NOW)
