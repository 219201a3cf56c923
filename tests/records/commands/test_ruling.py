"""What the documents leave open, the company says once (CF-01, CF-02)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.clock import NOW
from tests.factories import appoint, make_administrator, make_person
from tests.world import Mine
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound
from tongxin.records import commands, queries

pytestmark = pytest.mark.row("KQ-8")

Act = Callable[..., Actor]


@pytest.fixture
def administrator(mine: Mine, act: Act) -> Actor:
    make_administrator(mine.worker, "system")
    return act(mine.worker)


def test_the_reading_is_changed_and_told(mine: Mine, administrator: Actor) -> None:
    fact = commands.set_ruling(strict=True, of_entitled=True, by=administrator, at=NOW)

    mine.company.refresh_from_db()
    assert (mine.company.strict_quorum, mine.company.elects_by_entitled) == (True, True)
    assert (fact.kind, fact.subject_type, fact.subject_id) == ("ruling.changed", "company", mine.company.id)
    assert fact.data == {
        "before": {"strict": False, "of_entitled": False},
        "after": {"strict": True, "of_entitled": True},
    }


def test_without_a_change_nothing_is_told(administrator: Actor) -> None:
    with pytest.raises(Invalid, match="没有变化，现在就是这样算的"):
        commands.set_ruling(strict=False, of_entitled=False, by=administrator, at=NOW)

    assert not Fact.objects.filter(kind="ruling.changed").exists()


@pytest.mark.parametrize(
    ("post", "where", "may"),
    [
        ("committee_secretary", "committee", True),
        ("party_office", "committee", True),
        ("branch_secretary", "branch", False),
        ("section_chief", "section", False),
        ("team_leader", "team", False),
    ],
)
def test_only_who_adopts_for_the_whole_company_may_say_it(
    post: str, where: str, may: bool, mine: Mine, act: Act
) -> None:
    unit = getattr(mine, where)
    person = make_person(mine.company, unit, party="full")
    appoint(person, post, unit)
    by = act(person)

    assert queries.view_ruling(viewer=by).may_edit is may
    if may:
        commands.set_ruling(strict=True, of_entitled=False, by=by, at=NOW)
    else:
        with pytest.raises(NotFound):
            commands.set_ruling(strict=True, of_entitled=False, by=by, at=NOW)


@pytest.mark.parametrize("kind", ["security", "audit"])
def test_the_other_administrators_may_not(kind: str, mine: Mine, act: Act) -> None:
    make_administrator(mine.worker, kind)

    with pytest.raises(NotFound):
        commands.set_ruling(strict=True, of_entitled=False, by=act(mine.worker), at=NOW)


def test_every_change_is_shown_the_last_one_first(administrator: Actor) -> None:
    commands.set_ruling(strict=True, of_entitled=False, by=administrator, at=NOW)
    commands.set_ruling(strict=True, of_entitled=True, by=administrator, at=NOW + timedelta(hours=1))

    view = queries.view_ruling(viewer=administrator)

    assert (view.strict, view.of_entitled, view.words) == (True, True, "到会要超过半数，选举按应到人数过半")
    assert [(one.before, one.after) for one in view.changes] == [
        ("到会要超过半数，选举按实到人数过半", "到会要超过半数，选举按应到人数过半"),
        ("到会正好半数也算够，选举按实到人数过半", "到会要超过半数，选举按实到人数过半"),
    ]
