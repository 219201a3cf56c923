"""The branch of the small mine, with its committee and its regimes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest

from tests.clock import NOW, moment
from tests.factories import adopt, appoint, make_person
from tests.world import Mine
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Person
from tongxin.records import commands
from tongxin.records.content import Content
from tongxin.records.models import Presence, Record


@dataclass(frozen=True)
class Branch:
    """A committee of five; `secretary` and `organiser` are those of the mine."""

    mine: Mine
    secretary: Actor
    committee: list[Person]


@pytest.fixture
def branch(mine: Mine, act: Callable[..., Actor]) -> Branch:
    adopt(mine.root, "party-branch-2018", "sz", "xzw")
    others = []
    for name, post in (
        ("胡志强", "deputy_secretary"),
        ("李敏", "publicity_member"),
        ("孙立军", "discipline_member"),
    ):
        person = make_person(mine.company, mine.branch, name=name, party="full")
        appoint(person, post, mine.branch)
        others.append(person)
    return Branch(mine, act(mine.secretary), [mine.secretary, mine.organiser, *others])


Open = Callable[..., Record]
HELD = moment(11, 13, 15, 30)


@pytest.fixture
def open_draft(branch: Branch) -> Open:
    """`open_draft("committee_meeting")`: a draft of the branch, held a week ago at 15:30."""

    def build(kind: str = "committee_meeting", held_at: datetime = HELD, **given: object) -> Record:
        by = given.pop("by", branch.secretary)
        unit_id = given.pop("unit_id", branch.mine.branch.id)
        opened = commands.open_record(kind, unit_id=unit_id, by=by, at=NOW, held_at=held_at, **given)
        return Record.objects.get(id=opened.record_id)

    return build


def roll_of(record: Record) -> dict[str, tuple[bool, bool, str]]:
    rows = Presence.objects.filter(record=record).select_related("person")
    return {row.person.name: (row.expected, row.present, row.reason) for row in rows}


SOON = moment(11, 13, 16, 40)


@pytest.fixture
def closed(branch: Branch, open_draft: Open) -> Callable[..., Record]:
    """A committee meeting written down and closed on the same afternoon; `given` is content."""

    def build(kind: str = "committee_meeting", at: datetime = SOON, **given: object) -> Record:
        by = given.pop("by", branch.secretary)
        unit_id = given.pop("unit_id", branch.mine.branch.id)
        record = open_draft(kind, by=by, unit_id=unit_id)
        commands.save_draft(record.id, Content(**{"minutes": "顶板管理", **given}), by=by, at=NOW)
        commands.close_record(record.id, by=by, at=at)
        record.refresh_from_db()
        return record

    return build
