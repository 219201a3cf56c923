"""What the pages of cases ask of the database: little, whatever the kind and whatever hangs on the case."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases.test_machine import all_powerful, units_of
from tests.clock import NOW
from tests.factories import adopt
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.models import Case, Part
from tongxin.cases.queries import cases_seen_by
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused
from tongxin.orgs.models import Person
from tongxin.regimes.load import library
from tongxin.regimes.schema.case import OPENER, OWNER, CaseField, CaseSpec
from tongxin.regimes.schema.guard import OpenCase

LogIn = Callable[..., Client]
Act = Callable[..., Actor]
PACKS = library(settings.PACKS_DIR)
KINDS = [(pack.meta.key, spec) for pack in PACKS.values() for spec in pack.cases]
SPECS = {spec.key: spec for _, spec in KINDS}


def opens(spec: CaseSpec) -> set[str]:
    """The kinds that come out of it, by a move or when it comes again."""
    again = {spec.recurs.opens} if spec.recurs and spec.recurs.opens else set()
    return again | {one.kind for move in spec.moves for one in move.effects if isinstance(one, OpenCase)}


OPENS = {key: opens(spec) for key, spec in SPECS.items()}
MOST = 12
TRIED = 12


def filled(fields: Sequence[CaseField], person: Person) -> dict[str, Any]:
    return {one.key: value(one, person) for one in fields}


def value(one: CaseField, person: Person) -> Any:
    first = one.choices[0].key if one.choices else ""
    simple = {
        "people": [person.id],
        "choice": first,
        "choices": [first],
        "date": "2026-11-25",
        "number": max(3, one.smallest),
        "yes": True,
        "steps": ["甲", "乙"],
    }
    return simple.get(one.type, "甲")


def opened(spec: CaseSpec, person: Person, mine: Mine, origin: Case | None = None) -> Case:
    """By somebody who may, and about them."""
    unit = next(one for one in units_of(mine) if one.kind in spec.opened_at)
    opening = Opening(spec.key, unit.id, filled(spec.opening, person), origin_id=origin and origin.id)
    return Case.objects.get(id=open_case(opening, by=all_powerful(person, mine, unit), at=NOW).case_id)


def walk(case: Case, spec: CaseSpec, mine: Mine) -> None:
    """The first moves in the pack's order, as far as they may be made without a meeting."""
    for move in spec.moves[:TRIED]:
        making = Making(move.key, filled(move.fields, mine.leader), late_reason="下井")
        for person in (mine.leader, mine.secretary):
            try:
                move_case(case.id, making, by=all_powerful(person, mine, case.unit), at=NOW)
            except Refused:
                continue
            break


def told(spec: CaseSpec, pack: str, mine: Mine) -> Case:
    """Some way on, with somebody in every role, with its relatives where the kind has such; what follows its pack
    is taken up since."""
    one, two = Person.objects.filter(name__in=("刘强", "李明")).order_by("id")
    later = [key for key, other in PACKS.items() if other.meta.supersedes == pack]
    adopt(mine.root, *(key for key in PACKS if key not in (pack, *later)), pack)
    before = next((kind for kind, opens in OPENS.items() if spec.key in opens), "")
    case = opened(spec, mine.worker, mine, opened(SPECS[before], one, mine) if before else None)
    for kind in OPENS[spec.key]:
        opened(SPECS[kind], two, mine, case)
    walk(case, spec, mine)
    roles = [(OPENER, mine.worker), *((role, mine.leader) for role in spec.roles or (OWNER,))]
    for role, person in roles:
        Part.objects.get_or_create(case=case, role=role, person=person, defaults={"sees": "all"})
    adopt(mine.root, *later)
    return case


def asked(client: Client, path: str) -> tuple[int, list[str]]:
    """The status, and the questions of the second time: packs are read once and kept."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        status = client.get(path).status_code
    return status, [one["sql"] for one in queries.captured_queries if "SAVEPOINT" not in one["sql"]]


@pytest.mark.parametrize(("pack", "spec"), KINDS, ids=[f"{pack}-{spec.key}" for pack, spec in KINDS])
def test_pages_of_cases_of_every_kind_ask_twelve_questions_at_most(
    pack: str, spec: CaseSpec, mine: Mine, log_in: LogIn, act: Act
) -> None:
    case = told(spec, pack, mine)
    for person in (mine.worker, mine.leader, mine.secretary):
        client, sees = log_in(person), cases_seen_by(act(person)).filter(id=case.id).exists()
        assert sees or person == mine.secretary
        status, page = asked(client, f"/cases/{case.id}")
        assert status == (200 if sees else 404)
        assert len(page) <= MOST, "\n".join(page)
        for path in ("/cases", "/cases?tab=open", f"/cases?tab=open&kind={spec.key}"):
            status, page = asked(client, path)
            assert status == 200
            assert len(page) <= MOST, "\n".join(page)
