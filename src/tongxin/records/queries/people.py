"""People as somebody types them: a name, a number, or both."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Link, Membership, Person, Unit
from tongxin.orgs.queries import within

MOST = 300
BOTH = re.compile(r"^(?P<name>.+?)[（(](?P<number>[^）)]+)[）)]$")


@dataclass(frozen=True, slots=True)
class Somebody:
    """`label` is the name, with the number where two on the list share a name."""

    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Found:
    """Typed text -> person; `wrong` has a sentence for each text that names nobody or several."""

    people: dict[str, int]
    wrong: dict[str, str]


def near(unit: Unit, *, on: date) -> list[Somebody]:
    """Whom one would name at this unit: its people, and those of the units linked to it."""
    links = Link.objects.filter(valid_on(on), Q(left=unit) | Q(right=unit))
    there = Q(unit__path__startswith=unit.path)
    for left, right in links.values_list("left__path", "right__path"):
        there |= Q(unit__path__startswith=left) | Q(unit__path__startswith=right)
    members = Membership.objects.filter(valid_on(on), there, person=OuterRef("id"))
    people = Person.objects.filter(Exists(members), company=unit.company_id).order_by("name", "id")
    return labelled(people.values_list("id", "name", "employee_no")[:MOST])


def people_of(unit_id: int, *, viewer: Actor, at: datetime) -> list[Somebody]:
    """Whom the viewer may give something to at a unit that they write for."""
    unit = Unit.objects.filter(within(viewer.scope("record_write"), ""), id=unit_id).first()
    return near(unit, on=timezone.localdate(at)) if unit else []


def labelled(rows: Iterable[tuple[int, str, str]]) -> list[Somebody]:
    people = list(dict.fromkeys(rows))
    names = [name for _, name, _ in people]
    return [
        Somebody(person, f"{name}（{number}）" if names.count(name) > 1 else name)
        for person, name, number in people
    ]


def with_ids(ids: Collection[int]) -> list[Somebody]:
    rows = Person.objects.filter(id__in=ids).values_list("id", "name", "employee_no") if ids else ()
    return labelled(rows)


def find_people(texts: Collection[str], *, company_id: int, likely: Collection[int]) -> Found:
    """One query for all; of two with one name, the one on the list at hand is meant."""
    wanted = {text: _split(text) for text in texts}
    names = {name for name, _ in wanted.values()}
    numbers = {number for _, number in wanted.values() if number} | names
    people = Person.objects.filter(company=company_id, left_date__isnull=True)
    rows = list(
        people.filter(Q(name__in=names) | Q(employee_no__in=numbers)).values_list("id", "name", "employee_no")
        if names
        else ()
    )
    found, wrong = {}, {}
    for text, (name, number) in wanted.items():
        matching = [row for row in rows if _matches(row, name, number)]
        if len(matching) > 1:
            matching = [row for row in matching if row[0] in likely] or matching
        if len(matching) == 1:
            found[text] = matching[0][0]
        elif matching:
            wrong[text] = f"有 {len(matching)} 个“{name}”，请写成 {name}（工号）"
        else:
            wrong[text] = f"花名册里没有“{text}”，请写全名或者工号"
    return Found(found, wrong)


def _split(text: str) -> tuple[str, str]:
    both = BOTH.match(text)
    return (both["name"].strip(), both["number"].strip()) if both else (text, "")


def _matches(row: tuple[int, str, str], name: str, number: str) -> bool:
    _, has_name, has_number = row
    return has_number == number if number else name in (has_name, has_number)
