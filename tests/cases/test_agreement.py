"""List, search and detail of cases agree for random trees and appointments: what one shows, all open."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.access.test_agreement import grow, join, links, post_to, reaches, terms, trees
from tests.cases.kinds import follow
from tests.clock import NOW
from tests.factories import make_person
from tongxin.cases.models import Case, Part
from tongxin.cases.queries import Asked, cases_seen_by, get_case, list_cases
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Person, Unit

EXAMPLES = 5_000 if os.environ.get("TONGXIN_LONG") else 100
levels = st.lists(st.sampled_from(("C0", "C1", "C2", "C3")), min_size=8, max_size=8)


def settle(units: list[Unit], levels: list[str]) -> tuple[list[Person], list[Case]]:
    """In each unit one person and one case that they told of."""
    company, kinds = units[0].company, follow(units[0])
    people = [make_person(company, unit) for unit in units]
    cases = Case.objects.bulk_create(
        Case(
            company=company, unit=unit, kind="fault", adoption_id=kinds.id, title=f"事{unit.id}", level=level,
            state="reported", state_since=NOW, opened_at=NOW,
        )
        for unit, level in zip(units, levels, strict=False)
    )  # fmt: skip
    Part.objects.bulk_create(
        Part(case=case, role="opener", person=person) for case, person in zip(cases, people, strict=True)
    )
    return people, cases


def opens(case: Case, viewer: Actor) -> bool:
    try:
        get_case(case.id, viewer=viewer)
    except NotFound:
        return False
    return True


@pytest.mark.wide
class Agreement(TestCase):
    """Each example is undone by itself."""

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(tree=trees, held=terms, linked=links, levels=levels)
    def test_what_a_list_shows_is_what_opens(
        self,
        tree: list[tuple[str, int]],
        held: list[tuple[str, int, int, int | None]],
        linked: list[tuple[int, int]],
        levels: list[str],
    ) -> None:
        units = grow(tree)
        people, cases = settle(units, levels)
        _, elsewhere = settle(grow([("company", 9), ("team", 0)]), ["C0", "C1"])
        join(units, linked)
        viewer = post_to(units, people[0], held)

        seen = set(cases_seen_by(viewer).values_list("id", flat=True))
        listed = {line.id for line in list_cases(Asked(), viewer=viewer, at=NOW).lines}
        found = {line.id for line in list_cases(Asked(text="事"), viewer=viewer, at=NOW).lines}

        assert seen == listed == found == {case.id for case in cases if shown(case, viewer, units[0])}
        assert seen == {case.id for case in [*cases, *elsewhere] if opens(case, viewer)}


def shown(case: Case, viewer: Actor, own: Unit) -> bool:
    """C3 by nothing but a part in it."""
    return (
        case.level == "C0"
        or case.unit_id == own.id
        or (case.level == "C1" and reaches(viewer, "case_view", case.unit))
        or (case.level == "C2" and reaches(viewer, "case_confidential", case.unit))
    )
