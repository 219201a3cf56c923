"""What a shipped practice promises, walked with the pack as it is shipped: who owes it, what meets it, what follows."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.clock import NOW, TODAY, moment
from tests.duties.world import nobody
from tests.factories import adopt, appoint, make_person
from tests.world import Mine
from tongxin.duties.commands import raise_duties
from tongxin.duties.models import DutyItem
from tongxin.facts.commands import answer_fact
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Person, Unit
from tongxin.records import commands
from tongxin.records.content import Content, Measure
from tongxin.records.models import Task

Act = Callable[..., Actor]
MONTH = "2026-M11"


@pytest.fixture
def owing(mine: Mine) -> Mine:
    adopt(mine.root, "party-branch-2018", "sz", "db")
    return mine


def raised(mine: Mine) -> None:
    raise_duties(company_id=mine.company.id, day=TODAY, by=nobody(mine.root), at=NOW)


def hold(kind: str, unit: Unit, by: Actor, chair: Person, **written: object) -> int:
    opened = commands.open_record(kind, unit_id=unit.id, by=by, at=NOW, held_at=moment(11, 20, 6, 30))
    content = Content(chair_id=chair.id, recorder_id=chair.id, **written)  # type: ignore[arg-type]
    commands.save_draft(opened.record_id, content, by=by, at=NOW)
    answer_fact(commands.close_record(opened.record_id, by=by, at=NOW), at=NOW)
    return opened.record_id


def met(mine: Mine, *duties: str) -> dict[tuple[str, str], bool]:
    items = DutyItem.objects.filter(duty__in=duties, period=MONTH, company=mine.company)
    return {
        (item.duty, item.unit.name if item.person is None else item.person.name): item.met_at is not None
        for item in items.select_related("unit", "person")
    }


@pytest.mark.row("SX-7")
def test_a_committee_member_on_site_meets_their_own_duty_and_what_was_asked_is_followed_up(
    owing: Mine, act: Act
) -> None:
    other = make_person(owing.company, owing.branch, name="孙立军", party="full")
    appoint(other, "discipline_member", owing.branch)
    raised(owing)

    record = hold(
        "team_contact",
        owing.team,
        act(owing.organiser),
        owing.organiser,
        data={"seen": "交接清楚，更衣室灯坏了一盏", "asked": ["更衣室的灯"]},
        measures=(Measure("换更衣室的灯", owing.leader.id, date(2026, 11, 25)),),
    )

    assert met(owing, "organisation_member_on_site", "discipline_member_on_site") == {
        ("organisation_member_on_site", owing.organiser.name): True,
        ("discipline_member_on_site", "孙立军"): False,
    }
    task = Task.objects.get(record=record)
    assert (task.text, task.owner, task.due_date) == ("换更衣室的灯", owing.leader, date(2026, 11, 25))


@pytest.mark.row("SZ-6", "SZ-1")
def test_one_safety_analysis_counts_for_the_party_group_and_the_union_group_of_the_team(
    owing: Mine, act: Act
) -> None:
    appoint(owing.leader, "union_group_leader", owing.union_group)
    raised(owing)
    three = ("safety_class_monthly", "safety_analysis_monthly", "members_workers_talk_monthly")
    group, union_group, team = owing.group.name, owing.union_group.name, owing.team.name
    assert {place: done for place, done in met(owing, *three).items() if place[1] in (group, team)} == {
        ("safety_class_monthly", team): False,
        ("safety_analysis_monthly", group): False,
        ("members_workers_talk_monthly", group): False,
    }

    record = hold(
        "safety_analysis",
        owing.team,
        act(owing.leader),
        owing.leader,
        data={"problems": ["交接时工具没有点清"]},
        minutes="找了原因，定了谁去办",
        measures=(Measure("交班前先点工具再签字", owing.worker.id, date(2026, 11, 27)),),
    )

    counted = met(owing, *three, "safety_analysis_by_union")
    assert {place for place, done in counted.items() if done} == {
        ("safety_analysis_monthly", group),
        ("safety_analysis_by_union", union_group),
    }
    assert Task.objects.get(record=record).owner == owing.worker
