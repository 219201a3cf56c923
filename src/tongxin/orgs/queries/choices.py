"""What may be linked, moved to, or worked in; and what is linked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, QuerySet, When

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs import texts
from tongxin.orgs.models import Link, Unit
from tongxin.orgs.queries.scope import company_of, holds_on, units_seen_by, within
from tongxin.orgs.rules.structure import PARENTS, link_kinds


def linked_units(unit_id: int, on: date, kinds: Collection[str] | None = None) -> list[Unit]:
    """The units linked to one on a day, of some kinds if given, in one query."""
    links = Link.objects.filter(holds_on(on), Q(left=unit_id) | Q(right=unit_id))
    found = [
        row.right if row.left_id == unit_id else row.left
        for row in links.select_related("left", "right").order_by("id")
    ]
    return [unit for unit in found if kinds is None or unit.kind in kinds]


@dataclass(frozen=True, slots=True)
class Choice:
    id: int
    name: str
    word: str
    place: str


def link_choices(unit: Unit, *, viewer: Actor, q: str = "", limit: int = 30) -> list[Choice]:
    """Units that may be linked to `unit` and that the viewer may edit; the unlinked ones first."""
    return _choices(_linkable(unit, viewer), unit, q, limit)


def _linkable(unit: Unit, viewer: Actor) -> QuerySet[Unit]:
    linked = Link.objects.filter(ends_date__isnull=True)
    return (
        units_seen_by(viewer)
        .filter(within(viewer.scope("org_edit"), ""), kind__in=link_kinds(unit.kind), ends_date__isnull=True)
        .exclude(id__in=linked.filter(left=unit).values("right"))
        .exclude(id__in=linked.filter(right=unit).values("left"))
    )


def parent_choices(unit: Unit, *, viewer: Actor, q: str = "", limit: int = 30) -> list[Choice]:
    """Units under which `unit` may be moved and that the viewer may edit."""
    rows = (
        units_seen_by(viewer)
        .filter(within(viewer.scope("org_edit"), ""), kind__in=PARENTS[unit.kind], ends_date__isnull=True)
        .exclude(path__startswith=unit.path)
        .exclude(id=unit.parent_id or 0)
    )
    return _choices(rows, unit, q, limit)


def _choices(rows: QuerySet[Unit], unit: Unit, q: str, limit: int) -> list[Choice]:
    if q.strip():
        rows = rows.filter(name__contains=q.strip())
    words = texts.words(unit.company)
    groups_first = Case(When(kind__in=("party_group", "union_group"), then=0), default=1)
    found = rows.select_related("parent").order_by(groups_first, "kind", "parent_id", "id")[:limit]
    return [_choice(row, words) for row in found]


def _choice(row: Unit, words: dict[str, str]) -> Choice:
    place = row.parent.name if row.parent else ""
    return Choice(row.id, row.name, texts.kind_word(words, row.kind, row.name), place)


def place_choices(line: str, *, viewer: Actor, q: str = "", limit: int = 30) -> list[Choice]:
    """Units of a line that the viewer may edit, for placing a person."""
    rows = units_seen_by(viewer).filter(
        within(viewer.scope("org_edit"), ""), line=line, ends_date__isnull=True
    )
    if q.strip():
        rows = rows.filter(name__contains=q.strip())
    found = rows.select_related("parent", "company").order_by("parent_id", "id")[:limit]
    return [_choice(row, texts.words(row.company)) for row in found]


@dataclass(frozen=True, slots=True)
class LinkView:
    id: int
    left_id: int
    left: str
    right_id: int
    right: str


def view_link(link_id: int, *, viewer: Actor) -> LinkView:
    """A link that holds, between two units of the viewer's `org_edit`."""
    links = Link.objects.filter(
        within(viewer.scope("org_edit"), "left"),
        within(viewer.scope("org_edit"), "right"),
        left__company_id=company_of(viewer),
        ends_date__isnull=True,
    )
    row = links.select_related("left", "right").filter(id=link_id).first()
    if row is None:
        raise NotFound("没有找到这条挂钩关系")
    return LinkView(row.id, row.left_id, row.left.name, row.right_id, row.right.name)
