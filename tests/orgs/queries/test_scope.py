"""Names of units are everybody's in the company; people are seen by those in charge, and themselves."""

import pytest

from tests.clock import NOW
from tests.factories import make_administrator, make_company, make_person, make_unit
from tests.orgs.world import acting
from tests.world import Mine
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.kernel.errors import NotAllowed, NotFound
from tongxin.orgs import commands
from tongxin.orgs.queries import find_people, get_person, people_seen_by, unit_for, units_seen_by


def names(viewer: Actor) -> set[str]:
    return set(people_seen_by(viewer).values_list("name", flat=True))


def test_units_are_seen_in_the_company_and_nowhere_else(mine: Mine) -> None:
    make_unit(make_company(), "company")

    assert units_seen_by(acting(mine.worker)).count() == 9
    assert not units_seen_by(NOBODY).exists()


def test_a_worker_sees_nobody_but_themselves(mine: Mine) -> None:
    assert names(acting(mine.worker)) == {"张伟"}
    assert not people_seen_by(NOBODY).exists()


def test_a_leader_sees_the_own_team(mine: Mine) -> None:
    seen = names(acting(mine.leader))

    assert {"张伟", "李明", "刘强", "王建国", "赵建军"} <= seen
    assert not seen & {"韩磊", "周斌", "任志勇", "周志远"}


def test_who_moves_away_is_seen_no_more(mine: Mine, office: Actor) -> None:
    commands.place_person(mine.worker.id, mine.other_team.id, by=office, at=NOW)

    assert "张伟" not in names(acting(mine.leader))
    assert "张伟" in names(acting(mine.other_leader))


def test_administrators_see_nobody(mine: Mine) -> None:
    make_administrator(mine.worker, "security")

    assert names(acting(mine.worker)) == {"张伟"}


def test_another_companys_people_look_absent(mine: Mine, office: Actor) -> None:
    company = make_company()
    stranger = make_person(company, make_unit(company, "team"))

    with pytest.raises(NotFound):
        get_person(stranger.id, viewer=office)
    assert find_people(stranger.name, viewer=office) == []


def test_a_unit_outside_the_scope_is_seen_and_not_touched(mine: Mine) -> None:
    with pytest.raises(NotAllowed, match="不归您管"):
        unit_for("org_edit", mine.root.id, viewer=acting(mine.secretary))
    assert unit_for("org_edit", mine.team.id, viewer=acting(mine.secretary)) == mine.team
