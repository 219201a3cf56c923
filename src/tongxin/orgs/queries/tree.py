"""The three trees as of any day, one level at a time."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q

from tongxin.kernel.actor import Actor
from tongxin.orgs import texts
from tongxin.orgs.models import Company, Membership, Placement
from tongxin.orgs.queries.scope import company_of, get_unit, holds_on

LEVEL = 100  # units of one level on a page


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in a tree, with the name of that day; `people` are those directly in it."""

    id: int
    name: str
    kind: str
    word: str
    line: str
    parent_id: int | None
    children: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class Level:
    """The units under one parent; `more` when not all are shown."""

    units: list[UnitLine]
    more: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """One line: its roots, and the level below each."""

    line: str
    title: str
    roots: list[tuple[UnitLine, Level]]


@dataclass(frozen=True, slots=True)
class TreePage:
    on: date
    is_today: bool
    company: str
    trees: list[Tree]
    may_edit: bool


def tree_on(company_id: int, on: date) -> dict[int, int | None]:
    """Every unit of the company on a day and its parent, in one query."""
    rows = Placement.objects.filter(_standing_on(on), unit__company_id=company_id)
    return dict(rows.values_list("unit_id", "parent_id"))


def _standing_on(on: date) -> Q:
    ends = Q(unit__ends_date__isnull=True) | Q(unit__ends_date__gte=on)
    return holds_on(on) & ends


def _lines(found: Sequence[Placement], words: dict[str, str], on: date) -> list[UnitLine]:
    """With counts, in two queries."""
    ids = [row.unit_id for row in found]
    below = Placement.objects.filter(_standing_on(on), parent__in=ids)
    children = dict(below.values_list("parent_id").annotate(Count("id")))
    inside = Membership.objects.filter(holds_on(on), unit__in=ids)
    people = dict(inside.values_list("unit_id").annotate(Count("id")))
    return [
        UnitLine(
            row.unit_id,
            row.name or row.unit.name,
            row.unit.kind,
            texts.kind_word(words, row.unit.kind, row.name or row.unit.name),
            row.unit.line,
            row.parent_id,
            children.get(row.unit_id, 0),
            people.get(row.unit_id, 0),
        )
        for row in found
    ]


def children_on(parent_id: int, on: date, *, viewer: Actor, skip: int = 0) -> Level:
    """The units under one unit on a day: four queries, at most a page of rows."""
    parent = get_unit(parent_id, viewer=viewer)
    rows = Placement.objects.filter(_standing_on(on), parent=parent_id)
    found = list(rows.select_related("unit").order_by("unit__code", "unit_id")[skip : skip + LEVEL + 1])
    return Level(_lines(found[:LEVEL], texts.words(parent.company), on), more=len(found) > LEVEL)


def view_tree(*, viewer: Actor, on: date, today: date) -> TreePage:
    """The three lines with two levels each: five queries for any company."""
    company = Company.objects.get(id=company_of(viewer))
    standing = Placement.objects.filter(_standing_on(on), unit__company=company).select_related("unit")
    roots = list(standing.filter(parent__isnull=True).order_by("unit_id")[:LEVEL])
    below = standing.filter(parent__in=[root.unit_id for root in roots])
    first = list(below.order_by("unit__code", "unit_id")[: 3 * LEVEL])
    return TreePage(
        on,
        on == today,
        company.name,
        _trees(_lines([*roots, *first], texts.words(company), on)),
        may_edit=viewer.may("org_edit"),
    )


def _trees(lines: list[UnitLine]) -> list[Tree]:
    under: dict[int | None, list[UnitLine]] = defaultdict(list)
    for line in lines:
        under[line.parent_id].append(line)
    return [
        Tree(
            key,
            title,
            [
                (root, Level(under[root.id], more=root.children > len(under[root.id])))
                for root in under[None]
                if root.line == key
            ],
        )
        for key, title in texts.LINES.items()
    ]


def names_on(unit_ids: Collection[int], on: date) -> dict[int, str]:
    """The names that these units had on a day and have no more."""
    rows = Placement.objects.filter(holds_on(on), unit__in=unit_ids).exclude(name="")
    return dict(rows.values_list("unit_id", "name"))


UPWARDS = """
WITH RECURSIVE up(unit_id, parent_id, name, height) AS (
  SELECT unit_id, parent_id, name, 0 FROM orgs_placement
  WHERE unit_id = %s AND starts_date <= %s AND (ends_date IS NULL OR ends_date >= %s)
  UNION ALL
  SELECT p.unit_id, p.parent_id, p.name, up.height + 1 FROM orgs_placement p
  JOIN up ON p.unit_id = up.parent_id
  WHERE p.starts_date <= %s AND (p.ends_date IS NULL OR p.ends_date >= %s) AND up.height < 30
)
SELECT up.unit_id, up.name, u.name FROM up JOIN orgs_unit u ON u.id = up.unit_id ORDER BY up.height DESC
"""


def ancestors_on(unit_id: int, on: date) -> list[tuple[int, str]]:
    """From the root down to the unit itself, with the names of that day, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(UPWARDS, [unit_id, on, on, on, on])
        return [(found, then or now) for found, then, now in cursor.fetchall()]
