"""The company as it is, in plain values: a fixed number of queries for any number of people."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.db.models import Q

from tongxin.orgs.models import Appointment, Company, Membership, PartyStanding, Person, Unit
from tongxin.orgs.roster import changes
from tongxin.orgs.roster.posts import PostBook
from tongxin.orgs.roster.standing import StandingRow
from tongxin.orgs.roster.tree import LINES, Tree, UnitRow, key_of
from tongxin.regimes.load import posts

Units = tuple[int | None, int | None, int | None]
NOWHERE: Units = (None, None, None)
AT_ONCE = 20_000


def company_tree(company_id: int) -> Tree:
    rows = Unit.objects.filter(company_id=company_id, ends_date__isnull=True)
    columns = ("id", "line", "kind", "name", "parent_id", "path")
    return Tree(UnitRow(*row) for row in rows.order_by("path", "id").values_list(*columns))


def post_book(company: Company) -> PostBook:
    return PostBook(posts(settings.PACKS_DIR), company.trade_words)


def people_of(company_id: int, *, on: date, who: Q | None = None) -> dict[str, changes.Person]:
    """People by employee number, those who left too; `who` narrows them down."""
    chosen = Person.objects.filter(company_id=company_id)
    if who is not None:
        chosen = chosen.filter(who)
    ids = Q(person__company_id=company_id) if who is None else Q(person__in=chosen.values("id"))
    units = _units(ids)
    standings = _standings(ids)
    held = _held(ids, on)
    columns = ("id", "employee_no", "name", "trade", "phone", "hired_date", "left_date")
    return {
        row[1]: changes.Person._make(
            (*row, units.get(row[0], NOWHERE), standings.get(row[0], ()), held.get(row[0], ()))
        )
        for row in chosen.values_list(*columns).iterator(AT_ONCE)
    }


def _units(ids: Q) -> dict[int, Units]:
    """The open unit of each line; equal triples are one object, since a team shares them."""
    by_line: dict[str, dict[int, int]] = {line: {} for line in LINES}
    rows = Membership.objects.filter(ids, ends_date__isnull=True).values_list("person_id", "line", "unit_id")
    for person_id, line, unit_id in rows.iterator(AT_ONCE):
        by_line[line][person_id] = unit_id
    administration, party, union = (by_line[line] for line in LINES)
    shared: dict[Units, Units] = {}
    found: dict[int, Units] = {}
    for person_id in administration.keys() | party.keys() | union.keys():
        units = (administration.get(person_id), party.get(person_id), union.get(person_id))
        found[person_id] = shared.setdefault(units, units)
    return found


def _standings(ids: Q) -> Mapping[int, tuple[StandingRow, ...]]:
    found: dict[int, tuple[StandingRow, ...]] = {}
    columns = ("person_id", "id", "standing", "starts_date", "ends_date", "rights_suspended", "starts_known")
    rows = PartyStanding.objects.filter(ids).order_by("starts_date", "id").values_list(*columns)
    for person_id, *row in rows.iterator(AT_ONCE):
        found[person_id] = (*found.get(person_id, ())[-1:], StandingRow(*row))
    return found


def _held(ids: Q, on: date) -> Mapping[int, tuple[changes.Held, ...]]:
    found: dict[int, tuple[changes.Held, ...]] = defaultdict(tuple)
    still = Q(ends_date__isnull=True) | Q(ends_date__gte=on)
    columns = ("person_id", "id", "post", "unit_id")
    rows = Appointment.objects.filter(ids & still, stands_in_for__isnull=True).order_by("id")
    for person_id, *row in rows.values_list(*columns).iterator(AT_ONCE):
        found[person_id] += (changes.Held(*row),)
    return found


def aliases_of(company: Company, tree: Tree) -> frozenset[str]:
    root = tree.roots.get("administration")
    names = (company.name, company.short_name, root.name if root else "")
    return frozenset(key_of(name) for name in names if name)
