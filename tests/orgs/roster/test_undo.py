"""The last import is taken back though duties were raised for what it made, unless somebody touched them."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.clock import NOW
from tests.factories import adopt
from tests.orgs.roster.sheets import person, xlsx
from tests.orgs.roster.test_commands import MEMBER, Act, mixed, operator, picture, take
from tests.world import Mine
from tongxin.duties.commands import tally_differences
from tongxin.duties.models import DutyItem, DutyMet, DutyTally
from tongxin.facts.commands import answer_fact
from tongxin.facts.models import Fact
from tongxin.kernel.errors import Refused
from tongxin.ops.rounds import duties_ahead, shifts_ahead
from tongxin.orgs.models import Person, RosterImport, Unit
from tongxin.orgs.roster import commands

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def raised(mine: Mine, tmp_path: Path) -> RosterImport:
    """An import, and five minutes of the worker."""
    adopt(mine.root, "party-branch-2018", "xzw", starts_date=date(2026, 11, 1))
    shifts_ahead(NOW)
    duties_ahead(NOW)
    take(mixed(tmp_path, mine))
    answer_fact(Fact.objects.get(kind="roster.imported"), at=NOW)
    shifts_ahead(LATER)
    duties_ahead(LATER)
    return RosterImport.objects.get(state="done")


def owed() -> list[Any]:
    """Items and counts, but for days without any."""
    item_columns = ("unit", "duty", "period", "person", "escalated_unit")
    items = sorted(DutyItem.objects.values_list(*item_columns), key=str)
    return [items, sorted(DutyTally.objects.filter(due__gt=0).values_list("unit", "due_date", "due"))]


def made() -> Any:
    return DutyItem.objects.filter(unit__name__in=["综采二区党支部", "第三党小组", "采煤三班"])


def test_what_nobody_touched_goes_with_it(mine: Mine, act: Act, tmp_path: Path, raised: RosterImport) -> None:
    office = operator(mine, act)
    assert made().exists()
    new = Unit.objects.get(name="综采二区党支部")
    old = DutyItem.objects.filter(unit=mine.branch).earliest("id")
    DutyItem.objects.filter(id=old.id).update(escalated_post="branch_secretary", escalated_unit=new)

    fact = commands.undo_import(raised.id, by=office, at=LATER)

    assert not made().exists()
    assert not Unit.objects.filter(name="综采二区党支部").exists()
    assert not Person.objects.filter(employee_no="1").exists()
    assert tally_differences(mine.company.id) == []
    old.refresh_from_db()
    assert old.escalated_unit is None
    withdrawn = Fact.objects.get(kind="duties.withdrawn")
    assert withdrawn.data["count"] > 0
    answer_fact(fact, at=LATER)
    assert Fact.objects.filter(kind="duties.raised").latest("id").recorded_at == LATER


def test_after_it_the_same_is_owed_as_before(mine: Mine, act: Act, tmp_path: Path) -> None:
    office = operator(mine, act)
    adopt(mine.root, "party-branch-2018", "xzw", starts_date=date(2026, 11, 1))
    duties_ahead(NOW)
    before = [owed(), picture()]
    take(
        xlsx(tmp_path / "a.xlsx", person("1", **MEMBER), person("2", "钱二", 班组="采煤四班", 职务="班组长"))
    )
    duties_ahead(LATER)
    assert owed() != before[0]

    commands.undo_import(RosterImport.objects.get().id, by=office, at=LATER)

    assert [owed(), picture()] == before
    assert tally_differences(mine.company.id) == []


def meet(item: DutyItem) -> None:
    DutyItem.objects.filter(id=item.id).update(met_times=1)


def meet_in_part(item: DutyItem) -> None:
    DutyMet.objects.create(item=item, record_id=1, happened_at=NOW, heard_at=NOW)


def waived(mine: Mine) -> Callable[[DutyItem], None]:
    def waive(item: DutyItem) -> None:
        DutyItem.objects.filter(id=item.id).update(
            waived_at=NOW, waived_reason="停产", waived_by=mine.secretary
        )

    return waive


@pytest.mark.parametrize("how", ["met", "met in part", "waived"])
def test_what_somebody_met_or_waived_stands_in_the_way(
    mine: Mine, act: Act, raised: RosterImport, how: str
) -> None:
    office = operator(mine, act)
    touch = {"met": meet, "met in part": meet_in_part, "waived": waived(mine)}[how]
    touch(made().earliest("id"))
    before = [owed(), picture()]

    with pytest.raises(Refused, match="新建的单位后来已经有了办过或免过的职责事项"):
        commands.undo_import(raised.id, by=office, at=LATER)

    assert [owed(), picture()] == before
    raised.refresh_from_db()
    assert raised.state == "done"
    assert not Fact.objects.filter(kind="duties.withdrawn").exists()


def test_who_holds_a_post_only_by_the_import_owes_nothing_after_it(
    mine: Mine, act: Act, tmp_path: Path
) -> None:
    from tests.duties.world import duty, follow

    office = operator(mine, act)
    follow(
        mine.root,
        duty("each", every="month", owed_by={"post": "team_leader", "unit": "team", "each_holder": True}),
    )
    duties_ahead(NOW)
    before = owed()
    other = mine.worker
    leaves = person(mine.other_leader.employee_no, "韩磊", 区队="综采一区", 班组="采煤二班", 状态="离职")
    takes = person(other.employee_no, "张伟", 区队="综采一区", 班组="采煤二班", 职务="班组长")
    take(xlsx(tmp_path / "a.xlsx", leaves, takes))
    duties_ahead(LATER)
    assert DutyItem.objects.filter(person=other, unit=mine.other_team).exists()

    commands.undo_import(RosterImport.objects.get().id, by=office, at=LATER)

    assert owed() == before
    assert tally_differences(mine.company.id) == []
