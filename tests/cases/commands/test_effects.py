"""What a move does outside of the case, or refuses to do."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.cases.commands.test_moving import report
from tests.cases.kinds import follow
from tests.clock import NOW
from tests.factories import make_unit
from tests.world import Mine
from tongxin.cases.commands import effects
from tongxin.cases.models import Case
from tongxin.cases.queries.story import known
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused
from tongxin.orgs.models import Appointment
from tongxin.regimes.cases.story import Story
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import Move, Who

Act = Callable[..., Actor]
DAY = date(2026, 11, 20)


def run(effect: kinds.Effect, case: Case, by: Actor, **given: object) -> None:
    move = Move(
        key="do", title="办", source=("reported",), by=Who(posts=("section_chief",)), effects=(effect,)
    )
    found = known(case, on=DAY)
    story = found.story(DAY)
    told = Story(
        story.spec,
        story.state,
        story.opened_at,
        story.state_since,
        data=given,
        roles=story.roles,
        case_id=case.id,
    )
    effects.run(move, case, told, by=by, at=NOW)


def test_somebody_gets_a_post_beside_whoever_holds_it(mine: Mine, act: Act) -> None:
    follow(mine.root)
    case = report(mine, act(mine.worker))
    effect = kinds.Appoint(do="appoint", post="safety_supervisor", role="opener", ends_field="until")

    run(effect, case, act(mine.chief), until="2027-11-19")

    held = Appointment.objects.get(person=mine.worker)
    assert (held.post, held.unit, held.ends_date) == ("safety_supervisor", mine.team, date(2027, 11, 19))


def test_a_post_that_nobody_has_here_is_refused(mine: Mine, act: Act) -> None:
    follow(mine.root)
    case = report(mine, act(mine.worker))
    alone = make_unit(mine.company, "section_union", name="没有关联的工会")
    Case.objects.filter(id=case.id).update(unit=alone)
    case.refresh_from_db()
    appoint = kinds.Appoint(do="appoint", post="team_leader", role="opener", ends_field="until")
    notify = kinds.Notify(do="notify", posts=("team_leader",))

    with pytest.raises(Refused, match="都没有“班组长”这个岗位"):
        run(appoint, case, act(mine.chief))
    with pytest.raises(Refused, match="没有人担任负责人的职务"):
        run(notify, case, act(mine.chief))


def test_a_kind_that_is_not_followed_here_is_not_opened(mine: Mine, act: Act) -> None:
    follow(mine.root)
    case = report(mine, act(mine.worker))

    run(kinds.OpenCase(do="open_case", kind="nothing"), case, act(mine.chief))

    assert list(Case.objects.all()) == [case]
