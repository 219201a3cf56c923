"""A team that is helped: who opens a file, who helps, who is told of what is arranged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.clock import NOW
from tests.factories import adopt, appoint, make_person
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.models import Case
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Person

Act = Callable[..., Actor]
OPENED = {"needs": ["r4"], "whom": "instructor", "need": "家里老人去世，想调几个白班"}
PLAN = {
    "arrangement": "本周排白班", "plan": "小政委陪着，班里帮着调班", "until": "2026-11-26",
    "recheck_on": "2026-11-24",
}  # fmt: skip


@dataclass(frozen=True)
class Care:
    """The mine's worker is helped by `helper`; `chair` is over the union, `volunteer` comes along."""

    mine: Mine
    helper: Person
    chair: Person
    volunteer: Person

    def open(self, by: Person | None = None, at: datetime = NOW, **given: Any) -> Case:
        fields = {"worker": [self.mine.worker.id], **OPENED, **given}
        opening = Opening("support", self.mine.team.id, fields)
        return Case.objects.get(id=open_case(opening, by=act(by or self.mine.instructor), at=at).case_id)

    def make(self, case: Case, move: str, by: Person, at: datetime = NOW, **given: Any) -> Fact:
        return move_case(case.id, Making(move, given), by=act(by, at), at=at)

    def plan(self, case: Case, **given: Any) -> Fact:
        people = {"helper": [self.helper.id], "leader": [self.mine.leader.id]}
        return self.make(case, "plan", self.mine.instructor, **{**people, **PLAN, **given})

    def helped(self) -> Case:
        case = self.open()
        self.plan(case)
        return case


def act(person: Person, at: datetime = NOW) -> Actor:
    return actor_of(person.id, at=at)


def make_care(mine: Mine) -> Care:
    adopt(mine.root, "care-files")
    helper = make_person(mine.company, mine.team, name="马福贵", party="full")
    chair = make_person(mine.company, mine.union, name="郑秀兰")
    volunteer = make_person(mine.company, mine.union, name="何玉梅")
    appoint(chair, "union_chair", mine.union)
    return Care(mine, helper, chair, volunteer)
