"""The mine of the browser stories about safety, with its safety people and what they have in hand."""

from tests.clock import NOW
from tests.factories import adopt, appoint, make_person
from tests.packs.test_kq_safety import Pit
from tests.world import make_mine


def make_pit() -> Pit:
    mine = make_mine()
    adopt(mine.root, "kq-safety", "care-files")
    people = [make_person(mine.company, mine.root, name=name) for name in ("孙安全", "郑安全", "吴矿长")]
    watcher = make_person(mine.company, mine.other_team, name="冯监督")
    for person, post in zip(people, ("safety_office", "safety_office", "mine_leader"), strict=True):
        appoint(person, post, mine.root)
    appoint(watcher, "safety_supervisor", mine.team)
    return Pit(mine, *people, watcher)


__all__ = ["NOW", "make_pit"]
