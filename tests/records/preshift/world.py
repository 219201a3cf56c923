"""A believable team of thirteen, its leave and what is open."""

from datetime import date
from typing import Any

from tests.clock import NOW
from tests.factories import adopt, make_person
from tests.world import Mine
from tongxin.orgs.models import Leave, Person, Unit
from tongxin.records.models import Presence, Record, Task
from tongxin.records.preshift.rules import Sheet

MORE = {
    "陈国栋": "割煤", "杨帆": "端头", "孙浩": "清煤", "周涛": "机头", "吴海波": "机头",
    "郑小龙": "清煤", "何俊": "清煤", "高鹏": "回柱",
}  # fmt: skip
TRADES = {"赵建军": "端头", "王建国": "端头", "张伟": "移架"}


def make_task(unit: Unit, text: str = "清理巷道", **given: Any) -> Task:
    return Task.objects.create(
        **{
            "company": unit.company,
            "unit": unit,
            "kind": "open_point",
            "text": text,
            "created_at": NOW,
            **given,
        }
    )


def make_leave(person: Person, starts: date, ends: date, kind: str = "annual") -> Leave:
    return Leave.objects.create(person=person, kind=kind, starts_date=starts, ends_date=ends)


def fill_team(mine: Mine) -> dict[str, Person]:
    """One on leave, one back today after twelve days, three open points."""
    adopt(mine.section, "xzw")
    people = {
        name: make_person(mine.company, mine.team, name=name, trade=trade) for name, trade in MORE.items()
    }
    Person.objects.filter(company=mine.company, name="刘强").update(trade="移架")
    Person.objects.filter(company=mine.company, name="李明").update(trade="割煤")
    for person in (mine.leader, mine.instructor, mine.worker):
        person.trade = TRADES[person.name]
        person.save()
    make_leave(people["高鹏"], date(2026, 11, 18), date(2026, 11, 22))
    make_leave(people["何俊"], date(2026, 11, 8), date(2026, 11, 19))
    make_task(mine.team, "38 号支架漏液，已挂牌，不得升降", due_date=date(2026, 11, 19))
    make_task(mine.team, "皮带机头护栏缺一段", due_date=date(2026, 11, 20))
    make_task(mine.team, "机尾浮煤清到 60 架，剩 12 架")
    return people


def sheet_of(record_id: int, **given: Any) -> Sheet:
    """Everybody there except who is on leave, as the page would send it."""
    rows = Presence.objects.filter(record=record_id)
    return Sheet(
        **{
            "chair_id": Record.objects.get(id=record_id).chair_id,
            "present": frozenset(rows.filter(present=True).values_list("person_id", flat=True)),
            "reasons": {row.person_id: row.reason for row in rows if not row.present},
            **given,
        }
    )


def named(mine: Mine, name: str) -> Person:
    return Person.objects.get(company=mine.company, name=name)
