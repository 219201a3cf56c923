"""What the organisation's tests add to the mine: an office that may edit everything."""

from tests.clock import NOW
from tests.factories import appoint, make_link, make_person
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Person


def make_office(mine: Mine) -> Person:
    """The party office: the committee leads the union too, so its reach is the whole company."""
    make_link(mine.committee, mine.union)
    person = make_person(mine.company, mine.committee, mine.root, name="李敏", party="full")
    appoint(person, "party_office", mine.committee)
    return person


def acting(person: Person) -> Actor:
    return actor_of(person.id, at=NOW)
