"""List, detail, export and search agree for random trees and appointments: what one shows, all open."""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.clock import NOW, TODAY
from tests.factories import adopt, appoint, make_company, make_link, make_person, make_unit
from tongxin.access.queries import actor_of
from tongxin.duties.models import DutyItem
from tongxin.duties.queries import get_item, items_seen_by
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Person, Unit
from tongxin.orgs.queries import find_people, get_person, people_seen_by
from tongxin.orgs.roster.export import roster_seen_by
from tongxin.orgs.roster.headers import Field
from tongxin.records.models import Presence, Record
from tongxin.records.queries import Asked, get_record, list_records, records_seen_by

EXAMPLES = 10_000 if os.environ.get("TONGXIN_LONG") else 500
POSTS = (
    "branch_secretary", "committee_secretary", "organisation_member", "political_instructor", "team_leader",
    "section_chief", "mine_leader", "safety_supervisor", "union_group_leader", "party_office",
)  # fmt: skip
KINDS = ("company", "mine", "section", "team", "branch", "party_group", "union_group")

trees = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9)), min_size=2, max_size=8)
terms = st.lists(
    st.tuples(
        st.sampled_from(POSTS),
        st.integers(0, 9),  # in which unit
        st.integers(-40, 40),  # begins so many days from today
        st.one_of(st.none(), st.integers(0, 60)),  # lasts so many days
    ),
    max_size=3,
)
links = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=2)
levels = st.lists(st.sampled_from(("C0", "C1", "C2")), min_size=8, max_size=8)


def grow(tree: list[tuple[str, int]]) -> list[Unit]:
    """Units of one company; the second number says under which earlier one, or under none."""
    company = make_company()
    units: list[Unit] = []
    for kind, place in tree:
        units.append(make_unit(company, kind, units[place] if place < len(units) else None))
    return units


def join(units: list[Unit], linked: list[tuple[int, int]]) -> None:
    """Links units of different lines."""
    for left, right in {(units[a % len(units)], units[b % len(units)]) for a, b in linked}:
        if left != right and left.line != right.line:
            make_link(left, right)


def settle(units: list[Unit], levels: list[str]) -> tuple[list[Person], list[Record], list[DutyItem]]:
    """In each unit one person, one record that they attended, one duty of theirs."""
    company, pack = units[0].company, adopt(units[0], "base")[0]
    people = [make_person(company, unit) for unit in units]
    records = Record.objects.bulk_create(
        Record(
            company=company, unit=unit, kind="talk", adoption_id=pack.id, title=f"记录{unit.id}", level=level,
            state="closed", held_at=NOW, written_at=NOW, created_at=NOW,
        )
        for unit, level in zip(units, levels, strict=False)
    )  # fmt: skip
    Presence.objects.bulk_create(
        Presence(record=record, person=person) for record, person in zip(records, people, strict=True)
    )
    items = DutyItem.objects.bulk_create(
        DutyItem(
            company=company, unit=unit, duty="talk", title="谈话", post="team_leader", person=person,
            adoption_id=pack.id, period="2026-11-20", starts_date=TODAY, ends_date=TODAY, due_date=TODAY,
            due_at=NOW,
        )
        for unit, person in zip(units, people, strict=True)
    )  # fmt: skip
    return people, records, items


def post_to(units: list[Unit], viewer: Person, held: list[tuple[str, int, int, int | None]]) -> Actor:
    for post, place, begins, lasts in held:
        starts = TODAY + timedelta(days=begins)
        ends = None if lasts is None else starts + timedelta(days=lasts)
        appoint(viewer, post, units[place % len(units)], starts_date=starts, ends_date=ends)
    return actor_of(viewer.id, at=NOW)


def opens_record(record: Record, viewer: Actor) -> bool:
    try:
        get_record(record.id, viewer=viewer)
    except NotFound:
        return False
    return True


def opens_item(item: DutyItem, viewer: Actor) -> bool:
    try:
        get_item(item.id, viewer=viewer)
    except NotFound:
        return False
    return True


def opens_person(person: Person, viewer: Actor) -> bool:
    try:
        get_person(person.id, viewer=viewer)
    except NotFound:
        return False
    return True


def reaches(viewer: Actor, right: str, unit: Unit) -> bool:
    return viewer.may_in(right, unit_id=unit.id, path=unit.path)


@pytest.mark.wide
class Agreement(TestCase):
    """Each example is undone by itself."""

    @settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
    )
    @given(tree=trees, held=terms, linked=links, levels=levels)
    def test_what_a_list_shows_is_what_opens(
        self,
        tree: list[tuple[str, int]],
        held: list[tuple[str, int, int, int | None]],
        linked: list[tuple[int, int]],
        levels: list[str],
    ) -> None:
        units = grow(tree)
        people, records, items = settle(units, levels)
        other_records, other_items, other_people = self._elsewhere()
        join(units, linked)
        viewer = post_to(units, people[0], held)

        self._records(viewer, records + other_records, units)
        self._items(viewer, items + other_items)
        self._people(viewer, people + other_people)

    def _elsewhere(self) -> tuple[list[Record], list[DutyItem], list[Person]]:
        """Another company, all of whose rows must stay out of sight."""
        units = grow([("company", 9), ("team", 0)])
        people, records, items = settle(units, ["C0", "C1"])
        return records, items, people

    def _records(self, viewer: Actor, records: list[Record], units: list[Unit]) -> None:
        seen = set(records_seen_by(viewer).values_list("id", flat=True))
        listed = {line.id for line in list_records(Asked(), viewer=viewer, at=NOW).lines}
        found = {line.id for line in list_records(Asked(text="记录"), viewer=viewer, at=NOW).lines}
        should = {
            record.id
            for record in records
            if record.company_id == viewer.company_id
            and (
                record.level == "C0"
                or record.unit_id == units[0].id  # the viewer was there
                or (record.level == "C1" and reaches(viewer, "record_view", record.unit))
                or (record.level == "C2" and reaches(viewer, "record_confidential", record.unit))
            )
        }
        assert seen == listed == found == should
        assert seen == {record.id for record in records if opens_record(record, viewer)}

    def _items(self, viewer: Actor, items: list[DutyItem]) -> None:
        seen = set(items_seen_by(viewer).values_list("id", flat=True))
        should = {
            item.id
            for item in items
            if item.company_id == viewer.company_id
            and (item.person_id == viewer.person_id or reaches(viewer, "duty_view", item.unit))
        }
        assert seen == should
        assert seen == {item.id for item in items if opens_item(item, viewer)}

    def _people(self, viewer: Actor, people: list[Person]) -> None:
        seen = set(people_seen_by(viewer).values_list("id", flat=True))
        found = {one.id for person in people for one in find_people(person.employee_no, viewer=viewer)}
        exported = {row[Field.NO] for row in roster_seen_by(viewer, on=TODAY)}
        assert seen == found
        assert seen == {person.id for person in people if opens_person(person, viewer)}
        assert exported <= set(people_seen_by(viewer).values_list("employee_no", flat=True))
